"""The two deadlines of a case, acceptance and settling, kept by the one engine of deadlines."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.domain.calendar.working import WorkingCalendar
from backend.domain.cases.change import CaseState
from backend.domain.cases.spec import CaseKindSpec
from backend.domain.cases.terms import FOREIGN, accept_spec, finish_spec, foreign_spec, term_of
from backend.domain.deadlines import deadline as engine
from backend.domain.deadlines.deadline import Deadline
from backend.domain.deadlines.events import Done, Event, Extended, Merged, Paused, Resumed, Transferred
from backend.domain.deadlines.spec import DeadlineSpec
from backend.domain.deadlines.status import near_at

CalendarOf = Callable[[str], WorkingCalendar]
"""Working calendar of a unit, by its id; of "" the centre's own."""


class Clocks:
    """Starts, stops and moves the deadlines of one kind. All instants are s since epoch."""

    def __init__(self, spec: CaseKindSpec, calendar_of: CalendarOf) -> None:
        """Count by the terms of `spec`."""
        self._spec, self._calendar_of = spec, calendar_of

    # ---- beginning --------------------------------------------------------------------------------

    def accepting_from(self, state: CaseState, at: float) -> CaseState:
        """Return the case with the time for its acceptance running from `at`."""
        term = term_of(self._spec, state.file)
        spec = None if term is None else accept_spec(self._spec, term)
        return replace(state, accept=self._started(spec, at, state.file.unit_id))

    def finishing_from(self, state: CaseState, at: float) -> CaseState:
        """Return the case with the time for its settling running from `at`."""
        term = term_of(self._spec, state.file)
        spec = None if term is None else finish_spec(self._spec, term)
        return replace(state, finish=self._started(spec, at, state.file.unit_id))

    def finish_waits(self, state: CaseState) -> bool:
        """Return whether the time for its settling begins with its acceptance only."""
        term = term_of(self._spec, state.file)
        return term is not None and term.finish_from == "accepted"

    def _started(self, spec: DeadlineSpec | None, at: float, unit_id: str) -> Deadline | None:
        return None if spec is None else engine.start(spec, at, self._calendar_of(unit_id), unit_id)

    # ---- what happens -----------------------------------------------------------------------------

    def paused(self, state: CaseState, at: float, reason: str) -> CaseState:
        """Return the case with its clocks stopped for a legal reason: the id of a paused status."""
        return self._on_both(state, lambda each: reason in each.spec.pauses, Paused(at, reason))

    def resumed(self, state: CaseState, at: float) -> CaseState:
        """Return the case with its clocks going on; its deadlines move by the time that they stood."""
        return self._on_both(state, lambda each: each.paused_since_at is not None, Resumed(at))

    def transferred(self, state: CaseState, at: float, unit_id: str) -> CaseState:
        """Return the case held by another unit, by the same deadlines."""
        return self._on_both(state, lambda each: each.unit_id != unit_id, Transferred(at, unit_id))

    def merged(self, state: CaseState, at: float, parent_id: str) -> CaseState:
        """Return the case with no deadlines of its own: it follows another case."""
        return self._on_both(state, lambda _: True, Merged(at, parent_id))

    def unmerged(self, state: CaseState) -> CaseState:
        """Return the case with its own deadlines again; the time meanwhile counts as used."""
        return replace(state, accept=_own(state.accept), finish=_own(state.finish))

    def accepted(self, state: CaseState, at: float) -> CaseState:
        """Return the case with its acceptance decided, one way or the other."""
        return replace(state, accept=self._event(state.accept, Done(at)))

    def finished(self, state: CaseState, at: float) -> CaseState:
        """Return the case settled."""
        return self._on_both(state, lambda _: True, Done(at))

    def extended(self, state: CaseState, at: float, until_at: float, decision: str) -> CaseState:
        """Return the case with more time to settle it; one without a deadline gets its first."""
        if state.finish is None:
            made = engine.set_due(
                foreign_spec(term_of(self._spec, state.file)),
                at,
                until_at,
                self._calendar_of(state.file.unit_id),
                unit_id=state.file.unit_id,
            )
            return replace(state, finish=replace(made, n_extensions=1))
        return replace(state, finish=self._event(state.finish, Extended(at, decision, until_at=until_at)))

    def told(self, state: CaseState, at: float, due_at: float) -> CaseState:
        """Return the case with the deadline that another system has set for it."""
        old = state.finish
        begun_at = min(state.file.opened_at if old is None else old.accepted_at, due_at)
        unit_id = state.file.unit_id
        made = engine.set_due(
            foreign_spec(term_of(self._spec, state.file)),
            begun_at,
            due_at,
            self._calendar_of(unit_id),
            unit_id=unit_id,
        )
        counted = engine.account(made, max(at, begun_at), self._calendar_of(unit_id))
        return replace(state, finish=counted)

    def classified(self, state: CaseState, *, by_hours_of_unit: bool = False) -> CaseState:
        """Return the case with the terms of its field, severity and unit as they are now.

        The time counts from where it began, pauses stay. What another system or a decision has set stays,
        too, and so does what is over.

        Args:
            state: the case.
            by_hours_of_unit: count anew also where the terms are the same: by its unit's working hours.
        """
        anew = by_hours_of_unit
        term = term_of(self._spec, state.file)
        accept = None if term is None else accept_spec(self._spec, term)
        finish = None if term is None else finish_spec(self._spec, term)
        new = replace(state, accept=self._recounted(state.accept, accept, state.file, anew=anew))
        if state.finish is not None:
            return replace(new, finish=self._recounted(state.finish, finish, state.file, anew=anew))
        if finish is None or not state.file.open or state.file.parent:
            return new
        begun_at = state.file.accepted_at if self.finish_waits(state) else state.file.opened_at
        if begun_at is None:
            return new
        return replace(new, finish=self._started(finish, begun_at, state.file.unit_id))

    def _recounted(
        self, old: Deadline | None, spec: DeadlineSpec | None, file: CaseFile, *, anew: bool
    ) -> Deadline | None:
        if old is None or old.done_at is not None or old.merged_into or (old.spec == spec and not anew):
            return old
        if old.spec.amount == FOREIGN or old.n_extensions:
            return old
        if spec is None:
            return None
        calendar = self._calendar_of(file.unit_id)
        new = engine.start(spec, old.accepted_at, calendar, file.unit_id)
        by_work = spec.mode == "working"
        pause_s = old.paused_working_s if by_work else old.paused_elapsed_s
        due_at = calendar.add_working(new.due_at, pause_s) if by_work else new.due_at + pause_s
        return replace(old, spec=spec, begins_at=new.begins_at, original_due_at=new.due_at, due_at=due_at)

    def _on_both(self, state: CaseState, concerns: Callable[[Deadline], bool], event: Event) -> CaseState:
        accept = self._event(state.accept, event) if state.accept and concerns(state.accept) else state.accept
        finish = self._event(state.finish, event) if state.finish and concerns(state.finish) else state.finish
        return replace(state, accept=accept, finish=finish)

    def _event(self, deadline: Deadline | None, event: Event) -> Deadline | None:
        """Return a deadline after an event; one that is over or follows another stays as it is.

        Other systems write times to the minute: what seems to happen before the last event happens with it.
        """
        if deadline is None or deadline.done_at is not None or deadline.merged_into:
            return deadline
        late = replace(event, at=max(event.at, deadline.counted_at))
        return engine.apply(deadline, late, self._calendar_of(deadline.unit_id))

    # ---- what people see --------------------------------------------------------------------------

    def shown(self, state: CaseState) -> CaseState:
        """Return the case with the instants that its deadlines say; a duplicate has none of its own."""
        alone = not state.file.parent
        due_at, near_from_at = self._due(state.finish if alone else None)
        accept_due_at, _ = self._due(state.accept if alone else None)
        paused_at = state.file.paused_at if state.file.group == "paused" else None
        file = replace(
            state.file, accept_due_at=accept_due_at, due_at=due_at, near_at=near_from_at, paused_at=paused_at
        )
        return replace(state, file=file)

    def _due(self, deadline: Deadline | None) -> tuple[float | None, float | None]:
        if deadline is None or deadline.merged_into:
            return None, None
        if deadline.done_at is not None or deadline.paused_since_at is not None:
            return deadline.due_at, None
        # kept when it has passed, too: questions may be asked as of an earlier instant
        return deadline.due_at, near_at(deadline, self._calendar_of(deadline.unit_id))


def _own(deadline: Deadline | None) -> Deadline | None:
    return deadline and replace(deadline, merged_into="")
