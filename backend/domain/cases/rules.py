"""The rules of one kind of case: how its cases begin, change and end. Time and persons are arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from backend.contract.cases import CaseAttachment, CaseFile, CaseKindInfo, CaseNote, UnitInfo
from backend.contract.state import Text
from backend.contract.work import Case
from backend.domain.calendar.index import CalendarRangeError
from backend.domain.calendar.working import WorkingCalendar
from backend.domain.cases import hands, sending, starting
from backend.domain.cases.acting import Parts, effected, following
from backend.domain.cases.change import Actor, CaseChange, CaseDraft, CaseRefusedError, CaseState, MessageAsk
from backend.domain.cases.classing import Classing
from backend.domain.cases.clocks import Clocks
from backend.domain.cases.correcting import checked_attachment, corrected
from backend.domain.cases.described import kind_info
from backend.domain.cases.keeping import encode_deadlines, state_of
from backend.domain.cases.moving import ENDED, moved
from backend.domain.cases.opening import opened
from backend.domain.cases.permission import (
    may,
    refuse_action,
    refuse_deleted,
    refuse_missing,
    refuse_outsider,
)
from backend.domain.cases.spec import ActionSpec, CaseKindSpec
from backend.domain.cases.taking import taken
from backend.domain.cases.update import CaseUpdate
from backend.domain.cases.words_of_kind import KindWords

__all__ = ["CaseRules", "encode_deadlines", "state_of"]


class CaseRules:
    """What may happen to cases of one kind, and what comes of it."""

    def __init__(
        self,
        spec: CaseKindSpec,
        calendar_of: Callable[[str], WorkingCalendar],
        zone: ZoneInfo,
        units: Sequence[UnitInfo] = (),
    ) -> None:
        """Rule by `spec`.

        Args:
            spec: the kind, checked.
            calendar_of: working calendar of a unit by its id; of "" the centre's own.
            zone: local time of the centre.
            units: of the centre; none: a unit's id is taken as it is.
        """
        self.spec = spec
        clocks = Clocks(spec, calendar_of)
        words = KindWords(spec, units)
        self._parts = Parts(words, clocks, Classing(spec, clocks), calendar_of, zone)
        self._actions = {action.id: action for action in spec.actions}

    # ---- beginning and news -----------------------------------------------------------------------

    def opened(self, draft: CaseDraft, case_id: str, actor: Actor, now: float) -> CaseChange:
        """Return the case that somebody hands in.

        Raises:
            CaseRefusedError: it cannot be opened so; says why.
        """
        state = opened(self.spec, self._parts, draft, case_id=case_id, actor=actor, now=now)
        state = hands.opened_by(self.spec, state, actor)
        return sending.begun(self.spec, self._change(None, state, actor.name, {"action": "open"}))

    def taken(self, update: CaseUpdate, before: CaseState | None, now: float) -> CaseChange | None:
        """Return what a source's word changes; None: nothing.

        Raises:
            CaseRefusedError: an instant lies in no year of a calendar.
        """
        try:
            result = taken(self.spec, self._parts, update, before, now)
        except CalendarRangeError as error:
            raise CaseRefusedError(
                f"Thời điểm của hồ sơ {update.case.case_id} không hợp lệ. Hãy sửa ngày giờ ở hệ thống nguồn.",
                f"{update.case.case_id}: {error}",
            ) from error
        if result is None:
            return None
        change = self._change(before, result.state, update.case.source_id, dict(result.unknown))
        return sending.begun(self.spec, change) if before is None else change

    # ---- what people do ---------------------------------------------------------------------------

    def acted(  # noqa: PLR0913 - who does what to which case, when
        self,
        action: str,
        values: Mapping[str, str],
        state: CaseState,
        actor: Actor,
        now: float,
        parent: CaseState | None = None,
    ) -> CaseChange:
        """Return what an action changes.

        Args:
            action: its id.
            values: what it needs: need → value.
            state: the case as it is.
            actor: who does it.
            now: s since epoch.
            parent: the case named by `values["parent"]`, for `merge`.

        Raises:
            CaseRefusedError: not allowed, or something is missing; says why and what to do.
        """
        spec = self._action(action, state.file)
        refuse_action(self.spec, spec, state, actor)
        refuse_missing(spec, values, state.file)
        new = effected(self._parts, spec, values, state=state, now=now, parent=parent)
        stands_with_parent = spec.effect == "merge" and not new.file.open
        if spec.to and not stands_with_parent:
            new = moved(new, self._parts.words.statuses[spec.to], now, self._parts.clocks)
        new = replace(new, file=sending.timed(_told(new.file, spec, values, actor.name, now), spec, now))
        new = hands.changed_by(self.spec, new, actor)
        payload: dict[str, object] = {"action": action}
        note = values.get("note", "").strip()
        payload |= {"note": note} if note else {}
        change = self._change(state, new, actor.name, payload)
        return replace(change, messages=_messages(spec, values), about_action=spec.about_action)

    def noted(self, text: str, public: bool, state: CaseState, actor: Actor, now: float) -> CaseChange:
        """Return the case with a remark.

        Raises:
            CaseRefusedError: it is empty, or the case is not the actor's.
        """
        self._refuse_change(state.file, actor)
        if not text.strip():
            raise CaseRefusedError(
                f"Ghi chú cho hồ sơ {state.file.case_id} đang trống. Hãy nhập nội dung.",
                f"the remark on {state.file.case_id} is empty; write something",
            )
        note = CaseNote(now, actor.name, text.strip(), public)
        file = replace(state.file, notes=(*state.file.notes, note), changed_at=now)
        payload: dict[str, object] = {"note": text.strip(), "public": public}
        return CaseChange("case.note", replace(state, file=file), state, actor.name, payload)

    def attached(self, attachment: CaseAttachment, state: CaseState, actor: Actor, now: float) -> CaseChange:
        """Return the case with a photo or document; one that it has already stays once.

        Raises:
            CaseRefusedError: its type or size is not allowed, or the case is not the actor's.
        """
        self._refuse_change(state.file, actor)
        checked_attachment(self.spec, state.file, attachment)
        others = [each for each in state.file.attachments if not _same(each, attachment)]
        file = replace(state.file, attachments=(*others, attachment), changed_at=now)
        after = hands.changed_by(self.spec, replace(state, file=file), actor)
        payload: dict[str, object] = {
            "digest": attachment.digest,
            "media_type": attachment.media_type,
            "n_bytes": attachment.n_bytes,
            "phase": attachment.phase,
            "public": attachment.public,
        }
        return CaseChange("case.attached", after, state, actor.name, payload)

    def corrected(self, values: Mapping[str, str], state: CaseState, actor: Actor, now: float) -> CaseChange:
        """Return the case with data fields, place or contact corrected; what is not named stays.

        Raises:
            CaseRefusedError: a name is not known, a value cannot be read, or the case is not the actor's.
        """
        self._refuse_change(state.file, actor)
        hands.refuse_locked(self.spec, state)
        file = corrected(self.spec, state.file, values)
        payload: dict[str, object] = {"corrected": sorted(values)}  # not the values: they may be personal
        after = hands.changed_by(self.spec, replace(state, file=file), actor)
        return self._change(state, after, actor.name, payload, now)

    # ---- what comes of other cases and of procedures ----------------------------------------------

    def settled_with(
        self, parent: CaseState, child: CaseState, now: float, messages: Sequence[MessageAsk] = ()
    ) -> CaseChange | None:
        """Return a duplicate following its parent's end, or its reopening; None: it stands there already.

        Args:
            parent: as it is now.
            child: a duplicate of it.
            now: s since epoch.
            messages: of the parent's change; those to the reporter go to the child's reporter, too.
        """
        ends, reopens = parent.file.group in ENDED, parent.file.open and child.file.group in ENDED
        if child.file.group == "deleted" or not (ends or reopens):
            return None
        state = following(self._parts, parent.file, child, now)
        if reopens:  # its own terms were over; it follows its parent's again
            state = self._parts.clocks.merged(state, now, parent.file.case_id)
            file = replace(state.file, n_reopened=child.file.n_reopened)
            state = self._parts.clocks.shown(replace(state, file=file))
        if state.file == child.file:
            return None
        asked = tuple(replace(each, to=("reporter",)) for each in messages if "reporter" in each.to)
        change = self._change(
            child, state, "system", {"action": "follow", "parent": parent.file.case_id}, now
        )
        return replace(change, messages=asked)

    def child_counted(self, state: CaseState, n_children: int, now: float) -> CaseState:
        """Return the case with so many duplicates."""
        return replace(state, file=replace(state.file, n_children=n_children, changed_at=now))

    def ran(self, run_id: str, state: CaseState, now: float) -> CaseState:
        """Return the case with a procedure that was started for it."""
        if run_id in state.file.run_ids:
            return state
        file = replace(state.file, run_ids=(*state.file.run_ids, run_id), changed_at=now)
        return replace(state, file=file)

    def procedures_when(self, when: starting.When, file: CaseFile) -> tuple[str, ...]:
        """Return the procedures that start by themselves when something happens, such as `overdue`."""
        return starting.procedures_when(self.spec, when, file)

    # ---- what others see --------------------------------------------------------------------------

    def allowed(self, state: CaseState, actor: Actor) -> tuple[str, ...]:
        """Return the actions that somebody may do with a case now, in the order of the kind."""
        return tuple(action.id for action in self.spec.actions if may(action, state, actor))

    def info(self, pack_id: str) -> CaseKindInfo:
        """Return what screens need to know of the kind."""
        return kind_info(self.spec, pack_id)

    def live_case(self, state: CaseState) -> Case | None:
        """Return a case as maps and incidents know it; None where it does not belong there.

        A duplicate does not: the case that it repeats stands for it, and says how many there are. Where only
        some severities are live that one may be none of them, so the duplicate stays.
        """
        file, spec = state.file, self.spec
        if not spec.live or (file.parent and not spec.live_severities):
            return None
        if spec.live_severities and file.severity not in spec.live_severities:
            return None
        return self._as_live(file)

    def live_change(self, change: CaseChange) -> Case | None:
        """Return what maps and incidents are to be told of a change: one that leaves them is closed there."""
        now = self.live_case(change.state)
        if now is not None or change.before is None or self.live_case(change.before) is None:
            return now
        return replace(self._as_live(change.state.file), open=False)

    def _as_live(self, file: CaseFile) -> Case:
        status = self._parts.words.statuses.get(file.status)
        return Case(
            case_id=file.case_id,
            kind=file.kind,
            title=_counted(file),
            severity=file.severity,
            opened_at=file.opened_at,
            changed_at=file.changed_at,
            open=file.open,
            status=status.name.vi if status else file.status,
            lat=file.lat,
            lon=file.lon,
            area_code=file.area_code,
            area_name=file.area_name,
            place=file.place,
            source_id=file.source_id,
            field=file.field,
        )

    def _action(self, action: str, file: CaseFile) -> ActionSpec:
        found = self._actions.get(action)
        if found is None:
            raise CaseRefusedError(
                f"Hồ sơ {file.case_id} không có thao tác “{action}”. Hãy tải lại và chọn thao tác khác.",
                f"{file.case_id} knows no action '{action}'; expected one of: {', '.join(self._actions)}",
            )
        return found

    @staticmethod
    def _refuse_change(file: CaseFile, actor: Actor) -> None:
        refuse_outsider(file, actor)
        refuse_deleted(file)

    def _change(
        self,
        before: CaseState | None,
        state: CaseState,
        actor: str,
        said: Mapping[str, object],
        now: float | None = None,
    ) -> CaseChange:
        """Return a change with its journal entry: what it was, statuses and unit, nothing of a person."""
        old = None if before is None else before.file
        if now is not None:
            state = replace(state, file=replace(state.file, changed_at=now))
        file = state.file
        payload: dict[str, object] = {**said, "status": file.status, "unit": file.unit_id}
        if old is None:
            payload |= {"severity": file.severity, "field": file.field}
        else:
            pairs = (
                ("status_before", old.status, file.status),
                ("unit_before", old.unit_id, file.unit_id),
                ("field_before", old.field, file.field),
                ("severity_before", old.severity, file.severity),
                ("due_at_before", old.due_at, file.due_at),
            )
            payload |= {key: was for key, was, is_now in pairs if was != is_now}
            payload |= {"parent": file.parent or old.parent} if file.parent != old.parent else {}
        return CaseChange(
            starting.change_kind(old, file),
            state,
            before,
            actor,
            payload,
            starting.set_off(self.spec, old, file),
        )


def _counted(file: CaseFile) -> Text:
    """Return what a case is called where its duplicates are not shown beside it."""
    if not file.n_children:
        return Text(file.title)
    return Text(f"{file.title} (+{file.n_children} trùng)", f"{file.title} (+{file.n_children} dup.)")


def _told(file: CaseFile, action: ActionSpec, values: Mapping[str, str], by: str, now: float) -> CaseFile:
    """Return a case with an action's note and result; a public note tells the reporter how it ended."""
    note, result = values.get("note", "").strip(), values.get("result", "").strip()
    notes = file.notes
    if note and not values.get("rating"):  # with a rating it is the reporter's word, kept beside it
        notes = (*notes, CaseNote(now, by, note, action.public))
    if not result and action.public and file.group in ENDED:
        result = note
    return replace(file, notes=notes, result=result or file.result, changed_at=now)


def _messages(action: ActionSpec, values: Mapping[str, str]) -> tuple[MessageAsk, ...]:
    if not action.message or not action.to_roles:
        return ()
    text = values.get("result", "").strip() or values.get("note", "").strip()
    return (MessageAsk(action.message, action.to_roles, text),)


def _same(one: CaseAttachment, other: CaseAttachment) -> bool:
    return (one.digest, one.url) == (other.digest, other.url)
