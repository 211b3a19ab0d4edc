from __future__ import annotations

from typing import Any

import pytest

from backend.contract.case_requests import CasePage, FindCases
from backend.contract.cases import CaseFile
from backend.contract.indicators import (
    AreaFigure,
    EnterFigures,
    FigureEntry,
    FigureRefusal,
    FiguresEntered,
    FigureVersions,
    GetFiguresToReview,
    GetIndicatorAreas,
    GetIndicatorSeries,
    IndicatorAreas,
    IndicatorSeries,
    ReviewFigure,
)
from backend.contract.messages import Done
from backend.contract.state import Text
from backend.demo.departments import DEPARTMENTS
from backend.demo.figure_clerk import OFFICERS, REVIEWER, FigureClerk
from backend.demo.office_files import PEOPLE
from backend.demo.statistics_office import Stated
from backend.domain.indicators.figure import FigureKey, FigureRow, Person, entered, reviewed
from backend.engine.indicators.sheet import figure_of

UNITS = ("so-tai-chinh", "so-y-te")
LEADER = Person("Lãnh đạo", "lanh-dao", "leader")


class Register:
    """The daemon as desks see it: the real rules of figures, a dictionary for a store."""

    def __init__(self) -> None:
        self.rows: dict[FigureKey, dict[int, FigureRow]] = {}
        self.asked: list[tuple[str, Any]] = []
        self.refused: set[str] = set()
        self.requests: list[CaseFile] = []
        self.ends_after = 10_000

    def versions(self, key: FigureKey) -> list[FigureRow]:
        return [row for _, row in sorted(self.rows.get(key, {}).items(), reverse=True)]

    def write(self, rows: list[FigureRow]) -> None:
        for row in rows:
            self.rows.setdefault(row.key, {})[row.version] = row

    def in_state(self, *states: str) -> list[FigureRow]:
        return [row for versions in self.rows.values() for row in versions.values() if row.state in states]

    def answer(self, person: Person, body: Any) -> Any:
        if len(self.asked) >= self.ends_after:
            raise KeyboardInterrupt
        self.asked.append((person.user, body))
        match body:
            case GetIndicatorSeries():
                mine = [
                    row for row in self.in_state("accepted") if row.key.code == body.code and not row.key.area
                ]
                return IndicatorSeries(body.code, tuple(figure_of(row) for row in mine))
            case GetIndicatorAreas():
                mine = [
                    r
                    for r in self.in_state("accepted")
                    if (r.key.code, r.key.period) == (body.code, body.period)
                ]
                rows = tuple(AreaFigure(row.key.area, row.key.area, figure_of(row)) for row in mine)
                return IndicatorAreas(body.code, body.period, rows)
            case GetFiguresToReview():
                states = ("draft", "returned") if person.unit_id else ("submitted",)
                mine = [row for row in self.in_state(*states) if person.unit_id in ("", row.unit_id)]
                return FigureVersions(tuple(figure_of(row) for row in mine))
            case FindCases():
                return CasePage(tuple(f for f in self.requests if f.unit_id == person.unit_id), -1, 0.0)
            case EnterFigures():
                return self._enter(person, body)
        return self.review(LEADER, body)

    def _enter(self, person: Person, body: EnterFigures) -> FiguresEntered:
        found, refusals = [], []
        for entry in body.entries:
            if entry.code in self.refused:
                refusals.append(FigureRefusal(entry.code, entry.period, Text("không nhận")))
                continue
            found.append(self.hand_in(person, entry, body.case_id))
        return FiguresEntered(tuple(figure_of(row) for row in found), tuple(refusals), 1)

    def hand_in(self, person: Person, entry: FigureEntry, case_id: str = "") -> FigureRow:
        key = FigureKey(entry.code, entry.period, entry.area)
        new = FigureRow(
            key,
            0,
            "submitted",
            entry.value,
            0.0,
            person.name,
            user=person.user,
            unit_id=person.unit_id,
            case_id=case_id,
        )
        rows = entered(self.versions(key), new)
        self.write(rows)
        return rows[0]

    def review(self, person: Person, body: ReviewFigure) -> Done:
        key = FigureKey(body.code, body.period, body.area)
        self.write(reviewed(self.versions(key), accept=body.accept, note=body.note, person=person, now=0.0))
        return Done(1)

    def entered(self) -> list[tuple[str, str]]:
        bodies = [body for _, body in self.asked if isinstance(body, EnterFigures)]
        return [(entry.code, entry.period) for body in bodies for entry in body.entries]


class Desk:
    def __init__(self, person: Person, register: Register) -> None:
        self.name, self._person, self._register = person.name, person, register

    def ask(self, body: Any) -> Any:
        return self._register.answer(self._person, body)


def officer(unit: str) -> Person:
    return Person(f"Cán bộ {unit}", unit, "unit_officer", unit)


def work(register: Register, *figures: Stated) -> FigureClerk:
    desks = {unit: Desk(officer(unit), register) for unit in UNITS}
    clerk = FigureClerk(desks, Desk(LEADER, register), lambda: None)
    clerk.work(figures)
    return clerk


def stated(code: str, period: str, value: float | None = 10.0, **more: Any) -> Stated:
    return Stated(code=code, period=period, value=value, **({"unit": "so-tai-chinh"} | more))


NEW, OLD = stated("A", "2026-11"), stated("A", "2026-10", 9.0)
WARD = stated("D", "2025", 3.0, area="20194")
RIGHT = stated("B", "2026-06", 20.0, first=19.0)
WAITS, BACK = (
    stated("C", "2026-11", fate="submitted"),
    stated("E", "2026-Q3", fate="returned", review_note="Xem lại."),
)
ALL = (NEW, WAITS, BACK, OLD, RIGHT, WARD)


