import math

import pytest

from backend.contract.state import Quality
from tests.unit.widgets.city import NOW, City, values
from widgets.logic.records import cell_of, columns_of, filtered, ordered, places_of, row_of

METRICS = ("level", "battery")


@pytest.fixture
def state(qapp):
    return City().live.state


@pytest.fixture
def rows(state):
    return [row_of(state, p, METRICS, NOW) for p in places_of(state, "flood_post")]


def test_columns_carry_the_words_of_their_series(state):
    names = [(c.name, c.unit) for c in columns_of(state, "flood_post", (*METRICS, "absent"), "vi")]
    assert names == [("Mực ngập", "cm"), ("Pin", "V"), ("absent", "")]


def test_a_row_has_its_worst_limit_and_the_age_of_its_first_metric(state):
    row = row_of(state, "me_suot", METRICS, NOW)
    assert (row.name, row.area, row.severity, row.state) == ("Mẹ Suốt", "Hòa Khánh", "critical", "fresh")
    assert row.oldest_at == NOW - 2
    assert row_of(state, "phu_loc_07", METRICS, NOW).state == "lost"


def test_a_missing_series_is_an_empty_cell(state):
    cell = cell_of(state, "me_suot.absent", NOW)
    assert math.isnan(cell.value)
    assert cell.state == "lost"


def test_a_bad_value_exceeds_nothing(qapp):
    city = City()
    index = city.live.state.series["me_suot.level"].index
    city.live.take(values([(index, NOW, 99.0)], quality=int(Quality.BAD)))
    cell = cell_of(city.live.state, "me_suot.level", NOW)
    assert (cell.value, cell.severity, cell.quality) == (99.0, None, Quality.BAD)


def test_orders(rows):
    assert [r.name for r in ordered(rows, "severity")][:4] == ["Mẹ Suốt", "Hàm Nghi", "Khuê Trung", "Âu Cơ"]
    assert [r.name for r in ordered(rows, "name")][:2] == ["Âu Cơ", "Hàm Nghi"]
    assert next(r.name for r in ordered(rows, "value", 1)) == "Quang Trung"
    assert len(ordered(rows, "value", 7)) == 8


def test_the_filter_ignores_diacritics(rows):
    assert [r.name for r in filtered(rows, "me su")] == ["Mẹ Suốt"]
    assert {r.area for r in filtered(rows, "hoa khanh")} == {"Hòa Khánh"}
    assert filtered(rows, "") == rows
