from __future__ import annotations

from typing import Any, cast

import numpy as np
from msgspec.structs import replace

from backend.contract.messages import AcknowledgeAlarm, Done, Failure, Snapshot, Values
from backend.contract.state import Alarm, Series, Text
from backend.contract.work import Handover, HandoverItem, Incident, Run, Step
from backend.contract.work_requests import (
    AddEvidence,
    CompileHandover,
    DoStep,
    Made,
    SetIncident,
    SignHandover,
    TickHandover,
)
from backend.demo.operators import Crew, password_of

NOW = 1000.0


class Clock:
    def now(self) -> float:
        return NOW


class Desk:
    """Answers like a daemon and remembers who asked what."""

    asked: list[tuple[str, Any]]

    def __init__(self, name: str, asked: list[tuple[str, Any]], state: dict[str, Any]) -> None:
        self.name, self._asked, self._state = name, asked, state

    def ask(self, body: Any) -> Any:
        self._asked.append((self.name, body))
        if isinstance(body, CompileHandover):
            return Made("BG.1", 1)
        return self._state.get("answer", Done(1))

    def snapshot(self) -> Snapshot:
        return cast(Snapshot, self._state["snapshot"])


class View:
    def __init__(
        self,
        alarms: tuple[Any, ...] = (),
        work: tuple[Any, ...] = (),
        readings: dict[str, float] | None = None,
    ) -> None:
        self.alarms, self.work = alarms, work
        found = readings or {}
        self.series = tuple(
            Series(name, n, name.split(".")[0], "m", Text("m"), "cm", max_age_s=60.0)
            for n, name in enumerate(found)
        )
        columns = (np.arange(len(found), dtype="<i4"), np.zeros(len(found)), np.array(list(found.values())))
        self.values = Values(*(column.tobytes() for column in columns), b"\0" * len(found))


def crew(
    view: View,
    handover_after_s: float | None = None,
    answer: Any = None,
    patience_s: float | None = None,
) -> tuple[Crew, list[tuple[str, Any]]]:
    asked: list[tuple[str, Any]] = []
    state = {"snapshot": view, "answer": answer or Done(1)}
    users = ("truc-ban", "truc-ban-2", "truong-ca", "lanh-dao-1", "lanh-dao-2")
    desks = {user: Desk(user, asked, state) for user in users}
    return Crew(cast(Any, desks), Clock(), handover_after_s, patience_s), asked


def alarm(**fields: Any) -> Alarm:
    base: dict[str, Any] = {
        "alarm_id": "ngap@a", "rule_id": "ngap", "subject": "a", "series_id": "a.m", "title": Text("x"), "detail": Text(""),
        "severity": "high", "peak_severity": "high", "active": True, "operator": "unacknowledged", "signal": "fresh",
        "raised_at": NOW - 60, "changed_at": NOW - 60, "occurrence": 1,
    }  # fmt: skip
    return Alarm(**(base | fields))


def run(step: Step, **fields: Any) -> Run:
    return Run("QT.1", "ngap", "Ngập", 1, "running", NOW, NOW, (step,), **fields)


def step(element: str = "rao_chan", opened_at: float = NOW - 60, **fields: Any) -> Step:
    return Step(
        "s1", element, "Bước", fields.pop("kind", "user"), fields.pop("state", "open"), opened_at, **fields
    )


def test_an_alarm_is_taken_after_a_person_had_time_to_read_it() -> None:
    people, asked = crew(
        View(
            (alarm(), alarm(alarm_id="new", changed_at=NOW), alarm(alarm_id="taken", operator="acknowledged"))
        )
    )
    people.look()
    assert [(who, body.alarm_id) for who, body in asked if isinstance(body, AcknowledgeAlarm)] == [
        ("truc-ban", "ngap@a")
    ]
    people.look()
    assert len(asked) == 1


def test_the_supervisor_takes_the_lead() -> None:
    incident = Incident("SC.1", Text("Ngập"), "high", "open", NOW, NOW, (), lead="Trưởng ca")
    people, asked = crew(View(work=(incident,)))
    people.look()
    assert asked == [("truong-ca", SetIncident("SC.1", lead="truong-ca"))]


