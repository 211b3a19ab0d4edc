"""A sheet of compliance as a matrix: places by groups of parameters, the worst first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from backend.contract.compliance import (
    Compliance,
    ComplianceCell,
    ComplianceLimit,
    ComplianceParameter,
    Verdict,
)
from widgets.logic.search import folded

WORST_FIRST: tuple[Verdict, ...] = ("fail", "inconclusive", "missing", "pass", "not_applicable")


class Square(msgspec.Struct, frozen=True):
    """One group at one place."""

    place_id: str
    group_id: str
    counts: dict[Verdict, int]
    """Parameters by verdict; those that are not asked for here and were not measured do not count."""
    failed: tuple[str, ...] = ()
    """Rows that fail."""
    newest_at: float | None = None
    """Sampling of the newest result."""

    @property
    def verdict(self) -> Verdict:
        """Return the worst verdict; `not_applicable` where nothing is asked for."""
        return next((v for v in WORST_FIRST if self.counts.get(v)), "not_applicable")

    @property
    def n(self) -> int:
        """Return how many parameters are judged or missing."""
        return sum(n for verdict, n in self.counts.items() if verdict != "not_applicable")


class Row(msgspec.Struct, frozen=True):
    """One place."""

    place_id: str
    name: str
    squares: tuple[Square, ...]
    """In the order of the groups."""

    @property
    def verdict(self) -> Verdict:
        """Return the worst verdict of its groups."""
        return worst(square.verdict for square in self.squares)


class Finding(msgspec.Struct, frozen=True):
    """One parameter at one place, with everything that a person asks about it."""

    cell: ComplianceCell
    parameter: ComplianceParameter
    limit: ComplianceLimit | None


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of some verdicts; of none `not_applicable`."""
    return min(verdicts, key=WORST_FIRST.index, default="not_applicable")


def matrix(found: Compliance, names: Mapping[str, str]) -> list[Row]:
    """Return the places, the worst first, then by name.

    Args:
        found: the answer.
        names: place id → name.
    """
    cells: dict[tuple[str, str], list[ComplianceCell]] = {}
    for cell in found.cells:
        cells.setdefault((cell.place_id, cell.group), []).append(cell)
    rows = [
        Row(
            place,
            names.get(place, place),
            tuple(_square(place, g.group_id, cells.get((place, g.group_id), [])) for g in found.groups),
        )
        for place in found.places
    ]
    return sorted(rows, key=lambda row: (WORST_FIRST.index(row.verdict), folded(row.name)))


def _square(place: str, group: str, cells: Sequence[ComplianceCell]) -> Square:
    counts: dict[Verdict, int] = {}
    for cell in cells:
        counts[cell.verdict] = counts.get(cell.verdict, 0) + 1
    failed = tuple(cell.row for cell in cells if cell.verdict == "fail")
    newest = max((cell.sampled_at for cell in cells if cell.sampled_at is not None), default=None)
    return Square(place, group, counts, failed, newest)


def totals(rows: Sequence[Row]) -> dict[Verdict, int]:
    """Return how many places have which worst verdict."""
    found: dict[Verdict, int] = {}
    for row in rows:
        found[row.verdict] = found.get(row.verdict, 0) + 1
    return found


def findings(found: Compliance, place_id: str, group_id: str = "") -> list[Finding]:
    """Return the parameters of a place, the worst first, then in the order of the sheet.

    Args:
        found: the answer.
        place_id: which place.
        group_id: only this group; empty: all.
    """
    order = {parameter.row: k for k, parameter in enumerate(found.parameters)}
    parameters = {parameter.row: parameter for parameter in found.parameters}
    limits = {(limit.limit_set, limit.row): limit for limit in found.limits}
    there = [
        Finding(cell, parameters[cell.row], limits.get((cell.limit_set, cell.row)))
        for cell in found.cells
        if cell.place_id == place_id and (not group_id or cell.group == group_id) and cell.row in parameters
    ]
    return sorted(there, key=lambda f: (WORST_FIRST.index(f.cell.verdict), order[f.cell.row]))
