from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from backend.contract.case_requests import (
    ActOnCases,
    AttachToCase,
    CasePage,
    CaseRefusal,
    CasesActed,
    FindCases,
)
from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.indicators import (
    AskExplanation,
    GetIndicators,
    GetIndicatorSets,
    IndicatorBoard,
    IndicatorFigure,
    IndicatorInfo,
    IndicatorSetInfo,
    IndicatorSets,
)
from backend.contract.messages import Failure
from backend.contract.state import Text
from backend.contract.work_requests import Made
from backend.demo.clerks import (
    ACCEPT_AFTER_S,
    ANSWER_AFTER_S,
    ASK_AFTER_S,
    ASSIGN_EVERY_S,
    SETTLE_AFTER_S,
    SETTLE_EVERY_S,
    Clerks,
)

START = 1_000_000.0


class Clock:
    def __init__(self) -> None:
        self.at = START

    def now(self) -> float:
        return self.at


class Register:
    """The daemon as desks see it: a few cases, one board of figures."""

    def __init__(self) -> None:
        self.files: dict[str, CaseFile] = {}
        self.asked: list[tuple[str, Any]] = []
        self.refuses: set[str] = set()
        self.colour: Any = "green"
        self.explanation = ""

    def open(self, case_id: str, kind: str = "report", status: str = "new", **fields: Any) -> None:
        base: dict[str, Any] = {
            "case_id": case_id, "kind": kind, "title": case_id, "status": status, "group": "waiting",
            "severity": "medium", "unit_id": "so-xay-dung", "field": "chieu-sang", "opened_at": START,
            "changed_at": START,
        }  # fmt: skip
        self.files[case_id] = CaseFile(**(base | fields))

    def answer(self, name: str, body: Any) -> Any:
        self.asked.append((name, body))
        match body:
            case FindCases():
                return CasePage(tuple(f for f in self.files.values() if _fits(f, body.query)), -1, 0.0)
            case ActOnCases():
                return self._act(body)
            case GetIndicatorSets():
                info = IndicatorInfo(
                    "A.1", "a", Text("Tăng trưởng"), Text("%"), "higher", "year", collector="so-xay-dung"
                )
                foreign = replace(info, code="A.0", collector="nobody-here")
                return IndicatorSets((IndicatorSetInfo("a", Text("A"), "", ()),), (foreign, info))
            case GetIndicators():
                red = [IndicatorFigure(code, "2026", 1.0, colour=self.colour) for code in ("A.0", "A.1")]
                return IndicatorBoard(
                    "a", (red[0], replace(red[1], explanation=self.explanation)), ("2026",), 0.0
                )
            case AskExplanation():
                self.open("GT.1", "explanation", "asked")
                return Made("GT.1", 1)
        return Made("x", 1)

    def _act(self, body: ActOnCases) -> CasesActed:
        (case_id,) = body.case_ids
        if case_id in self.refuses:
            return CasesActed((), (CaseRefusal(case_id, Text("không được")),), 1)
        status = {"assign": "assigned", "accept": "working", "finish": "done", "answer": "answered"}[
            body.action
        ]
        file = replace(self.files[case_id], status=status)
        if body.action == "accept":
            file = replace(file, assignee=body.values.get("assignee", ""), accepted_at=START)
        self.files[case_id] = file
        return CasesActed((case_id,), (), 1)

    def acts(self) -> list[tuple[str, str, str]]:
        return [(who, b.action, b.case_ids[0]) for who, b in self.asked if isinstance(b, ActOnCases)]


def _fits(file: CaseFile, query: CaseQuery) -> bool:
    return (
        file.kind == query.kind
        and file.status in query.statuses
        and (not query.units or file.unit_id in query.units)
        and (not query.assignee or file.assignee == query.assignee)
    )


class Desk:
    def __init__(self, name: str, register: Register) -> None:
        self.name, self._register = name, register

    def ask(self, body: Any) -> Any:
        return self._register.answer(self.name, body)


def clerks(register: Register) -> tuple[Clerks, Clock]:
    clock = Clock()
    units = {"so-xay-dung": Desk("sxd", register)}
    return Clerks(Desk("truc-ban", register), Desk("lanh-dao", register), units, clock), clock


def passed(people: Clerks, clock: Clock, seconds: float) -> None:
    for _ in range(round(seconds)):
        clock.at += 1.0
        people.look()


