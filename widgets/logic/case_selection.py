"""Which rows of the desk's list are marked for one action. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from backend.contract.cases import CaseFile

MOST = 500
"""So many cases the daemon takes in one action."""


class CaseSelection:
    """The row under the cursor, and the marked cases in the order of marking."""

    def __init__(self) -> None:
        """Start at the first row with nothing marked."""
        self.cursor = 0
        self.anchor = 0
        """Where a run of marks began."""
        self._marked: dict[str, CaseFile] = {}

    def marked(self) -> tuple[CaseFile, ...]:
        """Return the marked cases."""
        return tuple(self._marked.values())

    def __contains__(self, case_id: str) -> bool:
        return case_id in self._marked

    def __len__(self) -> int:
        return len(self._marked)

    def move(self, to: int, n_rows: int) -> None:
        """Put the cursor on a row of a list of `n_rows`, as near as there is one."""
        self.cursor = max(0, min(to, n_rows - 1))

    def toggle(self, file: CaseFile) -> bool:
        """Mark a case, or take its mark away; return False where no more can be marked."""
        if self._marked.pop(file.case_id, None) is not None:
            return True
        return self.mark([file]) == 1

    def mark(self, files: Iterable[CaseFile]) -> int:
        """Mark cases as far as there is room; return how many of them are marked now."""
        n_marked = 0
        for file in files:
            if file.case_id not in self._marked and len(self._marked) >= MOST:
                break
            self._marked[file.case_id] = file
            n_marked += 1
        return n_marked

    def renew(self, files: Iterable[CaseFile]) -> None:
        """Take newer versions of marked cases: what may be done with them depends on their status."""
        for file in files:
            if file.case_id in self._marked:
                self._marked[file.case_id] = file

    def keep(self, case_ids: Iterable[str]) -> None:
        """Leave only these marked: what was refused can be tried again."""
        wanted = set(case_ids)
        self._marked = {k: v for k, v in self._marked.items() if k in wanted}

    def clear(self) -> None:
        """Mark nothing."""
        self._marked.clear()

    def subjects(self, under_cursor: CaseFile | None) -> tuple[CaseFile, ...]:
        """Return what an action is done to: the marked cases, else the one under the cursor."""
        if self._marked:
            return self.marked()
        return (under_cursor,) if under_cursor is not None else ()
