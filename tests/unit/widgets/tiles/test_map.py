from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from backend.contract.messages import Failure, GetMap, MapLayer, ReplyBody, RequestBody
from backend.contract.resources import GetNearest
from backend.demo import boundaries
from tests.unit.widgets.casework import CaseRegister
from tests.unit.widgets.casework import case as casework_case
from tests.unit.widgets.city import NOW, City, alarm, pulse, snapshot
from tests.unit.widgets.harbour import Harbour
from tests.unit.widgets.storm import case, change, context, incident, storm_snapshot, work
from widgets.live import LinkState
from widgets.logic.map_pace import ALARM_FLUSH_MS, FLUSH_MS
from widgets.parts.web_surface import PageMessage
from widgets.tiles.map import Body, Options

WAIT_MS = 60_000
POSITIONS = {"me_suot": (16.0615, 108.150), "ham_nghi": (16.0665, 108.208), "khue_trung": (16.02, 108.206)}
OPTIONS = {
    "kinds": ["flood_post", "rain_station"],
    "fill": {"metric": "rain", "steps": [10, 30, 50]},
    "zoom": 10.5,
    "limits_of": "level",
}


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder: Path = tmp_path_factory.mktemp("maps")
    boundaries.build(folder)
    return {path.stem: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def city(qtbot: QtBot, layers: dict[str, bytes]) -> City:
    found = City(empty=True)

    def answer(body: RequestBody) -> ReplyBody:
        assert isinstance(body, GetMap)
        return MapLayer(body.layer, layers[body.layer])

    found.daemon.default = answer  # type: ignore[method-assign]
    return found


def fill(city: City) -> None:
    taken = snapshot([alarm(1), alarm(2, subject="ham_nghi", severity="high")], late=False)
    places = tuple(
        msgspec.structs.replace(place, lat=lat, lon=lon)
        for k, place in enumerate(taken.places)
        for lat, lon in [POSITIONS.get(place.place_id, (15.98 + k / 100, 108.10 + k / 80))]
    )
    city.live.take_snapshot(msgspec.structs.replace(taken, places=places))
    city.live.take(pulse())


@pytest.fixture
def body(qtbot: QtBot, city: City) -> Iterator[Body]:
    made = Body(msgspec.convert(OPTIONS, Options), city.context())
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show()
    fill(city)
    qtbot.waitUntil(lambda: made.health().state == "fresh", timeout=WAIT_MS)
    yield made
    made.release()
    qtbot.wait(50)


def colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
    }


def test_it_draws_the_city_and_says_so(qtbot: QtBot, body: Body, city: City) -> None:
    # sea, rain, a critical alarm's marker
    seen: set[str] = set()

    def shows_all() -> bool:
        seen.update(colours(body.grab().toImage()))
        return {"#1c4a5d", "#ff5a52"} <= seen

    qtbot.waitUntil(shows_all, timeout=WAIT_MS)
    assert body.head().subtitle.startswith("8 ")
    assert body.health().oldest_at is not None


def test_it_is_fresh_only_with_a_finished_frame(qtbot: QtBot, city: City) -> None:
    made = Body(msgspec.convert(OPTIONS, Options), city.context())
    qtbot.addWidget(made)
    fill(city)
    assert made.health().state == "late"
    made.release()
    qtbot.wait(50)


def test_a_picture_behind_its_data_is_late(body: Body, city: City) -> None:
    body.surface.told.disconnect(body._take)
    city.live.state.alarms = {}
    body._send_changes()
    assert body.health().state == "fresh"
    city.clock.at += 7
    assert body.health().state == "late"


def test_a_page_that_is_still_drawing_is_not_given_more(body: Body, city: City) -> None:
    body.surface.told.disconnect(body._take)
    body._drawn_seq, body._unseen_at = body._seq, None
    city.live.state.alarms = {}
    body._send_changes()
    sent = body._seq
    city.live.state.readings = {}
    body._send_changes()
    assert body._seq == sent
    assert body._flush.isActive()
    body._take(PageMessage("beat", seq=sent))
    body._send_changes()
    assert body._seq > sent


