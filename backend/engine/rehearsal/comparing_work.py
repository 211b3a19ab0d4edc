"""Says in words how incidents, procedures, steps, messages and ladders differ from what a test expects.

What goes on and is not expected is a difference, except of messages; what has ended may be named.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from backend.contract.work import Incident, Ladder, Message, Run, Step
from backend.domain.messages.contacts import PASSER_BY
from backend.domain.messages.ladder import END
from backend.engine.cases.addressing import REPORTER
from backend.engine.rehearsal.comparing import Pair, unlike
from backend.engine.rehearsal.comparing_cases import compare_cases, compare_figures
from backend.engine.rehearsal.stage import WorkStage
from backend.usecases.work_tests import (
    ExpectedIncident,
    ExpectedLadder,
    ExpectedMessage,
    ExpectedRun,
    ExpectedStep,
    WorkExpectation,
)

E = TypeVar("E")
F = TypeVar("F")


def compare_work(expectation: WorkExpectation, stage: WorkStage, when: str, now: float) -> list[str]:
    """Return how work differs from what is expected.

    Args:
        expectation: lists that are left out are not looked at.
        stage: where the work is.
        when: `at 240 s`.
        now: s since epoch.
    """
    look = _Look(stage, when, now)
    differences: list[str] = []
    if expectation.incidents is not None:
        differences += look.incidents(expectation.incidents)
    if expectation.procedures is not None:
        differences += look.runs(expectation.procedures)
    if expectation.steps is not None:
        differences += look.steps(expectation.steps)
    if expectation.messages is not None:
        for message in expectation.messages:
            differences += look.message(message)
    if expectation.ladders is not None:
        differences += look.ladders(expectation.ladders)
    if expectation.cases is not None:
        zone = stage.work.setup.zone
        differences += compare_cases(expectation.cases, stage.cases, when, now, zone)
    if expectation.figures is not None:
        differences += compare_figures(expectation.figures, stage.cases, when, now)
    return differences


class _RunStep(NamedTuple):
    procedure: str
    step: Step


@dataclass(frozen=True)
class _Kind(Generic[E, F]):
    """How one kind of work is matched: E as it is expected, F as it is found."""

    what: str
    wanted: Callable[[E], str]
    called: Callable[[F], str]
    same: Callable[[E, F], bool]
    pairs: Callable[[E, F], list[Pair]]
    goes_on: Callable[[F], bool]


class _Look:
    """One look at the work of a stage."""

    def __init__(self, stage: WorkStage, when: str, now: float) -> None:
        self._stage, self._when, self._now = stage, when, now
        self._contacts = stage.work.setup.messages.contacts

    def _match(self, kind: _Kind[E, F], expected: Iterable[E], found: Sequence[F]) -> list[str]:
        """Pair what is expected with what is found and tell the differences."""
        left, differences = list(found), []
        for one in expected:
            what = f"{self._when}: {kind.what} {kind.wanted(one)}"
            candidates = [each for each in left if kind.same(one, each)]
            if not candidates:
                there = ", ".join(kind.called(each) for each in left) or "none"
                differences.append(f"{what} is not there; there are: {there}")
                continue
            # of several the one that is as expected, else the newest
            fits = [each for each in candidates if not unlike("", kind.pairs(one, each))]
            chosen = fits[0] if fits else candidates[-1]
            left.remove(chosen)
            differences += unlike(what, kind.pairs(one, chosen))
        differences += [
            f"{self._when}: {kind.what} {kind.called(each)} goes on, not expected"
            for each in left
            if kind.goes_on(each)
        ]
        return differences

    def incidents(self, expected: Iterable[ExpectedIncident]) -> list[str]:
        kind = _Kind[ExpectedIncident, Incident](
            what="incident",
            wanted=lambda one: f"{one.rule} ({one.first})" if one.first else one.rule,
            called=lambda found: f"{found.rule_id} ({_first(found)})",
            same=lambda one, found: one.rule == found.rule_id and one.first in ("", _first(found)),
            pairs=_incident_pairs,
            goes_on=lambda found: found.open,
        )
        return self._match(kind, expected, self._stage.items(Incident))

    def runs(self, expected: Iterable[ExpectedRun]) -> list[str]:
        kind = _Kind[ExpectedRun, Run](
            what="procedure",
            wanted=lambda one: one.procedure,
            called=lambda found: f"{found.procedure_id} ({found.state})",
            same=lambda one, found: one.procedure == found.procedure_id,
            pairs=self._run_pairs,
            goes_on=lambda found: found.open,
        )
        return self._match(kind, expected, self._stage.items(Run))

    def _run_pairs(self, one: ExpectedRun, found: Run) -> list[Pair]:
        is_late = found.due_at is not None and found.due_at <= (found.ended_at or self._now)
        return [
            ("state", one.state, found.state),
            ("outcome", one.outcome, found.outcome),
            ("late", one.late, is_late),
            ("due", one.due and self._instant(one.due.timestamp()), self._instant(found.due_at)),
        ]

    def steps(self, expected: Iterable[ExpectedStep]) -> list[str]:
        kind = _Kind[ExpectedStep, _RunStep](
            what="step",
            wanted=lambda one: f"{one.procedure}/{one.element}",
            called=lambda found: f"{found.procedure}/{found.step.element_id} ({found.step.state})",
            same=lambda one, found: (one.procedure, one.element) == (found.procedure, found.step.element_id),
            pairs=self._step_pairs,
            goes_on=lambda found: found.step.state in ("open", "acting"),
        )
        runs = self._stage.items(Run)
        return self._match(kind, expected, [_RunStep(r.procedure_id, step) for r in runs for step in r.steps])

    def _step_pairs(self, one: ExpectedStep, found: _RunStep) -> list[Pair]:
        step = found.step
        return [
            ("state", one.state, step.state),
            ("late", one.late, step.late),
            ("supervisor", one.supervisor, step.supervisor),
            ("role", one.role, step.role),
            ("due", one.due and self._instant(one.due.timestamp()), self._instant(step.due_at)),
            ("outcome", one.outcome, step.outcome),
            ("approvals", self._names(one.approvals), sorted(step.approvals)),
        ]

    def message(self, one: ExpectedMessage) -> list[str]:
        there = self._stage.items(Message)
        n = sum(self._is(one, message) for message in there)
        wanted = {
            "template": one.template, "to": one.to, "state": one.state, "channel": one.channel,
            "text": one.text, "reason": one.reason,
        }  # fmt: skip
        what = " ".join(f"{key} {word!r}" for key, word in wanted.items() if word)
        if n == 0 if one.never else n >= 1 if one.n is None else n == one.n:
            return []
        expected = "none" if one.never else "at least 1" if one.n is None else one.n
        told = "; ".join(f"{m.template_id} to {m.to_name} by {m.channel or '-'}: {m.state}" for m in there)
        found = f"{n} messages" + (f" with {what}" if what else "")
        return [f"{self._when}: {found}, expected {expected}; there are: {told or 'none'}"]

    def _is(self, one: ExpectedMessage, message: Message) -> bool:
        words = self._words(message)
        return (
            one.template in ("", message.template_id)
            and (not one.to or one.to in words)
            and one.state in (None, message.state)
            and one.channel in ("", message.channel)
            and one.text in f"{message.subject}\n{message.body}"
            and one.reason in message.reason
        )

    def _words(self, message: Message) -> set[str]:
        """Return the ids, roles and units of those whom a message is for, and what it calls them."""
        if message.person_id.startswith(PASSER_BY):
            return {REPORTER, message.to_name}
        person = self._contacts.person(message.person_id)
        names = message.to_name.split(", ")  # one that could not be made stands for several people
        people = [person] if person else [each for each in self._contacts.people if each.name in names]
        return {*names, *(w for p in people for w in (p.person_id, p.unit_id, *p.roles))}

    def ladders(self, expected: Iterable[ExpectedLadder]) -> list[str]:
        kind = _Kind[ExpectedLadder, Ladder](
            what="ladder",
            wanted=lambda one: f"{one.ladder} ({one.about})" if one.about else one.ladder,
            called=lambda found: f"{_spec_id(found)} ({self._subject(found)})",
            same=lambda one, found: one.ladder == _spec_id(found) and one.about in ("", self._subject(found)),
            pairs=self._ladder_pairs,
            goes_on=lambda found: found.open,
        )
        return self._match(kind, expected, self._stage.items(Ladder))

    def _ladder_pairs(self, one: ExpectedLadder, found: Ladder) -> list[Pair]:
        told = {name for rung in found.rungs if rung.state == "sent" for name in rung.names}
        state = "climbing" if found.open else "ended" if found.stopped_by == END else "stopped"
        by = None if one.stopped_by is None else self._name(one.stopped_by)
        return [
            ("state", one.state, state),
            ("told", self._names(one.told), sorted(told)),
            ("stopped_by", by, self._name(found.stopped_by)),
        ]

    def _subject(self, ladder: Ladder) -> str:
        """Return the alarm or incident that a ladder waits for, or the element of its step."""
        for run in self._stage.items(Run):
            for step in run.steps:
                if ladder.subject == f"{run.run_id}/{step.step_id}":
                    return step.element_id
        return ladder.subject

    def _names(self, people: tuple[str, ...] | None) -> list[str] | None:
        return None if people is None else sorted(self._name(person_id) for person_id in people)

    def _name(self, person_id: str) -> str:
        person = self._contacts.person(person_id)
        return person.name if person else person_id

    def _instant(self, at: float | None) -> str:
        if at is None:
            return "none"
        return datetime.datetime.fromtimestamp(at, self._stage.work.setup.zone).isoformat(timespec="seconds")


def _first(incident: Incident) -> str:
    return next((member.ref for member in incident.members if member.first_out), "")


def _incident_pairs(one: ExpectedIncident, found: Incident) -> list[Pair]:
    reasons = {member.ref: member.reason.vi for member in found.members}
    pairs: list[Pair] = [
        ("state", one.state, found.state),
        ("severity", one.severity, found.severity),
        ("title", one.title, found.title.vi),
        ("members", _sorted(one.members), sorted(reasons)),
        ("areas", _sorted(one.areas), sorted(found.area_codes)),
        ("units", _sorted(one.units), sorted(found.units)),
        ("lead", one.lead, found.lead),
        ("cameras", one.cameras, found.cameras),
    ]
    for ref, words in one.reasons.items():
        reason = reasons.get(ref, "no member")
        pairs.append((f"reason of {ref}", None if words in reason else words, reason))
    return pairs


def _sorted(words: tuple[str, ...] | None) -> list[str] | None:
    return None if words is None else sorted(words)


def _spec_id(ladder: Ladder) -> str:
    return ladder.ladder_id.partition("/")[0]
