"""What the steps of a checklist say: state, deadline, evidence, approvals."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from backend.contract.work import Evidence, Run, Step
from widgets.logic import formats
from widgets.logic.checklist import (
    AUTOMATIC,
    Entry,
    deeds,
    is_late,
    lacks_evidence,
    n_missing_approvals,
)
from widgets.logic.incident_lines import Line, Mark
from widgets.logic.incident_view import progress
from widgets.parts.incident_texts import Passage
from widgets.parts.incident_words import run_state_words
from widgets.parts.journal_words import outcome_word
from widgets.theme.fonts import HEAD_WEIGHT

SYSTEM = "system"
"""Stands as actor of what nobody did by hand."""
_OVER = ("done", "not_applicable", "skipped", "cancelled")
translate = QCoreApplication.translate
DIGEST_SHOWN = 12
When = tuple[float, str, str]
"""Seconds since the epoch, time zone, language."""


def entry_line(entry: Entry, when: When) -> Line:
    """Return the line of a procedure's head, a step, or a step that may come."""
    if entry.step is not None:
        return _step_line(entry, entry.step, when)
    if entry.upcoming:
        return Line(entry.upcoming, mark="next", tone="dim")
    return _run_line(entry.run, when)


def _run_line(run: Run, when: When) -> Line:
    now, timezone, language = when
    found = progress(run, now)
    steps = translate("Incident", "{done}/{all} steps").format(done=found.n_done, all=found.n_steps)
    by = translate("Checklist", "started by itself") if run.started_by == SYSTEM else run.started_by
    said = [f"{run.run_id} · v{run.version}", by]
    if not run.open or run.state == "failed":
        said.insert(0, run_state_words(run, now, timezone))
    due, late = _due(run.due_at, None, (now, timezone, language)) if run.open else ("", False)
    return Line(
        run.title,
        detail=" · ".join(part for part in (*said, due) if part),
        right=steps,
        right_tone="bad" if run.state == "failed" else "age" if late else "focus" if run.open else "second",
        share=found.share if run.open else None,
        tone="plain" if run.open else "second",
        head=True,
    )


def who_does(step: Step) -> str:
    """Return who a step is for, as the drawing calls them."""
    return step.role_name or step.role


def _step_line(entry: Entry, step: Step, when: When) -> Line:
    now, timezone, _language = when
    late = is_late(step, now)
    marks: dict[str, Mark] = {
        "open": "late" if late else "open" if deeds(step) else "next",
        "acting": "late" if late else "acting",
        "done": "done",
        "failed": "failed",
    }
    over = step.state in _OVER
    if over:
        closed = step.closed_at if step.closed_at is not None else step.opened_at
        right = formats.moment(closed, now, timezone)
    else:
        right = due_short(step, when)
    said = [state_word(step), who_does(step) if not over else step.closed_by, _short_note(step)]
    if step.supervisor:
        said.insert(1, translate("Checklist", "with the supervisor"))
    return Line(
        step.name,
        entry.entry_id,
        detail=" · ".join(part for part in said if part),
        right=right,
        right_tone="age" if late else "second",
        mark=marks.get(step.state, "dropped"),
        tone="plain" if not over else "dim",
        solid=step.state == "failed",
    )


def _short_note(step: Step) -> str:
    kept = ""
    if step.evidence:
        kept = translate("Checklist", "{count} pieces of evidence").format(count=len(step.evidence))
    note = f"“{step.note}”" if step.note else ""
    return " · ".join(part for part in (outcome_word(step.outcome), note, kept) if part)


def state_word(step: Step) -> str:
    """Return how a step stands, in words; empty where the line itself says it."""
    if step.state == "open":
        return _waiting_word(step)
    return {
        "acting": translate("Checklist", "is being carried out"),
        "done": "",
        "not_applicable": translate("Checklist", "does not apply"),
        "skipped": translate("Checklist", "skipped"),
        "failed": translate("Checklist", "failed: try again or leave it out"),
        "cancelled": translate("Checklist", "called off"),
    }[step.state]


def _waiting_word(step: Step) -> str:
    if step.n_approvals:
        words = translate("Checklist", "approved {done} of {all}")
        return words.format(done=step.n_approvals - n_missing_approvals(step), all=step.n_approvals)
    if step.kind in AUTOMATIC and step.confirm:
        return translate("Checklist", "waits for your confirmation")
    return {
        "receive": translate("Checklist", "waits for an answer"),
        "wait": translate("Checklist", "waits for its time"),
    }.get(step.kind, "")


