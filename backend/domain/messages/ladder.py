"""Escalation ladders: who is told, by which channels, after how long, until somebody takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import msgspec
from msgspec.structs import replace

from backend.contract.state import Severity
from backend.contract.work import Ladder, Rung
from backend.domain.messages.contacts import Contacts, NobodyFoundError
from backend.domain.messages.delivery import SYSTEM
from backend.domain.messages.drafting import DraftRequest
from backend.domain.messages.ladder_spec import LadderSpec, RungSpec, plan
from backend.domain.messages.nearby import Around

KEEP_S = 30 * 86400.0
"""How long a ladder is shown after its end; that it was answered is not forgotten at all."""
END = "end"
"""Stands in `stopped_by` where the last rung was reached and nobody took it."""

WardsWithin = Callable[[float, float, float], frozenset[str]]
LadderKind = Literal["ladder.started", "ladder.climbed", "ladder.ended", "ladder.stopped"]


class LadderCause(msgspec.Struct, frozen=True, kw_only=True):
    """What a ladder is started for."""

    ladder_id: str
    """A new one per start; the same one twice starts nothing."""
    subject: str
    """Alarm id, incident id or `<run_id>/<step_id>` that it waits for."""
    title: str = ""
    """Shown on walls; empty: the ladder's own."""
    severity: Severity | None = None
    fields: dict[str, str] = {}
    """For the templates."""
    incident_id: str = ""
    alarm_id: str = ""
    run_id: str = ""
    step_id: str = ""
    area_code: str = ""
    position: tuple[float, float] | None = None
    """Degrees north and east of what it is about, for rungs that tell people around it."""
    unit_id: str = ""
    """What `responsible_unit` stands for."""


class RunningLadder(msgspec.Struct, frozen=True):
    """A ladder with all that it needs to go on after a restart: keep this, show `ladder`."""

    ladder: Ladder
    spec: LadderSpec
    cause: LadderCause

    @property
    def answered(self) -> bool:
        """Return whether somebody took it."""
        return not self.ladder.open and self.ladder.stopped_by != END


class LadderChange(msgspec.Struct, frozen=True):
    """One change of one ladder."""

    running: RunningLadder
    """After the change."""
    kind: LadderKind
    actor: str = SYSTEM
    requests: tuple[DraftRequest, ...] = ()
    """Messages to draft in the same transaction."""


