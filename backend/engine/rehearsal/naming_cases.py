"""Says which names of cases in a test are not there: cases, actions, statuses, fields and figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from backend.contract.document import Fault, unknown_cure
from backend.domain.cases.spec import CaseKindSpec
from backend.engine.cases.codes import has_form
from backend.usecases.case_kinds import CaseKinds
from backend.usecases.case_tests import CaseAt, ExpectedCase
from backend.usecases.pack_tests import LoadedTest

_OPEN = ("", "open", "closed")


def case_faults(loaded: LoadedTest, kinds: CaseKinds) -> Iterator[Fault]:
    """Return what a test says of cases in vain."""
    check = _Check(loaded, kinds)
    for i, given in enumerate(loaded.test.cases):
        yield from check.given(given, f"cases[{i}]")
    for i, action in enumerate(loaded.test.actions):
        if not action.case:
            continue
        yield from check.known(f"actions[{i}].case", "case", action.case, check.kind_of)
        kind = check.kind_of.get(action.case)
        if kind is not None and action.do == "case":
            names = [each.id for each in kind.actions]
            yield from check.known(f"actions[{i}].action", "action", action.action, names)
        if parent := action.values.get("parent"):
            yield from check.known(f"actions[{i}].values.parent", "case", parent, check.kind_of)
    for i, expectation in enumerate(loaded.test.expect):
        for j, expected in enumerate(expectation.cases or ()):
            yield from check.expected(expected, f"expect[{i}].cases[{j}]")
        for figure in expectation.figures or ():
            yield from check.known(f"expect[{i}].figures.{figure}", "figure", figure, kinds.figures)


class _Check:
    """Looks at the cases of one test."""

    def __init__(self, loaded: LoadedTest, kinds: CaseKinds) -> None:
        self._loaded, self._kinds = loaded, kinds
        self.kind_of: dict[str, CaseKindSpec] = {
            given.id: kinds.kinds[given.kind] for given in loaded.test.cases if given.kind in kinds.kinds
        }
        self.kind_of |= self._opened_by_themselves()

    def _opened_by_themselves(self) -> dict[str, CaseKindSpec]:
        """Return the kinds of cases that a test names by their codes: of a schedule or a procedure."""
        test = self._loaded.test
        named = {action.case for action in test.actions if action.case}
        named |= {expected.case for each in test.expect for expected in each.cases or ()}
        kinds = self._kinds.kinds.values()
        return {name: kind for name in named for kind in kinds if has_form(name, kind.code or kind.id)}

    def known(self, key: str, what: str, name: str, allowed: Collection[str]) -> Iterator[Fault]:
        if name not in allowed:
            yield self._loaded.fault(key, f"unknown {what} '{name}'", unknown_cure(name, list(allowed)))

    def given(self, given: CaseAt, at: str) -> Iterator[Fault]:
        kind = self._kinds.kinds.get(given.kind)
        if kind is None:
            yield from self._undeclared(given, at)
            return
        for name in given.data:
            yield from self.known(f"{at}.data.{name}", "data field", name, [each.id for each in kind.data])
        if given.opened_by and given.status:
            cure = f"leave it out: what is entered here begins as '{kind.statuses[0].id}'"
            yield self._loaded.fault(f"{at}.status", "only a source says a status", cure)

    def _undeclared(self, given: CaseAt, at: str) -> Iterator[Fault]:
        if given.status not in _OPEN:
            yield self._loaded.fault(f"{at}.status", f"found '{given.status}'", "expected open or closed")
        for key in ("field", "unit", "opened_by", "text", "reporter"):
            if getattr(given, key):
                cure = "declare the kind in a pack's 'cases' folder, or leave it out"
                yield self._loaded.fault(f"{at}.{key}", f"no pack says what a '{given.kind}' is", cure)

    def expected(self, expected: ExpectedCase, at: str) -> Iterator[Fault]:
        yield from self.known(f"{at}.case", "case", expected.case, self.kind_of)
        kind = self.kind_of.get(expected.case)
        if kind is None:
            return
        if expected.status is not None:
            statuses = [each.id for each in kind.statuses]
            yield from self.known(f"{at}.status", "status", expected.status, statuses)
        if expected.field:
            yield from self.known(f"{at}.field", "field", expected.field, [each.id for each in kind.fields])
        if expected.parent:
            yield from self.known(f"{at}.parent", "case", expected.parent, self.kind_of)
        for name in expected.data:
            yield from self.known(f"{at}.data.{name}", "data field", name, [each.id for each in kind.data])