def test_an_alarm_does_not_wait_as_long_as_a_reading(body: Body, city: City) -> None:
    body._flush.stop()
    body._flushed_s = time.monotonic() + 60  # it has just been sent something
    city.live.ticked.emit()
    assert body._flush.interval() == FLUSH_MS
    city.change(alarm(3))
    assert body._flush.interval() == ALARM_FLUSH_MS


def test_a_reading_that_comes_after_a_rest_does_not_wait(body: Body, city: City) -> None:
    body._flush.stop()
    body._flushed_s = time.monotonic() - 60
    city.live.ticked.emit()
    assert body._flush.interval() == ALARM_FLUSH_MS


def test_stations_age_without_any_message(qtbot: QtBot, body: Body, city: City) -> None:
    city.pass_time(100)
    assert body.health().state == "late"
    city.pass_time(400)
    qtbot.waitUntil(lambda: body.health().state == "lost", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: body._marks["me_suot"].state == "lost", timeout=WAIT_MS)


def test_a_killed_renderer_costs_only_its_own_picture_for_a_while(qtbot: QtBot, body: Body) -> None:
    pid = body.surface.renderer_pid()
    states: list[str] = []
    body.surface.condition_changed.connect(lambda: states.append(body.health().state))
    os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: body.health().state == "failed", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: body.health().state == "fresh", timeout=WAIT_MS)
    assert states == ["failed", "late"], "it is not fresh before the new page has drawn anything"
    assert body.surface.renderer_pid() != pid
    qtbot.waitUntil(lambda: "#ff5a52" in colours(body.grab().toImage()), timeout=WAIT_MS)


def test_a_chosen_station_is_told_and_its_card_opens(qtbot: QtBot, body: Body) -> None:
    with qtbot.waitSignal(body.place_chosen, timeout=WAIT_MS) as caught:
        body._take(PageMessage("chosen", place="me_suot"))
    assert caught.args == ["me_suot"]
    words: list[str] = []
    ask = "document.getElementById('detail').hidden ? '' : document.getElementById('detail').innerText"

    def card() -> bool:
        body.surface._page.runJavaScript(ask, words.append)
        return bool(words) and "Mẹ Suốt" in words[-1] and "62" in words[-1]

    qtbot.waitUntil(card, timeout=WAIT_MS)
    body._take(PageMessage("chosen", place=""))
    qtbot.waitUntil(lambda: not card() and words[-1] == "", timeout=WAIT_MS)


def test_layers_that_are_not_there_are_asked_for_again(qtbot: QtBot, city: City) -> None:
    city.daemon.default = lambda body: Failure("not_found", "no such layer")  # type: ignore[method-assign]
    made = Body(Options(), city.context())
    qtbot.addWidget(made)
    fill(city)
    assert made.ground.retry.isActive()
    asked = {body.layer for body in city.daemon.asked if isinstance(body, GetMap)}
    assert asked == {"wards", "coast", "rivers", "islands"}
    made.release()
    qtbot.wait(50)


def test_the_archipelagos_cannot_be_switched_off() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"show": ["islands"]}, Options)
    assert "islands" not in Options().show  # always asked for besides


def stormy_map(city: City) -> Body:
    body = Body(msgspec.convert({**OPTIONS, "follow": "incident"}, Options), context(city))
    body.resize(640, 480)
    body.show()
    return body


def test_the_incident_that_is_looked_at_is_drawn_with_its_cameras(qtbot: QtBot, city: City) -> None:
    body, faults = stormy_map(city), []
    qtbot.addWidget(body)
    body.surface.told.connect(lambda told: faults.append(told.words) if told.kind == "fault" else None)
    fill(city)
    qtbot.waitUntil(lambda: body.health().state == "fresh", timeout=WAIT_MS)
    assert "#5aa9e6" not in colours(body.grab().toImage())
    city.live.take_snapshot(storm_snapshot(work()))
    qtbot.waitUntil(lambda: "#5aa9e6" in colours(body.grab().toImage()), timeout=WAIT_MS)
    assert body.work.extent is not None
    assert [mark.id for mark in body.work.cases] == ["SOS.20261122.0025"]
    assert faults == []
    qtbot.waitUntil(lambda: not body.surface._picture.isNull(), timeout=WAIT_MS)  # its timer has run
    body.release()
    qtbot.wait(50)