class LadderBook:
    """All ladders of a centre. Time is an argument; nothing is read or written outside."""

    def __init__(self, contacts: Contacts, wards_within: WardsWithin = lambda *_: frozenset()) -> None:
        """Start with no ladder.

        Args:
            contacts: give the names that are drawn.
            wards_within: codes of the wards within a distance (m) of a point (degrees north, east).
        """
        self._contacts = contacts
        self._wards_within = wards_within
        self._running: dict[str, RunningLadder] = {}
        self._answered: set[str] = set()
        self._of_subject: dict[str, dict[str, None]] = {}
        """What is waited for → ids of its ladders: every change of an alarm asks."""

    # ---- reading ----------------------------------------------------------------------------------

    def ladders(self) -> tuple[RunningLadder, ...]:
        """Return every ladder that the book still knows, oldest first."""
        return tuple(self._running.values())

    def get(self, ladder_id: str) -> RunningLadder | None:
        """Return one ladder."""
        return self._running.get(ladder_id)

    def stopped(self, ladder_id: str) -> bool:
        """Return whether somebody answered it, so that nothing of it may leave any more."""
        return ladder_id in self._answered

    def next_due(self) -> float | None:
        """Return when `tick` is to be called next, s since epoch; None if nothing climbs."""
        return min(
            (
                rung.due_at
                for running in self._open()
                for rung in running.ladder.rungs
                if rung.state == "waiting"
            ),
            default=None,
        )

    # ---- changing ---------------------------------------------------------------------------------

    def restore(self, running: Iterable[RunningLadder]) -> None:
        """Take over stored ladders after a restart, also answered ones whose messages are still open."""
        for each in running:
            self._keep(each)

    def refit(self, contacts: Contacts) -> None:
        """Go on with other contacts."""
        self._contacts = contacts

    def start(self, spec: LadderSpec, cause: LadderCause, now: float) -> list[LadderChange]:
        """Start a ladder; its first rungs may be due at once. A known `ladder_id` starts nothing."""
        if cause.ladder_id in self._running or cause.ladder_id in self._answered:
            return []
        ladder = Ladder(
            ladder_id=cause.ladder_id,
            title=cause.title or spec.title.vi,
            subject=cause.subject,
            started_at=now,
            changed_at=now,
            rungs=tuple(
                Rung(now + after_s, self._names(rung, cause, now), rung.channels, "waiting")
                for after_s, rung in plan(spec)
            ),
            incident_id=cause.incident_id,
        )
        running = self._keep(RunningLadder(ladder, spec, cause))
        return [LadderChange(running, "ladder.started"), *self._climb(running, now)]

    def answered(self, subject: str, who: str, now: float) -> list[LadderChange]:
        """Say that `who` took it: every ladder that waits for `subject` stops, also one that had ended.

        The caller then cancels the messages of each (`MessageBook.cancel_ladder`).
        """
        changes = []
        for ladder_id in tuple(self._of_subject.get(subject, ())):
            running = self._running[ladder_id]
            if not running.answered:
                rungs = tuple(_unless_sent(rung) for rung in running.ladder.rungs)
                changes.append(self._close(running, rungs, who or SYSTEM, now))
        return changes

    def tick(self, now: float) -> list[LadderChange]:
        """Climb the rungs that are due."""
        changes = [change for running in tuple(self._open()) for change in self._climb(running, now)]
        for running in tuple(self._running.values()):
            if not running.ladder.open and running.ladder.changed_at < now - KEEP_S:
                self._forget(running)
        return changes

    # ---- inside -----------------------------------------------------------------------------------

    def _forget(self, running: RunningLadder) -> None:
        ladder = running.ladder
        del self._running[ladder.ladder_id]
        mine = self._of_subject[ladder.subject]
        del mine[ladder.ladder_id]
        if not mine:
            del self._of_subject[ladder.subject]

    def _open(self) -> Iterator[RunningLadder]:
        return (running for running in self._running.values() if running.ladder.open)

    def _keep(self, running: RunningLadder) -> RunningLadder:
        ladder = running.ladder
        self._running[ladder.ladder_id] = running
        self._of_subject.setdefault(ladder.subject, {})[ladder.ladder_id] = None
        if running.answered:
            self._answered.add(ladder.ladder_id)
        return running

    def _names(self, rung: RungSpec, cause: LadderCause, now: float) -> tuple[str, ...]:
        """Return who would be told now; a word that nobody answers to stands for itself."""
        names: dict[str, None] = {}
        around = self._around(rung, cause)
        for word in rung.to:
            try:
                people = self._contacts.find(word, now, cause.area_code, cause.unit_id, around)
            except NobodyFoundError:
                names[word] = None
            else:
                names |= dict.fromkeys(person.name for person in people)
        return tuple(names)

    def _around(self, rung: RungSpec, cause: LadderCause) -> Around | None:
        if rung.within_m is None or cause.position is None:
            return None
        lat, lon = cause.position
        codes = self._wards_within(lat, lon, rung.within_m)
        return Around(lat=lat, lon=lon, within_m=rung.within_m, area_codes=codes)

    def _climb(self, running: RunningLadder, now: float) -> list[LadderChange]:
        rungs = list(running.ladder.rungs)
        due = [i for i, rung in enumerate(rungs) if rung.state == "waiting" and rung.due_at <= now]
        if not due:
            return []
        planned = plan(running.spec)
        newest = {planned[i][1]: i for i in due}
        requests = []
        for i in due:
            spec = planned[i][1]
            if newest[spec] != i:  # while nobody looked, the next repeat came due: one message is enough
                rungs[i] = replace(rungs[i], state="stopped")
                continue
            names = self._names(spec, running.cause, now)
            rungs[i] = replace(rungs[i], state="sent", sent_at=now, names=names)
            requests.append(_request(running.cause, spec, i, self._around(spec, running.cause)))
        ladder = replace(running.ladder, rungs=tuple(rungs), changed_at=now)
        running = self._keep(replace(running, ladder=ladder))
        changes = [LadderChange(running, "ladder.climbed", requests=tuple(requests))]
        if all(rung.state != "waiting" for rung in rungs):
            changes.append(self._close(running, ladder.rungs, END, now))
        return changes

    def _close(self, running: RunningLadder, rungs: tuple[Rung, ...], who: str, now: float) -> LadderChange:
        ladder = replace(
            running.ladder, rungs=rungs, open=False, stopped_at=now, stopped_by=who, changed_at=now
        )
        running = self._keep(replace(running, ladder=ladder))
        if who == END:
            return LadderChange(running, "ladder.ended")
        return LadderChange(running, "ladder.stopped", who)


def _unless_sent(rung: Rung) -> Rung:
    return replace(rung, state="stopped") if rung.state == "waiting" else rung


def _request(cause: LadderCause, spec: RungSpec, index: int, around: Around | None) -> DraftRequest:
    return DraftRequest(
        cause_id=f"{cause.ladder_id}/{index}",
        template_id=spec.template,
        to=spec.to,
        fields=cause.fields,
        severity=cause.severity,
        channels=spec.channels,
        area_code=cause.area_code,
        unit_id=cause.unit_id,
        around=around,
        incident_id=cause.incident_id,
        run_id=cause.run_id,
        step_id=cause.step_id,
        alarm_id=cause.alarm_id,
        ladder_id=cause.ladder_id,
    )
