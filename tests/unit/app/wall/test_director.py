"""The director switches layouts in one step and never loses a screen."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.wall.chooser import LayoutChooser
from app.wall.window import WallWindow
from backend.contract.messages import Snapshot, Values, WorkChanged
from backend.contract.state import Centre, DeskLoad, Text
from backend.contract.work import Incident
from widgets.live import LinkState
from widgets.tile import TileHealth

from .conftest import LEFT, RIGHT, CasePaneStub, PlainBody, Room, layout

OpenRoom = Callable[..., Room]


def bar(window: WallWindow) -> str:
    return " ".join(window.truth_bar.words())


def test_a_switch_of_24_tiles_keeps_the_common_ones(room: OpenRoom, qtbot: QtBot) -> None:
    opened = room(layout("a", 1, range(12), range(12, 24)), layout("b", 2, range(6, 18), range(18, 30)))
    opened.director.show("a", "start")
    before = opened.director.frames()
    bodies = {tile_id: frame.body for tile_id, frame in before.items()}
    released = PlainBody.released
    opened.director.show("b", "key 2")
    after = opened.director.frames()
    common = {f"t{n}" for n in range(6, 24)}
    assert set(before) & set(after) == common
    for tile_id in common:
        assert after[tile_id] is before[tile_id]
        assert after[tile_id].body is bodies[tile_id]
    assert set(after) == {f"t{n}" for n in range(6, 30)}
    assert all(frame.isVisible() for frame in after.values())
    assert not any(before[f"t{n}"].isVisible() for n in range(6))
    qtbot.waitUntil(lambda: PlainBody.released == released + 6)


def test_a_common_tile_moves_to_the_other_monitor(room: OpenRoom) -> None:
    opened = room(layout("a", 1, range(2), range(2, 4)), layout("b", 2, range(2, 4), range(2)))
    opened.director.show("a", "start")
    frame = opened.director.frames()["t0"]
    assert frame.window() is opened.director.windows["LEFT"]
    opened.director.show("b", "key 2")
    assert opened.director.frames()["t0"] is frame
    assert frame.window() is opened.director.windows["RIGHT"]
    assert frame.isVisible()


def test_changed_options_make_another_tile(room: OpenRoom) -> None:
    opened = room(
        layout("a", 1, range(1), range(0)), layout("b", 2, range(1), range(0), extra=", title: Khác")
    )
    opened.director.show("a", "start")
    frame = opened.director.frames()["t0"]
    opened.director.show("b", "key 2")
    assert opened.director.frames()["t0"] is not frame


def test_number_keys_switch_and_backspace_gives_back(room: OpenRoom, qtbot: QtBot) -> None:
    opened = room(layout("a", 1, range(2), range(2, 4)), layout("b", 2, range(2), range(2, 4)))
    opened.director.show("a", "start")
    window = opened.director.windows["LEFT"]
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_2)
    assert opened.director.layout is not None
    assert opened.director.layout.layout_id == "b"
    assert "Layout b · by key 2" in bar(window)
    qtbot.keyClick(window, Qt.Key.Key_Backspace)
    assert opened.director.layout.layout_id == "a"


def test_windows_cover_their_monitors(room: OpenRoom) -> None:
    opened = room(layout("a", 1, range(2), range(2, 4)))
    opened.director.show("a", "start")
    for monitor in (LEFT, RIGHT):
        g = opened.director.windows[monitor.identity].geometry()
        assert (g.x(), g.y(), g.width(), g.height()) == (
            monitor.rect.x, monitor.rect.y, monitor.rect.width, monitor.rect.height,
        )  # fmt: skip


def test_a_missing_monitor_loses_no_tile_and_is_named(room: OpenRoom, qtbot: QtBot) -> None:
    opened = room(layout("a", 1, range(2), range(2, 4)))
    opened.director.show("a", "start")
    frames = opened.director.frames()
    opened.screens.given = [RIGHT]
    opened.screens.changed.emit()
    window = opened.director.windows["RIGHT"]
    assert list(opened.director.windows) == ["RIGHT"]
    assert opened.director.frames() == frames
    assert [view.plan.role for view in window.pages] == ["right", "left"]
    assert "left" in window.banner.words
    assert frames["t2"].isVisible()
    assert not frames["t0"].isVisible()
    opened.director.turn_by_hand(window)
    assert frames["t0"].isVisible()
    assert not frames["t2"].isVisible()
    opened.screens.given = [LEFT, RIGHT]
    opened.screens.changed.emit()
    assert frames["t0"].window() is opened.director.windows["LEFT"]
    assert frames["t0"].isVisible()
    assert opened.director.windows["RIGHT"].banner.words == ""


def test_a_tile_that_cannot_be_built_is_failed_and_the_rest_is_there(room: OpenRoom) -> None:
    opened = room(layout("a", 1, range(1), range(1, 3), extra=", breaks: true"))
    opened.director.show("a", "start")
    assert {h.state for s in opened.director.screens() for _, _, h in s.tiles} == {"failed"}
    assert all(frame.isVisible() for frame in opened.director.frames().values())


def test_the_daemon_is_told_what_is_shown_and_why(room: OpenRoom) -> None:
    opened = room(layout("a", 1, range(2), range(2, 4)), layout("b", 2, range(2), range(2, 4)))
    opened.live.set_link(LinkState("live", opened.live.clock.now()))
    opened.director.show("a", "start")
    opened.told.clear()
    opened.director.show_key(2)
    assert [(m.screen, m.layout, m.reason, len(m.tiles)) for m in opened.told] == [
        ("left", "b", "by key 2", 2),
        ("right", "b", "by key 2", 2),
    ]
    assert {tile.state for m in opened.told for tile in m.tiles} == {"fresh"}


def test_nothing_is_told_while_the_link_is_lost(room: OpenRoom) -> None:
    opened = room(layout("a", 1, range(2), range(2, 4)))
    opened.director.show("a", "start")
    assert opened.told == []


def test_a_tile_is_enlarged_and_put_back(room: OpenRoom) -> None:
    opened = room(layout("a", 1, range(2), range(2, 4)))
    opened.director.show("a", "start")
    frame = opened.director.frames()["t0"]
    small = frame.geometry()
    frame.enlarge_requested.emit()
    assert frame.width() > 700
    assert opened.director.windows["LEFT"].put_back()
    assert frame.geometry() == small
    assert not opened.director.windows["LEFT"].put_back()


@pytest.mark.parametrize("change", ["theme", "language"])
def test_theme_and_language_change_every_tile(room: OpenRoom, change: str) -> None:
    opened = room(layout("a", 1, range(2), range(2, 4)))
    opened.director.show("a", "start")
    before = opened.director.frames()
    if change == "theme":
        opened.director.next_theme()
    else:
        opened.director.next_language()
        assert opened.languages == ["vi"]
    after = opened.director.frames()
    assert set(after) == set(before)
    assert all(after[i] is not before[i] for i in after)
    assert all(frame.isVisible() for frame in after.values())


def test_the_truth_bar_counts_every_tile_of_the_wall(room: OpenRoom) -> None:
    opened = room(layout("a", 1, range(2), range(2, 5)))
    values, desk, now = Values(b"", b"", b"", b""), DeskLoad(n_shelved=3), opened.live.clock.now()
    snapshot = Snapshot(1, "e", 0, now, {}, Centre("c", "Trung tâm"), (), (), values, (), desk, ())
    opened.live.take_snapshot(snapshot)
    opened.live.set_link(LinkState("live", opened.live.clock.now()))
    opened.director.officer = "Trần Minh Hà"
    opened.director.show("a", "start")
    words = bar(opened.director.windows["RIGHT"])
    assert "5/5 tiles alive" in words
    assert "3 shelved" in words
    assert "Trần Minh Hà" in words


def test_a_lost_link_is_said_with_its_reason(room: OpenRoom) -> None:
    opened = room(layout("a", 1, range(1), range(1, 2)))
    opened.director.show("a", "start")
    opened.live.set_link(LinkState("lost", opened.live.clock.now(), "no pulse from the daemon"))
    words = bar(opened.director.windows["LEFT"])
    assert "Link to the daemon lost no pulse from the daemon" in words


def test_the_log_says_when_the_wall_is_whole_and_when_it_is_no_longer(
    room: OpenRoom, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO", "app.wall.director")
    opened = room(layout("a", 1, range(2), range(0)))
    opened.director.show("a", "start")
    opened.director.refresh()
    frame = opened.director.frames()["t1"]
    with monkeypatch.context() as broken:
        broken.setattr(frame, "health", lambda: TileHealth("lost"))
        opened.director.refresh()
        opened.director.refresh()
    opened.director.refresh()
    said = [r.getMessage() for r in caplog.records if "whole" in r.getMessage()]
    whole = "layout a is whole: 2 tiles fresh"
    assert said == [whole, "layout a is whole no longer: t1 lost", whole]


def incident(incident_id: str, scene: str = "") -> Incident:
    return Incident(incident_id, Text("Ngập", "Flood"), "high", "open", 0.0, 0.0, (), scene=scene)


def test_an_incident_that_a_person_chose_is_shown(room: OpenRoom) -> None:
    opened = room(
        layout("a", 1, range(2), range(0)),
        layout("b", 2, range(2), range(0)),
        layout("incident", 8, range(2), range(0)),
    )
    opened.director.show("a", "start")
    opened.live.take(WorkChanged((incident("SC.1", "b"), incident("SC.2", "unknown"))))
    opened.director.focus.choose("SC.1")
    assert opened.director.layout is not None
    assert opened.director.layout.layout_id == "b"
    assert "incident chosen: SC.1 Flood" in bar(opened.director.windows["LEFT"])
    opened.director.focus.choose("SC.2")
    assert opened.director.layout.layout_id == "incident", "where its rule names no layout of this wall"
    opened.director.show_before()
    assert (opened.director.layout.layout_id, opened.director.focus.pinned) == ("b", "SC.1")
    opened.director.focus.choose("gone")
    assert opened.director.layout.layout_id == "b"


def test_where_tiles_show_the_incident_already_the_layout_stays(room: OpenRoom) -> None:
    opened = room(layout("a", 1, range(2), range(0)), layout("incident", 8, range(2), range(0)))
    shown = opened.director.stage.layouts["a"]
    screen = shown.screens[0]
    tiles = (msgspec.structs.replace(screen.tiles[0], kind="incident"), *screen.tiles[1:])
    with_tile = msgspec.structs.replace(shown, screens=(msgspec.structs.replace(screen, tiles=tiles),))
    opened.director.stage.layouts["a"] = with_tile  # type: ignore[index]
    opened.director.show("a", "start")
    opened.live.take(WorkChanged((incident("SC.1"),)))
    opened.director.focus.choose("SC.1")
    assert opened.director.layout is with_tile


def test_every_tile_looks_at_the_same_incident(room: OpenRoom) -> None:
    opened = room(layout("a", 1, range(2), range(2, 4)))
    opened.director.show("a", "start")
    frame = opened.director.frames()["t0"]
    assert frame.body is not None
    opened.live.take(WorkChanged((incident("SC.1"), incident("SC.2"))))
    frame.body.incident_chosen.emit("SC.2")
    assert opened.director.frames()["t3"].context.focus is opened.director.focus
    assert opened.director.focus.incident_id == "SC.2"


def test_a_case_that_a_tile_chose_opens_over_its_window(room: OpenRoom) -> None:
    opened = room(layout("a", 1, range(2), range(2, 4)))
    opened.director.show("a", "start")
    opened.director.frames()["t0"].case_chosen.emit("PAHT.1")
    window = opened.director.windows["LEFT"]
    pane = window._overlay
    assert isinstance(pane, CasePaneStub)
    assert pane.case_id == "PAHT.1"
    assert window.rect().contains(pane.geometry())
    pane.closed.emit()
    assert window._overlay is None


def test_a_desk_is_one_window_that_stays_where_the_person_put_it(room: OpenRoom) -> None:
    opened = room(layout("a", 1, range(2), range(0)), desk="Bàn đơn vị")
    opened.director.show("a", "start")
    window = opened.director.windows["LEFT"]
    assert window.windowTitle() == "Bàn đơn vị"
    assert not window.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert window.width() < LEFT.rect.width
    window.setGeometry(10, 20, 500, 400)
    there = window.geometry()
    opened.director.next_theme()
    assert window.geometry() == there
    assert window.width() == 500


def test_a_tile_opens_its_layout_by_a_click_on_its_head(room: OpenRoom, qtbot: QtBot) -> None:
    opened = room(
        layout("a", 1, range(1), range(0), extra=", opens: b"), layout("b", 2, range(2, 4), range(0))
    )
    opened.director.show("a", "start")
    frame = opened.director.frames()["t0"]
    qtbot.mouseClick(frame, Qt.MouseButton.LeftButton, pos=frame.rect().topLeft() + QPoint(30, 12))
    assert opened.director.layout is not None
    assert opened.director.layout.layout_id == "b"
    assert "opened from a tile" in bar(opened.director.windows["LEFT"])
    opened.director.show_before()
    assert opened.director.layout.layout_id == "a"


def test_key_0_lists_the_layouts_and_enter_shows_one(room: OpenRoom, qtbot: QtBot) -> None:
    opened = room(layout("a", 1, range(2), range(2, 4)), layout("zeta", 0, range(2), range(2, 4)))
    opened.director.show("a", "start")
    window = opened.director.windows["LEFT"]
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_0)
    (chooser,) = window.findChildren(LayoutChooser)
    qtbot.keyClicks(chooser.field, "zeta")
    qtbot.keyClick(chooser.field, Qt.Key.Key_Return)
    assert opened.director.layout is not None
    assert opened.director.layout.layout_id == "zeta"
    assert "chosen from the list" in bar(window)