def test_only_what_changed_is_sent_and_a_new_page_gets_all(qtbot: QtBot, city: City) -> None:
    body, sent = stormy_map(city), []
    qtbot.addWidget(body)
    body.surface.call = lambda function, argument: sent.append(function)  # type: ignore[method-assign]
    city.live.take_snapshot(storm_snapshot(work()))
    body._take(PageMessage("ready"))
    body._take(PageMessage("loaded"))
    work_calls = {"setIncident", "setCases", "showExtent"}
    assert work_calls <= set(sent)
    sent.clear()
    body._send_work()
    assert sent == []
    change(city, incident(state="closed"), case(open=False))
    body._send_work()
    assert sent == ["setIncident", "showExtent", "setCases"], "nothing to look at: the map's own view again"
    sent.clear()
    body._take(PageMessage("loaded"))
    assert "setStations" in sent
    body.release()
    qtbot.wait(50)


# ---- the layer of case files ------------------------------------------------------------------------


CASES = {"kinds": ["none"], "zoom": 11, "centre": [108.2, 16.06]}


@pytest.fixture
def register(city: City, layers: dict[str, bytes]) -> CaseRegister:
    late = {"due_at": NOW - 60, "area_code": "20242"}
    files = [casework_case(k, lat=16.06, lon=108.2 + k / 1e5, **late) for k in range(20)]
    found = CaseRegister(city, files)

    def answer(body: RequestBody) -> ReplyBody:
        return MapLayer(body.layer, layers[body.layer]) if isinstance(body, GetMap) else found.answer(body)

    city.daemon.default = answer  # type: ignore[method-assign]
    return found


@pytest.fixture
def case_map(qtbot: QtBot, city: City, register: CaseRegister, vietnamese: None) -> Iterator[Body]:
    made = Body(
        msgspec.convert({**CASES, "cases": {"case_kind": "report", "heat": [5, 10]}}, Options), city.context()
    )
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    fill(city)
    qtbot.waitUntil(lambda: made.health().state == "fresh", timeout=WAIT_MS)
    yield made
    made.release()
    qtbot.wait(50)


def test_overdue_cases_gather_into_a_hot_cluster(qtbot: QtBot, case_map: Body, city: City) -> None:
    hot = city.context().look.tokens.high.lower()
    qtbot.waitUntil(lambda: hot in colours(case_map.grab().toImage()), timeout=WAIT_MS)
    assert case_map.head().subtitle.startswith("20\xa0")
    (number,) = case_map.shown_numbers()
    assert number.n == 20


def test_a_click_on_the_cluster_zooms_until_the_cases_stand_apart(qtbot: QtBot, case_map: Body) -> None:
    hot = case_map.context.look.tokens.high.lower()
    qtbot.waitUntil(lambda: hot in colours(case_map.grab().toImage()), timeout=WAIT_MS)
    target = case_map.surface.focusProxy() or case_map.surface
    told: list[PageMessage] = []
    case_map.surface.told.connect(told.append)
    inner = next(c for c in target.findChildren(QWidget) if c.size() == target.size())

    def opened() -> bool:
        qtbot.mouseClick(inner, Qt.MouseButton.LeftButton, pos=inner.rect().center())
        qtbot.wait(700)
        return any(message.kind in ("case", "box") for message in told)

    qtbot.waitUntil(opened, timeout=WAIT_MS)


