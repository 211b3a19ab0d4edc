"""Open cases that others must be compared with: orders by their crew, and calls that may repeat one another.

Lives on the daemon's loop, kept right by every change of a case, whether it has committed or not: two people
who send the same crew at the same moment must not both succeed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from backend.contract.cases import OPEN_GROUPS, CaseFile, CaseQuery
from backend.domain.cases.likeness import MOST, Likeness, alike
from backend.domain.cases.sending import crew_of, subject_of
from backend.domain.cases.spec import CaseKindSpec

PAGE = 500
MOST_SUBJECTS = 2000
"""For so many things it is remembered who did not go."""
REMEMBERED_S = 3 * 86_400.0
"""Orders that came to nothing so long before a start count: what they were about goes on, or is over."""
Find = Callable[[CaseQuery, int, int], list[CaseFile]]
"""Returns one page of a query: offset and limit."""


class Engaged:
    """Which crew is busy with which order, and the open cases of kinds that look for repetitions."""

    def __init__(self, specs: dict[str, CaseKindSpec]) -> None:
        """Watch cases of `specs`; none is open."""
        self._specs = {name: spec for name, spec in specs.items() if spec.resource or spec.alike is not None}
        self._orders: dict[str, dict[str, None]] = {}
        """Crew → its open orders, the oldest first."""
        self._crews: dict[str, str] = {}
        """Open order → its crew."""
        self._gave_up: dict[str, dict[str, None]] = {}
        """What an order was about → the crews whose order about it came to nothing."""
        self._open: dict[str, dict[str, CaseFile]] = {}
        """Kind → its open cases that repetitions are looked for among."""

    def restore(self, find: Find, now: float) -> None:
        """Take over what is open, and who did not go of late (`now`: s since epoch); blocks on the store."""
        for name, spec in self._specs.items():
            self._take(find, CaseQuery(kind=name, groups=OPEN_GROUPS))
            if spec.resource and spec.about:
                since_at = now - REMEMBERED_S
                self._take(find, CaseQuery(kind=name, groups=("refused",), finished_from=since_at))

    def _take(self, find: Find, query: CaseQuery) -> None:
        offset = 0
        while page := find(query, offset, PAGE):
            self.note(page)
            offset += len(page)

    def note(self, files: Iterable[CaseFile]) -> None:
        """Take cases as they are now."""
        for file in files:
            spec = self._specs.get(file.kind)
            if spec is None:
                continue
            if spec.alike is not None:
                there = self._open.setdefault(file.kind, {})
                if file.open and not file.parent:
                    there[file.case_id] = file
                else:
                    there.pop(file.case_id, None)
            crew, subject = crew_of(spec, file), subject_of(spec, file)
            self._engage(file.case_id, crew if file.open else "")
            if crew and subject and file.group == "refused":
                self._gave_up.setdefault(subject, {})[crew] = None
                while len(self._gave_up) > MOST_SUBJECTS:
                    del self._gave_up[next(iter(self._gave_up))]

    def order_of(self, crew: str) -> str:
        """Return the open order that keeps a crew busy, empty where it is free."""
        return next(iter(self._orders.get(crew, ())), "")

    def busy(self) -> dict[str, str]:
        """Return every busy crew with its order."""
        return {crew: next(iter(orders)) for crew, orders in self._orders.items()}

    def gave_up(self, subject: str) -> Collection[str]:
        """Return the crews that were sent for something and do not go: declined, silent, called off."""
        return self._gave_up.get(subject, {})

    def alike(self, file: CaseFile, most: int = MOST) -> list[Likeness]:
        """Return the open cases that a case may repeat, `most` at most."""
        spec = self._specs.get(file.kind)
        if spec is None or spec.alike is None:
            return []
        return alike(spec.alike, file, self._open.get(file.kind, {}).values(), most)

    def calls(self, kind: str) -> Mapping[str, CaseFile]:
        """Return the open cases of a kind that repetitions are looked for among, by code."""
        return self._open.get(kind, {})

    def _engage(self, case_id: str, crew: str) -> None:
        before = self._crews.pop(case_id, "")
        if before and before != crew:
            self._orders[before].pop(case_id, None)
            if not self._orders[before]:
                del self._orders[before]
        if crew:
            self._crews[case_id] = crew
            self._orders.setdefault(crew, {})[case_id] = None