def test_a_new_report_is_passed_on_to_its_unit_and_to_no_unit_without_a_person() -> None:
    register = Register()
    register.open("PA.1")
    register.open("PA.2", unit_id="dien-luc")
    people, clock = clerks(register)
    passed(people, clock, 1)
    assert register.acts() == [], "people read first"
    passed(people, clock, ASSIGN_EVERY_S + 2)
    assert ("truc-ban", "assign", "PA.1") in register.acts()
    passed(people, clock, 3 * ASSIGN_EVERY_S)
    assert register.files["PA.2"].status == "new"


def test_the_unit_takes_on_and_settles_with_a_photo_at_a_persons_pace() -> None:
    register = Register()
    register.open("PA.1", status="assigned")
    people, clock = clerks(register)
    passed(people, clock, SETTLE_AFTER_S - 1)
    assert register.acts() == [("sxd", "accept", "PA.1")]
    assert register.files["PA.1"].assignee == "sxd"
    passed(people, clock, 15)
    kinds = [type(b) for _, b in register.asked if isinstance(b, AttachToCase | ActOnCases)]
    assert kinds == [ActOnCases, AttachToCase, ActOnCases]
    photo = next(b for _, b in register.asked if isinstance(b, AttachToCase))
    assert (photo.phase, photo.data[:4]) == ("after", b"\x89PNG")
    result = next(b for _, b in register.asked if isinstance(b, ActOnCases) and b.action == "finish").values[
        "result"
    ]
    assert "bóng" in result, "a result of its field"


def test_nobody_settles_what_others_took_on_or_everything_at_once() -> None:
    register = Register()
    register.open("PA.0", status="working", assignee="ai khác", accepted_at=START - 9000)
    for n in range(1, 4):
        register.open(f"PA.{n}", status="working", assignee="sxd", accepted_at=START - 9000)
    people, clock = clerks(register)
    passed(people, clock, SETTLE_EVERY_S)
    assert len(register.acts()) == 1
    passed(people, clock, 4 * SETTLE_EVERY_S)
    assert register.files["PA.0"].status == "working"
    assert [register.files[f"PA.{n}"].status for n in range(1, 4)] == ["done"] * 3


def test_a_case_that_refuses_is_left_alone() -> None:
    register = Register()
    register.open("PA.1")
    register.refuses = {"PA.1"}
    people, clock = clerks(register)
    passed(people, clock, 5 * ASSIGN_EVERY_S)
    assert register.acts() == [("truc-ban", "assign", "PA.1")]
    assert people.n_done == 0


def test_one_red_figure_is_asked_about_explained_with_evidence_and_accepted() -> None:
    register = Register()
    register.colour = "red"
    people, clock = clerks(register)
    passed(people, clock, ASK_AFTER_S - 1)
    assert not any(isinstance(b, AskExplanation) for _, b in register.asked)
    passed(people, clock, 300)
    asked = [b for _, b in register.asked if isinstance(b, AskExplanation)]
    assert [(b.code, b.period) for b in asked] == [("A.1", "2026")], "once, of a unit that has a person"
    assert next(what for what in register.acts() if what[2] == "GT.1") == ("sxd", "answer", "GT.1")
    evidence = next(b for _, b in register.asked if isinstance(b, AttachToCase))
    assert (evidence.case_id, evidence.media_type) == ("GT.1", "text/csv")
    register.files["GT.1"] = replace(register.files["GT.1"], changed_at=clock.at)
    passed(people, clock, ACCEPT_AFTER_S + ANSWER_AFTER_S)
    assert register.acts()[-1] == ("lanh-dao", "accept", "GT.1")


def test_what_is_asked_already_or_not_red_is_not_asked() -> None:
    for colour, explanation in (("green", ""), ("red", "GT.9")):
        register = Register()
        register.colour, register.explanation = colour, explanation
        people, clock = clerks(register)
        passed(people, clock, 200)
        assert not any(isinstance(b, AskExplanation) for _, b in register.asked)


def test_a_centre_without_figures_or_cases_keeps_people_quiet() -> None:
    class Nothing(Register):
        def answer(self, name: str, body: Any) -> Any:
            self.asked.append((name, body))
            return Failure("invalid", "no such kind")

    register = Nothing()
    people, clock = clerks(register)
    passed(people, clock, 100)
    assert register.acts() == []
    assert people.n_done == 0