def test_what_the_page_tells_opens_cases_and_lists(case_map: Body) -> None:
    chosen: list[str] = []
    case_map.case_chosen.connect(chosen.append)
    case_map.surface.told.emit(PageMessage("case", place="PAHT.1"))
    assert chosen == ["PAHT.1"]
    case_map.surface.told.emit(PageMessage("box", box=(108.2, 16.0, 108.20005, 16.1)))
    assert case_map._drill.pane.model.n_total == 6
    case_map.surface.told.emit(PageMessage("area", place="20242"))
    assert case_map._drill.pane.model.n_total == 20


def test_wards_are_filled_by_how_many_cases_they_have(case_map: Body) -> None:
    assert case_map._steps["20242"] == 2
    assert set(case_map._steps.values()) == {0, 2}
    config = case_map._config()
    assert config.fill is not None
    assert config.fill.words == ("5", "10")
    assert config.legend.markers == ()


def test_a_lost_link_makes_the_layer_late(case_map: Body, city: City) -> None:
    city.live.set_link(LinkState("lost", NOW))
    assert case_map.health().state == "late"


def test_two_meanings_of_the_wards_colours_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="leave one out"):
        msgspec.convert({**OPTIONS, "cases": {"heat": [1]}}, Options)


def test_a_map_of_cases_alone_shows_neither_stations_nor_the_incident(qtbot: QtBot, city: City) -> None:
    given = msgspec.convert({"stations": False}, Options)
    body, sent = Body(given, context(city)), []
    qtbot.addWidget(body)
    body.surface.call = lambda function, argument: sent.append((function, argument))  # type: ignore[method-assign]
    city.live.take_snapshot(storm_snapshot(work()))
    body._take(PageMessage("ready"))
    body._take(PageMessage("loaded"))
    told = dict(sent)
    assert told["setStations"]["sources"] == {}
    assert "setIncident" not in told
    body.release()
    qtbot.wait(50)


# ---- cameras, crews, surfaces -----------------------------------------------------------------------

HARBOUR = {
    "kinds": ["boat", "police_station"],
    "cameras": True,
    "glyphs": {"boat": "boat", "police_station": "star"},
    "shapes": {"case_kind": "warning", "until": "expires"},
    "zoom": 13.2,
    "centre": [108.2, 16.06],
}


@pytest.fixture
def harbour(city: City, layers: dict[str, bytes]) -> Harbour:
    return Harbour(city, layers)


@pytest.fixture
def busy_map(qtbot: QtBot, city: City, harbour: Harbour, vietnamese: None) -> Iterator[Body]:
    faults: list[str] = []
    made = Body(msgspec.convert(HARBOUR, Options), context(city))
    made.surface.told.connect(lambda told: faults.append(told.words) if told.kind == "fault" else None)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    harbour.begin()
    qtbot.waitUntil(lambda: made._drawn_seq > 0, timeout=WAIT_MS)
    yield made
    made.release()
    qtbot.wait(50)
    assert faults == [], "the page knows every picture and layer that it is told of"


def test_crews_cameras_and_surfaces_are_drawn(qtbot: QtBot, busy_map: Body) -> None:
    tokens = busy_map.context.look.tokens
    wanted = {tokens.live_series.lower(), tokens.critical.lower()}
    qtbot.waitUntil(lambda: wanted <= colours(busy_map.grab().toImage()), timeout=WAIT_MS)
    assert busy_map._marks["boat1"].layer == "units"
    assert busy_map._marks["cam1"].layer == "cameras"
    assert [seen for _camera, seen in busy_map._cones] == ["fresh", "lost", "frozen", "fresh", "fresh"]
    assert busy_map._tracks["features"]
    assert busy_map.work.shapes.wards == {"20194": "medium", "20242": "medium"}
    assert "2 xuồng cứu hộ" in busy_map.head().subtitle


def test_a_click_between_the_symbols_opens_the_nearest_four(qtbot: QtBot, busy_map: Body) -> None:
    busy_map.surface.told.emit(PageMessage("point", at=(108.2, 16.06)))
    assert list(busy_map.eyes.videos.pictures) == ["cam1", "cam2", "cam3", "cam4"]
    pictures = busy_map.eyes.videos.pictures.values()
    qtbot.waitUntil(lambda: all(picture.isVisible() for picture in pictures), timeout=WAIT_MS)
    busy_map.surface.told.emit(PageMessage("escape"))
    assert not busy_map.eyes.is_open


