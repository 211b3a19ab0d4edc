"""Metrics of packs that people enter by hand: which, and whether they can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from backend.contract.document import Fault, Lines

if TYPE_CHECKING:
    from backend.usecases.packs import Metric


def entered_metrics(metrics: Mapping[str, Metric]) -> dict[str, tuple[float, float]]:
    """Return the metrics that people enter, with what they can be, in their order."""
    return {name: metric.range for name, metric in metrics.items() if metric.entered}


def longest_age_s(metrics: Mapping[str, Metric]) -> float:
    """Return how long entered readings may be silent at most, s; 0 where nothing is entered."""
    return max((metric.max_age_s for metric in metrics.values() if metric.entered), default=0.0)


def entered_faults(metrics: Mapping[str, Metric], lines: Lines) -> Iterator[Fault]:
    """Yield what is wrong with the entered metrics of one pack."""
    for name, metric in metrics.items():
        if metric.entered and metric.derived is not None:
            cure = "take out one of both: what is computed cannot be entered"
            yield lines.fault(f"metrics.{name}.entered", "the metric is computed ('derived')", cure)
