"""A source tells of a case: a new one, or news of one that is known."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.domain.cases.acting import Parts
from backend.domain.cases.change import CaseRefusedError, CaseState
from backend.domain.cases.moving import ENDED, accepted, moved
from backend.domain.cases.opening import begun, linked
from backend.domain.cases.spec import CaseKindSpec, StatusSpec
from backend.domain.cases.telling import news, told
from backend.domain.cases.update import CaseUpdate
from backend.domain.cases.values import checked_data


class Taken(NamedTuple):
    """A case as it is after what a source said."""

    state: CaseState
    unknown: dict[str, str]
    """Words that nobody knows: `unknown_status` → word; kept in the journal, so that none is lost."""


def taken(
    spec: CaseKindSpec, parts: Parts, update: CaseUpdate, before: CaseState | None, now: float
) -> Taken | None:
    """Return a case after what a source says of it; None: nothing changed.

    Args:
        spec: of its kind.
        parts: what effects are done with.
        update: as the other system has the case; what it does not say stays.
        before: as it is here; None: it is new.
        now: s since epoch; news do not come from the future.
    """
    taking = _Taking(spec, parts, now)
    if before is None:
        return taking.new(update)
    latest = news(update, before)
    if latest is None:
        return None
    result = taking.known(latest, before)
    if result.state == before and not result.unknown:
        return None
    file = replace(result.state.file, changed_at=max(before.file.changed_at, taking.at(update)))
    state = replace(result.state, file=file, told_at=update.case.changed_at, told=told(update))
    return Taken(state, result.unknown)


class _Taking:
    """One update, taken part by part."""

    def __init__(self, spec: CaseKindSpec, parts: Parts, now: float) -> None:
        self._spec, self._parts, self._now = spec, parts, now
        self._unknown: dict[str, str] = {}

    def at(self, update: CaseUpdate) -> float:
        return max(update.case.opened_at, min(update.case.changed_at, self._now))

    def new(self, update: CaseUpdate) -> Taken:
        case, first = update.case, self._spec.statuses[0]
        file = CaseFile(
            case_id=case.case_id,
            kind=self._spec.id,
            title=case.title.vi,
            status=first.id,
            group=first.group,
            severity=case.severity,
            opened_at=case.opened_at,
            changed_at=self.at(update),
            source_id=case.source_id,
            field=self._field(update.field) or "",
        )
        if not update.says_severity:
            file = replace(file, severity=self._parts.classing.severity_of(file.field))
        file = replace(file, unit_id=self._unit(update.unit) or self._parts.classing.unit_of(file.field))
        file = self._described(file, update)
        state = begun(CaseState(file), self._parts, case.opened_at)
        if file.parent:
            state = self._parts.clocks.merged(state, case.opened_at, file.parent)
        if update.accepted_at is not None:
            state = self._accepted(state, update.accepted_at)
        state = self._ended(self._timed(state, update), update)
        state = replace(state, told_at=case.changed_at, told=told(update))
        return Taken(self._parts.clocks.shown(state), self._unknown)

    def known(self, update: CaseUpdate, before: CaseState) -> Taken:
        at, state = self.at(update), before
        field = self._field(update.field)
        if field is not None and field != state.file.field:
            state = self._parts.classing.into_field(state, field, at)
        if update.says_severity and update.case.severity != state.file.severity:
            file = replace(state.file, severity=update.case.severity)
            state = self._parts.clocks.classified(replace(state, file=file))
        unit = self._unit(update.unit)
        if unit is not None and unit != state.file.unit_id:
            file = replace(state.file, unit_id=unit, assignee="")
            state = self._parts.clocks.transferred(replace(state, file=file), at, unit)
        state = replace(state, file=self._described(state.file, update))
        if state.file.parent and not before.file.parent:
            state = self._parts.clocks.merged(state, at, state.file.parent)
        if update.accepted_at is not None and update.accepted_at != state.file.accepted_at:
            state = self._accepted(state, update.accepted_at)
        state = self._ended(self._timed(state, update), update)
        return Taken(self._parts.clocks.shown(state), self._unknown)

    def _timed(self, state: CaseState, update: CaseUpdate) -> CaseState:
        """Return the case with its status and its deadline; the deadline of the other system wins."""
        at, status = self.at(update), self._status(update, state.file)
        if status is not None and status.group in ENDED and update.finished_at is not None:
            at = update.finished_at
        if update.due_at is not None and state.finish is None and not state.file.parent:
            state = self._parts.clocks.told(state, state.file.opened_at, update.due_at)
        if status is not None and status.id != state.file.status:
            state = moved(state, status, at, self._parts.clocks)
        if update.due_at is not None and not state.file.parent:
            state = self._due(state, update.due_at, at)
        return state

    def _due(self, state: CaseState, due_at: float, at: float) -> CaseState:
        if state.finish is not None and state.finish.due_at == due_at:
            return state
        state = self._parts.clocks.told(state, at, due_at)
        if state.file.open or state.file.finished_at is None:
            return state
        return self._parts.clocks.finished(state, state.file.finished_at)

    def _ended(self, state: CaseState, update: CaseUpdate) -> CaseState:
        """Return the case with the instants that the other system gives, and what it says at the end."""
        file = state.file
        if update.finished_at is not None and file.group in ENDED:
            file = replace(file, finished_at=update.finished_at)
        rating = update.rating if update.rating in range(1, 6) else file.rating
        file = replace(
            file,
            rating=rating,
            rating_text=update.rating_text or file.rating_text,
            result=update.result or file.result,
        )
        return replace(state, file=file)

    def _accepted(self, state: CaseState, at: float) -> CaseState:
        if state.file.accepted_at is None:
            return accepted(state, at, self._parts.clocks)
        return replace(state, file=replace(state.file, accepted_at=at))

    def _described(self, file: CaseFile, update: CaseUpdate) -> CaseFile:
        case = update.case
        placed = case.lat is not None and case.lon is not None
        urls = {each.url for each in file.attachments}
        media = tuple(address for address in update.media if address not in urls)
        return replace(
            file,
            title=case.title.vi or file.title,
            text=update.text or file.text,
            area_code=case.area_code or file.area_code,
            area_name=case.area_name or file.area_name,
            place=case.place or file.place,
            lat=case.lat if placed else file.lat,
            lon=case.lon if placed else file.lon,
            assignee=update.assignee or file.assignee,
            source=self._source(update.source) or file.source,
            remote_id=update.remote_id or file.remote_id,
            reporter=update.reporter or file.reporter,
            phone=update.phone or file.phone,
            email=update.email or file.email,
            parent=update.parent if update.parent != file.case_id and update.parent else file.parent,
            attachments=file.attachments + linked(media, self.at(update), case.source_id),
            data=self._data(file, update),
        )

    # ---- words ------------------------------------------------------------------------------------

    def _status(self, update: CaseUpdate, file: CaseFile) -> StatusSpec | None:
        """Return the status that a case gets; None: it stays where it is."""
        word, words = update.case.status, self._parts.words
        found = words.status(word) if word else None
        if found is not None:
            same_time = update.case.changed_at <= file.changed_at
            late_word = same_time and file.group in ENDED and found.group not in (*ENDED, "deleted")
            return None if late_word else found
        if word:
            self._unknown["unknown_status"] = word
        if not update.case.open and file.open:  # the source knows that it is over, if not how it is called
            return next((each for each in self._spec.statuses if each.group == "done"), None)
        return None

    def _field(self, word: str) -> str | None:
        if not word:
            return None
        found = self._parts.words.field(word)
        if found is not None:
            return found.id
        self._unknown["unknown_field"] = word
        return self._spec.other_field or None

    def _unit(self, word: str) -> str | None:
        if not word:
            return None
        found = self._parts.words.unit(word)
        if found is None:
            self._unknown["unknown_unit"] = word
        return found

    def _source(self, word: str) -> str:
        if not word:
            return ""
        found = self._parts.words.source(word)
        if found is None:
            self._unknown["unknown_source"] = word
            return word
        return found.id

    def _data(self, file: CaseFile, update: CaseUpdate) -> dict[str, str]:
        declared = {field.id: field for field in self._spec.data}
        kept = dict(file.data)
        for key, value in update.data.items():
            if update.data_whole and not value.strip():
                kept.pop(key, None)
            try:
                kept.update(checked_data(declared, {key: value}))
            except CaseRefusedError:
                self._unknown[f"unread_data.{key}"] = "" if declared.get(key) is None else declared[key].type
        return kept
