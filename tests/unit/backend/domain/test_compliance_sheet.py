from __future__ import annotations

import datetime as dt

import pytest

from backend.contract.state import Place, Quality, Text
from backend.domain.compliance import Result
from backend.domain.compliance_sheet import Cell, certified, filled, limits_of, places_of, since
from backend.domain.compliance_spec import GroupSpec, SheetSpec
from backend.domain.limit_sets import VIETNAM, LimitRow, LimitSet

NAME = Text("x")


def at(text: str) -> float:
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM).timestamp()


def limit_set(set_id: str, begins: str, regulation: list[str], nitrate: float, **rows: LimitRow) -> LimitSet:
    return LimitSet(
        id=set_id,
        name=Text(set_id),
        source="",
        effective_from=dt.date.fromisoformat(begins),
        family="nuoc-sach",
        applies_to={"regulation": list(regulation)},
        rows={"nitrate": LimitRow(name=NAME, unit="mg/L", max=nitrate), **rows},
    )


CHLORINE = LimitRow(name=NAME, unit="mg/L", min=0.2, max=1.0, only_where={"disinfectant": ["", "chlorine"]})
SETS = {
    each.id: each
    for each in (
        limit_set("2018", "2019-06-15", ["", "2018", "2024"], 2, chlorine=CHLORINE),
        limit_set("2024", "2025-07-01", ["2024"], 11),
    )
}
A = GroupSpec(
    id="a",
    name=NAME,
    every="month",
    required_of=[{"point_type": ["tap"]}],
    parameters={"nitrate": "lab_nitrate", "chlorine": "lab_chlorine"},
)
SHEET = SheetSpec(id="s", name=NAME, family="nuoc-sach", place_kinds=("water_point",), groups=(A,))
NOW = at("2026-11-30T12:00")


def place(**attributes: str) -> Place:
    return Place("p", "P", "water_point", attributes={"point_type": "tap", **attributes})


def cells(where: Place, now: float = NOW, **results: list[Result]) -> dict[str, Cell]:
    return {cell.row: cell for cell in filled(SHEET, where, results, SETS, now)}


@pytest.mark.parametrize(
    ("now", "every", "begins"),
    [
        ("2026-11-30T12:00", "month", "2026-10-30T12:00"),
        ("2026-03-31T00:00", "month", "2026-02-28T00:00"),
        ("2026-01-15T00:00", "half_year", "2025-07-15T00:00"),
        ("2026-12-31T00:00", "quarter", "2026-09-30T00:00"),
        ("2024-02-29T00:00", "year", "2023-02-28T00:00"),
    ],
)
def test_results_count_for_whole_months(now: str, every: str, begins: str) -> None:
    group = GroupSpec(id="g", name=NAME, every=every, parameters={})  # type: ignore[arg-type]
    assert since(group, at(now)) == at(begins)


def test_the_place_and_the_day_of_the_sample_choose_the_regulation() -> None:
    result = [Result(5.0, "mg/L", at=at("2026-11-20T08:00"))]
    old = cells(place(), lab_nitrate=result)["nitrate"]
    new = cells(place(regulation="2024"), lab_nitrate=result)["nitrate"]
    assert (old.verdict, old.limit_set) == ("fail", "2018")
    assert (new.verdict, new.limit_set) == ("pass", "2024")
    before = [Result(5.0, "mg/L", at=at("2025-06-20T08:00"))]
    earlier = cells(place(regulation="2024"), at("2025-07-10T00:00"), lab_nitrate=before)["nitrate"]
    assert (earlier.verdict, earlier.limit_set) == ("fail", "2018")


def test_where_no_regulation_holds_nothing_passes() -> None:
    result = [Result(0.1, "mg/L", at=at("2026-11-20T08:00"))]
    found = cells(place(regulation="QCĐP 01:2022/BTr"), lab_nitrate=result)
    assert (found["nitrate"].verdict, found["nitrate"].why) == ("inconclusive", "no_limit")
    assert found["chlorine"].verdict == "missing"


