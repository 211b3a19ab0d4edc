import msgspec
import pytest
from PySide6.QtCore import Qt

from tests.unit.widgets.conftest import has_colour, picture
from tests.unit.widgets.shelter_city import with_shelters
from widgets.focus import Focus
from widgets.registry import make
from widgets.theme.look import DARK


@pytest.fixture
def tile(show, city):
    with_shelters(city)
    return show(make("shelters", {}, city.context()), 700, 520)


def names(tile):
    return [row.name for row in tile.body.model.rows]


def test_without_an_incident_the_most_room_comes_first(tile):
    assert names(tile) == ["Trường xa", "Trường Lê Lợi", "Trường mới", "Nhà văn hoá 3", "UBND phường"]
    assert tile.body.head().subtitle == "5 điểm"
    assert tile.body.head().badge == "1 đầy"
    line = tile.body.sum_line.words()
    assert line == "402 người đang ở điểm sơ tán · còn 1.110 chỗ ở 2 điểm mở · 1 chưa rõ"
    assert has_colour(picture(tile), DARK.high), "the full one is marked"


def test_the_nearest_to_the_incident_in_view_comes_first(show, city):
    with_shelters(city, incident=True)
    context = msgspec.structs.replace(city.context(), focus=Focus(city.live))
    tile = show(make("shelters", {}, context), 700, 520)
    assert names(tile)[:2] == ["Trường Lê Lợi", "Trường xa"]
    assert "gần sự cố trước" in tile.body.head().subtitle


def test_a_new_count_is_there_at_once(tile, city):
    city.publish("le_loi.n_people", 195.0)
    row = next(row for row in tile.body.model.rows if row.place_id == "le_loi")
    assert (row.state, row.left) == ("nearly_full", 5)


def test_counts_grow_old_and_the_tile_says_so(tile, city):
    assert tile.health().state == "fresh"
    city.pass_time(3 * 7200)
    assert tile.health().state == "lost"
    assert "4 không có số liệu" in tile.health().note, "a closed one need not count"


def test_enter_opens_the_record_and_escape_goes_back(qtbot, tile):
    tile.body.view.setCurrentIndex(tile.body.model.index(1))
    qtbot.keyClick(tile.body.view, Qt.Key.Key_Return)
    assert tile.body.records.record.place_id == "le_loi"
    qtbot.keyClick(tile.body.records.record, Qt.Key.Key_Escape)
    assert tile.body.records.record is None


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_it_paints_at_every_density_and_in_every_theme(show, city, density):
    with_shelters(city)
    tile = show(make("shelters", {}, city.context("light", density)), 900, 700)
    assert not picture(tile).isNull()
