"""Checks what a report says of measurements: the sheets, kinds of places and metrics that it names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from backend.contract.document import Fault, Lines, unknown_cure
from backend.reports.measured_spec import SeriesSpec
from backend.reports.spec import ReportSpec

MOST_METRICS = 5
"""More columns do not fit a page."""


class Measured(NamedTuple):
    """What there is."""

    sheets: Collection[str]
    """Ids of sheets of compliance."""
    kinds: Mapping[str, Collection[str]]
    """Kind of place → metrics."""


def measured_faults(spec: ReportSpec, lines: Lines, known: Measured | None) -> Iterator[Fault]:
    """Yield what is wrong; `known` None: names are not checked."""
    for i, section in enumerate(spec.sections):
        at = f"sections[{i}]"
        if section.series is not None and not 0 < len(section.series.metrics) <= MOST_METRICS:
            found = f"{len(section.series.metrics)} metrics"
            yield lines.fault(f"{at}.series.metrics", found, f"1 to {MOST_METRICS}, each a column")
        if known is None:
            continue
        sheet = section.compliance.sheet if section.compliance is not None else ""
        if sheet and sheet not in known.sheets:
            cure = unknown_cure(sheet, list(known.sheets))
            yield lines.fault(f"{at}.compliance.sheet", f"there is no compliance sheet '{sheet}'", cure)
        if section.series is not None:
            yield from _series(section.series, f"{at}.series", lines, known)


def _series(spec: SeriesSpec, at: str, lines: Lines, known: Measured) -> Iterator[Fault]:
    metrics = known.kinds.get(spec.place_kind)
    if metrics is None:
        cure = unknown_cure(spec.place_kind, list(known.kinds))
        yield lines.fault(f"{at}.place_kind", f"there is no kind of place '{spec.place_kind}'", cure)
        return
    for j, metric in enumerate(spec.metrics):
        if metric not in metrics:
            found = f"'{metric}' is not measured at '{spec.place_kind}'"
            yield lines.fault(f"{at}.metrics[{j}]", found, unknown_cure(metric, list(metrics)))