def test_a_required_parameter_without_a_result_is_missing_and_elsewhere_it_is_not_asked_for() -> None:
    found = cells(place())
    assert [(cell.verdict, cell.required) for cell in found.values()] == [("missing", True)] * 2
    other = cells(place(point_type="network"))
    assert [(c.verdict, c.why, c.required) for c in other.values()] == [
        ("not_applicable", "not_required", False)
    ] * 2


def test_what_was_measured_is_judged_also_where_nobody_asked() -> None:
    result = [Result(9.0, "mg/L", at=NOW - 60)]
    found = cells(place(point_type="network"), lab_nitrate=result)["nitrate"]
    assert (found.verdict, found.required) == ("fail", False)


def test_a_parameter_of_another_disinfectant_is_neither_missing_nor_judged() -> None:
    found = cells(place(disinfectant="chlorine_dioxide"))["chlorine"]
    assert (found.verdict, found.why, found.required) == ("not_applicable", "not_here", False)
    assert cells(place(disinfectant="chlorine"))["chlorine"].verdict == "missing"


def test_the_newest_result_within_the_interval_counts_and_failures_are_remembered() -> None:
    results = [
        Result(9.0, "mg/L", at=at("2026-10-01T08:00")),  # too long ago
        Result(9.0, "mg/L", at=at("2026-11-02T08:00")),
        Result(1.0, "mg/L", Quality.BELOW, at=at("2026-11-20T08:00")),
        Result(9.0, "mg/L", at=at("2026-12-02T08:00")),  # after the instant
    ]
    found = cells(place(), lab_nitrate=results)["nitrate"]
    assert (found.verdict, found.n_results, found.n_failed) == ("pass", 2, 1)
    assert found.result == results[2]


def test_a_set_that_says_nothing_of_a_parameter_does_not_pass_it() -> None:
    result = [Result(0.5, "mg/L", at=NOW - 60)]
    found = cells(place(regulation="2024"), lab_chlorine=result)["chlorine"]
    assert (found.verdict, found.why, found.limit_set) == ("inconclusive", "no_limit", "2024")
    assert cells(place(regulation="2024"))["chlorine"].verdict == "not_applicable"


@pytest.mark.parametrize(
    ("nitrate", "chlorine", "verdict"),
    [
        (5.0, 0.5, "fail"),
        (1.0, 0.5, "pass"),
        (1.0, None, "pass"),
        (1.0, 0.0, "fail"),
        (None, None, None),
    ],
)
def test_a_certificate_is_as_good_as_its_worst_result(
    nitrate: float | None, chlorine: float | None, verdict: str | None
) -> None:
    values = {"lab_nitrate": nitrate, "lab_chlorine": chlorine}
    results = {m: Result(value, "mg/L", at=NOW - 60) for m, value in values.items() if value is not None}
    assert certified(SHEET, place(), results, SETS) == verdict


def test_a_certificate_of_what_is_no_limit_there_says_nothing() -> None:
    results = {"lab_chlorine": Result(0.5, "mg/L", at=NOW - 60)}
    assert certified(SHEET, place(disinfectant="chlorine_dioxide"), results, SETS) is None


def test_places_are_chosen_by_kind_and_attributes() -> None:
    sheet = SheetSpec(
        id="s",
        name=NAME,
        family="x",
        place_kinds=("water_point",),
        where={"point_type": ["tap", ""]},
        groups=(A,),
    )
    there = [
        Place("a", "A", "water_point", attributes={"point_type": "tap"}),
        Place("b", "B", "water_point", attributes={"point_type": "raw"}),
        Place("c", "C", "water_point"),
        Place("d", "D", "camera", attributes={"point_type": "tap"}),
    ]
    assert [each.place_id for each in places_of(sheet, there)] == ["a", "c"]


def test_the_rows_that_judged_are_told() -> None:
    found = cells(place(), lab_nitrate=[Result(1.0, "mg/L", at=NOW - 60)])
    rows = limits_of(found.values(), SETS)
    assert rows["2018", "nitrate"].max == 2
    assert rows["2018", "chlorine"] == CHLORINE
