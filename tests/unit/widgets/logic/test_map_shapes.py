import json

import msgspec

from backend.contract.case_shapes import CaseShape
from backend.contract.cases import OPEN_GROUPS, CaseQuery
from tests.unit.widgets.harbour import WARNINGS, square
from widgets.logic.map_shapes import ShapeLayer, ShownShapes, shown_shapes

WARDS = {"20194": (108.15, 16.07), "20242": (108.25, 16.01)}


def test_without_groups_the_open_ones_are_meant() -> None:
    assert ShapeLayer(case_kind="warning").query == CaseQuery(kind="warning", groups=OPEN_GROUPS)
    given = ShapeLayer(case_kind="warning", where=CaseQuery(groups=("done",)))
    assert given.query.groups == ("done",)


def test_a_surface_has_an_outline_and_words_at_its_point() -> None:
    found = shown_shapes(WARNINGS[:1], WARDS, {"CB.1": "đến 18:00"})
    surface, words = json.loads(msgspec.json.encode(found.shapes))
    assert surface["geometry"] == json.loads(square(108.15, 16.07))
    assert surface["properties"] == {"id": "CB.1", "severity": "critical"}
    assert words["properties"]["label"] == "Mưa rất to\nđến 18:00"
    assert words["geometry"]["coordinates"] == [108.15, 16.07]
    assert found.wards == {}, "the surface says it; a ward that it touches is not meant whole"


def test_a_case_without_a_surface_marks_its_wards_and_has_its_words_between_them() -> None:
    found = shown_shapes(WARNINGS[1:], WARDS, {})
    assert found.wards == {"20194": "medium", "20242": "medium"}
    (words,) = found.shapes
    assert words["geometry"]["coordinates"] == (108.2, 16.04)  # type: ignore[index]
    assert words["properties"]["label"] == "Gió mạnh"  # type: ignore[index]


def test_the_worst_case_of_a_ward_colours_it_and_the_worst_surface_lies_on_top() -> None:
    one = CaseShape("A", "warning", "A", "low", b"", ("20194",))
    two = CaseShape("B", "warning", "B", "high", b"", ("20194",))
    for order in ([one, two], [two, one]):
        found = shown_shapes(order, WARDS, {})
        assert found.wards == {"20194": "high"}
        assert [f["properties"]["id"] for f in found.shapes] == ["A", "B"]  # type: ignore[index]


def test_a_case_in_wards_that_nobody_knows_has_no_words() -> None:
    found = shown_shapes([CaseShape("A", "warning", "A", "low", b"", ("99",))], WARDS, {})
    assert found == ShownShapes((), {"99": "low"})


def test_the_same_cases_are_the_same_picture() -> None:
    assert shown_shapes(WARNINGS, WARDS, {}) == shown_shapes(WARNINGS[::-1], WARDS, {})
    assert shown_shapes(WARNINGS, WARDS, {}) != shown_shapes(WARNINGS, WARDS, {"CB.1": "x"})
