"""The case book: the newest state of every case, whatever order its updates come in."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from backend.contract.work import Case


class CaseBook:
    """All cases of one centre."""

    def __init__(self) -> None:
        """Start with no case."""
        self._cases: dict[str, Case] = {}

    def get(self, case_id: str) -> Case | None:
        """Return one case."""
        return self._cases.get(case_id)

    def open_cases(self) -> tuple[Case, ...]:
        """Return the cases that go on."""
        return tuple(case for case in self._cases.values() if case.open)

    def restore(self, cases: Iterable[Case]) -> None:
        """Take over the stored cases after a restart."""
        self._cases.update((case.case_id, case) for case in cases)

    def apply(self, case: Case) -> Case | None:
        """Take over what a source says of a case.

        Sources tell of a case again and again, and some late: the same words with a newer time, or an
        older time, change nothing. At an equal time the later word counts (many systems write times to
        the minute), but it does not re-open what is closed.

        Returns:
            The case as it is now, None if nothing changed.
        """
        old = self._cases.get(case.case_id)
        if old is not None:
            reopens = case.open and not old.open
            if case.changed_at < old.changed_at or (case.changed_at == old.changed_at and reopens):
                return None
        self._cases[case.case_id] = case
        return None if old is not None and replace(case, changed_at=old.changed_at) == old else case