def test_a_step_is_done_with_its_evidence_and_its_first_answer() -> None:
    people, asked = crew(View(work=(run(step(evidence_needed="any", outcomes=("Có ngập", "Không"))),)))
    people.look()
    evidence, done = (body for _, body in asked)
    assert isinstance(evidence, AddEvidence)
    assert evidence.data.startswith(b"\x89PNG")
    assert isinstance(done, DoStep)
    assert (done.result, done.outcome) == ("done", "Có ngập")


def test_a_step_that_has_just_opened_or_waits_for_others_is_left() -> None:
    for each in (step(opened_at=NOW - 1), step(kind="receive"), step(state="done")):
        people, asked = crew(View(work=(run(each),)))
        people.look()
        assert asked == []


def test_two_leaders_approve_and_the_supervisor_confirms() -> None:
    people, asked = crew(View(work=(run(step("duyet", n_approvals=2, approvals=("lanh-dao-1",))),)))
    people.look()
    assert [(who, body.result) for who, body in asked] == [("lanh-dao-2", "approved")]
    people, asked = crew(View(work=(run(step("bao", kind="send", confirm=True)),)))
    people.look()
    assert [(who, body.result) for who, body in asked] == [("truong-ca", "confirmed")]


def test_a_step_waits_until_the_water_has_fallen() -> None:
    flooded = alarm(operator="acknowledged", incident_id="SC.1")
    waiting = run(step("nuoc_rut", opened_at=NOW - 4000), incident_id="SC.1")
    people, asked = crew(View((flooded,), (waiting,)))
    people.look()
    assert asked == [], "nobody says that water has gone which stands there"
    people, asked = crew(View((replace(flooded, active=False),), (waiting,)))
    people.look()
    assert asked[0][1].note == "Nước đã rút dưới mức cảnh báo."


def test_a_ward_takes_over_where_patience_ends_and_is_told_the_depth_of_now() -> None:
    here = alarm(operator="acknowledged", incident_id="SC.1", series_id="ngap-a.depth_cm")
    deeper = replace(here, alarm_id="ngap@b", series_id="ngap-b.depth_cm")
    elsewhere = replace(here, alarm_id="ngap@c", incident_id="SC.2", series_id="ngap-c.depth_cm")
    depths = {"ngap-a.depth_cm": 31.4, "ngap-b.depth_cm": 65.2, "ngap-c.depth_cm": 90.0}
    for opened_at, notes in ((NOW - 50, []), (NOW - 61, ["Nước còn 65 cm, bàn giao phường theo dõi."])):
        waiting = run(step("nuoc_rut", opened_at=opened_at), incident_id="SC.1")
        people, asked = crew(View((here, deeper, elsewhere), (waiting,), depths), patience_s=60.0)
        people.look()
        assert [body.note for _, body in asked] == notes


def test_what_is_no_depth_is_handed_over_without_a_figure() -> None:
    rain = alarm(operator="acknowledged", series_id="mua-a.rain_1h_mm")
    waiting = run(step("theo_doi", opened_at=NOW - 61), alarm_id="ngap@a")
    people, asked = crew(View((rain,), (waiting,), {"mua-a.rain_1h_mm": 80.0}), patience_s=60.0)
    people.look()
    assert asked[0][1].note == "Còn trên mức cảnh báo, bàn giao phường theo dõi."


def test_the_shift_is_handed_over_and_signed_by_two() -> None:
    handover = Handover("BG.1", "Ca 1", NOW, NOW, (HandoverItem("alarm:1", "alarm", "x", ""),))
    people, asked = crew(View(work=(handover,)), handover_after_s=0.0)
    people.look()
    kinds = [(who, type(body)) for who, body in asked]
    assert kinds == [
        ("truc-ban", CompileHandover), ("truc-ban", SignHandover), ("truc-ban-2", TickHandover), ("truc-ban-2", SignHandover),
    ]  # fmt: skip
    assert asked[2][1].item_ids == ("alarm:1",)
    assert asked[3][1].password == password_of("truc-ban-2")


def test_what_is_refused_is_not_asked_for_ever() -> None:
    people, asked = crew(View((alarm(),)), answer=Failure("invalid", "is shelved"))
    people.look()
    people.look()
    assert len(asked) == 1
    assert people.n_done == 0
