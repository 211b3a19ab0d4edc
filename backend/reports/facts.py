"""What a report is filled with: gathered by the daemon, computed by the figures' own code alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.case_requests import FigureCell, FigureInfo
from backend.contract.cases import CaseFile, CaseKindInfo
from backend.contract.compliance import Compliance
from backend.reports.case_words import Promise
from backend.reports.measured_spec import SeriesTable
from backend.reports.periods import Period
from backend.reports.spec import Want


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one report says."""

    centre: str
    above: str = ""
    issuer: str = ""
    place: str = ""
    issuer_code: str = ""
    zone: ZoneInfo
    period: Period
    made_at: float
    infos: Mapping[str, FigureInfo] = {}
    cells: Mapping[str, Sequence[FigureCell]] = {}
    """`Want.key` to its cells."""
    earlier: Mapping[str, FigureCell] = {}
    """Figure to its cell of the period before."""
    lists: Mapping[int, Sequence[CaseFile]] = {}
    """Number of a section to its cases."""
    n_listed: Mapping[int, int] = {}
    """How many cases there are in all."""
    points: Mapping[int, tuple[Sequence[float], Sequence[float], int]] = {}
    """Number of a section to longitudes and latitudes (degrees) of its cases, and how many have none."""
    sheets: Mapping[int, Compliance] = {}
    """Number of a section to its sheet of compliance at the end of the period."""
    series: Mapping[int, SeriesTable] = {}
    """Number of a section to its table of series."""
    places: Mapping[str, str] = {}
    """Place id → name."""
    maps: str = ""
    """Folder of the centre's layers."""
    units: Mapping[str, str] = {}
    kinds: Mapping[str, CaseKindInfo] = {}
    unit_id: str = ""
    """Of a report about a unit."""
    case: CaseFile | None = None
    """Of a report about a case."""
    promise: Promise = Promise()

    def cell(self, figure: str) -> FigureCell | None:
        """Return the cell of a figure as a whole."""
        cells = self.cells.get(Want(figure).key, ())
        return cells[0] if cells else None

    def value(self, figure: str) -> float | None:
        """Return a figure's value, None where it is not assessed."""
        cell = self.cell(figure)
        return cell.value if cell else None
