"""Scripted people of the demo who work on reports and figures: they pass on, settle, ask why, and explain.

Like the operators they sign in at real desks, know what a desk is told, and take a person's time over each
thing. Only what a person of theirs took on is settled by that person.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Protocol

from backend.contract.case_requests import ActOnCases, AttachToCase, CasePage, CasesActed, FindCases
from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.indicators import (
    AskExplanation,
    GetIndicators,
    GetIndicatorSets,
    IndicatorBoard,
    IndicatorSets,
)
from backend.contract.messages import Failure, ReplyBody, RequestBody
from backend.demo.portal import words_of_fields
from backend.demo.snapshot_picture import snapshot_picture
from backend.domain.clock import Clock

log = logging.getLogger(__name__)

ASSIGN_EVERY_S = 15.0
UNIT_EVERY_S = 10.0
SETTLE_AFTER_S = 45.0
"""So long after it was taken on a report is settled at the earliest."""
SETTLE_EVERY_S = 90.0
LEADER_EVERY_S = 10.0
ASK_AFTER_S = 30.0
"""The leader looks at the wall for so long before asking."""
ANSWER_AFTER_S = 25.0
ACCEPT_AFTER_S = 20.0
RESULT = "Đã xử lý xong, có ảnh hiện trường kèm theo."
WORD = "Đề nghị đơn vị xử lý và báo kết quả trước hạn."
ANSWER = (
    "Nguyên nhân: tiến độ giải ngân và số liệu của một số đơn vị chậm. Biện pháp: giao chỉ tiêu hằng tuần, "
    "họp giao ban thứ Hai. Dự kiến đạt kế hoạch vào cuối kỳ sau; bảng theo dõi kèm theo."
)
EVIDENCE = "kỳ,kế hoạch,thực hiện\nkỳ trước,100,91\nkỳ này,100,84\n"


class Desk(Protocol):
    """A signed-in person's desk."""

    name: str

    def ask(self, body: RequestBody) -> ReplyBody:
        """Return the daemon's answer."""
        ...


class Turn:
    """When somebody does the next thing: no more often than a person would."""

    def __init__(self, every_s: float, first_at: float) -> None:
        """Come first at `first_at`, then every `every_s` at the most."""
        self._every_s, self._next_at = every_s, first_at

    def comes(self, now: float) -> bool:
        """Return whether it is time, and wait for the next time from now on."""
        if now < self._next_at:
            return False
        self._next_at = now + self._every_s
        return True


