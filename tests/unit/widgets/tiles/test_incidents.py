import pytest
from PySide6.QtCore import Qt

from tests.unit.widgets.city import NOW
from tests.unit.widgets.storm import change, context, incident, stormy
from widgets.registry import make


@pytest.fixture
def city(vietnamese):
    ended = [incident(f"SC.9{n}", state="closed", closed_at=NOW - n) for n in range(4)]
    return stormy(
        [incident("SC.1"), incident("SC.2", severity="low"), incident("SC.3", state="merged"), *ended]
    )


def ids(tile):
    return [line.line_id for line in tile.body.pane.list.lines()]


def test_open_ones_the_worst_first_then_the_last_that_ended(show, city):
    tile = show(make("incidents", {"ended": 2}, context(city)), 600, 500)
    assert ids(tile) == ["SC.1", "SC.2", "SC.90", "SC.91"]
    assert tile.body.head().remark == "2"
    assert tile.title() == "Các sự cố"


def test_enter_looks_at_an_incident(qtbot, show, city):
    ctx = context(city)
    tile, chosen = show(make("incidents", {}, ctx), 600, 500), []
    ctx.focus.chosen.connect(chosen.append)
    tile.body.pane.list.setFocus()
    assert tile.body.pane.list.selected_id() == "SC.1", "the one that is looked at"
    qtbot.keyClick(tile.body.pane.list, Qt.Key.Key_Down)
    qtbot.keyClick(tile.body.pane.list, Qt.Key.Key_Return)
    assert chosen == ["SC.2"]
    assert ctx.focus.pinned == "SC.2"


def test_a_new_one_comes_at_once(qtbot, show, city):
    tile = show(make("incidents", {}, context(city)), 600, 500)
    with qtbot.waitSignal(tile.body.health_changed):
        change(city, incident("SC.4", severity="high"))
    assert ids(tile)[:3] == ["SC.1", "SC.4", "SC.2"]


def test_the_choice_follows_the_wall_while_nobody_moves_in_it(show, city):
    ctx = context(city)
    tile = show(make("incidents", {}, ctx), 600, 500)
    ctx.focus.pin("SC.2")
    assert tile.body.pane.list.selected_id() == "SC.2"


def test_none_is_calm(show, vietnamese):
    tile = show(make("incidents", {}, context(stormy([]))), 600, 300)
    assert tile.body.pane.list.isHidden()
    assert (tile.body.head().remark, tile.body.head().subtitle) == ("0", "")
