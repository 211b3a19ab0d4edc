"""A camera from the network to the evidence: found, added, streamed, moved, remembered, snapped into a case.

Real are: the search on the network, the camera's SOAP and RTSP (both ask for a password), the daemon in a
process of its own, CURVE, the wall's player processes. The camera itself is simulated.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication

from app.players.pool import PlayerPool
from app.players.viewing import ViewingPort
from backend.contract.cameras import (
    CameraHeld,
    CameraPresets,
    GotoPreset,
    MoveCamera,
    SavePreset,
    SnapshotTaken,
    TakeSnapshot,
)
from backend.contract.case_requests import CaseDetail, GetCase, OpenCase
from backend.contract.messages import Failure, ReplyBody, RequestBody
from backend.contract.work_requests import GetEvidence, Kept, Made
from backend.demo import clips as demo_clips
from backend.demo.city import load
from backend.demo.desk_client import DeskClient
from backend.demo.ptz_cameras import PtzCameras, devices_of
from backend.domain.clock import SystemClock
from backend.wire import keys
from tests.end2end.daemon_run import PASSWORD, DaemonRun, free_port, listens, wait
from tests.peers.starting import Peer, running
from tests.unit.app.players.footage import clips, pool, wait_for
from widgets.clock import WallClock
from widgets.live import LiveData

__all__ = ["clips", "pool"]

ROOT = Path(__file__).resolve().parents[2]
USER, SECRET = "vanhanh", "mat-khau-123"


@pytest.fixture
def rtsp(clips: dict[str, Path]) -> Iterator[int]:
    """Serve a large and a small picture that ask for a password; return the port."""
    port = free_port()
    script = os.environ.get("TOANCANH_RTSP_SERVER") or str(ROOT / "packaging" / "rtsp_server.py")
    command = ["/usr/bin/python3", script, "--port", str(port), "--user", USER, "--password", SECRET]
    process = subprocess.Popen([*command, f"lon={clips['moving']}", f"nho={clips['moving']}"])
    wait(lambda: listens(port), "the camera's RTSP server")
    yield port
    process.terminate()
    process.wait(10)


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def beacon() -> int:
    return free_udp_port()


@pytest.fixture
def camera(rtsp: int, beacon: int) -> Iterator[Peer]:
    streams = [f"--{part}=rtsp://127.0.0.1:{rtsp}/{name}" for part, name in (("main", "lon"), ("sub", "nho"))]
    extra = ["--beacon", str(beacon), *streams, "--user", USER, "--password", SECRET]
    with running("onvif_camera", *extra) as peer:
        yield peer


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[DaemonRun]:
    packs = ROOT / "resources" / "usecases"
    run = DaemonRun(tmp_path, packs=packs, pack="cameras, citizen-reports", places=[], sources=[])
    yield run
    run.stop()


def discover(centre: DaemonRun, beacon: int, *more: str) -> str:
    keys.KeyFolder(centre.folder / "keys").put("camera-cong", SECRET)
    words = ["cameras", "discover", "--centre", str(centre.centre), "--port", str(beacon), "--seconds", "2"]
    words += ["--user", USER, "--key", "camera-cong", "--keys", str(centre.folder / "keys"), *more]
    ran = subprocess.run(
        [sys.executable, "-m", "backend", *words], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


class Wall:
    """A wall's live data and players without its windows, asking over the real wire."""

    def __init__(self, centre: DaemonRun, pool: PlayerPool) -> None:
        self.desk = DeskClient(centre.folder / "keys", centre.requests, SystemClock())
        self.desk.sign_in("ha", PASSWORD)
        self.live = LiveData(WallClock(), self._request)
        self.live.take_snapshot(self.desk.snapshot())
        self.port = ViewingPort(pool, self.live, "vi")

    def _request(self, body: RequestBody, on_reply: Callable[[ReplyBody], None], _deadline_s: float) -> None:
        on_reply(self.desk.ask(body))


def acts(camera: Peer, name: str) -> list[dict[str, object]]:
    return [one for one in camera.received() if one["act"] == name and one["status"] == 200]