class Clerks:
    """The duty officer, officers of units, and a leader, as far as they work on cases and figures."""

    def __init__(self, officer: Desk, leader: Desk, units: Mapping[str, Desk], clock: Clock) -> None:
        """Work at these desks; `units`: unit id → its officer's desk."""
        self._officer, self._leader, self._units, self._clock = officer, leader, units, clock
        now = clock.now()
        self._assigns = Turn(ASSIGN_EVERY_S, now + ASSIGN_EVERY_S)
        self._leads = Turn(LEADER_EVERY_S, now + ASK_AFTER_S)
        self._works = {unit: Turn(UNIT_EVERY_S, now + UNIT_EVERY_S + 3 * k) for k, unit in enumerate(units)}
        self._settles = {unit: Turn(SETTLE_EVERY_S, now) for unit in units}
        self._refused: set[str] = set()
        self._asked = False
        self.n_done = 0

    def look(self) -> None:
        """Do what each person is at by now."""
        now = self._clock.now()
        if self._assigns.comes(now):
            self._pass_on()
        for unit, desk in self._units.items():
            if self._works[unit].comes(now):
                self._work(unit, desk, now)
        if self._leads.comes(now):
            self._lead(now)

    # ---- reports ------------------------------------------------------------------------------

    def _pass_on(self) -> None:
        """Give the newest report that nobody has looked at to the unit that it is meant for."""
        for file in self._find(
            self._officer, CaseQuery(kind="report", statuses=("new",), units=tuple(self._units))
        ):
            if file.unit_id and self._act(self._officer, file, "assign", unit=file.unit_id, note=WORD):
                return

    def _work(self, unit: str, desk: Desk, now: float) -> None:
        """Explain what a leader asks; else settle what is due; else take something on."""
        if self._explain(desk, now) or self._settle(unit, desk, now):
            return
        for file in self._find(desk, CaseQuery(kind="report", statuses=("assigned",))):
            if self._act(desk, file, "accept", assignee=desk.name):
                return

    def _settle(self, unit: str, desk: Desk, now: float) -> bool:
        query = CaseQuery(kind="report", statuses=("working",), assignee=desk.name)
        ready = [
            file
            for file in self._find(desk, query)
            if file.accepted_at is not None and now - file.accepted_at > SETTLE_AFTER_S
        ]
        if not ready or not self._settles[unit].comes(now):
            return False
        file = ready[0]
        words = words_of_fields().get(file.field)
        picture = snapshot_picture(file.case_id, now)
        self._ask(desk, AttachToCase(file.case_id, "hien-truong.png", "image/png", picture, phase="after"))
        return self._act(desk, file, "finish", result=words.results[0] if words else RESULT)

    # ---- figures ------------------------------------------------------------------------------

    def _lead(self, now: float) -> None:
        """Accept an answer that has been read; else ask, once, about one red figure."""
        for file in self._find(self._leader, CaseQuery(kind="explanation", statuses=("answered",))):
            if now - file.changed_at > ACCEPT_AFTER_S and self._act(self._leader, file, "accept"):
                return
        if not self._asked:
            self._asked = self._ask_why()

    def _ask_why(self) -> bool:
        sets = self._ask(self._leader, GetIndicatorSets())
        if not isinstance(sets, IndicatorSets):
            return False
        collectors = {info.code: info.collector for info in sets.indicators}
        for each in sets.sets:
            board = self._ask(self._leader, GetIndicators(each.set_id))
            for figure in board.figures if isinstance(board, IndicatorBoard) else ():
                if figure.colour != "red" or collectors.get(figure.code) not in self._units:
                    continue
                if figure.explanation:
                    return True
                asked = self._ask(self._leader, AskExplanation(figure.code, figure.period, figure.area))
                return asked is not None
        return False

    def _explain(self, desk: Desk, now: float) -> bool:
        query = CaseQuery(kind="explanation", statuses=("asked", "returned"))
        waiting = [file for file in self._find(desk, query) if now - file.changed_at > ANSWER_AFTER_S]
        if not waiting:
            return False
        file = waiting[0]
        if not file.attachments:
            body = AttachToCase(file.case_id, "bang-theo-doi.csv", "text/csv", EVIDENCE.encode())
            self._ask(desk, body)
        return self._act(desk, file, "answer", result=ANSWER)

    # ---- at the desk --------------------------------------------------------------------------

    def _find(self, desk: Desk, query: CaseQuery) -> list[CaseFile]:
        """Return some cases of a query, newest first, without those that refused to be worked on."""
        page = self._ask(desk, FindCases(query, limit=20, count=False))
        rows = page.rows if isinstance(page, CasePage) else ()
        return [file for file in rows if file.case_id not in self._refused]

    def _act(self, desk: Desk, file: CaseFile, action: str, **values: str) -> bool:
        """Do something to a case; one that refuses is left alone from then on."""
        answer = self._ask(desk, ActOnCases((file.case_id,), action, values))
        done = isinstance(answer, CasesActed) and bool(answer.done)
        if done:
            self.n_done += 1
        else:
            self._refused.add(file.case_id)
            reasons = answer.refused if isinstance(answer, CasesActed) else ()
            log.info(
                "%s: %s %s refused: %s",
                desk.name,
                action,
                file.case_id,
                [r.reason.en or r.reason.vi for r in reasons],
            )
        return done

    def _ask(self, desk: Desk, body: RequestBody) -> ReplyBody | None:
        """Ask; None where it is refused."""
        answer = desk.ask(body)
        if isinstance(answer, Failure):
            log.info("%s: %s refused: %s", desk.name, type(body).__name__, answer.message)
            return None
        return answer