def test_esc_is_the_maps_while_it_closes_something(busy_map: Body) -> None:
    def takes_esc() -> bool:
        early = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
        early.ignore()
        busy_map.event(early)
        return early.isAccepted()

    assert not takes_esc()
    busy_map.surface.told.emit(PageMessage("chosen", place="cam1"))
    assert list(busy_map.eyes.videos.pictures) == ["cam1"]
    assert takes_esc()
    busy_map.surface.told.emit(PageMessage("escape"))
    assert not takes_esc()
    busy_map.surface.told.emit(PageMessage("chosen", place="boat1"))
    assert takes_esc()
    busy_map.surface.told.emit(PageMessage("escape"))
    assert busy_map._chosen == ""


def test_v_looks_around_the_chosen_place_else_around_the_middle(busy_map: Body, harbour: Harbour) -> None:
    busy_map.surface.told.emit(PageMessage("near", at=(108.25, 16.09)))
    busy_map.surface.told.emit(PageMessage("chosen", place="boat1"))
    busy_map.surface.told.emit(PageMessage("near", at=(108.25, 16.09)))
    asked = [body for body in harbour.asked(GetNearest) if body.kinds == ("camera",)]  # type: ignore[attr-defined]
    assert [(body.lon, body.lat) for body in asked] == [(108.25, 16.09), (108.2, 16.06)]  # type: ignore[attr-defined]


def test_a_hidden_map_lets_its_cameras_go(busy_map: Body) -> None:
    busy_map.surface.told.emit(PageMessage("chosen", place="cam1"))
    busy_map.surface.told.emit(PageMessage("enter"))
    assert busy_map.eyes.is_open
    busy_map.hide()
    assert not busy_map.eyes.is_open


def test_what_moves_is_drawn_anew_once_a_second_at_most(busy_map: Body, city: City) -> None:
    city.pass_time(1)
    busy_map._send_changes()
    city.publish("boat1.lat_deg", 16.065)
    city.publish("boat1.lon_deg", 108.205)
    city.clock.at += 0.5
    busy_map._unseen_at = None
    busy_map._send_changes()
    assert busy_map._marks["boat1"].lat == 16.06
    city.clock.at += 0.6
    busy_map._unseen_at = None
    busy_map._send_changes()
    assert busy_map._marks["boat1"].lat == 16.065


def settle(qtbot: QtBot, body: Body) -> list[PageMessage]:
    """Wait until the map itself is drawn no more; return what its page beats from then on."""
    beats: list[PageMessage] = []
    body.surface.told.connect(lambda told: beats.append(told) if told.kind == "beat" else None)
    qtbot.waitUntil(
        lambda: len(beats) > 2 and len({beat.frames for beat in beats[-3:]}) == 1, timeout=WAIT_MS
    )
    return beats


def move_boat(body: Body, city: City, lat: float) -> None:
    city.clock.at += 2
    city.publish("boat1.lat_deg", lat)
    city.publish("boat1.lon_deg", 108.2)
    body._unseen_at = None
    body._send_changes()


def test_a_boat_that_moves_costs_no_frame_of_the_map_itself(qtbot: QtBot, busy_map: Body, city: City) -> None:
    beats = settle(qtbot, busy_map)
    frames = beats[-1].frames
    for k in range(3):
        move_boat(busy_map, city, 16.0605 + k / 10_000)
        qtbot.waitUntil(lambda: busy_map._drawn_seq == busy_map.sent_seq, timeout=WAIT_MS)
    assert beats[-1].seq == busy_map.sent_seq
    assert beats[-1].frames == frames
    assert busy_map.health().state == "fresh"


