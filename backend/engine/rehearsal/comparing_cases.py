"""Says in words how cases and figures differ from what a test expects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from backend.contract.cases import CaseFile
from backend.engine.rehearsal.cases import RehearsedCases
from backend.engine.rehearsal.comparing import Pair, unlike
from backend.usecases.case_tests import ExpectedCase


def compare_cases(
    expected: Iterable[ExpectedCase], cases: RehearsedCases, when: str, now: float, zone: dt.tzinfo
) -> list[str]:
    """Return how cases differ; others than those that are named may be there.

    Args:
        expected: those that are looked at.
        cases: of the test.
        when: `at 240 s`.
        now: s since epoch; deadlines are judged at it.
        zone: in which instants are told.
    """
    differences: list[str] = []
    for one in expected:
        file = cases.file(one.case)
        what = f"{when}: case {one.case}"
        if file is None:
            differences.append(f"{what} is not there")
            continue
        differences += unlike(what, _pairs(one, file, cases, now, zone))
        if one.no_due and file.due_at is not None:
            differences.append(f"{what}: due is {_said(file.due_at, zone)}, expected none")
        if one.result is not None and one.result not in file.result:
            differences.append(f"{what}: {one.result!r} does not stand in its result {file.result!r}")
        notes = [note.text for note in file.notes]
        if one.note is not None and not any(one.note in text for text in notes):
            differences.append(f"{what}: {one.note!r} stands in none of its remarks {notes!r}")
    return differences


def _pairs(
    one: ExpectedCase, file: CaseFile, cases: RehearsedCases, now: float, zone: dt.tzinfo
) -> list[Pair]:
    return [
        ("status", one.status, file.status),
        ("group", one.group, file.group),
        ("field", one.field, file.field),
        ("unit", one.unit, file.unit_id),
        ("assignee", one.assignee, file.assignee),
        ("severity", one.severity, file.severity),
        ("accept_due", one.accept_due and _instant(one.accept_due, zone), _said(file.accept_due_at, zone)),
        ("due", one.due and _instant(one.due, zone), _said(file.due_at, zone)),
        ("due_state", one.due_state, file.due_state(now)),
        ("parent", one.parent, cases.name(file.parent)),
        ("n_children", one.n_children, file.n_children),
        ("rating", one.rating, file.rating),
        ("n_reopened", one.n_reopened, file.n_reopened),
        *((f"data.{key}", value, file.data.get(key, "")) for key, value in one.data.items()),
    ]


def _instant(at: dt.datetime, zone: dt.tzinfo) -> str:
    return _said((at if at.tzinfo else at.replace(tzinfo=zone)).timestamp(), zone)


def _said(at: float | None, zone: dt.tzinfo) -> str:
    return "none" if at is None else dt.datetime.fromtimestamp(at, zone).isoformat(timespec="seconds")


def compare_figures(
    expected: Mapping[str, float | None], cases: RehearsedCases, when: str, now: float
) -> list[str]:
    """Return how figures differ; others than those that are named are not looked at."""
    found = {figure_id: cases.figure(figure_id, now) for figure_id in expected}
    return [
        f"{when}: figure {figure_id} is {found[figure_id]}, expected {value}"
        for figure_id, value in expected.items()
        if found[figure_id] != value
    ]
