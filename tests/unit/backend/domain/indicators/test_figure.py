from __future__ import annotations

import datetime

import msgspec
import pytest

from backend.contract.indicators import FigureEntry
from backend.contract.state import Text
from backend.domain.indicators.figure import (
    FigureKey,
    FigureRefusedError,
    FigureRow,
    Person,
    check_entry,
    entered,
    reviewed,
)
from backend.domain.indicators.spec import IndicatorSpec

SPEC = IndicatorSpec(
    code="A",
    name=Text("A"),
    unit=Text("t"),
    period="month",
    also=("year",),
    collector="tk",
    breakdowns=("sex",),
)
KEY = FigureKey("A", "2026-10")
TODAY = datetime.date(2026, 11, 24)
AN, LONG = Person("An", "an", "unit_officer", "tk"), Person("Long", "long", "leader")


def row(version: int, state: str, value: float = 1.0) -> FigureRow:
    return FigureRow(KEY, version, state, value, 0.0, "An", "an")  # type: ignore[arg-type]


def states(rows: list[FigureRow]) -> list[tuple[int, str]]:
    return [(each.version, each.state) for each in rows]


def test_the_journal_knows_a_figure_by_all_that_it_is_about() -> None:
    assert KEY.subject == "A@2026-10"
    assert FigureKey("A", "2026", "48", "sex=female").subject == "A@2026/48/sex=female"


@pytest.mark.parametrize(
    "entry",
    [FigureEntry("A", "2026-10", 1.0), FigureEntry("A", "2026", 1.0, breakdown="sex=male"), FigureEntry("A", "2026-11", 0.0),
     FigureEntry("A", "2026-10", None, note="chưa điều tra")],
)  # fmt: skip
def test_what_may_be_handed_in(entry: FigureEntry) -> None:
    check_entry(SPEC, entry, AN, TODAY)


@pytest.mark.parametrize(
    ("entry", "words"),
    [(FigureEntry("A", "2026-12", 1.0), "has not begun"), (FigureEntry("A", "2026-Q3", 1.0), "such as 2026-11"),
     (FigureEntry("A", "2026-10", 1.0, breakdown="age=5"), "it has: sex"), (FigureEntry("A", "2026-10", None), "say why"),
     (FigureEntry("A", "tháng 10", 1.0), "is no period")],
)  # fmt: skip
def test_what_may_not_is_told_with_the_cure(entry: FigureEntry, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        check_entry(SPEC, entry, AN, TODAY)


def test_a_unit_hands_in_what_it_collects_and_the_centre_anything_but_computed_ones() -> None:
    entry = FigureEntry("A", "2026-10", 1.0)
    with pytest.raises(FigureRefusedError, match="not by yours"):
        check_entry(SPEC, entry, Person("B", "b", "unit_officer", "tc"), TODAY)
    check_entry(SPEC, entry, Person("Q", "q", "administrator"), TODAY)
    with pytest.raises(FigureRefusedError, match="is computed"):
        check_entry(
            msgspec.structs.replace(SPEC, formula='ind["B"]'), entry, Person("Q", "q", "administrator"), TODAY
        )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], [(1, "submitted")]),
        ([row(1, "draft")], [(1, "submitted")]),
        ([row(1, "submitted")], [(2, "submitted"), (1, "superseded")]),
        ([row(1, "returned")], [(2, "submitted"), (1, "superseded")]),
        ([row(1, "accepted")], [(2, "submitted")]),
        ([row(2, "submitted"), row(1, "accepted")], [(3, "submitted"), (2, "superseded")]),
    ],
)
def test_a_new_entry_gives_each_former_version_its_state(
    before: list[FigureRow], after: list[tuple[int, str]]
) -> None:
    assert states(entered(before, row(0, "submitted"))) == after


def test_an_imported_figure_takes_the_accepted_ones_place_at_once() -> None:
    rows = entered([row(2, "submitted"), row(1, "accepted")], row(0, "accepted"))
    assert states(rows) == [(3, "accepted"), (2, "superseded"), (1, "superseded")]


def test_accepting_replaces_what_counted_before() -> None:
    rows = reviewed([row(2, "submitted"), row(1, "accepted")], accept=True, note="", person=LONG, now=7.0)
    assert states(rows) == [(2, "accepted"), (1, "superseded")]
    assert (rows[0].reviewed_by, rows[0].reviewed_at) == ("Long", 7.0)


def test_giving_back_leaves_what_counts_and_needs_a_reason() -> None:
    rows = reviewed([row(2, "submitted"), row(1, "accepted")], accept=False, note="sai", person=LONG, now=7.0)
    assert states(rows) == [(2, "returned")]
    assert rows[0].review_note == "sai"
    with pytest.raises(FigureRefusedError, match="say why"):
        reviewed([row(2, "submitted")], accept=False, note=" ", person=LONG, now=7.0)


@pytest.mark.parametrize(
    ("person", "versions", "words"),
    [(Person("An", "an", "leader"), [row(1, "submitted")], "yourself"),
     (AN, [row(1, "submitted")], "leaders"), (LONG, [row(1, "accepted")], "waits for review"), (LONG, [], "waits for review")],
)  # fmt: skip
def test_reviews_that_are_not_allowed(person: Person, versions: list[FigureRow], words: str) -> None:
    with pytest.raises(FigureRefusedError, match=words):
        reviewed(versions, accept=True, note="", person=person, now=7.0)


def test_an_imported_figure_has_no_author_who_might_be_its_reviewer() -> None:
    waiting = FigureRow(KEY, 1, "submitted", 1.0, 0.0, "Hệ thống")
    person = Person("Hệ thống", "", "leader")
    assert reviewed([waiting], accept=True, note="", person=person, now=1.0)[0].state == "accepted"
