"""Which cases a query means, as a plain predicate: what the store's SQL must agree with."""

from __future__ import annotations

from collections.abc import Collection

from backend.contract.cases import CaseFile, CaseQuery
from backend.domain.cases.words import begins_words


def accepts(query: CaseQuery, file: CaseFile, now: float) -> bool:
    """Return whether `query` means `file`.

    Args:
        query: whose conditions must all hold.
        file: one case.
        now: s since epoch; deadlines are judged at it where the query names no instant.
    """
    return (
        _is_of(query, file)
        and _in_time(query, file)
        and _due(query, file, now if query.at is None else query.at)
        and _linked(query, file)
        and _lies_in(query.box, file)
        and all(file.data.get(key, "") == value for key, value in query.data.items())
        and begins_words(query.text, *searched(file))
    )


def searched(file: CaseFile) -> tuple[str, ...]:
    """Return the texts of a case in which words are searched."""
    return (file.case_id, file.title, file.text, file.place, file.area_name, file.reporter)


def _is_of(query: CaseQuery, file: CaseFile) -> bool:
    groups = file.group in query.groups if query.groups else file.group != "deleted"
    return (
        groups
        and query.kind in ("", file.kind)
        and _one_of(file.status, query.statuses)
        and _one_of(file.field, query.fields)
        and _one_of(file.unit_id, query.units)
        and _one_of(file.area_code, query.areas)
        and _one_of(file.source, query.sources)
        and _one_of(file.severity, query.severities)
        and query.assignee in ("", file.assignee)
        and _one_of(file.case_id, query.case_ids)
    )


def _one_of(value: object, allowed: Collection[object]) -> bool:
    return not allowed or value in allowed


def _in_time(query: CaseQuery, file: CaseFile) -> bool:
    return (
        _between(file.opened_at, query.opened_from, query.opened_to)
        and _between(file.finished_at, query.finished_from, query.finished_to)
        and _between(file.due_at, query.due_from, query.due_to)
    )


def _between(at: float | None, from_at: float | None, to_at: float | None) -> bool:
    if from_at is None and to_at is None:
        return True
    return at is not None and (from_at is None or at >= from_at) and (to_at is None or at < to_at)


def _due(query: CaseQuery, file: CaseFile, at: float) -> bool:
    if query.due and file.due_state(at) not in query.due:
        return False
    return not query.unaccepted or (
        file.group == "waiting"
        and file.accepted_at is None
        and file.accept_due_at is not None
        and at > file.accept_due_at
    )


def _linked(query: CaseQuery, file: CaseFile) -> bool:
    return (
        query.parent in (None, file.parent)
        and _one_of(file.rating, query.ratings)
        and query.reopened in (None, file.n_reopened > 0)
    )


def _lies_in(box: tuple[float, float, float, float] | None, file: CaseFile) -> bool:
    if box is None:
        return True
    if file.lat is None or file.lon is None:
        return False
    west, south, east, north = box
    return west <= file.lon <= east and south <= file.lat <= north
