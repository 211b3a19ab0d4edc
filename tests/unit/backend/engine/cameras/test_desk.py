"""Cameras over the real wire: a daemon, CURVE sockets, simulated cameras on HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.contract.cameras import (
    CameraHeld,
    CameraPresets,
    CameraRights,
    GetCameraRights,
    GetPresets,
    GotoPreset,
    MoveCamera,
    ReleaseCamera,
    SavePreset,
    SnapshotTaken,
    StartViewing,
    TakeSnapshot,
    Viewing,
)
from backend.contract.messages import AlarmsChanged, EntryAppended, Failure, GetJournal, Journal
from backend.contract.state import Place
from backend.contract.work_requests import GetEvidence, Kept, Made, OpenIncident
from backend.demo.onvif_device import Temper
from backend.demo.onvif_service import OnvifService
from backend.engine.cameras.desk import as_told
from backend.engine.cameras.groups import CameraGroup, CameraGroups, CameraSettings
from backend.engine.daemon import Daemon
from backend.wire import keys
from tests.unit.backend.engine.cameras.given import JPEG, PASSWORD, cameras, device, on_loop
from tests.unit.backend.engine.test_daemon import PASSWORD as SIGN_IN
from tests.unit.backend.engine.test_daemon import options_in
from tests.unit.backend.engine.wall_peer import WallPeer

GROUPS = """
hold_s: 20
groups:
  - {id: cho, name: Chợ, cameras: [mong], purpose: required}
  - {id: kin, name: Kín, cameras: [cham], view: [administrator]}
