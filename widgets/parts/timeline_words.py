"""Lines of an incident's timeline: each journal entry with what it is about, who did it, what was said."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable

from backend.contract.messages import EntryAppended
from backend.contract.state import SEVERITIES
from backend.contract.work import Incident, Ladder, Run
from widgets.logic import formats
from widgets.logic.incident_lines import Line, Mark, Tone
from widgets.logic.live_state import LiveState
from widgets.logic.timeline_groups import (
    Gathered,
    cause_of,
    gathered,
    message_of,
    outcome_of,
    person_of,
)
from widgets.parts.gathered_words import gathered_words, names_words
from widgets.parts.incident_messages import channel_word
from widgets.parts.journal_words import entry_said, entry_words, plain

_NOBODY = ("", "system", "daemon", "engine")
"""Actors that are no person."""
MEMBERS_NAMED = 3
"""Of many that joined at once so many are named."""


class TimelineWords:
    """Says entries about one incident, with the names that the live state knows."""

    def __init__(self, incident: Incident, state: LiveState, language: str) -> None:
        """Name things as `incident` and `state` do."""
        self._state, self._language = state, language
        self._titles = {member.ref: member.title.in_language(language) for member in incident.members}

    def lines(self, newest_first: Iterable[EntryAppended], opened: Container[str] = ()) -> list[Line]:
        """Return the lines of entries, each with its local time; a message to many people is one line.

        Args:
            newest_first: in that order.
            opened: ids of such lines whose members follow them.
        """
        found: list[Line] = []
        for row in gathered(list(newest_first), self._cause, self._person):
            if len(row.entries) == 1:
                found.append(self._line(row.entries[0]))
                continue
            is_open = row.group_id in opened
            found.append(self._gathered_line(row, is_open=is_open))
            found += [self._member_line(row, entry) for entry in row.entries] if is_open else []
        return found

    def _cause(self, entry: EntryAppended) -> Hashable:
        # people that were held back for different reasons are told apart
        return cause_of(message_of(self._state, entry), entry), entry_said(entry, self._language)

    def _person(self, entry: EntryAppended) -> str:
        return person_of(message_of(self._state, entry), entry)

    def _gathered_line(self, row: Gathered, *, is_open: bool) -> Line:
        newest = row.entries[0]
        sent = [self._receiver(entry) for entry in reversed(row.entries)]
        channels = list(dict.fromkeys(channel for _name, channel in sent if channel))
        names = names_words(list(dict.fromkeys(name for name, _channel in sent)))
        reason = entry_said(newest, self._language)
        said = (self._purpose(newest), reason, ", ".join(channels), names)
        return Line(
            gathered_words(newest.kind, outcome_of(self._state, row)),
            row.group_id,
            detail=" · ".join(part for part in said if part),
            lead=formats.clock(newest.at, self._state.centre.timezone),
            mark=_mark(newest),
            fold="open" if is_open else "closed",
        )

    def _member_line(self, row: Gathered, entry: EntryAppended) -> Line:
        return Line(
            self._message_name(entry),
            f"{row.group_id}/{entry.seq}",
            lead=formats.clock(entry.at, self._state.centre.timezone),
            tone="second",
        )

    def _purpose(self, entry: EntryAppended) -> str:
        """Return the step or the ladder that a message was sent by."""
        message = message_of(self._state, entry)
        if message is None:
            return ""
        run, ladder = self._state.work.get(message.run_id), self._state.work.get(message.ladder_id)
        if isinstance(ladder, Ladder):
            return ladder.title
        steps = run.steps if isinstance(run, Run) else ()
        return next((step.name for step in steps if step.step_id == message.step_id), "")

    def _line(self, entry: EntryAppended) -> Line:
        about = self._about(entry)
        return Line(
            ": ".join(part for part in (entry_words(entry, self._language), about) if part),
            str(entry.seq),
            detail=self._detail(entry, about),
            lead=formats.clock(entry.at, self._state.centre.timezone),
            mark=_mark(entry),
            tone=_tone(entry),
        )

    def _detail(self, entry: EntryAppended, about: str) -> str:
        joined = _joined(entry)
        if len(joined) > 1:
            # several at once: each with its own reason
            named = [f"{self._text(m.get('title'))}: {self._text(m.get('reason'))}" for m in joined]
            return "\n".join(named[:MEMBERS_NAMED])
        said = self._text(joined[0].get("reason")) if joined else entry_said(entry, self._language)
        actor = self._actor(entry)
        quoted = f"“{said}”" if actor and said else said
        return " · ".join(part for part in (actor, quoted) if part and part != about)

    def _actor(self, entry: EntryAppended) -> str:
        source = self._state.sources.get(entry.actor)
        return source.name if source is not None else "" if entry.actor in _NOBODY else entry.actor

    def _text(self, value: object) -> str:
        return plain(value, self._language)

    # ---- what an entry is about -------------------------------------------------------------------

    def _about(self, entry: EntryAppended) -> str:
        """Return what the entry is about, as people call it; empty for the incident itself."""
        match entry.kind.partition(".")[0]:
            case "incident":
                return self._about_incident(entry)
            case "step":
                return self._step_name(entry)
            case "message":
                return self._message_name(entry)
            case "alarm" | "case":
                alarm = self._state.alarms.get(entry.subject)
                known = self._titles.get(entry.subject, "")
                return known or (alarm.title.in_language(self._language) if alarm else self._title(entry))
            case _:
                return self._title(entry)

    def _title(self, entry: EntryAppended) -> str:
        known = self._text(entry.payload.get("title"))
        item = self._state.work.get(entry.subject.partition("/")[0])
        title = getattr(item, "title", "")
        return known or (title if isinstance(title, str) else "")

    def _about_incident(self, entry: EntryAppended) -> str:
        payload = entry.payload
        joined = _joined(entry)
        if joined:
            titles = [self._text(member.get("title")) for member in joined]
        else:
            given = payload.get("refs")
            refs = given if isinstance(given, list) else [payload.get("ref")]
            titles = [self._titles[ref] for ref in refs if isinstance(ref, str) and ref in self._titles]
        more = f" (+{len(titles) - MEMBERS_NAMED})" if len(titles) > MEMBERS_NAMED else ""
        units = payload.get("units")
        if isinstance(units, list):
            titles = [self._state.units.get(str(unit_id), str(unit_id)) for unit_id in units]
        if entry.kind == "incident.case":
            return self._text(payload.get("title"))
        named = ", ".join(titles[:MEMBERS_NAMED]) + more
        return named or self._text(payload.get("lead")) or self._text(payload.get("into"))

    def _step_name(self, entry: EntryAppended) -> str:
        name = self._text(entry.payload.get("name"))
        run_id, _slash, given = entry.subject.partition("/")
        step_id = self._text(entry.payload.get("step_id")) or given
        run = self._state.work.get(run_id)
        steps = run.steps if isinstance(run, Run) else ()
        known = next((step.name for step in steps if step.step_id == step_id), "")
        # evidence has a name of its own: that of its file
        return known or name or self._title(entry)

    def _message_name(self, entry: EntryAppended) -> str:
        to, channel = self._receiver(entry)
        return f"{to} ({channel})" if to and channel else to

    def _receiver(self, entry: EntryAppended) -> tuple[str, str]:
        """Return who a message is for, and by which way; either may be empty."""
        message = message_of(self._state, entry)
        if message is not None:
            return message.to_name or message.to, channel_word(message.channel)
        to, channel = self._text(entry.payload.get("to")), self._text(entry.payload.get("channel"))
        return to, channel_word(channel) if channel else ""


def _joined(entry: EntryAppended) -> list[dict[str, object]]:
    """Return what joined the incident by this entry, each with title and reason."""
    given = entry.payload.get("members")
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _mark(entry: EntryAppended) -> Mark:
    verb = entry.kind.partition(".")[2]
    severity = entry.payload.get("severity")
    if verb in ("raised", "escalated", "opened") and severity in SEVERITIES:
        return severity
    marks: dict[str, Mark] = {
        "step.opened": "open", "step.done": "done", "step.confirmed": "done", "step.approved": "done",
        "step.acted": "done", "step.late": "late", "step.failed": "failed", "step.skipped": "dropped",
        "step.not_applicable": "dropped", "step.rejected": "halt", "procedure.started": "acting",
        "procedure.finished": "sent", "procedure.failed": "failed", "procedure.refused": "failed",
        "procedure.cancelled": "dropped", "procedure.late": "late", "message.sent": "acting",
        "message.delivered": "done", "message.read": "sent", "message.failed": "failed",
        "message.unknown": "late", "message.held": "halt", "ladder.stopped": "done", "ladder.ended": "late",
        "incident.closed": "sent", "alarm.cleared": "done", "alarm.closed": "sent",
        "alarm.acknowledged": "done",
    }  # fmt: skip
    return marks.get(entry.kind, "dot")


def _tone(entry: EntryAppended) -> Tone:
    """Failures and lateness stand out; the rest is read in order."""
    if entry.kind in ("step.failed", "procedure.failed", "procedure.refused", "message.failed"):
        return "bad"
    late = ("step.late", "procedure.late", "message.unknown", "ladder.ended")
    return "age" if entry.kind in late else "plain"
