"""The people of the night: everybody at a desk of their own, who do what a desk lets them do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.contract.case_requests import (
    ActOnCases,
    CaseDetail,
    CasePage,
    CasesActed,
    FindCases,
    GetCase,
    OpenCase,
)
from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.messages import AcknowledgeAlarm, Done, Failure, ReplyBody, RequestBody
from backend.contract.state import Alarm
from backend.contract.work import EvidenceNeed, Incident, Message, Run, Step
from backend.contract.work_requests import AddEvidence, DoStep, GetWork, Made, Work
from backend.demo.desk_client import DeskClient
from tests.end2end.daemon_run import DaemonRun, wait
from tests.end2end.night_world import desk_of
from tests.unit.backend.gateway.given import JPEG


class Desks:
    """Opens desks as they are needed, and asks at them."""

    def __init__(self, run: DaemonRun) -> None:
        self._run = run
        self._open: dict[str, DeskClient] = {}

    def of(self, user: str) -> DeskClient:
        if user not in self._open:
            self._open[user] = desk_of(self._run, user)
        return self._open[user]

    def close(self) -> None:
        """Everybody gets up; who asks again signs in again."""
        for desk in self._open.values():
            desk.close()
        self._open.clear()

    # ---- asking -----------------------------------------------------------------------------------

    def ask(self, user: str, body: RequestBody) -> ReplyBody:
        return self.of(user).ask(body)

    def do(self, user: str, body: RequestBody) -> str:
        """Have something done; return the id of what was made by it, if anything was."""
        answer = self.ask(user, body)
        assert isinstance(answer, Done | Made), (user, body, answer)
        return answer.made_id if isinstance(answer, Made) else ""

    def refused(self, user: str, body: RequestBody) -> str:
        """Have something refused; return the words."""
        answer = self.ask(user, body)
        assert isinstance(answer, Failure), (user, body, answer)
        return answer.words.vi

    def until(self, ready: Callable[[], Any], what: str) -> Any:
        return wait(ready, what, words=self._run.words, every_s=0.1)

    # ---- alarms -----------------------------------------------------------------------------------

    def alarm(self, user: str, alarm_id: str) -> Alarm | None:
        return next((a for a in self.of(user).snapshot().alarms if a.alarm_id == alarm_id), None)

    def rings(self, user: str, alarm_id: str, severity: str) -> Alarm:
        """Wait until an alarm stands at a severity; return it."""

        def seen() -> Alarm | None:
            alarm = self.alarm(user, alarm_id)
            return alarm if alarm is not None and alarm.active and alarm.severity == severity else None

        found: Alarm = self.until(seen, f"{alarm_id}, {severity}")
        return found

    def take(self, user: str, *alarm_ids: str) -> None:
        for alarm_id in alarm_ids:
            self.do(user, AcknowledgeAlarm(alarm_id, "Đã xem, đang xử lý"))

    # ---- work -------------------------------------------------------------------------------------

    def work(self, user: str, **about: Any) -> list[Any]:
        answer = self.ask(user, GetWork(**about, limit=1000))
        assert isinstance(answer, Work), answer
        return list(answer.items)

    def incident(self, user: str, incident_id: str) -> Incident:
        (found,) = self.work(user, ids=(incident_id,))
        assert isinstance(found, Incident)
        return found

    def run_of(self, user: str, incident_id: str, procedure_id: str) -> Run:
        """Wait until a procedure of an incident is there; return it as it is now."""

        def seen() -> Run | None:
            runs = [r for r in self.work(user, kind="run", parent=incident_id) if isinstance(r, Run)]
            return next((r for r in runs if r.procedure_id == procedure_id), None)

        found: Run = self.until(seen, f"the procedure {procedure_id}")
        return found

    def open_step(self, user: str, incident_id: str, procedure_id: str, element: str) -> tuple[Run, Step]:
        """Wait until a step is open; return it and its procedure."""

        def seen() -> tuple[Run, Step] | None:
            run = self.run_of(user, incident_id, procedure_id)
            step = next((s for s in run.steps if s.element_id == element and s.state == "open"), None)
            return (run, step) if step is not None else None

        found: tuple[Run, Step] = self.until(seen, f"the open step {element} of {procedure_id}")
        return found

    def messages(self, user: str, incident_id: str, template: str, run_id: str = "") -> list[Message]:
        """Return the messages of a template that belong to an incident, or to one of its procedures."""
        found = self.work(user, kind="message", parent=incident_id)
        return [
            m for m in found
            if isinstance(m, Message) and m.template_id == template and run_id in ("", m.run_id)
        ]  # fmt: skip

    def public(self, user: str) -> list[Message]:
        """Return the messages to the people of the city that have left."""
        found = self.work(user, kind="message")
        return [m for m in found if m.template_id == "tin-nguoi-dan" and m.state == "sent"]

    # ---- cases ------------------------------------------------------------------------------------

    def file(self, user: str, case_id: str) -> CaseFile:
        detail = self.ask(user, GetCase(case_id))
        assert isinstance(detail, CaseDetail), detail
        return detail.file

    def found(self, user: str, **query: Any) -> tuple[CaseFile, ...]:
        page = self.ask(user, FindCases(CaseQuery(**query)))
        assert isinstance(page, CasePage), page
        return page.rows

    def opened(self, user: str, kind: str, title: str, **more: Any) -> str:
        return self.do(user, OpenCase(kind=kind, title=title, **more))

    def not_opened(self, user: str, kind: str, title: str, **more: Any) -> str:
        """Try to open a case that is refused; return the words."""
        return self.refused(user, OpenCase(kind=kind, title=title, **more))

    def act(self, user: str, case_id: str, action: str, **values: str) -> None:
        answer = self.ask(user, ActOnCases((case_id,), action, values))
        assert isinstance(answer, CasesActed), answer
        assert answer.done == (case_id,), answer.refused

    def not_allowed(self, user: str, case_id: str, action: str) -> str:
        """Try an action that is refused; return the words."""
        answer = self.ask(user, ActOnCases((case_id,), action))
        if isinstance(answer, Failure):
            return answer.words.vi
        assert isinstance(answer, CasesActed), answer
        assert not answer.done, answer
        return answer.refused[0].reason.vi


class Procedure:
    """One procedure of an incident, worked off step by step."""

    def __init__(self, desks: Desks, incident_id: str, procedure_id: str) -> None:
        self._desks, self._incident_id, self._procedure_id = desks, incident_id, procedure_id

    def step(self, user: str, element: str, note: str, outcome: str = "", photo: str = "") -> None:
        """Do a step, with a photo where one is named."""
        run, step = self._desks.open_step(user, self._incident_id, self._procedure_id, element)
        if photo:
            kind: EvidenceNeed = "photo"
            evidence = AddEvidence(run.run_id, step.step_id, photo, "image/jpeg", kind, JPEG)
            self._desks.do(user, evidence)
        self._desks.do(user, DoStep(run.run_id, step.step_id, "done", note, outcome))

    def decision(self, user: str, element: str, result: Any, note: str = "") -> DoStep:
        """Return the request by which somebody decides or confirms an open step."""
        run, step = self._desks.open_step(user, self._incident_id, self._procedure_id, element)
        return DoStep(run.run_id, step.step_id, result, note)

    def is_over(self, user: str) -> Run:
        """Wait until it has finished; return it."""

        def seen() -> Run | None:
            run = self._desks.run_of(user, self._incident_id, self._procedure_id)
            return run if run.state == "finished" else None

        found: Run = self._desks.until(seen, f"the end of {self._procedure_id}")
        return found
