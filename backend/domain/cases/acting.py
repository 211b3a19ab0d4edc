"""What actions do to a case besides moving it to a status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from backend.contract.cases import CaseFile
from backend.contract.state import SEVERITIES
from backend.domain.cases.change import CaseRefusedError, CaseState
from backend.domain.cases.classing import Classing
from backend.domain.cases.clocks import CalendarOf, Clocks
from backend.domain.cases.moving import accepted, moved
from backend.domain.cases.permission import refuse_parent
from backend.domain.cases.spec import ActionSpec
from backend.domain.cases.values import due_instant
from backend.domain.cases.words_of_kind import KindWords


class Parts(NamedTuple):
    """What effects are done with."""

    words: KindWords
    clocks: Clocks
    classing: Classing
    calendar_of: CalendarOf
    zone: ZoneInfo


def effected(  # noqa: PLR0913 - what is done to which case, with what
    parts: Parts,
    action: ActionSpec,
    values: Mapping[str, str],
    *,
    state: CaseState,
    now: float,
    parent: CaseState | None,
) -> CaseState:
    """Return a case after the effect of an action, before it moves to the action's status.

    Raises:
        CaseRefusedError: a value cannot be used; says why.
    """
    state = _named(parts, values, state, now)
    match action.effect:
        case "accept":
            state = accepted(state, now, parts.clocks)
        case "merge":
            state = _merged(parts, values["parent"].strip(), state, now, parent)
        case "unmerge":
            file = replace(state.file, parent="")
            state = parts.clocks.unmerged(replace(state, file=file))
            if file.group == "paused":
                state = parts.clocks.paused(state, now, file.status)
            if not file.open:
                state = parts.clocks.finished(state, file.finished_at or now)
        case "extend":
            state = _extended(parts, values, state, now)
    if rating := values.get("rating", "").strip():
        state = _rated(state, rating, values.get("note", "").strip())
    return parts.clocks.shown(state)


def _named(parts: Parts, values: Mapping[str, str], state: CaseState, now: float) -> CaseState:
    """Return a case with the field, severity, unit and person that somebody names."""
    if word := values.get("field", "").strip():
        state = parts.classing.into_field(state, _field(parts, word), now)
    if word := values.get("severity", "").strip():
        if word not in SEVERITIES:
            raise CaseRefusedError(
                f"Không có mức độ “{word}”. Hãy chọn một trong: {', '.join(SEVERITIES)}.",
                f"there is no severity {word!r}; expected one of: {', '.join(SEVERITIES)}",
            )
        file = replace(state.file, severity=word)
        state = parts.clocks.classified(replace(state, file=file))
    if word := values.get("unit", "").strip():
        unit_id = known_unit(parts, word, now)
        if unit_id != state.file.unit_id:
            handed_on = parts.classing.sorts(state.file.unit_id) and state.file.accepted_at is None
            file = replace(state.file, unit_id=unit_id, assignee="")
            state = parts.clocks.transferred(replace(state, file=file), now, unit_id)
            if handed_on:  # who sorts what comes in works around the clock: the first unit's own hours count
                state = parts.clocks.classified(state, by_hours_of_unit=True)
    if word := values.get("assignee", "").strip():
        state = replace(state, file=replace(state.file, assignee=word))
    return state


def _field(parts: Parts, word: str) -> str:
    field = parts.words.field(word)
    if field is None:
        offered = ", ".join(each.name.vi for each in parts.words.fields.values()) or "–"
        raise CaseRefusedError(
            f"Không có lĩnh vực “{word}”. Hãy chọn một trong: {offered}.",
            f"there is no field {word!r}; expected one of: {', '.join(parts.words.fields) or '-'}",
        )
    return field.id


def known_unit(parts: Parts, word: str, now: float) -> str:
    """Return the id of a unit that exists at `now`.

    Raises:
        CaseRefusedError: there is no such unit, or no longer.
    """
    unit_id = parts.words.unit(word)
    if unit_id is None:
        raise CaseRefusedError(
            f"Không có đơn vị “{word}”. Hãy chọn đơn vị trong danh mục của trung tâm.",
            f"there is no unit {word!r}; choose one of the centre's units",
        )
    unit = parts.words.units.get(unit_id)
    today = dt.datetime.fromtimestamp(now, parts.zone).date().isoformat()
    if unit is not None and unit.valid_to and unit.valid_to <= today:
        units = parts.words.units
        names = [units[each].name if each in units else each for each in unit.successors]
        others = ", ".join(names) or "đơn vị khác"
        raise CaseRefusedError(
            f"Đơn vị {unit.name} không còn từ {unit.valid_to}. Hãy chọn: {others}.",
            f"the unit '{unit_id}' is gone since {unit.valid_to}; "
            f"choose {', '.join(unit.successors) or 'another one'}",
        )
    return unit_id


def _merged(parts: Parts, wanted: str, state: CaseState, now: float, parent: CaseState | None) -> CaseState:
    found = refuse_parent(state.file, wanted, parent)
    state = parts.clocks.merged(state, now, found.case_id)
    state = replace(state, file=replace(state.file, parent=found.case_id))
    return state if found.open else following(parts, found, state, now)


def following(parts: Parts, parent: CaseFile, state: CaseState, now: float) -> CaseState:
    """Return a duplicate standing where its parent stands."""
    state = replace(state, file=replace(state.file, result=parent.result or state.file.result))
    status = parts.words.statuses.get(parent.status)
    return state if status is None else moved(state, status, now, parts.clocks)


def _extended(parts: Parts, values: Mapping[str, str], state: CaseState, now: float) -> CaseState:
    calendar = parts.calendar_of(state.file.unit_id)
    until_at = due_instant(values["due"], calendar)
    present_at = state.finish.due_at if state.finish is not None else now
    if until_at <= max(present_at, now):
        said = f"{calendar.local(until_at):%H:%M %d/%m/%Y}"
        held = f"{calendar.local(max(present_at, now)):%H:%M %d/%m/%Y}"
        raise CaseRefusedError(
            f"Hạn mới {said} của hồ sơ {state.file.case_id} phải sau {held}. Hãy chọn thời điểm muộn hơn.",
            f"the new deadline {said} of {state.file.case_id} must be after {held}; choose a later one",
        )
    return parts.clocks.extended(state, now, until_at, values["note"].strip())


def _rated(state: CaseState, rating: str, text: str) -> CaseState:
    if rating not in ("1", "2", "3", "4", "5"):
        raise CaseRefusedError(
            f"Mức đánh giá “{rating}” của hồ sơ {state.file.case_id} không hợp lệ. Hãy chọn từ 1 đến 5.",
            f"the rating {rating!r} of {state.file.case_id} is none; give 1 to 5",
        )
    return replace(state, file=replace(state.file, rating=int(rating), rating_text=text))
