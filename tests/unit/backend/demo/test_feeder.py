"""The feeder through its real doors: Mosquitto, an HTTP client, a folder, an RTSP client."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import av
import httpx
import numpy as np
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from backend.demo import cameras, centre, clips, doors, feeder, shelters
from backend.demo.city import load
from backend.demo.publisher import Publisher
from backend.demo.scenes import SCENES
from backend.domain.clock import ScaledClock

BACK_S = 6 * 3600


def wait_until_open(port: int) -> None:
    pause = threading.Event()
    for _ in range(300):
        if doors.listens(port):
            return
        pause.wait(0.1)
    raise AssertionError(f"nothing listens on {port}")


class Listener:
    """A subscriber as the daemon is one."""

    def __init__(self, port: int) -> None:
        self.readings: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.unreadable = 0
        self._news = threading.Condition()
        self.client = paho.Client(CallbackAPIVersion.VERSION2)
        self.client.on_message = self._on_message
        self.client.on_connect = lambda client, *_: client.subscribe("dn/#", 1)
        self.client.connect_async("127.0.0.1", port)
        self.client.reconnect_delay_set(1, 1)
        self.client.loop_start()

    def _on_message(self, _client: paho.Client, _data: object, message: paho.MQTTMessage) -> None:
        with self._news:
            try:
                body = json.loads(message.payload)
            except ValueError:
                self.unreadable += 1
            else:
                self.readings[message.topic].append((body["luc"], body.get("sau_cm", body.get("mua_mm_h"))))
            self._news.notify_all()

    def wait(self, enough: Callable[[Listener], bool]) -> None:
        with self._news:
            assert self._news.wait_for(lambda: enough(self), timeout=60)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[Listener, centre.Ports, Path]]:
    """A running feeder with somebody listening; short grey clips stand for the scenes."""
    folder, cache = tmp_path / "centre", tmp_path / "cache"
    ports = centre.free_ports()
    centre.write_settings(folder, 1, ports)
    cache.mkdir()
    for name in (*(scene.name for scene in SCENES), cameras.STILL):
        frames = (np.full((360, 640, 3), 60 + i, np.uint8) for i in range(50))
        clips.encode(frames, cameras.scene_file(cache, name))
    stop = threading.Event()
    options = feeder.Options(centre=folder, cache=cache, footage=tmp_path / "none")
    failed: list[BaseException] = []

    def run() -> None:
        try:
            feeder.run(options, stop)
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    listener = Listener(ports.broker)
    try:
        yield listener, ports, folder
    finally:
        stop.set()
        thread.join(30)
        listener.close()
    assert failed == []
    assert not thread.is_alive()
    assert not doors.listens(ports.broker)
    assert not doors.listens(ports.rtsp)


def test_the_past_comes_in_order_and_the_present_follows(demo: tuple[Listener, centre.Ports, Path]) -> None:
    listener, ports, folder = demo
    n_past = len(feeder.past_ages(1e9))
    listener.wait(lambda seen: len(seen.readings.get("dn/ngap/me-suot", ())) > n_past)
    assert len(listener.readings) == 96
    post = listener.readings["dn/ngap/me-suot"]
    times = [at for at, _ in post]
    assert times == sorted(times)
    assert times[n_past - 1] - times[0] == pytest.approx(BACK_S - 10, abs=1)
    depths = [depth for _, depth in post]
    assert depths[0] < 12  # calm before
    assert depths[-1] > 50  # the storm now

    answer = httpx.get(f"http://127.0.0.1:{ports.http}{feeder.HOTLINE_PATH}")
    records = answer.json()["khu_vuc"]
    assert {record["ma"] for record in records} >= {"1022", load().area_codes["Hòa Khánh"]}
    newest = {record["ma"]: record for record in records}
    requests = answer.json()["sos"]
    for code, record in newest.items():
        own = [r["trang_thai"] for r in requests if code in ("1022", r["phuong"])]
        assert len(own) - own.count("xong") == record["sos_dang_mo"]
        assert own.count("chờ") == record["sos_cho"]
    assert len({r["ma"] for r in requests}) == len(requests) > 0
    again = httpx.get(str(answer.url), headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code in {200, 304}
    assert httpx.get(f"http://127.0.0.1:{ports.http}/other").status_code == 404

    (file,) = (folder / centre.GAUGE_FOLDER).glob("*.csv")
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Thời gian;Trạm;Mực nước (m)"
    assert len(lines) >= 1 + 20 * 360
    assert lines[-1].split(";")[2].count(",") == 1

    wait_until_open(ports.rtsp)
    with av.open(
        f"rtsp://127.0.0.1:{ports.rtsp}/cam-ai-nghia", options={"rtsp_transport": "tcp"}, timeout=20
    ) as stream:
        shown = [frame for frame, _ in zip(stream.decode(video=0), range(60), strict=False)]
    assert len(shown) == 60  # more than the clip is long: it loops
    assert (shown[0].width, shown[0].height) == (640, 360)


def test_a_second_run_does_not_send_the_same_past_again() -> None:
    assert feeder.past_ages(1e9)[0] == BACK_S
    assert feeder.past_ages(3600)[0] == 3540
    assert feeder.past_ages(3600)[-1] == 10
    assert feeder.past_ages(5) == []


class Quiet:
    """A publisher that nobody listens to."""

    def send(self, topic: str, payload: bytes) -> None:
        """Take a message."""

    def flush(self) -> None:
        """Wait for nothing."""


@pytest.mark.parametrize("fair", [True, False])
def test_nobody_is_to_be_evacuated_on_a_fair_day_and_every_shelter_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fair: bool
) -> None:
    monkeypatch.setattr(feeder, "PAST_H", 0.25)
    monkeypatch.setattr(feeder, "HOTLINE_PAST_STEP_S", 60)
    centre.write_settings(tmp_path, 1, centre.free_ports())
    (tmp_path / "run").mkdir()
    options = feeder.Options(centre=tmp_path, past="all", fair=fair)
    city = load()
    publisher = cast("Publisher", Quiet())
    feeder.Feeder(options, city, publisher, ScaledClock(1_796_000_000.0, 0.0)).send_past()
    assert bool(list((tmp_path / shelters.LIST_FOLDER).iterdir())) != fair
    (counts,) = (tmp_path / shelters.FOLDER).iterdir()
    rows = [line.split(";") for line in counts.read_text(encoding="utf-8-sig").splitlines()[1:]]
    assert {place for place, *_ in rows} == {one.place_id for one in shelters.shelters(city)}
    assert ({is_open for *_, is_open in rows} == {"0"}) == fair


def test_start_is_read_as_hours() -> None:
    assert feeder.hour_of("03:40") == pytest.approx(3 + 40 / 60)
    with pytest.raises(ValueError, match="25:00"):
        feeder.hour_of("25:00")
