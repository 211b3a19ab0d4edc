"""Checks what a kind of case says of crews, subjects, answers and repetitions."""

from __future__ import annotations

from collections.abc import Iterator

from backend.domain.cases.spec import CaseKindSpec
from backend.domain.cases.words import folded
from backend.usecases.case_check import CONTACT, CaseNames, Problem, known, once

RESOURCE = "resource"


def order_problems(spec: CaseKindSpec, names: CaseNames) -> Iterator[Problem]:
    """Yield what is wrong with the parts of a kind that send crews, tell people and take their answers."""
    data = {field.id: field.type for field in spec.data}
    if spec.resource:
        places = [name for name, type_ in data.items() if type_ == "place"]
        yield from known("resource", "data field of type 'place'", spec.resource, places)
    if spec.about:
        yield from known("about", "data field", spec.about, data)
    yield from _places(spec, names)
    yield from _opening(spec, names)
    yield from _replies(spec)
    for i, action in enumerate(spec.actions):
        if action.minutes:
            numbers = [name for name, type_ in data.items() if type_ == "number"]
            yield from known(f"actions[{i}].minutes", "number among the data fields", action.minutes, numbers)
        if action.about_action and not spec.about:
            cure = "add 'about:', the data field that names the case, or leave it out"
            yield Problem(f"actions[{i}].about_action", "the kind is about no other case", cure)
        if RESOURCE in action.to_roles and not spec.resource:
            cure = "add 'resource:', the data field that names the crew"
            yield Problem(f"actions[{i}].to_roles", "the kind sends no crew", cure)
    if spec.alike is not None and not (spec.alike.phone or spec.alike.within_m > 0):
        cure = "give 'phone: true' or 'within_m:', or leave 'alike' out"
        yield Problem("alike", "it says nothing by which two cases are alike", cure)


def _places(spec: CaseKindSpec, names: CaseNames) -> Iterator[Problem]:
    for i, field in enumerate(spec.data):
        for j, kind in enumerate(field.place_kinds):
            yield from known(f"data[{i}].place_kinds[{j}]", "kind of place", kind, names.place_kinds)
        if field.place_kinds and field.type != "place":
            cure = "write 'type: place', or leave it out"
            yield Problem(f"data[{i}].place_kinds", f"'{field.id}' names no place", cure)


def _opening(spec: CaseKindSpec, names: CaseNames) -> Iterator[Problem]:
    opening = spec.opening
    if opening.message:
        yield from known("opening.message", "message template", opening.message, names.templates)
    if bool(opening.message) != bool(opening.to_roles):
        cure = "give 'message:' and 'to_roles:' (reporter, followers, resource or roles) together"
        yield Problem("opening", "it has only one of both", cure)
    if RESOURCE in opening.to_roles and not spec.resource:
        yield Problem("opening.to_roles", "the kind sends no crew", "add 'resource:'")
    if opening.about_action and not spec.about:
        cure = "add 'about:', the data field that names the case, or leave it out"
        yield Problem("opening.about_action", "the kind is about no other case", cure)


def _replies(spec: CaseKindSpec) -> Iterator[Problem]:
    actions = {action.id: action for action in spec.actions}
    owners: dict[str, str] = {}
    for i, reply in enumerate(spec.replies):
        at = f"replies[{i}]"
        yield from known(f"{at}.action", "action", reply.action, actions)
        action = actions.get(reply.action)
        if action is not None and CONTACT not in action.roles:
            cure = f"add '{CONTACT}' to its roles: who answers a message has no other role"
            yield Problem(f"{at}.action", f"'{reply.action}' may not be done by answering", cure)
        if not reply.words:
            yield Problem(f"{at}.words", "no word means it", "give the words by which people answer")
        for j, word in enumerate(reply.words):
            key = folded(word)
            if not key:
                yield Problem(f"{at}.words[{j}]", f"'{word}' has no letter or digit", "leave it out")
            elif owners.setdefault(key, reply.action) != reply.action:
                cure = f"keep it at one of both: '{owners[key]}' or '{reply.action}'"
                yield Problem(f"{at}.words[{j}]", f"the word '{word}' means '{owners[key]}', too", cure)
    yield from once("replies[{}].action", "action", [reply.action for reply in spec.replies])
