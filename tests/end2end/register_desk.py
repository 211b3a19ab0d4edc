"""Asks a register over the wire as a desk does: counts, whole lists, figures."""

from __future__ import annotations

from backend.contract.case_requests import (
    CaseCounts,
    CasePage,
    CountCases,
    FigureCell,
    Figures,
    FindCases,
    GetFigures,
)
from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.messages import GetSnapshot, Snapshot
from backend.contract.state import Source
from tests.end2end.daemon_run import PASSWORD, DaemonRun
from tests.end2end.work_desk import Desk

MOST_ROWS = 500
"""Rows of one page."""


class RegisterDesk(Desk):
    """A desk of the duty officer."""

    def __init__(self, daemon: DaemonRun) -> None:
        super().__init__(daemon)
        self.sign_in("ha", PASSWORD)

    def counts(self, query: CaseQuery, *by: str) -> dict[tuple[str, ...], int]:
        """Return how many cases of a query have which keys."""
        answer = self.ask(CountCases(query, by))
        assert isinstance(answer, CaseCounts), answer
        assert answer.n_total == sum(row.n for row in answer.rows)
        return {row.keys: row.n for row in answer.rows}

    def n(self, query: CaseQuery) -> int:
        return self.counts(query)[()]

    def listed(self, query: CaseQuery) -> list[CaseFile]:
        """Return every case of a query, page after page; as many as the first page says."""
        found: list[CaseFile] = []
        n_total = 1
        while len(found) < n_total:
            page = self.ask(FindCases(query, "code", len(found), MOST_ROWS, count=not found))
            assert isinstance(page, CasePage), page
            n_total = n_total if found else page.n_total
            assert page.rows or not n_total
            found += page.rows
        assert len(found) == n_total
        assert len({file.case_id for file in found}) == n_total
        return found

    def ids(self, query: CaseQuery) -> set[str]:
        return {file.case_id for file in self.listed(query)}

    def figures(self, *names: str, by: str = "", at: float | None = None) -> list[FigureCell]:
        answer = self.ask(GetFigures(names, by, at=at))
        assert isinstance(answer, Figures), answer
        return list(answer.cells)

    def source(self, source_id: str) -> Source:
        snapshot = self.ask(GetSnapshot())
        assert isinstance(snapshot, Snapshot), snapshot
        return next(one for one in snapshot.sources if one.source_id == source_id)
