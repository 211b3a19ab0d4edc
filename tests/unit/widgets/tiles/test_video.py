from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.players.pool import PlayerPool
from app.players.viewing import ViewingPort
from backend.contract.cameras import (
    CameraRight,
    CameraRights,
    CameraStream,
    GetCameraRights,
    GotoPreset,
    MoveCamera,
    StartViewing,
    Viewing,
)
from backend.contract.messages import Failure
from backend.contract.state import Place, Text
from tests.unit.app.players.footage import clips, patient_pool, pool, wait_for
from tests.unit.widgets.camera_city import PLACE, camera_city
from tests.unit.widgets.case_city import DeskCity
from tests.unit.widgets.city import City
from tests.unit.widgets.storm import change, context, incident, stormy
from widgets import registry
from widgets.parts.frame import TileFrame
from widgets.theme.palettes import look_for
from widgets.tile import TileContext
from widgets.tiles.video import Body

__all__ = ["clips", "patient_pool", "pool"]

Make = Callable[..., tuple[TileFrame, Body]]


def place(number: int, address: str, **attributes: str) -> Place:
    return Place(f"c{number}", f"Camera {number}", "camera", attributes={"stream": address, **attributes})


@pytest.fixture
def city() -> City:
    return City()


@pytest.fixture
def make(qtbot: QtBot, city: City, pool: PlayerPool) -> Iterator[Make]:
    frames: list[TileFrame] = []

    def build(
        places: list[Place], width: int = 640, height: int = 200, video: PlayerPool = pool, **options: object
    ) -> tuple[TileFrame, Body]:
        city.live.state.places = {p.place_id: p for p in places}
        context = TileContext(city.live, look_for("dark", "desk"), "vi", video)
        frame = registry.make("video", dict(options), context)
        qtbot.addWidget(frame)
        frame.resize(width, height)
        frame.show()
        frames.append(frame)
        assert isinstance(frame.body, Body)
        return frame, frame.body

    yield build
    for frame in frames:
        frame.release()


def states(body: Body) -> dict[str, str]:
    return {camera.camera_id: camera.state for camera in body.health().cameras}


def shown(body: Body) -> dict[str, int]:
    return {camera.camera_id: camera.frames_shown for camera in body.health().cameras}


def test_cameras_play_and_painted_frames_are_counted(make: Make, clips: dict[str, Path]) -> None:
    _frame, body = make([place(1, str(clips["moving"])), place(2, f"file://{clips['moving']}")])
    wait_for(lambda: states(body) == {"c1": "fresh", "c2": "fresh"}, "both cameras")
    wait_for(lambda: min(shown(body).values()) > 10, "painted frames")
    health = body.health()
    assert (health.state, health.note) == ("fresh", "")
    assert health.oldest_at is not None


def test_pictures_have_the_size_of_their_cells(make: Make, clips: dict[str, Path], pool: PlayerPool) -> None:
    frame, body = make([place(1, str(clips["moving"])), place(2, str(clips["moving"]))], 648, 180, columns=2)
    wait_for(lambda: len(shown(body)) == 2 and min(shown(body).values()) > 2, "painted frames")
    frame.resize(328, 100)

    def fits() -> bool:
        streams = list(pool._streams.values())
        image = streams[0].image() if streams else None
        return image is not None and abs(image.width() - 159) <= 16

    wait_for(fits, "the smaller size")


def test_a_lost_camera_is_named_and_the_others_go_on(make: Make, clips: dict[str, Path]) -> None:
    _frame, body = make([place(1, str(clips["moving"])), place(2, "/no/such.mp4")])
    wait_for(lambda: states(body) == {"c1": "fresh", "c2": "lost"}, "one camera lost")
    health = body.health()
    assert health.state == "lost"
    assert health.note.startswith("1")
    assert health.cameras[1].reason == "no such file"


