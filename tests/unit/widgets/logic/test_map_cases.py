import json

import msgspec
import numpy as np
import pytest

from backend.contract.case_requests import CaseCounts, CasePoints, CountRow
from backend.contract.cases import OPEN_GROUPS, CaseQuery
from widgets.logic.map_cases import CaseLayer, heat_scale, hot_tones, points_geojson, tone_numbers, ward_steps
from widgets.logic.map_fill import UNKNOWN


def points():
    return CasePoints(
        ('a"1', "b"),
        np.array([16.05, 16.06], "<f8").tobytes(),
        np.array([108.2, 108.21], "<f8").tobytes(),
        np.array([0, 3], "u1").tobytes(),
        np.array([3, 0], "u1").tobytes(),
        ("waste", "odd"),
        1,
        3,
    )


def test_points_are_geojson_with_id_and_tone():
    found = json.loads(points_geojson(points(), "due", []))
    assert [f["properties"] for f in found["features"]] == [{"id": 'a"1', "k": 2}, {"id": "b", "k": 0}]
    assert found["features"][1]["geometry"] == {"type": "Point", "coordinates": [108.21, 16.06]}


def test_no_point_is_a_collection_too():
    none = CasePoints((), b"", b"", b"", b"", (), 0, 0)
    assert json.loads(points_geojson(none, "due", []))["features"] == []


def test_tones_by_severity_due_and_field():
    assert tone_numbers(points(), "severity", []) == [3, 0]
    assert tone_numbers(points(), "due", []) == [2, 0]
    assert tone_numbers(points(), "field", ["road", "waste"]) == [1, 2]
    assert (hot_tones("due"), hot_tones("severity"), hot_tones("field")) == ((2,), (2, 3), ())


def test_without_groups_the_open_cases_are_shown():
    assert CaseLayer(case_kind="report").query == CaseQuery(kind="report", groups=OPEN_GROUPS)
    assert CaseLayer(where=CaseQuery(groups=("done",))).query.groups == ("done",)
    assert CaseLayer(where=CaseQuery(statuses=("x",))).query.groups == ()


def test_wards_are_filled_by_their_number():
    counts = CaseCounts((CountRow(("1",), 5), CountRow(("2",), 4)), 9, 0.0)
    assert ward_steps(counts, ["1", "2", "3"], (5.0, 20.0)) == {"1": 1, "2": 0, "3": 0}
    assert ward_steps(None, ["1"], (5.0,)) == {"1": UNKNOWN}


def test_the_scale_says_its_bounds():
    scale = heat_scale((5.0, 1200.0), "Phản ánh", ("#0", "#1", "#2", "#3", "#4"), "vi")
    assert (scale.colours, scale.words, scale.unknown) == (("#0", "#2", "#4"), ("5", "1.200"), "")


@pytest.mark.parametrize("heat", [[3, 2], [1, 1], [1, 2, 3, 4, 5]])
def test_bounds_that_make_no_scale_are_refused(heat):
    with pytest.raises(msgspec.ValidationError, match="heat"):
        msgspec.convert({"heat": heat}, CaseLayer)