def test_everything_ends_where_it_is_to_be() -> None:
    register = Register()
    clerk = work(register, *ALL)
    states = {
        (r.key.code, r.key.period, r.version): (r.state, r.value)
        for rows in register.rows.values()
        for r in rows.values()
    }
    assert states == {
        ("A", "2026-11", 1): ("accepted", 10.0), ("A", "2026-10", 1): ("accepted", 9.0), ("D", "2025", 1): ("accepted", 3.0),
        ("B", "2026-06", 1): ("superseded", 19.0), ("B", "2026-06", 2): ("accepted", 20.0),
        ("C", "2026-11", 1): ("submitted", 10.0), ("E", "2026-Q3", 1): ("returned", 10.0),
    }  # fmt: skip
    assert (clerk.n_entered, clerk.n_reviewed) == (7, 6)
    (back,) = register.in_state("returned")
    assert back.review_note == "Xem lại."


def test_a_second_run_enters_and_reviews_nothing() -> None:
    register = Register()
    work(register, *ALL)
    n_asked = len(register.asked)
    again = work(register, *ALL)
    assert (again.n_entered, again.n_reviewed) == (0, 0)
    assert not any(isinstance(body, EnterFigures | ReviewFigure) for _, body in register.asked[n_asked:])


@pytest.mark.parametrize("ends_after", range(9, 19))
def test_a_run_that_was_cut_off_is_gone_on_with(ends_after: int) -> None:
    register, whole = Register(), Register()
    work(whole, *ALL)
    register.ends_after = ends_after
    with pytest.raises(KeyboardInterrupt):
        work(register, *ALL)
    register.ends_after = 10_000
    work(register, *ALL)
    work(register, *ALL)
    last = {key: [(r.state, r.value) for r in register.versions(key)] for key in register.rows}
    assert last == {key: [(r.state, r.value) for r in whole.versions(key)] for key in whole.rows}


def test_each_indicator_gets_its_newest_first_then_a_term_then_wards_then_the_rest() -> None:
    monthly = [stated("A", f"2026-{month:02}") for month in range(11, 3, -1)]
    yearly = [stated("Y", str(year)) for year in range(2025, 2020, -1)]
    register = Register()
    work(register, *monthly, WARD, *yearly)
    order = [(body.code, body.period) for _, body in register.asked if isinstance(body, ReviewFigure)]
    assert order[:4] == [("A", "2026-11"), ("Y", "2025"), ("A", "2026-10"), ("Y", "2024")]
    assert order.index(("Y", "2021")) < order.index(("D", "2025")) < order.index(("A", "2026-06"))
    assert len(order) == len(monthly) + len(yearly) + 1


def test_what_others_did_stays() -> None:
    register = Register()
    accepted = register.hand_in(officer("so-tai-chinh"), FigureEntry("A", "2026-11", 77.0))
    register.review(LEADER, ReviewFigure("A", "2026-11", True))
    register.hand_in(Person("Ai khác", "x", "unit_officer", "so-tai-chinh"), FigureEntry("A", "2026-10", 5.0))
    register.hand_in(officer("so-tai-chinh"), FigureEntry("B", "2026-06", 6.0))
    register.review(
        Person("Trưởng ca", "truong-ca", "shift_supervisor"), ReviewFigure("B", "2026-06", False, note="sai")
    )
    before = {key: register.versions(key) for key in register.rows}
    work(register, NEW, OLD, RIGHT)
    assert {key: register.versions(key) for key in register.rows} == before
    assert accepted.value == 77.0


def test_what_waited_as_the_newest_is_put_right_when_it_is_no_longer() -> None:
    register = Register()
    work(register, stated("C", "2026-11", 100.0, fate="submitted"), BACK)
    work(register, stated("C", "2026-12", 12.0), stated("C", "2026-11", 11.0), stated("E", "2026-Q3", 10.0))
    assert [(r.state, r.value) for r in register.versions(FigureKey("C", "2026-11"))] == [
        ("accepted", 11.0),
        ("superseded", 100.0),
    ]
    assert [r.state for r in register.versions(FigureKey("E", "2026-Q3"))] == ["accepted", "superseded"]


def test_a_request_for_figures_is_answered() -> None:
    register = Register()
    data = {"period": "2026-11", "codes": "A;C"}
    register.requests = [
        CaseFile(
            "SL.1",
            "collection",
            "x",
            "asked",
            "waiting",
            "low",
            unit_id="so-tai-chinh",
            data=data,
            opened_at=0.0,
            changed_at=0.0,
        )
    ]
    work(register, NEW, OLD, stated("A", "2026-11", 4.0, unit="so-y-te", area="20194"))
    assert [(r.key.period, r.case_id) for r in register.in_state("accepted") if not r.key.area] == [
        ("2026-11", "SL.1"),
        ("2026-10", ""),
    ]


def test_a_refused_figure_and_a_unit_without_a_person_stop_nobody() -> None:
    register = Register()
    register.refused = {"A"}
    clerk = work(
        register, NEW, stated("F", "2026-11", unit="so-tu-phap"), stated("G", "2026-11", unit="so-y-te")
    )
    assert [row.key.code for row in register.in_state("accepted")] == ["G"]
    assert (clerk.n_entered, clerk.n_reviewed) == (1, 1)


def test_every_collecting_unit_has_an_officer_and_the_reviewer_is_a_leader() -> None:
    assert set(OFFICERS) <= {unit.id for unit in DEPARTMENTS}
    assert {"cuc-thong-ke", "so-tai-chinh", "so-cong-thuong", "so-nn-mt", "so-kh-cn", "so-tu-phap"} <= set(
        OFFICERS
    )
    assert [roles for user, _, _, roles in PEOPLE if user == REVIEWER] == [("leader",)]