def _due(due_at: float | None, working_s: float | None, when: When) -> tuple[str, bool]:
    """Return the deadline with what is left of it, and whether it is over."""
    if due_at is None:
        return "", False
    now, timezone, language = when
    time, left_s = formats.moment(due_at, now, timezone), due_at - now
    if left_s < 0:
        words = translate("Checklist", "late by {age} (due {time})")
        return words.format(age=formats.duration(-left_s, language), time=time), True
    words = translate("Checklist", "due {time}, {left} left")
    said = words.format(time=time, left=formats.duration(left_s, language))
    if working_s is not None:
        given = translate("Checklist", "{time} of working time given")
        outside = translate("Checklist", "outside working time")
        said += " · " + (given.format(time=formats.duration(working_s, language)) if working_s else outside)
    return said, False


def due_short(step: Step, when: When) -> str:
    """Return what is left to a deadline, for the end of a line; empty without one."""
    if step.due_at is None:
        return ""
    now, _timezone, language = when
    left_s = step.due_at - now
    words = formats.duration(abs(left_s), language)
    if left_s < 0 or step.late:
        return translate("Checklist", "late {time}").format(time=words)
    return translate("Checklist", "{time} left").format(time=words)


def step_passages(step: Step, when: When, places: dict[str, str]) -> tuple[Passage, ...]:
    """Return the words of a step's card: what to do, until when, what is missing."""
    now = when[0]
    late = is_late(step, now)
    if step.state in _OVER:
        closed = step.closed_at if step.closed_at is not None else step.opened_at
        due = translate("Checklist", "closed {time}").format(time=formats.moment(closed, now, when[1]))
    else:
        due, _late = _due(step.due_at, step.left_working_s, when)
    said = (who_does(step), translate("Checklist", "with the supervisor") if step.supervisor else "", due)
    text = step.text
    if step.kind in AUTOMATIC and text:
        text = translate("Checklist", "This will be done: {text}").format(text=text)
    return (
        Passage(step.name, 23, HEAD_WEIGHT, "plain", key=True),
        Passage(" · ".join(part for part in said if part), weight=600, tone="age" if late else "second"),
        Passage(text, tone="plain", n_lines=6),
        Passage(_failure(step), tone="bad", n_lines=3),
        Passage(_approvals(step), weight=600, tone="age"),
        Passage(_missing(step), weight=600, tone="age"),
        *(Passage(evidence_words(kept, places, when)) for kept in step.evidence[-3:]),
    )


def _failure(step: Step) -> str:
    return step.note if step.state == "failed" else ""


def _approvals(step: Step) -> str:
    if not step.n_approvals or step.state != "open":
        return ""
    missing = n_missing_approvals(step)
    if not step.approvals:
        words = translate("Checklist", "{count} people must approve; time alone never does")
        return words.format(count=step.n_approvals)
    by = translate("Checklist", "Approved by {names}").format(names=", ".join(step.approvals))
    if missing == 1 and step.n_approvals == 2:
        return f"{by} · " + translate("Checklist", "waits for the second person; time alone never approves")
    return f"{by} · " + translate("Checklist", "{count} more must approve").format(count=missing)


def _missing(step: Step) -> str:
    if not lacks_evidence(step) or step.state != "open":
        return ""
    needed = {
        "photo": translate("Checklist", "a photo"),
        "snapshot": translate("Checklist", "a camera picture"),
        "file": translate("Checklist", "a file"),
    }.get(step.evidence_needed, translate("Checklist", "a photo, camera picture or file"))
    return translate("Checklist", "Evidence is needed: {kind}").format(kind=needed)


def evidence_words(kept: Evidence, places: dict[str, str], when: When) -> str:
    """Return `Ảnh camera Mẹ Suốt 01 · 03:40:12 · Hà · SHA-256 3fa9c2e07b11…`."""
    camera = places.get(kept.place_id, kept.place_id)
    what = translate("Checklist", "Camera picture {camera}").format(camera=camera) if camera else kept.name
    at = formats.moment(kept.at, when[0], when[1], with_seconds=True)
    return f"{what} · {at} · {kept.by} · SHA-256 {kept.digest[:DIGEST_SHOWN]}…"