"""


@pytest.fixture
def service():
    with cameras(quay=Temper(), mong=Temper(), cham=Temper(), ket=Temper(faulty="motor")) as made:
        yield made


@contextlib.asynccontextmanager
async def walls(tmp_path: Path, service: OnvifService, *users: str) -> AsyncIterator[list[WallPeer]]:
    options = options_in(tmp_path)
    rows = [
        f"{d.sheet.camera_id},{d.sheet.name},camera,16.06,108.22,001,Hòa Khánh,{d.sheet.sub},{d.sheet.main},"
        f"{service.address(d.sheet.camera_id)},vh,cam"
        for d in service.devices()
    ]
    rows.append("p1,Mẹ Suốt,post,16.07,108.15,001,Hòa Khánh,,,,,")
    rows.append("tat,Tắt,camera,16.06,108.22,001,Hòa Khánh,rtsp://127.0.0.1:9/x,,http://127.0.0.1:9/onvif,,")
    rows.append("thuong,Thường,camera,16.06,108.22,001,Hòa Khánh,rtsp://127.0.0.1:9/x,,,,")
    head = "place_id,name,kind,lat,lon,area_code,area_name,stream,stream_main,onvif,onvif_user,onvif_key"
    (options.centre / "places.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    (options.centre / "cameras.yaml").write_text(GROUPS, encoding="utf-8")
    keys.KeyFolder(tmp_path / "keys").put("cam", PASSWORD)
    ended = asyncio.Event()
    task = asyncio.ensure_future(Daemon(options).run(ended))
    peers = [WallPeer(tmp_path / "keys", options.feed, options.requests) for _ in users]
    try:
        for peer, user in zip(peers, users, strict=True):
            await peer.sign_in(user, SIGN_IN)
        yield peers
    finally:
        for peer in peers:
            peer.close()
        ended.set()
        await task


async def entries(wall: WallPeer, kind: str) -> list[EntryAppended]:
    answer = await wall.ask(GetJournal(limit=500))
    assert isinstance(answer, Journal)
    return [entry for entry in answer.entries if entry.kind == kind]


@on_loop
async def test_a_camera_turns_while_it_is_asked_to_and_stops_by_itself(tmp_path, service):
    async with walls(tmp_path, service, "ha") as (ha,):
        camera, before = device(service, "quay"), device(service, "quay").look()
        answer = await ha.ask(MoveCamera("quay", 0.5, 0.0, 1.0))
        assert isinstance(answer, CameraHeld), answer
        assert answer.holder == "Ha"
        await ha.until(lambda m: isinstance(m, EntryAppended) and m.kind == "camera.stopped")
        async with asyncio.timeout(5):
            while "Stop" not in camera.acts:
                await asyncio.sleep(0.02)
        after = camera.look()
        assert after[0] > before[0]
        assert after[1] == before[1]
        assert after[2] > before[2]
        assert camera.look() == after
        (moved,) = await entries(ha, "camera.moved")
        assert (moved.actor, moved.subject, moved.payload) == (
            "Ha",
            "quay",
            {"pan": 0.5, "tilt": 0, "zoom": 1},
        )


@on_loop
async def test_one_movement_is_one_entry_however_often_it_is_repeated(tmp_path, service):
    async with walls(tmp_path, service, "ha") as (ha,):
        for _ in range(3):
            assert isinstance(await ha.ask(MoveCamera("quay", 1, 0, 0)), CameraHeld)
        assert isinstance(await ha.ask(MoveCamera("quay", 0, 0, 0)), CameraHeld)
        assert len(await entries(ha, "camera.moved")) == 1
        assert len(await entries(ha, "camera.stopped")) == 1
        assert device(service, "quay").acts.count("ContinuousMove") == 3


@on_loop
async def test_one_person_holds_a_camera_and_the_supervisor_takes_it_over(tmp_path, service):
    async with walls(tmp_path, service, "ha", "binh") as (ha, binh):
        assert isinstance(await ha.ask(MoveCamera("quay", 0, 0, 0)), CameraHeld)
        answer = await binh.ask(MoveCamera("quay", 1, 0, 0))
        assert isinstance(answer, Failure)
        assert "Ha đang điều khiển camera này" in answer.words.vi
        rights = await binh.ask(GetCameraRights(("quay", "thuong", "p1")))
        assert isinstance(rights, CameraRights)
        quay, plain = rights.rights
        assert (quay.holder, quay.mine, quay.may_move, rights.may_take_over) == ("Ha", False, True, True)
        assert (plain.may_view, plain.may_move, plain.may_photograph) == (True, False, False)
        assert isinstance(await ha.ask(MoveCamera("quay", 1, 0, 0, take_over=True)), Failure)
        taken = await binh.ask(MoveCamera("quay", 0, 0, 0, take_over=True))
        assert isinstance(taken, CameraHeld)
        assert taken.holder == "Binh"
        assert isinstance(await ha.ask(GotoPreset("quay", "1")), Failure)
        released = await binh.ask(ReleaseCamera("quay"))
        assert isinstance(released, CameraHeld)
        assert released.holder == ""
        held = await entries(ha, "camera.held")
        assert [(one.actor, one.payload) for one in held] == [("Ha", {}), ("Binh", {"taken_from": "Ha"})]


@on_loop
async def test_positions_are_remembered_and_found_again(tmp_path, service):
    async with walls(tmp_path, service, "ha", "khach") as (ha, khach):
        saved = await ha.ask(SavePreset("quay", " Cửa  cống "))
        assert isinstance(saved, CameraPresets), saved
        assert [one.name for one in saved.presets] == ["Cửa cống"]
        assert isinstance(await ha.ask(MoveCamera("quay", 1, 0, 0)), CameraHeld)
        assert isinstance(await ha.ask(GotoPreset("quay", saved.presets[0].preset)), CameraHeld)
        assert await khach.ask(GetPresets("quay")) == saved
        refused = await khach.ask(GotoPreset("quay", "1"))
        assert isinstance(refused, Failure)
        assert "không được điều khiển" in refused.words.vi
        assert isinstance(await ha.ask(GotoPreset("quay", "khong-co")), Failure)
        assert isinstance(await ha.ask(SavePreset("quay", "")), Failure)


@on_loop
async def test_a_group_asks_for_a_purpose_once_a_shift_and_journals_it(tmp_path, service):
    async with walls(tmp_path, service, "ha") as (ha,):
        for body in (
            MoveCamera("mong", 1, 0, 0),
            TakeSnapshot("mong"),
            GetPresets("mong"),
            StartViewing(("mong",)),
        ):
            answer = await ha.ask(body)
            assert isinstance(answer, Failure)
            assert "mục đích" in answer.words.vi
        viewing = await ha.ask(StartViewing(("mong", "quay"), "Tìm trẻ lạc ở chợ"))
        assert isinstance(viewing, Viewing)
        (mong, _quay) = viewing.streams
        assert mong.sub == "rtsp://vh:m%E1%BA%ADt%20kh%E1%BA%A9u%20%26%20d%E1%BA%A5u@127.0.0.1:8554/mong-nho"
        assert isinstance(await ha.ask(StartViewing(("mong",))), Viewing)
        assert isinstance(await ha.ask(MoveCamera("mong", 1, 0, 0)), CameraHeld)
        viewed = [e for e in await entries(ha, "camera.viewed") if e.subject == "cho"]
        assert [(e.actor, e.payload["purpose"]) for e in viewed] == [("Ha", "Tìm trẻ lạc ở chợ")]


@on_loop
async def test_who_may_not_look_is_told_and_walls_learn_no_address(tmp_path, service):
    async with walls(tmp_path, service, "ha") as (ha,):
        answer = await ha.ask(StartViewing(("cham",), "vì tò mò"))
        assert isinstance(answer, Failure)
        assert "không được xem nhóm camera “Kín”" in answer.words.vi
        places = {place.place_id: place.attributes for place in (await ha.snapshot()).places}
        assert places["quay"] == {
            "stream": "camera:quay/sub",
            "stream_main": "camera:quay/main",
            "ptz": "yes",
        }
        assert places["mong"]["camera_group"] == "cho"
        assert places["thuong"] == {"stream": "rtsp://127.0.0.1:9/x"}


@on_loop
async def test_a_picture_is_kept_with_its_hash_in_the_incidents_story(tmp_path, service):
    async with walls(tmp_path, service, "ha", "khach") as (ha, khach):
        (tmp_path / "centre" / "drop" / "a.csv").write_text(f"at,place,depth_cm\n{time.time()},p1,45\n")
        _, raised = await ha.until(lambda m: isinstance(m, AlarmsChanged) and bool(m.alarms))
        assert isinstance(raised, AlarmsChanged)
        made = await ha.ask(OpenIncident("Ngập", (raised.alarms[0].alarm_id,)))
        assert isinstance(made, Made), made
        incident = made.made_id
        taken = await ha.ask(TakeSnapshot("quay", incident_id=incident))
        assert isinstance(taken, SnapshotTaken), taken
        kept = await ha.ask(GetEvidence(taken.digest))
        assert isinstance(kept, Kept)
        assert kept.data.startswith(JPEG)
        (entry,) = await entries(ha, "camera.snapshot")
        assert (entry.subject, entry.payload["digest"], entry.payload["place_id"]) == (
            incident,
            taken.digest,
            "quay",
        )
        assert isinstance(await ha.ask(TakeSnapshot("quay", incident_id="SC-0")), Failure)
        assert isinstance(await khach.ask(TakeSnapshot("quay")), Failure)


@on_loop
async def test_a_dead_or_faulty_camera_is_told_in_words_and_holds_nobody_up(tmp_path, service):
    async with walls(tmp_path, service, "ha") as (ha,):
        dead = await ha.ask(MoveCamera("tat", 1, 0, 0))
        assert isinstance(dead, Failure)
        assert "Camera tại 127.0.0.1:9 không trả lời" in dead.words.vi
        faulty = await ha.ask(MoveCamera("ket", 1, 0, 0))
        assert isinstance(faulty, Failure)
        assert "motor" in faulty.words.vi
        plain = await ha.ask(MoveCamera("thuong", 1, 0, 0))
        assert isinstance(plain, Failure)
        assert isinstance(await ha.ask(MoveCamera("khong-co", 1, 0, 0)), Failure)
        assert isinstance(await ha.ask(MoveCamera("quay", 2, 0, 0)), Failure)


@on_loop
async def test_the_daemon_answers_others_while_a_camera_thinks(tmp_path, service):
    async with walls(tmp_path, service, "ha", "binh") as (ha, binh):
        device(service, "quay").temper.slow_s = 1.0
        slow = asyncio.ensure_future(ha.ask(MoveCamera("quay", 0, 0, 0), 30))
        while "GetSystemDateAndTime" not in device(service, "quay").acts:
            await asyncio.sleep(0.01)
        await binh.snapshot()
        assert not slow.done()
        assert isinstance(await slow, CameraHeld)


def test_a_camera_without_password_or_group_is_told_as_it_is():
    place = Place("c", "C", "camera", attributes={"stream": "rtsp://x/1", "bearing_deg": "10"})
    other = Place("s", "S", "rain_station")
    groups = CameraGroups(CameraSettings(groups=[CameraGroup(id="a", name="A")]), [place, other])
    assert as_told([place, other], groups) == (place, other)