def test_a_click_enlarges_with_the_main_stream_and_escape_goes_back(
    qtbot: QtBot, make: Make, clips: dict[str, Path], pool: PlayerPool
) -> None:
    main = str(clips["still"])
    _frame, body = make([place(1, str(clips["moving"]), stream_main=main), place(2, "/no/such.mp4")])
    wait_for(lambda: states(body).get("c1") == "fresh", "the camera")
    qtbot.mouseClick(body, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert body.enlarged() == "c1"
    wait_for(lambda: pool.player_of(main) is not None, "a player for the main stream")
    qtbot.keyClick(body, Qt.Key.Key_Escape)
    assert body.enlarged() == ""


def test_the_large_camera_is_turned_by_keys_and_drag_and_a_click_goes_back(
    qtbot: QtBot, make: Make, city: City
) -> None:
    city.daemon.answers |= camera_city().daemon.answers
    _frame, body = make([PLACE, place(2, "/no/such.mp4")])
    body.enlarge(PLACE.place_id)
    qtbot.keyPress(body, Qt.Key.Key_Left)
    qtbot.keyRelease(body, Qt.Key.Key_Left)
    qtbot.mousePress(body, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(body, QPoint(300, 100))
    qtbot.mouseRelease(body, Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    assert body.enlarged() == PLACE.place_id
    moved = [one.pan for one in city.daemon.asked if isinstance(one, MoveCamera)]
    assert moved == [-0.4, 0, 1, 0]
    assert body.pane is not None
    assert body.pane.bar.keys.text().startswith("← →")
    qtbot.mouseClick(body, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert body.enlarged() == ""
    assert body.pane is None


def test_digits_go_to_positions_before_they_switch_the_wall(qtbot: QtBot, make: Make, city: City) -> None:
    city.daemon.answers |= camera_city().daemon.answers
    frame, body = make([PLACE])
    switched: list[str] = []
    shortcut = QShortcut(QKeySequence("2"), frame)
    shortcut.activated.connect(lambda: switched.append("2"))
    body.enlarge(PLACE.place_id)
    body.setFocus()
    qtbot.keyClick(body, Qt.Key.Key_P)
    early = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_2, Qt.KeyboardModifier.NoModifier)
    early.ignore()
    body.event(early)
    assert early.isAccepted()
    qtbot.keyClick(body, Qt.Key.Key_2)
    assert GotoPreset("cam-1", "7") in city.daemon.asked
    assert switched == []


def test_a_purpose_that_is_said_opens_the_refused_pictures(
    qtbot: QtBot, make: Make, city: City, clips: dict[str, Path], pool: PlayerPool
) -> None:
    right = CameraRight("c1", may_view=True, may_move=False, group="Chợ", purpose_needed=True)
    city.daemon.answers |= camera_city(right).daemon.answers
    seen = city.daemon.answers[StartViewing] = Failure.of("invalid", Text("Hãy ghi mục đích xem"))
    port = ViewingPort(pool, city.live, "vi")
    _frame, body = make([place(1, "camera:c1/sub")], video=port)
    wait_for(lambda: states(body) == {"c1": "lost"}, "the refusal")
    assert body.health().cameras[0].reason == seen.said("vi")
    body.enlarge("c1")
    assert body.pane is not None
    assert body.pane.line is not None
    stream = CameraStream("c1", str(clips["moving"]), str(clips["moving"]))
    city.daemon.answers[StartViewing] = Viewing((stream,), city.clock.now() + 60)
    city.daemon.answers[GetCameraRights] = CameraRights((CameraRight("c1", may_view=True, may_move=False),))
    body.pane.line.answered.emit("tìm trẻ lạc")
    wait_for(lambda: states(body) == {"c1": "fresh"}, "the picture")


def test_keys_select_enlarge_and_open_the_record(qtbot: QtBot, make: Make) -> None:
    _frame, body = make([place(i, "/no/such.mp4") for i in range(4)], 640, 360, columns=2)
    qtbot.keyClick(body, Qt.Key.Key_Right)  # shows the selection
    qtbot.keyClick(body, Qt.Key.Key_Right)
    qtbot.keyClick(body, Qt.Key.Key_Down)
    with qtbot.waitSignal(body.place_chosen) as chosen:
        qtbot.keyClick(body, Qt.Key.Key_I)
    assert chosen.args == ["c3"]
    qtbot.keyClick(body, Qt.Key.Key_Return)
    assert body.enlarged() == "c3"
    qtbot.keyClick(body, Qt.Key.Key_Return)
    assert body.enlarged() == ""


def test_more_cameras_than_cells_take_turns(make: Make, city: City) -> None:
    _frame, body = make([place(i, f"/no/such{i}.mp4") for i in range(3)], columns=2, rows=1, rotate_s=10)
    wait_for(lambda: set(states(body)) == {"c0", "c1"}, "the first page")
    city.pass_time(7)
    wait_for(lambda: set(states(body)) == {"c0", "c1", "c2"}, "the next page to be opened ahead")
    city.pass_time(4)
    wait_for(lambda: set(states(body)) == {"c2"}, "the second page")
    city.pass_time(10.5)
    wait_for(lambda: set(states(body)) == {"c0", "c1"}, "the first page again")


def test_a_hidden_tile_lets_its_cameras_go(make: Make, clips: dict[str, Path], pool: PlayerPool) -> None:
    frame, body = make([place(1, str(clips["moving"]))])
    wait_for(lambda: states(body) == {"c1": "fresh"}, "the camera")
    frame.hide()
    wait_for(lambda: not pool.player_ids(), "the player to end")
    frame.show()
    wait_for(lambda: states(body) == {"c1": "fresh"}, "the camera again")


def test_new_places_replace_the_old_and_keep_what_is_the_same(
    make: Make, city: City, clips: dict[str, Path], pool: PlayerPool
) -> None:
    first, second = place(1, str(clips["moving"])), place(2, "/no/such.mp4")
    _frame, body = make([first])
    wait_for(lambda: states(body) == {"c1": "fresh"}, "the camera")
    kept = body._cells["c1"]
    city.live.state.places = {p.place_id: p for p in (first, second)}
    city.live.snapshot_taken.emit()
    wait_for(lambda: states(body) == {"c1": "fresh", "c2": "lost"}, "the second camera")
    assert body._cells["c1"] is kept


def test_no_cameras_and_no_players_are_said(qtbot: QtBot, city: City) -> None:
    context = TileContext(city.live, look_for("dark", "desk"), "vi", None)
    city.live.state.places = {}
    empty = registry.make("video", {}, context)
    qtbot.addWidget(empty)
    assert isinstance(empty.body, Body)
    assert empty.body.health().note == "no cameras here"
    city.live.state.places = {"c1": place(1, "rtsp://cam/1")}
    without = registry.make("video", {}, context)
    qtbot.addWidget(without)
    without.show()
    assert isinstance(without.body, Body)
    assert without.body.health().state == "lost"


def test_real_footage_in_a_tile(make: Make, real_data: Path, patient_pool: PlayerPool) -> None:
    films = sorted((real_data / "video").glob("*.mp4"))[:6]
    _frame, body = make([place(i, str(film)) for i, film in enumerate(films)], 1920, 720, patient_pool)
    wait_for(lambda: len(shown(body)) == 6 and min(shown(body).values()) > 3, "real pictures")
    assert set(states(body).values()) == {"fresh"}


def test_the_cameras_of_the_incident_that_is_looked_at(qtbot: QtBot, vietnamese: None) -> None:
    city = stormy([incident("SC.1"), incident("SC.2", severity="low", cameras=("cam2",))])
    ctx = context(city)
    four = registry.make("video", {"cameras": "incident"}, ctx)
    second = registry.make("video", {"cameras": "incident", "nth": 2}, ctx)
    for frame in (four, second):
        qtbot.addWidget(frame)
    assert isinstance(four.body, Body)
    assert isinstance(second.body, Body)
    assert [p.place_id for p in four.body._places] == ["cam1", "cam2"]
    assert [p.place_id for p in second.body._places] == ["cam2"]
    assert ctx.focus is not None
    ctx.focus.choose("SC.2")
    assert [p.place_id for p in four.body._places] == ["cam2"]
    assert second.body._places == []
    change(city, incident("SC.2", cameras=("cam2", "cam1")))
    assert [p.place_id for p in second.body._places] == ["cam1"]


def test_without_an_incident_its_cameras_are_calm(show: Callable[..., TileFrame], vietnamese: None) -> None:
    frame = show(registry.make("video", {"cameras": "incident"}, context(stormy([]))), 400, 300)
    assert frame.health().state == "fresh"
    assert frame.health().note == "chưa có sự cố nào có camera gần"


def test_a_case_is_reported_about_the_chosen_camera(
    qtbot: QtBot, show: Callable[..., TileFrame], desk_city: DeskCity
) -> None:
    places = [place(1, ""), place(2, "")]
    desk_city.live.state.places = {p.place_id: p for p in places}
    frame = show(registry.make("video", {}, desk_city.context()), 1600, 900)
    body = frame.body
    assert isinstance(body, Body)
    body.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_R):
        qtbot.keyClick(body, key)
    assert body.case is not None
    assert body.case.place.place_id == "c2"
    assert body.case.parentWidget() is body
    assert body.case.geometry() == body.rect()
    assert body.case.form is not None
    qtbot.keyClick(body.case.form.title, Qt.Key.Key_Escape)
    assert body.case is None


def test_a_small_tile_lends_its_window_to_the_report(
    qtbot: QtBot, show: Callable[..., QWidget], desk_city: DeskCity
) -> None:
    desk_city.live.state.places = {"c1": place(1, "")}
    window = QWidget()
    frame = registry.make("video", {}, desk_city.context(), window)
    frame.setGeometry(0, 0, 300, 200)
    show(window, 1500, 900)
    body = frame.body
    assert isinstance(body, Body)
    body.actions()[0].trigger()
    assert body.case is not None
    assert body.case.parentWidget() is window
    assert body.case.width() == 900
    assert window.rect().contains(body.case.geometry())
    frame.release()
    assert body.case is None, "it goes with its tile"


def test_without_cameras_nothing_is_reported(desk_city: DeskCity, show: Callable[..., TileFrame]) -> None:
    desk_city.live.state.places = {}
    frame = show(registry.make("video", {}, desk_city.context()), 700, 400)
    assert isinstance(frame.body, Body)
    frame.body.report_case()
    assert frame.body.case is None
