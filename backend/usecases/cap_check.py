"""Checks how a kind of case is told as alerts of the Common Alerting Protocol."""

from __future__ import annotations

from collections.abc import Iterator

from backend.contract.cases import DataType
from backend.domain.cap.words import CATEGORIES, CERTAINTIES, RESPONSES, SEVERITIES, URGENCIES
from backend.domain.cases.spec import CapSpec, CaseKindSpec, DataSpec
from backend.usecases.case_check import Problem, known

_TEXTS: tuple[DataType, ...] = ("text", "long_text")
_PARTS: dict[str, tuple[DataType, ...]] = {
    "replaces": ("text",),
    "event": ("text", "choice"),
    "category": ("choice",),
    "urgency": ("choice",),
    "severity": ("choice",),
    "certainty": ("choice",),
    "response": ("choice",),
    "headline": _TEXTS,
    "description": _TEXTS,
    "instruction": _TEXTS,
    "effective": ("datetime",),
    "onset": ("datetime",),
    "expires": ("datetime",),
    "areas": ("areas",),
    "shape": ("shape",),
    "area_text": _TEXTS,
    "web": ("text",),
    "contact": ("text",),
}
_WORDS = {
    "category": CATEGORIES,
    "urgency": URGENCIES,
    "severity": SEVERITIES,
    "certainty": CERTAINTIES,
    "response": RESPONSES,
}
_REQUIRED = ("event", "category", "urgency", "severity", "certainty", "expires")
_TRANSLATED = ("event", "headline", "description", "instruction")


def cap_problems(spec: CaseKindSpec) -> Iterator[Problem]:
    """Yield what is wrong with the `cap:` of a kind."""
    cap = spec.cap
    if cap is None:
        return
    groups = {status.id: status.group for status in spec.statuses}
    for part in ("statuses", "cancelled"):
        for i, status in enumerate(getattr(cap, part)):
            yield from known(f"cap.{part}[{i}]", "status", status, groups)
    if not cap.statuses:
        yield Problem("cap.statuses", "no status is in force", "name those whose cases the feed tells")
    yield from _approved(spec, cap)
    data = {field.id: field for field in spec.data}
    for part, types in _PARTS.items():
        name = getattr(cap, part)
        if name:
            yield from _field(f"cap.{part}", part, name, data, types)
        elif part in _REQUIRED:
            yield Problem(f"cap.{part}", "an alert cannot be without", "name the data field")
    if not (cap.areas or cap.shape):
        yield Problem("cap", "nothing says where it holds good", "add 'areas:' or 'shape:'")
    for language, parts in cap.other_languages.items():
        for part, name in parts.items():
            at = f"cap.other_languages.{language}.{part}"
            yield from known(at, "part of an alert", part, _TRANSLATED)
            yield from _field(at, part, name, data, _TEXTS)


def _approved(spec: CaseKindSpec, cap: CapSpec) -> Iterator[Problem]:
    """Yield a problem where a case could get into force by one person alone."""
    for i, action in enumerate(spec.actions):
        if action.to in cap.statuses and not action.second_person:
            inner = set(action.from_) <= {*cap.statuses, *cap.cancelled} and action.from_
            if not inner:
                cure = "add 'second_person: true': what goes to the public needs two people"
                yield Problem(f"actions[{i}]", f"'{action.id}' publishes by one person alone", cure)
        if action.to in cap.statuses and action.second_person and action.effect != "accept":
            cure = "add 'effect: accept': it notes when the alert was issued"
            yield Problem(f"actions[{i}].effect", f"'{action.id}' does not note when it was issued", cure)


def _field(
    key: str, part: str, name: str, data: dict[str, DataSpec], types: tuple[DataType, ...]
) -> Iterator[Problem]:
    yield from known(key, "data field", name, data)
    field = data.get(name)
    if field is None:
        return
    if field.type not in types:
        yield Problem(key, f"'{name}' is of type '{field.type}'", f"name one of type {' or '.join(types)}")
    for word in field.choices if part in _WORDS and field.type == "choice" else ():
        yield from known(f"{key} ({name}.choices)", f"{part} in CAP", word, _WORDS[part])
    if key == f"cap.{part}" and part in _REQUIRED and not field.required:
        cure = f"add 'required: true' to the data field '{name}'"
        yield Problem(key, f"'{name}' may be left empty, and an alert cannot be without", cure)
