"""Rules and series for the tests of the back-test."""

from __future__ import annotations

import numpy as np

from backend.analytics.columns import Readings, readings
from backend.contract.state import Text
from backend.domain.rules import absence, aggregate, threshold
from backend.domain.series import SeriesFacts

START = 1_700_000_400.0
COMMON = {
    "title": Text("{name} {value}"),
    "metric": "level",
    "severity": "medium",
    "consequence": Text("a"),
    "response": Text("b"),
    "respond_within_s": 600.0,
    "unit_id": "u",
    "procedure": "none",
}


def threshold_rule(**given: object) -> threshold.Spec:
    return threshold.Spec(**{**COMMON, "id": "high", "kind": "threshold", "limit": 10.0, **given})  # type: ignore[arg-type]


def absence_rule(**given: object) -> absence.Spec:
    return absence.Spec(**{**COMMON, "id": "lost", "kind": "absence", **given})  # type: ignore[arg-type]


def aggregate_rule(**given: object) -> aggregate.Spec:
    fields = {"function": "sum", "window_s": 600.0, "limit": 50.0, "id": "sum", "kind": "aggregate"}
    return aggregate.Spec(**{**COMMON, **fields, **given})  # type: ignore[arg-type]


def facts(place_id: str = "p1", max_age_s: float = 180.0, **given: object) -> SeriesFacts:
    return SeriesFacts(
        **{  # type: ignore[arg-type]
            "series_id": f"{place_id}.level",
            "place_id": place_id,
            "place_name": place_id.upper(),
            "kind": "gauge",
            "metric": "level",
            "unit": "m",
            "max_age_s": max_age_s,
            **given,
        }
    )


def minutes(*values: float, start_at: float = START) -> Readings:
    """Return readings one minute apart."""
    return readings(start_at + 60.0 * np.arange(len(values)), values)