def test_a_click_on_a_boat_finds_it_where_it_is_now(qtbot: QtBot, busy_map: Body, city: City) -> None:
    settle(qtbot, busy_map)
    told: list[PageMessage] = []
    busy_map.surface.told.connect(told.append)
    target = busy_map.surface.focusProxy() or busy_map.surface
    inner = next(c for c in target.findChildren(QWidget) if c.size() == target.size())

    def chosen() -> str:
        told.clear()
        qtbot.mouseClick(inner, Qt.MouseButton.LeftButton, pos=inner.rect().center())
        qtbot.waitUntil(lambda: any(m.kind in ("chosen", "point") for m in told), timeout=WAIT_MS)
        return next(m.place for m in told if m.kind in ("chosen", "point"))

    qtbot.waitUntil(lambda: chosen() == "boat1", timeout=WAIT_MS)
    move_boat(busy_map, city, 16.09)
    qtbot.waitUntil(lambda: busy_map._drawn_seq == busy_map.sent_seq, timeout=WAIT_MS)
    assert chosen() != "boat1"


def test_a_unit_does_not_hide_an_alarm(qtbot: QtBot, busy_map: Body, city: City) -> None:
    canvas = "document.querySelector('canvas.moving').getContext('2d')"
    ask = f"JSON.stringify([...{canvas}.getImageData(450, 350, 1, 1).data])"
    seen: list[str] = []

    def middle() -> str:
        """Return the colour that is drawn over the map where the boat is."""
        busy_map.surface._page.runJavaScript(ask, seen.append)
        return seen[-1] if seen else ""

    def colour(name: str) -> str:
        rgb = [int(name[k : k + 2], 16) for k in (1, 3, 5)]
        return str([*rgb, 255]).replace(" ", "")

    tokens = busy_map.context.look.tokens
    place = msgspec.structs.replace(city.live.state.places["station"], lat=16.06, lon=108.2)
    city.live.state.places["station"] = place
    city.change(alarm(9, subject="station", series_id="boat1.speed_km_h", severity="critical"))
    qtbot.waitUntil(lambda: middle() == colour(tokens.critical), timeout=WAIT_MS)


def test_a_live_case_that_a_layer_shows_is_drawn_once(busy_map: Body, city: City) -> None:
    change(city, case(1), msgspec.structs.replace(case(2), case_id="CB.1", kind="warning"))
    busy_map._send_work()
    assert [mark.id for mark in busy_map.work.cases] == ["SOS.20261122.0001"]


def test_where_no_cameras_are_shown_a_click_beside_only_closes(
    qtbot: QtBot, city: City, harbour: Harbour
) -> None:
    made = Body(msgspec.convert({**HARBOUR, "cameras": False}, Options), city.context())
    qtbot.addWidget(made)
    harbour.begin()
    made.surface.told.emit(PageMessage("chosen", place="boat1"))
    made.surface.told.emit(PageMessage("point", at=(108.2, 16.06)))
    assert made._chosen == ""
    assert not made.eyes.is_open
    made.release()
    qtbot.wait(50)


# ---- legend and small map ----------------------------------------------------------------------------


def ask(qtbot: QtBot, body: Body, script: str) -> str:
    """Return what a script of the page says."""
    said: list[str] = []
    body.surface._page.runJavaScript(script, lambda found: said.append(str(found)))
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT_MS)
    return said[0]


def legend_signs(qtbot: QtBot, body: Body) -> set[str]:
    signs = "[...document.querySelectorAll('#legend .markers .item')].filter((item) => !item.hidden)"
    return set(ask(qtbot, body, f"{signs}.map((item) => item.dataset.shape).join(' ')").split())


def test_the_legend_has_no_sign_that_the_map_has_not(qtbot: QtBot, busy_map: Body, harbour: Harbour) -> None:
    def after(seconds: float) -> None:
        harbour.city.pass_time(seconds)
        busy_map._unseen_at = None
        busy_map._send_changes()

    def has(shown: str, hidden: str) -> bool:
        signs = legend_signs(qtbot, busy_map)
        return set(shown.split()) <= signs and not signs & set(hidden.split())

    after(1)
    cameras = "camera-fresh camera-frozen camera-lost"
    shown = f"critical high medium {cameras} unit-busy unit-lost"
    qtbot.waitUntil(lambda: has(shown, "calm lost unit-free"), timeout=WAIT_MS)
    harbour.duty["boat1"] = "free"
    after(10)
    qtbot.waitUntil(lambda: has("unit-free unit-lost", "unit-busy"), timeout=WAIT_MS)


