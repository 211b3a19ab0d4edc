"""Checks what a kind of case refers to: statuses, fields, units, procedures, message templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from backend.contract.cases import OPEN_GROUPS, CaseFile, CaseGroup, CaseQuery
from backend.contract.document import unknown_cure
from backend.contract.state import SEVERITIES
from backend.domain.cases.correcting import OWN_FIELDS
from backend.domain.cases.dimensions import DATA
from backend.domain.cases.moving import ENDED
from backend.domain.cases.spec import ActionSpec, CaseKindSpec, FieldSpec, SourceSpec, StatusSpec, TermSpec
from backend.domain.cases.terms import accept_spec, finish_spec
from backend.domain.cases.words import folded

ROLES = ("viewer", "duty_officer", "shift_supervisor", "leader", "unit_officer", "administrator")
"""Who may sign in, and so may be allowed an action."""
CONTACT = "contact"
"""Whoever was told of the case and answers the message."""
_OF_EFFECT: dict[str, tuple[CaseGroup, ...]] = {
    "accept": ("working",),
    "finish": ("done",),
    "refuse": ("refused",),
    "reopen": OPEN_GROUPS,
    "delete": ("deleted",),
}
"""Groups to which an action of that effect leads."""
_OWN = (*OWN_FIELDS, "lat", "lon")
COLUMNS = frozenset(CaseFile.__struct_fields__) - {"data", "notes", "attachments", "run_ids"}
"""What the desk's list may show of every case, besides the data fields of its kind."""


class CaseNames(NamedTuple):
    """What there is besides the kinds themselves; a part that is None is not checked."""

    procedures: Collection[str] | None = None
    templates: Collection[str] | None = None
    """Message templates."""
    units: Collection[str] | None = None
    metrics: Collection[str] | None = None
    place_kinds: Collection[str] | None = None


class Problem(NamedTuple):
    """One thing wrong."""

    key: str
    """Within the kind: `actions[2].to`."""
    found: str
    cure: str


def known(key: str, what: str, name: str, allowed: Collection[str] | None) -> Iterator[Problem]:
    """Yield a problem if a name is not among those that there are."""
    if allowed is not None and name not in allowed:
        yield Problem(key, f"there is no {what} '{name}'", unknown_cure(name, list(allowed)))


