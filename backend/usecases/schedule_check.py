"""Checks the schedules of a kind of case: days, places, fields and data that they name."""

from __future__ import annotations

import string
from collections.abc import Iterator

from backend.domain.cases.schedule import FIELDS, ScheduleSpec
from backend.domain.cases.spec import CaseKindSpec
from backend.usecases.case_check import CaseNames, Problem, known, once

LAST_DAY = 28
"""Every month has it."""


def schedule_problems(spec: CaseKindSpec, names: CaseNames) -> Iterator[Problem]:
    """Yield what is wrong with the schedules of a kind."""
    yield from once("schedule[{}].id", "schedule", [each.id for each in spec.schedule])
    for i, each in enumerate(spec.schedule):
        yield from _schedule(spec, each, f"schedule[{i}]", names)


def _schedule(spec: CaseKindSpec, each: ScheduleSpec, at: str, names: CaseNames) -> Iterator[Problem]:
    if not 1 <= each.day <= LAST_DAY:
        yield Problem(f"{at}.day", f"found {each.day}", "a day that every month has: 1 to 28")
    if each.for_each is not None:
        kind = each.for_each.place_kind
        yield from known(f"{at}.for_each.place_kind", "kind of place", kind, names.place_kinds)
    if each.field:
        yield from known(f"{at}.field", "field", each.field, [field.id for field in spec.fields])
    if each.unit:
        yield from known(f"{at}.unit", "unit", each.unit, names.units)
    declared = {field.id: field for field in spec.data}
    for key in each.data:
        yield from known(f"{at}.data.{key}", "data field", key, declared)
    for key, count in each.counts.items():
        yield from known(f"{at}.counts.{key}", "data field", key, declared)
        if key in declared and declared[key].type != "number":
            yield Problem(
                f"{at}.counts.{key}", f"'{key}' is no number", "write 'type: number' at the data field"
            )
        wrong = [step for step in count.steps if not _is_number(step)]
        if wrong or not count.steps:
            found = f"found '{wrong[0]}'" if wrong else "no step"
            yield Problem(f"{at}.counts.{key}.steps", found, 'write amounts, as in {"0": 3, "100000": 4}')
        if each.for_each is None:
            cure = "add 'for_each:', or give the number under 'data:'"
            yield Problem(f"{at}.counts.{key}", "there is no place whose attribute counts", cure)
    given = {*each.data, *each.counts}
    for field in spec.data:
        if field.required and field.id not in given:
            cure = f"add '{field.id}:' under 'data:'"
            yield Problem(f"{at}.data", f"the required '{field.id}' is not given", cure)
    yield from _texts(each, at)


def _texts(each: ScheduleSpec, at: str) -> Iterator[Problem]:
    texts = {"title": each.title.vi, "text": each.text.vi, **{f"data.{k}": v for k, v in each.data.items()}}
    for key, text in texts.items():
        try:
            named = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
        except ValueError as error:
            yield Problem(f"{at}.{key}", f"a brace has no partner ({error})", "write '{{' for a mere brace")
            continue
        for name in named:
            if not name.isidentifier():
                cure = f"use {', '.join(FIELDS)} or an attribute of the place"
                yield Problem(f"{at}.{key}", f"'{{{name}}}' is no field", cure)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
