"""Checks what a kind of case says of decisions of two people, of settled words and of its end in time."""

from __future__ import annotations

from collections.abc import Iterator

from backend.domain.cases.spec import ActionSpec, CaseKindSpec, DataSpec
from backend.usecases.case_check import CONTACT, Problem, known


def decision_problems(spec: CaseKindSpec) -> Iterator[Problem]:
    """Yield what is wrong with four eyes, locked statuses, shapes and the end of cases by themselves."""
    locked = {status.id for status in spec.statuses if status.locked}
    for i, action in enumerate(spec.actions):
        if action.second_person:
            yield from _second_person(action, f"actions[{i}]", locked)
    for i, status in enumerate(spec.statuses):
        if status.locked and status.group == "deleted":
            cure = "leave 'locked' out"
            yield Problem(f"statuses[{i}].locked", "what is deleted is never corrected", cure)
    for type_ in ("shape", "areas"):
        numbered = [(i, field) for i, field in enumerate(spec.data) if field.type == type_]
        for i, field in numbered[1:]:
            yield from _second_extent(i, field, numbered[0][1])
    yield from _expiry(spec)


def _second_person(action: ActionSpec, at: str, locked: set[str]) -> Iterator[Problem]:
    if CONTACT in action.roles:
        cure = f"take '{CONTACT}' away: who answers a message is not signed in"
        yield Problem(f"{at}.roles", "a second person must be known by name", cure)
    if not action.to:
        yield Problem(at, f"'{action.id}' decides nothing", "add 'to:', the status that it leads to")
    elif action.to not in locked:
        cure = f"add 'locked: true' to the status '{action.to}'"
        found = "what two people agreed on could be changed by one afterwards"
        yield Problem(f"{at}.to", found, cure)
    if not action.from_:
        cure = "add 'from:', the statuses in which somebody waits for the decision"
        yield Problem(at, f"'{action.id}' could be done from any status", cure)


def _second_extent(number: int, field: DataSpec, first: DataSpec) -> Iterator[Problem]:
    cure = f"keep one of them: '{first.id}' or '{field.id}'"
    yield Problem(f"data[{number}].type", f"the kind has a field of type '{field.type}' already", cure)


def _expiry(spec: CaseKindSpec) -> Iterator[Problem]:
    if spec.expiry is None:
        return
    instants = [field.id for field in spec.data if field.type == "datetime"]
    yield from known("expiry.data", "data field of type 'datetime'", spec.expiry.data, instants)
    actions = {action.id: action for action in spec.actions}
    yield from known("expiry.action", "action", spec.expiry.action, actions)
    action = actions.get(spec.expiry.action)
    if action is None:
        return
    if action.second_person:
        cure = "name an action that needs nobody: time is no second person"
        yield Problem("expiry.action", f"'{action.id}' is a second person's decision", cure)
    ends = {status.id for status in spec.statuses if status.group in ("done", "refused")}
    if action.to not in ends:
        cure = "name an action that leads to a status of the group done or refused"
        yield Problem("expiry.action", f"'{action.id}' does not end the case", cure)
    if any(need.required for need in action.needs):
        cure = "name an action that asks for nothing"
        yield Problem("expiry.action", f"'{action.id}' asks a person for something", cure)