def bright(image: QImage, box: tuple[int, int, int, int]) -> int:
    """Return how many pixels of a box (x, y, width, height) are as light as words."""
    x, y, width, height = box
    lights = (image.pixelColor(x + k % width, y + k // width).lightness() for k in range(width * height))
    return sum(light > 80 for light in lights)


def test_a_label_stands_clear_of_the_legend(qtbot: QtBot, city: City, vietnamese: None) -> None:
    given = {"kinds": ["flood_post"], "labels": "all", "zoom": 13.0, "centre": [108.2, 16.06]}
    made = Body(msgspec.convert(given, Options), city.context())
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    fill(city)
    qtbot.waitUntil(lambda: made.health().state == "fresh", timeout=WAIT_MS)
    top = float(ask(qtbot, made, "document.getElementById('legend').getBoundingClientRect().top"))
    # half of a label that stands beside this station would lie beneath the legend
    x, y = 200, round(top) - 3
    world = 512 * 2**13.0
    lon = 108.2 + (x - 450) / world * 360
    north = math.asinh(math.tan(math.radians(16.06))) - (y - 350) / world * 2 * math.pi
    place = city.live.state.places["au_co"]
    at = {"lat": math.degrees(math.atan(math.sinh(north))), "lon": lon}
    city.live.state.places["au_co"] = msgspec.structs.replace(place, name="Âu Cơ, Liên Chiểu", **at)
    made._unseen_at = None
    made._send_changes()
    assert made._marks["au_co"].lat == at["lat"]

    def is_clear() -> bool:
        image = made.grab().toImage()
        beside = bright(image, (x + 14, y - 6, 110, 6)) + bright(image, (x - 124, y - 6, 110, 6))
        above = bright(image, (x - 90, y - 34, 180, 25))
        return beside == 0 and above > 40

    qtbot.waitUntil(is_clear, timeout=WAIT_MS)
    made.release()
    qtbot.wait(50)


def test_the_name_of_a_boat_stands_clear_of_the_small_map(qtbot: QtBot, busy_map: Body, city: City) -> None:
    boxes = "(({left, top}) => `${left} ${top}`)(document.getElementById('inset').getBoundingClientRect())"
    qtbot.waitUntil(lambda: ask(qtbot, busy_map, boxes) != "0 0", timeout=WAIT_MS)
    left, top = map(float, ask(qtbot, busy_map, boxes).split())
    # right of the boat, where a name stands first, lies the small map
    x, y = left - 40, top + 60
    world = 512 * 2 ** HARBOUR["zoom"]  # type: ignore[operator] # a number
    north = math.asinh(math.tan(math.radians(16.06))) - (y - 350) / world * 2 * math.pi
    city.clock.at += 2
    city.publish("boat1.lat_deg", math.degrees(math.atan(math.sinh(north))))
    city.publish("boat1.lon_deg", 108.2 + (x - 450) / world * 360)
    busy_map._unseen_at = None
    busy_map._send_changes()
    # the canvas of what moves, in the part that the small map covers, and left of the boat
    alpha = (
        "((x, y, w, h) => document.querySelector('canvas.moving').getContext('2d')"
        ".getImageData(x, y, w, h).data.filter((alpha, k) => k % 4 === 3 && alpha > 0).length)"
    )

    def drawn(at: tuple[float, float, int, int]) -> int:
        return round(float(ask(qtbot, busy_map, f"{alpha}({', '.join(str(round(each)) for each in at)})")))

    qtbot.waitUntil(lambda: drawn((x - 90, y - 8, 60, 16)) > 400, timeout=WAIT_MS)
    assert drawn((left + 4, y - 8, 60, 16)) == 0
