import math

import msgspec
import pytest

from backend.contract.state import Quality, Text, ValueClass
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
    city.live.take(values([(index, NOW + 1, 98.0)], Quality.UNCERTAIN))
    cell = cell_of(city.live.state, "me_suot.level", NOW)
    assert (cell.value, cell.severity, cell.said) == (98.0, None, "")


def test_orders(rows):
    assert [r.name for r in ordered(rows, "severity")][:4] == ["Mẹ Suốt", "Hàm Nghi", "Khuê Trung", "Âu Cơ"]
    assert [r.name for r in ordered(rows, "name")][:2] == ["Âu Cơ", "Hàm Nghi"]
    assert next(r.name for r in ordered(rows, "value", 1)) == "Quang Trung"
    assert len(ordered(rows, "value", 7)) == 8


def test_the_filter_ignores_diacritics(rows):
    assert [r.name for r in filtered(rows, "me su")] == ["Mẹ Suốt"]
    assert {r.area for r in filtered(rows, "hoa khanh")} == {"Hòa Khánh"}
    assert filtered(rows, "") == rows


def test_words_of_classes_stand_beside_the_value_and_set_the_width_of_the_column(state):
    series = state.series["me_suot.level"]
    classes = (
        ValueClass(0, Text("An toàn", "Safe")),
        ValueClass(40, Text("Nguy cấp", "Critical"), "critical"),
    )
    state.series["me_suot.level"] = msgspec.structs.replace(series, classes=classes)
    cell = cell_of(state, "me_suot.level", NOW, "en")
    assert (cell.said, cell.class_severity) == ("Critical", "critical")
    assert cell_of(state, "ham_nghi.level", NOW).said == ""
    state.readings["me_suot.level"] = msgspec.structs.replace(
        state.readings["me_suot.level"], quality=Quality.ABOVE
    )
    assert cell_of(state, "me_suot.level", NOW).said == "", "more than 62 may lie in another class"
    level, battery = columns_of(state, "flood_post", METRICS, "vi")
    assert (level.words, battery.words) == ("Nguy cấp", "")


def test_a_river_stands_among_its_alarm_levels(state):
    stage = state.series["cam_le.stage"]
    levels = tuple(
        msgspec.structs.replace(each, name=Text(each.name.vi.replace("BĐ", "Báo động")))
        for each in stage.limits
    )
    state.series["cam_le.stage"] = msgspec.structs.replace(stage, limits=levels)
    assert cell_of(state, "cam_le.stage", NOW).said == "trên báo động I 0,48 m"
