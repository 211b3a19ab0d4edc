"""Says which names in a test are not there: procedures, elements, people, templates, before it is played."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from backend.contract.document import Fault, unknown_cure
from backend.domain.messages.drafting import FREE
from backend.domain.messages.hours import span
from backend.engine.cases.addressing import REPORTER
from backend.engine.rehearsal.crew import people_of
from backend.engine.rehearsal.naming_cases import case_faults
from backend.engine.rehearsal.pack_work import PackWork
from backend.usecases.pack_tests import Action, LoadedTest
from backend.usecases.packs import Packs
from backend.usecases.work_tests import CHANNEL_NAMES, WorkExpectation


class Naming:
    """The names that the tests of a pack may use."""

    def __init__(self, packs: Packs, work: PackWork) -> None:
        """Take them from what the packs say."""
        self.packs = packs
        self.correlations = [spec.id for spec in work.correlations]
        self.case_kinds = work.case_kinds
        joined = {k for spec in work.correlations for m in spec.members for k in m.case_kinds}
        self.kinds = sorted(joined | work.case_kinds.kinds.keys())
        self.elements = {
            model.procedure_id: [
                element
                for each in (model, *work.library.called(model).values())  # their steps are its steps
                for element in each.drawing.elements
            ]
            for model in work.library
        }
        self.templates = [FREE.id, *work.templates]
        self.ladders = list(work.ladders)

    def faults(self, loaded: LoadedTest) -> Iterator[Fault]:
        """Return what a test names in vain, and what an action lacks."""
        yield from _Check(self, loaded).given()
        for i, action in enumerate(loaded.test.actions):
            yield from _Check(self, loaded, f"actions[{i}]").action(action)
        for i, expectation in enumerate(loaded.test.expect):
            yield from _Check(self, loaded, f"expect[{i}]").expectation(expectation)
        yield from case_faults(loaded, self.case_kinds)


class _Check:
    """Looks at the names of one part of a test."""

    def __init__(self, naming: Naming, loaded: LoadedTest, at: str = "") -> None:
        self._names, self._loaded, self._at = naming, loaded, at
        people = people_of(loaded.test, naming.packs, naming.case_kinds)
        self._people = [person.id for person in people]
        words = {word for person in people for word in (*person.roles, person.unit) if word}
        reporters = [case.reporter for case in loaded.test.cases if case.reporter]
        self._told = [*self._people, *sorted(words), REPORTER, *reporters]

    def _key(self, key: str) -> str:
        return f"{self._at}.{key}" if self._at else key

    def _known(self, key: str, what: str, name: str, allowed: Collection[str]) -> Iterator[Fault]:
        if name and name not in allowed:
            cure = unknown_cure(name, list(allowed))
            yield self._loaded.fault(self._key(key), f"unknown {what} '{name}'", cure)

    def given(self) -> Iterator[Fault]:
        """Look at cases, people and channels."""
        test = self._loaded.test
        places = [place.place_id for place in test.places]
        for i, case in enumerate(test.cases):
            yield from self._known(f"cases[{i}].kind", "kind of case", case.kind, self._names.kinds)
            yield from self._known(f"cases[{i}].place", "place", case.place, places)
            yield from self._known(f"cases[{i}].opened_by", "person", case.opened_by, self._people)
            if (case.lat is None) != (case.lon is None):
                cure = "give both, or a place, or none"
                yield self._loaded.fault(f"cases[{i}]", "only one of lat and lon", cure)
        for i, person in enumerate(test.people or ()):
            if person.id in self._people[:i]:
                cure = "give each person their own id"
                yield self._loaded.fault(f"people[{i}].id", f"'{person.id}' stands twice", cure)
            for j, hours in enumerate(person.hours):
                if not _is_span(hours):
                    cure = "expected hours such as 07:30-17:00"
                    yield self._loaded.fault(f"people[{i}].hours[{j}]", f"found '{hours}'", cure)
        for name in test.channels or {}:
            yield from self._known(f"channels.{name}", "channel", name, CHANNEL_NAMES)

    def action(self, action: Action) -> Iterator[Fault]:
        """Look at what a person does."""
        needed = _NEEDS.get(action.do, ())
        for name in needed:
            if not getattr(action, name):
                found = f"'{action.do}' needs '{name}'"
                yield self._loaded.fault(self._at, found, f"add '{name}:'")
        if action.do == "start" and [action.alarm, action.incident, action.case].count("") != 2:
            cure = "add 'alarm:' or 'incident:' or 'case:', what it is about"
            yield self._loaded.fault(self._at, "'start' needs one of them", cure)
        if action.do in _BY_PEOPLE:
            yield from self._known("who", "person", action.who, self._people)
        yield from self._step(action.procedure, action.element)
        yield from self._known("incident", "incident", action.incident, self._names.correlations)
        yield from self._known("channel", "channel", action.channel, CHANNEL_NAMES)

    def _step(self, procedure: str, element: str, at: str = "") -> Iterator[Fault]:
        elements = self._names.elements
        yield from self._known(f"{at}procedure", "procedure", procedure, elements)
        if procedure in elements:
            yield from self._known(f"{at}element", "element", element, elements[procedure])

    def expectation(self, expected: WorkExpectation) -> Iterator[Fault]:
        """Look at what is expected of work."""
        names = self._names
        for i, incident in enumerate(expected.incidents or ()):
            yield from self._known(f"incidents[{i}].rule", "incident", incident.rule, names.correlations)
        for i, run in enumerate(expected.procedures or ()):
            yield from self._step(run.procedure, "", f"procedures[{i}].")
        for i, step in enumerate(expected.steps or ()):
            yield from self._step(step.procedure, step.element, f"steps[{i}].")
            for j, person in enumerate(step.approvals or ()):
                yield from self._known(f"steps[{i}].approvals[{j}]", "person", person, self._people)
        for i, message in enumerate(expected.messages or ()):
            at = f"messages[{i}]"
            yield from self._known(f"{at}.template", "template", message.template, names.templates)
            yield from self._known(f"{at}.channel", "channel", message.channel, CHANNEL_NAMES)
            if message.state != "failed":  # one that fails may be for a role that nobody has
                yield from self._known(f"{at}.to", "person, role or unit", message.to, self._told)
        for i, ladder in enumerate(expected.ladders or ()):
            yield from self._known(f"ladders[{i}].ladder", "ladder", ladder.ladder, names.ladders)
            for j, person in enumerate(ladder.told or ()):
                yield from self._known(f"ladders[{i}].told[{j}]", "person", person, self._people)


_NEEDS = {
    "step": ("procedure", "element"),
    "start": ("procedure",),
    "cancel": ("procedure",),
    "close_incident": ("incident",),
    "channel": ("channel",),
    "case": ("case", "action"),
}
_BY_PEOPLE = ("step", "reply", "case")


def _is_span(hours: str) -> bool:
    try:
        span(hours)
    except ValueError:
        return False
    return True
