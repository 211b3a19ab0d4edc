import msgspec
import pytest
from PySide6.QtCore import Qt

from backend.contract.messages import GetJournal
from tests.unit.widgets.city import City, snapshot
from widgets.registry import make

OPTIONS = {"kind": "flood_post", "metrics": ["level", "battery"]}


@pytest.fixture
def tile(show, city: City):
    frame = show(make("table", OPTIONS, city.context()), 800, 560)
    frame.body.view.setFocus()
    return frame


def names(tile):
    return [row.name for row in tile.body.model.rows]


def test_worst_first_and_counted_in_the_head(tile):
    assert names(tile)[:3] == ["Mẹ Suốt", "Hàm Nghi", "Khuê Trung"]
    assert tile.title() == "Mực ngập"
    assert tile.body.head().subtitle == "8 điểm"
    assert tile.health().state == "fresh"
    assert tile.health().note == "1 không có số liệu"


def test_rows_change_at_once_but_move_only_once_a_second(tile, city):
    city.publish("quang_trung.level", 99.0)
    row = tile.body.model.number_of("quang_trung")
    assert tile.body.model.rows[row].cells[0].value == 99.0
    assert row > 0
    city.pass_time(1)
    assert names(tile)[0] == "Quang Trung"


def test_typing_filters_without_diacritics(qtbot, tile):
    qtbot.keyClicks(tile.body.view, "me s")
    assert names(tile) == ["Mẹ Suốt"]
    assert tile.body.filter_line.words() == "Lọc: me s · 1 trên 8 · Esc: tất cả"
    qtbot.keyClick(tile.body.view, Qt.Key.Key_Backspace)
    assert tile.body.wanted == "me "
    qtbot.keyClick(tile.body.view, Qt.Key.Key_Escape)
    assert len(names(tile)) == 8
    assert tile.body.filter_line.isHidden()


def test_the_record_is_an_enter_away_and_escape_goes_back(qtbot, tile, city):
    tile.body.view.selectRow(1)
    qtbot.keyClick(tile.body.view, Qt.Key.Key_Return)
    assert tile.body.records.record.place_id == "ham_nghi"
    assert isinstance(city.daemon.asked[-1], GetJournal)
    qtbot.keyClick(tile.body.records.record, Qt.Key.Key_Escape)
    assert tile.body.records.record is None
    assert tile.body.view.isVisible()


def test_a_click_opens_the_record(qtbot, tile):
    box = tile.body.view.visualRect(tile.body.model.index(0, 0))
    qtbot.mouseClick(tile.body.view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert tile.body.records.record.place_id == "me_suot"
    tile.body.records.open("au_co")
    assert tile.body.records.record.place_id == "au_co"
    tile.body.records.open("")
    assert tile.body.records.record.place_id == "au_co"


def test_heads_sort(tile):
    head = tile.body.view.horizontalHeader()
    head.sectionClicked.emit(0)
    assert names(tile)[0] == "Âu Cơ"
    head.sectionClicked.emit(2)
    assert names(tile)[0] == "Quang Trung", "highest battery"
    head.sectionClicked.emit(3)
    assert names(tile)[0] == "Mẹ Suốt"


def test_the_selection_stays_with_its_place(tile, city):
    tile.body.view.selectRow(3)
    chosen = tile.body.chosen()
    city.publish("quang_trung.level", 99.0)
    city.pass_time(1)
    assert tile.body.chosen() == chosen


def test_a_narrow_table_keeps_name_and_first_metric(show, city):
    frame = show(make("table", OPTIONS, city.context()), 300, 400)
    view = frame.body.view
    assert [view.isColumnHidden(k) for k in range(3)] == [False, False, True]
    assert view.columnWidth(0) >= 100


@pytest.mark.parametrize(("dense", "height"), [(False, 56), (True, 44)])
def test_rows_are_high_enough_to_hit(show, city, dense, height):
    frame = show(make("table", {**OPTIONS, "dense": dense}, city.context()), 800, 400)
    view = frame.body.view
    assert 0.94 * height - 1 <= view.rowHeight(0) < 1.3 * height
    assert view.viewport().height() % view.rowHeight(0) < 10, "whole rows fill the height"


def test_an_empty_catalogue_is_no_failure(show, vietnamese):
    city = City(empty=True)
    frame = show(make("table", OPTIONS, city.context()), 800, 400)
    assert (frame.title(), frame.health().state) == ("flood_post", "lost")
    city.live.take_snapshot(msgspec.structs.replace(snapshot()))
    assert len(names(frame)) == 8
    assert frame.title() == "Mực ngập"