def test_a_camera_is_found_added_streamed_moved_remembered_and_snapped_into_a_case(
    qapp: QCoreApplication, camera: Peer, beacon: int, centre: DaemonRun, pool: PlayerPool
) -> None:
    said = discover(centre, beacon, "--write")
    assert "Cống Đò Xu (Toàn Cảnh TC-PTZ-1)" in said
    assert "main: 1280x720 H264" in said
    files = [p for p in centre.centre.rglob("*") if p.is_file()]
    assert not any(SECRET in file.read_text(encoding="utf-8") for file in files)
    centre.start()
    wall = Wall(centre, pool)
    try:
        place = wall.live.state.places["cam-cong-do-xu"]
        for part in ("stream", "stream_main"):
            assert SECRET not in place.attributes[part]
            stream = wall.port.open(place.place_id, place.attributes[part], 160, 90)
            wait_for(lambda s=stream: s.state().n_frames > 10 and s.image() is not None, f"frames of {part}")
            stream.close()

        assert isinstance(wall.desk.ask(MoveCamera(place.place_id, 1, -0.5, 0.5)), CameraHeld)
        wait(lambda: acts(camera, "Stop"), "the stop that nobody asked for")
        (stopped,) = acts(camera, "Stop")
        assert stopped["pan"] > 0 > stopped["tilt"]
        assert stopped["zoom"] > 0

        saved = wall.desk.ask(SavePreset(place.place_id, "Cửa cống"))
        assert isinstance(saved, CameraPresets), saved
        assert isinstance(wall.desk.ask(MoveCamera(place.place_id, 1, 0, 0)), CameraHeld)
        assert isinstance(wall.desk.ask(GotoPreset(place.place_id, saved.presets[0].preset)), CameraHeld)
        (turned,) = acts(camera, "GotoPreset")
        assert turned["pan"] >= stopped["pan"]

        made = wall.desk.ask(
            OpenCase("report", "Rác mắc ở cửa cống", place_id=place.place_id, source="camera")
        )
        assert isinstance(made, Made), made
        taken = wall.desk.ask(TakeSnapshot(place.place_id, case_id=made.made_id))
        assert isinstance(taken, SnapshotTaken), taken
        detail = wall.desk.ask(GetCase(made.made_id))
        assert isinstance(detail, CaseDetail)
        assert [one.digest for one in detail.file.attachments] == [taken.digest]
        kept = wall.desk.ask(GetEvidence(taken.digest))
        assert isinstance(kept, Kept)
        assert hashlib.sha256(kept.data).hexdigest() == taken.digest
        red = Image.open(io.BytesIO(kept.data)).getpixel((320, 300))[0]
        assert abs(red - 127 * (1 + float(stopped["pan"]))) < 40  # where the preset is, not where it began
        assert centre.store().verify().broken_seq is None
    finally:
        wall.desk.close()


def test_a_camera_that_misbehaves_is_told_in_words_and_works_again_when_it_is_well(
    camera: Peer, beacon: int, centre: DaemonRun
) -> None:
    discover(centre, beacon, "--address", "127.0.0.1", "--write")
    centre.start()
    desk = DeskClient(centre.folder / "keys", centre.requests, SystemClock())
    desk.sign_in("ha", PASSWORD)
    try:
        for temper, words in (
            ("fault", "motor stuck"),
            ("refuse", "không nhận tài khoản hoặc mật khẩu"),
            ("bomb", "không đọc được"),
            ("slow", "không trả lời"),
        ):
            camera.tell(temper)
            answer = wait(lambda w=words: _refusal(desk, w), f"the refusal of {temper}", within_s=40)
            assert isinstance(answer, Failure)
        camera.tell("clock")
        wait(
            lambda: isinstance(desk.ask(MoveCamera("cam-cong-do-xu", 0, 0, 0)), CameraHeld),
            "the camera again",
        )
    finally:
        desk.close()


def test_a_demo_cameras_picture_follows_its_head_and_is_made_only_while_somebody_watches(
    tmp_path: Path,
) -> None:
    half = np.zeros((360, 640, 3), np.uint8)
    half[:, 320:] = 255
    demo_clips.encode([half] * 50, tmp_path / "half.mp4")
    port, service_port = free_port(), free_port()
    devices = devices_of(load(), lambda name: f"rtsp://127.0.0.1:{port}/{name}", SystemClock().now)
    name, device = next(iter(devices.items()))
    seen = PtzCameras(devices, dict.fromkeys(devices, tmp_path / "half.mp4"), service_port, tmp_path)
    mounts = [f"{mount}={where}" for mount, where in seen.mounts().items()]
    script = os.environ.get("TOANCANH_RTSP_SERVER") or str(ROOT / "packaging" / "rtsp_server.py")
    server = subprocess.Popen(["/usr/bin/python3", script, "--port", str(port), *mounts])
    try:
        wait(lambda: listens(port), "the RTSP server")
        with av.open(
            f"rtsp://127.0.0.1:{port}/{name}", options={"rtsp_transport": "tcp"}, timeout=20
        ) as stream:
            frames = (frame.to_ndarray(format="gray") for frame in stream.decode(video=0))
            assert next(frames)[180, 20] < 60
            device.remember("1", "phải", (1.0, 0.0, 1.0))
            device.head.go_to("1", SystemClock().now())
            assert any(frame[180, 20] > 200 for frame in itertools.islice(frames, 300))
            assert watchers() == 1
        wait(lambda: watchers() == 0, "the end of the encoding")
    finally:
        server.terminate()
        server.wait(10)
        seen.close()


def watchers() -> int:
    """Return how many views are being encoded in this process."""
    return sum(thread.name == "view" for thread in threading.enumerate())


def _refusal(desk: DeskClient, words: str) -> Failure | None:
    answer = desk.ask(MoveCamera("cam-cong-do-xu", 0, 0, 0))
    return answer if isinstance(answer, Failure) and words in answer.words.vi else None
