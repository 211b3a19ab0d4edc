from __future__ import annotations

import datetime
import math
from typing import Any

import msgspec
import pytest

from backend.contract.state import Text
from backend.domain.limit_families import (
    chosen_set,
    family_names,
    limit_for,
    members,
    month_of,
    month_span,
    row_applies,
    set_span,
)
from backend.domain.limit_sets import VIETNAM, LimitRow, LimitSet, UnboundError


def at(*day: int) -> float:
    return datetime.datetime(*day, tzinfo=VIETNAM).timestamp()  # type: ignore[arg-type]


def version(set_id: str, year: int, **fields: Any) -> LimitSet:
    return LimitSet(
        id=set_id,
        name=Text(set_id),
        source="thử",
        family="nuoc-sach",
        effective_from=datetime.date(year, 7, 1),
        rows={"coliform": LimitRow(name=Text("Coliform"), unit="CFU/100 mL", max=float(year))},
        **fields,
    )


OLD = version("q18", 2019, applies_to={"regulation": ["", "2018", "2024"]})
NEW = version("q24", 2025, applies_to={"regulation": "2024"})
LOCAL = version("local", 2022, applies_to={"regulation": "Bến Tre"})
ISLAND = version("island", 2022, applies_to={"regulation": "2024", "island": "yes"})
SETS = {each.id: each for each in (NEW, OLD, LOCAL, ISLAND)}


@pytest.mark.parametrize(
    ("attributes", "when", "judged_by"),
    [
        ({}, at(2026, 1, 1), "q18"),
        ({"regulation": "2018"}, at(2026, 1, 1), "q18"),
        ({"regulation": "2024"}, at(2026, 1, 1), "q24"),
        ({"regulation": "2024"}, at(2025, 6, 30, 23, 59), "q18"),  # not in force yet
        ({"regulation": "2024"}, at(2025, 7, 1), "q24"),  # a newer version takes over on its day
        ({"regulation": "Bến Tre"}, at(2026, 1, 1), "local"),
        ({"regulation": "2024", "island": "yes"}, at(2026, 1, 1), "island"),  # more exact than the newer one
    ],
)
def test_place_and_date_choose_the_version(attributes: dict[str, str], when: float, judged_by: str) -> None:
    assert chosen_set(SETS, "nuoc-sach", attributes, when).id == judged_by


def test_three_regulations_judge_one_day_in_one_city() -> None:
    found = [
        limit_for(SETS, "nuoc-sach", "coliform", {"regulation": r}, at(2026, 8, 14))
        for r in ("2018", "2024", "Bến Tre")
    ]
    assert [(chosen.id, row.max) for chosen, row in found] == [
        ("q18", 2019.0),
        ("q24", 2025.0),
        ("local", 2022.0),
    ]


def test_an_unknown_regulation_is_judged_by_none_and_says_so() -> None:
    with pytest.raises(UnboundError, match="no limit set of 'nuoc-sach' is for a place with .*'2031'"):
        chosen_set(SETS, "nuoc-sach", {"regulation": "2031"}, at(2026, 1, 1))


def test_before_the_first_version_nothing_is_judged() -> None:
    with pytest.raises(UnboundError, match="is in force on 2001-01-01"):
        chosen_set(SETS, "nuoc-sach", {}, at(2001, 1, 1))


def test_a_set_ends_on_its_day() -> None:
    sets = {"a": version("a", 2019, effective_to=datetime.date(2020, 1, 1))}
    assert chosen_set(sets, "nuoc-sach", {}, at(2019, 12, 31, 23, 59)).id == "a"
    with pytest.raises(UnboundError):
        chosen_set(sets, "nuoc-sach", {}, at(2020, 1, 1))


def test_the_id_of_a_set_means_that_set_alone() -> None:
    assert members(SETS, "q18") == [OLD]
    assert [each.id for each in members(SETS, "nuoc-sach")] == ["q18", "island", "local", "q24"]
    assert family_names(SETS) == {"nuoc-sach"}
    with pytest.raises(UnboundError, match="no limit set or family 'khac'"):
        chosen_set(SETS, "khac", {}, 0.0)


def test_a_row_that_is_not_there_is_no_pass() -> None:
    with pytest.raises(UnboundError, match="'q24' has no row 'lead'"):
        limit_for(SETS, "nuoc-sach", "lead", {"regulation": "2024"}, at(2026, 1, 1))


def test_a_row_is_named_by_attributes_of_the_place_and_by_the_month() -> None:
    rows = {"tra-my.10": LimitRow(name=Text("p95"), unit="mm", max=80.0)}
    sets = {
        "p": LimitSet(id="p", name=Text("p"), source="s", effective_from=datetime.date(2020, 1, 1), rows=rows)
    }
    _, row = limit_for(sets, "p", "{station}.{month}", {"station": "tra-my"}, at(2026, 10, 31, 23, 59))
    assert row.max == 80.0
    with pytest.raises(UnboundError, match=r"no row 'tra-my\.11'"):
        limit_for(sets, "p", "{station}.{month}", {"station": "tra-my"}, at(2026, 11, 1))
    with pytest.raises(UnboundError, match="no attribute 'station'"):
        limit_for(sets, "p", "{station}.{month}", {}, at(2026, 10, 1))


def test_a_month_is_that_of_local_time() -> None:
    evening_utc = datetime.datetime(2026, 10, 31, 17, tzinfo=datetime.UTC).timestamp()
    assert (month_of(evening_utc - 1), month_of(evening_utc)) == ("10", "11")
    assert month_span(evening_utc) == (at(2026, 11, 1), at(2026, 12, 1))
    assert month_span(at(2026, 12, 31)) == (at(2026, 12, 1), at(2027, 1, 1))


def test_the_time_in_which_no_version_begins_or_ends() -> None:
    assert set_span(SETS, ["nuoc-sach"], at(2024, 1, 1)) == (at(2022, 7, 1), at(2025, 7, 1))
    assert set_span(SETS, ["nuoc-sach"], at(2030, 1, 1)) == (at(2025, 7, 1), math.inf)
    assert set_span(SETS, ["nuoc-sach"], at(2001, 1, 1)) == (-math.inf, at(2019, 7, 1))


def test_a_row_may_be_a_limit_at_some_places_only() -> None:
    row = LimitRow(name=Text("Clo dư"), unit="mg/L", max=1.0, only_where={"disinfectant": ["", "chlorine"]})
    sets = {"s": msgspec.structs.replace(OLD, id="s", rows={"free-chlorine": row})}
    _, found = limit_for(sets, "s", "free-chlorine", {"disinfectant": "ozone"}, at(2026, 1, 1))
    assert found is row
    assert [row_applies(row, {"disinfectant": d}) for d in ("", "chlorine", "ozone")] == [True, True, False]
    assert row_applies(row, {})
