"""The report says what the wall shows, camera by camera."""

from __future__ import annotations

import msgspec

from app.wall.shown import ShownScreen, oldest_value_s, report, shown_messages
from backend.contract.messages import Pulse, ReplyBody, RequestBody, Snapshot, Values
from backend.contract.state import Centre, DeskLoad, Place, Quality, Series, Source, Text
from widgets.clock import WallClock
from widgets.live import LinkState, LiveData
from widgets.logic.live_state import Reading
from widgets.tile import CameraHealth, TileHealth


def no_daemon(body: RequestBody, on_reply: object, deadline_s: float) -> ReplyBody:
    raise AssertionError(f"nothing is asked here: {body}")


def live() -> LiveData:
    made = LiveData(WallClock(), no_daemon)  # type: ignore[arg-type]
    now = made.clock.now()
    cameras = (Place(f"cam-{n}", f"Camera {n}", "camera") for n in (1, 2, 3))
    places = (*cameras, Place("p", "P", "post"))
    series = (
        Series("p.depth_cm", 0, "p", "depth_cm", Text("Sâu"), "cm", max_age_s=60.0),
        Series("p.gone_cm", 1, "p", "gone_cm", Text("Mất"), "cm", max_age_s=60.0),
        Series("p.lab_lead", 3, "p", "lab_lead", Text("Chì"), "mg/L", max_age_s=31 * 86_400.0),
        Series("cam-3.alive", 2, "cam-3", "alive", Text("Sống"), "", max_age_s=60.0),
    )
    source = Source("mqtt", "mqtt", "Trạm", "late", 30.0, now, 7, 1)
    nothing = Values(b"", b"", b"", b"")
    made.take_snapshot(
        Snapshot(1, "e", 0, now, {}, Centre("c", "C"), places, series, nothing, (), DeskLoad(), (source,))
    )
    made.state.readings |= {
        "p.depth_cm": Reading(now - 40.0, 1.0, Quality.GOOD),
        "p.gone_cm": Reading(now - 4000.0, 1.0, Quality.GOOD),
        "p.lab_lead": Reading(now - 9 * 86_400.0, 0.001, Quality.GOOD),
        "cam-3.alive": Reading(now - 90.0, 1.0, Quality.GOOD),
    }
    return made


def screens() -> list[ShownScreen]:
    video = TileHealth(
        "late", cameras=(CameraHealth("cam-1", "fresh", 250), CameraHealth("cam-2", "lost", 3))
    )
    again = TileHealth("fresh", cameras=(CameraHealth("cam-2", "fresh", 80),))
    return [
        ShownScreen("left", 1920, 1080, (("map", "map", TileHealth("fresh")),)),
        ShownScreen("right", 1280, 720, (("v1", "video", video), ("v2", "video", again))),
    ]


def test_the_report_has_the_agreed_shape(qapp: object) -> None:
    made = live()
    made.state.pulse = Pulse(0.0, 1, 0, None, None, 0, 0, 0)
    made.set_link(LinkState("live", 0.0))
    found = report(made, screens(), 5)
    assert found["screens"][0] == {
        "name": "left", "width": 1920, "height": 1080,
        "tiles": [{"id": "map", "kind": "map", "state": "fresh"}],
    }  # fmt: skip
    assert found["sources"] == [{"id": "mqtt", "kind": "mqtt", "state": "late", "received": 7}]
    assert found["cameras"] == [
        {"id": "cam-1", "state": "fresh", "frames_shown": 250},
        {"id": "cam-2", "state": "fresh", "frames_shown": 80},
        {"id": "cam-3", "state": "late", "frames_shown": 0},
    ]
    assert found["alarms_raised"] == 5
    assert found["pulse_alive"] is True
    assert 85.0 < found["oldest_value_s"] < 100.0
    assert msgspec.json.encode(found)


def test_the_pulse_is_not_alive_without_a_link(qapp: object) -> None:
    assert report(live(), [], 0)["pulse_alive"] is False


def test_neither_a_lost_series_nor_a_laboratorys_hides_the_others(qapp: object) -> None:
    made = live()
    found = oldest_value_s(made)
    assert found is not None
    assert 85.0 < found < 100.0
    del made.state.readings["cam-3.alive"], made.state.readings["p.depth_cm"]
    assert oldest_value_s(made) is None
    made.state.readings.clear()
    assert oldest_value_s(made) is None


def test_each_screen_is_told_with_the_reason() -> None:
    told = shown_messages("wall-1", "flood", "start", screens())
    assert list(told) == ["left", "right"]
    assert told["right"].reason == "start"
    assert [(t.tile_id, t.state) for t in told["right"].tiles] == [("v1", "late"), ("v2", "fresh")]
