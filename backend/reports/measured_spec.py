"""What a report says of measurements: tables of compliance and of series."""

from __future__ import annotations

import msgspec

from backend.contract.state import Text


class ComplianceSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two tables: places by groups of parameters, and every result that fails or concludes nothing."""

    sheet: str
    """Id of a sheet of compliance."""
    title: Text = Text("")
    limit: int = 60
    """Lines of the second table; 0: all."""


class SeriesSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of what was measured: lowest, mean and highest value of each place in the period."""

    place_kind: str
    metrics: tuple[str, ...]
    """Columns, at most five."""
    where: dict[str, str | list[str]] = {}
    """Only places with these attributes; `""` stands for "has none"."""
    title: Text = Text("")


class SeriesValue(msgspec.Struct, frozen=True):
    """One series in the period."""

    low: float
    mean: float
    high: float


class SeriesTable(msgspec.Struct, frozen=True):
    """What a table of series is made of."""

    heads: tuple[tuple[str, str, int], ...]
    """Name, unit and decimals of each metric."""
    rows: tuple[tuple[str, tuple[SeriesValue | None, ...]], ...]
    """Name of each place, and its series; None: nothing was measured."""