def once(key: str, what: str, names: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each name that stands a second time in a list of items.

    Args:
        key: of the name within an item: `statuses[{}].id`.
        what: it is.
        names: of the items, in their order; empty ones do not count.
    """
    for i, name in enumerate(names):
        if name and name in names[:i]:
            yield Problem(key.format(i), f"the {what} '{name}' stands twice", f"give each {what} once")


def problems(spec: CaseKindSpec, names: CaseNames) -> Iterator[Problem]:
    """Yield everything that is wrong with a kind of case whose types are right."""
    yield from _statuses(spec)
    yield from _fields(spec, names)
    yield from _data(spec)
    for i, action in enumerate(spec.actions):
        yield from _action(spec, action, f"actions[{i}]", names)
    yield from once("actions[{}].id", "action", [action.id for action in spec.actions])
    yield from once("actions[{}].key", "key", [action.key.upper() for action in spec.actions])
    yield from once("tabs[{}].id", "tab", [tab.id for tab in spec.tabs])
    for i, tab in enumerate(spec.tabs):
        yield from query_problems(tab.where, spec, f"tabs[{i}].where", names)
    yield from _terms(spec, names)
    yield from _procedures(spec, names)
    yield from _rest(spec, names)


# ---- words --------------------------------------------------------------------------------------------


def _statuses(spec: CaseKindSpec) -> Iterator[Problem]:
    if not spec.statuses:
        yield Problem("statuses", "no status", "give at least one that is open and one that is done")
        return
    yield from once("statuses[{}].id", "status", [status.id for status in spec.statuses])
    yield from _ambiguous("statuses", spec.statuses)
    first = spec.statuses[0]
    if first.group not in OPEN_GROUPS:
        cure = f"put an open one first, of a group among: {', '.join(OPEN_GROUPS)}"
        yield Problem("statuses[0].group", f"cases would begin in the group '{first.group}'", cure)
    for i, status in enumerate(spec.statuses):
        if status.group == "paused" and not status.pause_reason:
            cure = "add 'pause_reason:', the legal reason for which the clock may stop"
            yield Problem(f"statuses[{i}]", f"'{status.id}' stops the clock for no reason", cure)
        if status.group != "paused" and status.pause_reason:
            cure = "take it away, or write 'group: paused'"
            yield Problem(f"statuses[{i}].pause_reason", f"'{status.id}' stops no clock", cure)


def _ambiguous(key: str, items: Sequence[StatusSpec | FieldSpec | SourceSpec]) -> Iterator[Problem]:
    """Yield a problem for each word by which other systems could mean two things."""
    owners: dict[str, str] = {}
    for item in items:
        owners.setdefault(folded(item.id), item.id)
    for i, item in enumerate(items):
        for j, word in enumerate(item.words):
            if not folded(word):
                yield Problem(f"{key}[{i}].words[{j}]", f"'{word}' has no letter or digit", "leave it out")
                continue
            owner = owners.setdefault(folded(word), item.id)
            if owner != item.id:
                cure = f"keep it at one of both: '{owner}' or '{item.id}'"
                yield Problem(f"{key}[{i}].words[{j}]", f"the word '{word}' means '{owner}', too", cure)


def _fields(spec: CaseKindSpec, names: CaseNames) -> Iterator[Problem]:
    yield from once("fields[{}].id", "field", [field.id for field in spec.fields])
    yield from once("sources[{}].id", "source", [source.id for source in spec.sources])
    yield from _ambiguous("fields", spec.fields)
    yield from _ambiguous("sources", spec.sources)
    for i, field in enumerate(spec.fields):
        if field.unit:
            yield from known(f"fields[{i}].unit", "unit", field.unit, names.units)
        if field.place_kind:
            yield from known(f"fields[{i}].place_kind", "kind of place", field.place_kind, names.place_kinds)
    if spec.other_field:
        yield from known("other_field", "field", spec.other_field, [field.id for field in spec.fields])
    if spec.default_unit:
        yield from known("default_unit", "unit", spec.default_unit, names.units)


def _data(spec: CaseKindSpec) -> Iterator[Problem]:
    yield from once("data[{}].id", "data field", [field.id for field in spec.data])
    for i, field in enumerate(spec.data):
        if field.id in _OWN:
            cure = f"every case has {', '.join(_OWN)} already; choose another id"
            yield Problem(f"data[{i}].id", f"'{field.id}' is no data field of the kind", cure)
        if (field.type == "choice") != bool(field.choices):
            cure = "give 'type: choice' and 'choices:' together, or neither"
            yield Problem(f"data[{i}]", f"'{field.id}' has only one of both", cure)


# ---- actions ------------------------------------------------------------------------------------------


def _action(spec: CaseKindSpec, action: ActionSpec, at: str, names: CaseNames) -> Iterator[Problem]:
    groups = {status.id: status.group for status in spec.statuses}
    for j, status in enumerate(action.from_):
        yield from known(f"{at}.from[{j}]", "status", status, groups)
    if action.to:
        yield from known(f"{at}.to", "status", action.to, groups)
    for j, role in enumerate(action.roles):
        yield from known(f"{at}.roles[{j}]", "role", role, (*ROLES, CONTACT))
    yield from once(f"{at}.needs[{{}}].need", "need", [need.need for need in action.needs])
    yield from _effect(action, at, groups)
    if action.message:
        yield from known(f"{at}.message", "message template", action.message, names.templates)
    if bool(action.message) != bool(action.to_roles):
        cure = "give 'message:' and 'to_roles:' (reporter, assignee, followers or roles) together"
        yield Problem(at, f"'{action.id}' has only one of both", cure)
    if len(action.key) > 1:
        yield Problem(f"{at}.key", f"found '{action.key}'", "one letter or digit")


def _effect(action: ActionSpec, at: str, groups: dict[str, CaseGroup]) -> Iterator[Problem]:
    wanted = _OF_EFFECT.get(action.effect)
    if wanted is not None and not action.to and action.effect != "accept":
        cure = f"add 'to:', a status of the group {' or '.join(wanted)}"
        yield Problem(at, f"'{action.id}' leads nowhere", cure)
    if wanted is not None and action.to in groups and groups[action.to] not in wanted:
        found = f"'{action.to}' is of the group '{groups[action.to]}'"
        cure = f"effect '{action.effect}' leads to a status of the group {' or '.join(wanted)}"
        yield Problem(f"{at}.to", found, cure)
    if action.effect == "reopen":
        for j, status in enumerate(action.from_):
            if status in groups and groups[status] not in ENDED:
                found = f"'{status}' is of the group '{groups[status]}'"
                yield Problem(f"{at}.from[{j}]", found, f"only {' and '.join(ENDED)} can be reopened")
    if not (action.effect or action.to or action.needs):
        cure = "give 'to:', an 'effect:' or 'needs:'"
        yield Problem(at, f"'{action.id}' does nothing", cure)


# ---- terms, procedures and the rest -------------------------------------------------------------------


def _terms(spec: CaseKindSpec, names: CaseNames) -> Iterator[Problem]:
    fields, sources = [each.id for each in spec.fields], [each.id for each in spec.sources]
    selectors = [(term.field, term.severity, term.unit, term.source) for term in spec.terms]
    for i, term in enumerate(spec.terms):
        at = f"terms[{i}]"
        named: list[tuple[str, str, Collection[str] | None]] = [
            ("field", term.field, fields),
            ("severity", term.severity, SEVERITIES),
            ("unit", term.unit, names.units),
            ("source", term.source, sources),
        ]
        for key, name, allowed in named:
            if name != "*":
                yield from known(f"{at}.{key}", key, name, allowed)
        if selectors[i] in selectors[:i]:
            cure = "keep one of them; two rows of the same field, severity, unit and source say one thing"
            yield Problem(at, "there is such a row already", cure)
        if not term.accept and not term.finish:
            yield Problem(at, "it sets no deadline", "add 'accept:' or 'finish:', e.g. 4h or 7d")
        yield from _durations(spec, term, at)


def _halves(error: ValueError) -> tuple[str, str]:
    """Return what an error found, and its cure: `…; write …`."""
    found, _, cure = str(error).partition("; ")
    return found, cure or "write 30m, 4h, 7d, 1mo, PT4H or 15 ngày"


def _durations(spec: CaseKindSpec, term: TermSpec, at: str) -> Iterator[Problem]:
    try:
        accept_spec(spec, term)
    except ValueError as error:
        yield Problem(f"{at}.accept", *_halves(error))
    try:
        finish_spec(spec, term)
    except ValueError as error:
        key = "near" if term.near and term.near in str(error) else "finish"
        yield Problem(f"{at}.{key}", *_halves(error))
    if term.near and not term.finish:
        yield Problem(
            f"{at}.near", "there is no deadline that could be near", "add 'finish:', or leave it out"
        )


def _procedures(spec: CaseKindSpec, names: CaseNames) -> Iterator[Problem]:
    statuses, fields = [each.id for each in spec.statuses], [each.id for each in spec.fields]
    for i, start in enumerate(spec.procedures):
        at = f"procedures[{i}]"
        yield from known(f"{at}.procedure", "procedure", start.procedure, names.procedures)
        if (start.when == "status") != bool(start.status):
            cure = "give 'when: status' and 'status:' together, or neither"
            yield Problem(at, "it has only one of both", cure)
        elif start.status:
            yield from known(f"{at}.status", "status", start.status, statuses)
        for j, field in enumerate(start.fields):
            yield from known(f"{at}.fields[{j}]", "field", field, fields)


def _rest(spec: CaseKindSpec, names: CaseNames) -> Iterator[Problem]:
    columns = COLUMNS | {f"{DATA}{field.id}" for field in spec.data}
    for i, column in enumerate(spec.columns):
        yield from known(f"columns[{i}]", "column", column, columns)
    if spec.live_severities and not spec.live:
        yield Problem("live_severities", "the kind is not live", "add 'live: true', or leave them out")
    if spec.code and not spec.code.endswith(".{date}.{number}"):
        yield Problem("code", f"found '{spec.code}'", "end it with .{date}.{number}: PAHT.{date}.{number}")
    if spec.max_attachment_mb <= 0:
        yield Problem("max_attachment_mb", f"found {spec.max_attachment_mb:g}", "megabytes above 0")


# ---- queries ------------------------------------------------------------------------------------------


def query_problems(query: CaseQuery, spec: CaseKindSpec, key: str, names: CaseNames) -> Iterator[Problem]:
    """Yield what a query of a pack names in vain.

    Args:
        query: of a tab or figure.
        spec: the kind of its cases.
        key: where it stands.
        names: what else there is.
    """
    if query.kind not in ("", spec.id):
        yield Problem(f"{key}.kind", f"found '{query.kind}'", f"the cases are of the kind '{spec.id}'")
    listed: list[tuple[str, str, Iterable[str], Collection[str] | None]] = [
        ("statuses", "status", query.statuses, [each.id for each in spec.statuses]),
        ("fields", "field", query.fields, ["", *(each.id for each in spec.fields)]),
        ("sources", "source", query.sources, ["", *(each.id for each in spec.sources)]),
        ("units", "unit", query.units, None if names.units is None else ["", *names.units]),
    ]
    for part, what, values, allowed in listed:
        for i, value in enumerate(values):
            yield from known(f"{key}.{part}[{i}]", what, value, allowed)
    for i, rating in enumerate(query.ratings):
        if rating not in range(1, 6):
            yield Problem(f"{key}.ratings[{i}]", f"found {rating}", "ratings are 1 to 5")
    indexed = {field.id: field for field in spec.data if field.indexed}
    for name, value in query.data.items():
        yield from known(f"{key}.data.{name}", "indexed data field", name, indexed)
        if name in indexed and indexed[name].type == "choice" and value:
            yield from known(f"{key}.data.{name}", "choice", value, indexed[name].choices)
    for part in ("at", "case_ids", "text", "assignee", "opened_from", "opened_to"):
        if getattr(query, part) not in (None, "", ()):
            cure = "leave it out; packs name no single case, person or instant (a figure has 'period:')"
            yield Problem(f"{key}.{part}", "this holds for one moment or case only", cure)
    if query.groups:
        groups = {each.id: each.group for each in spec.statuses}
        for i, status in enumerate(query.statuses):
            if status in groups and groups[status] not in query.groups:
                found = f"'{status}' is of the group '{groups[status]}', which is not among the groups"
                yield Problem(f"{key}.statuses[{i}]", found, "name one of both, or make them agree")
