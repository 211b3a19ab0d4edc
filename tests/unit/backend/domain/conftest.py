"""Builders that the domain's tests share; a test names only what it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.contract.state import Quality, Text
from backend.domain.observation import Observation
from backend.domain.rule import RuleSpec
from backend.domain.rule_kinds import kind_of
from backend.domain.series import SeriesFacts
from backend.domain.verdict import Verdict


@pytest.fixture
def rule() -> Callable[..., RuleSpec]:
    def make(kind: str = "threshold", **fields: Any) -> RuleSpec:
        given: dict[str, Any] = {
            "id": "r",
            "title": Text("{name} {value} {unit}", "{name} {value} {unit}"),
            "metric": "level",
            "severity": "high",
            "consequence": Text("hậu quả"),
            "response": Text("xử lý"),
            "respond_within_s": 600.0,
            "unit_id": "u",
            "procedure": "none",
        }
        if kind != "absence":
            given["limit"] = 20.0
        return kind_of(kind).Spec(kind=kind, **(given | fields))

    return make


@pytest.fixture
def series() -> Callable[..., SeriesFacts]:
    def make(place_id: str = "p", **fields: Any) -> SeriesFacts:
        metric = fields.get("metric", "level")
        given: dict[str, Any] = {
            "series_id": f"{place_id}.{metric}",
            "place_id": place_id,
            "place_name": place_id.upper(),
            "kind": "gauge",
            "metric": metric,
            "unit": "cm",
            "max_age_s": 60.0,
        }
        return SeriesFacts(**(given | fields))

    return make


@pytest.fixture
def reading() -> Callable[..., Observation]:
    def make(
        at: float, value: float, quality: Quality = Quality.GOOD, series_id: str = "p.level"
    ) -> Observation:
        return Observation(series_id, at, value, quality)

    return make


@pytest.fixture
def verdict() -> Callable[..., Verdict]:
    def make(at: float, active: bool = True, severity: str = "high", **fields: Any) -> Verdict:
        given: dict[str, Any] = {
            "rule_id": "r",
            "subject": "p",
            "series_id": "p.level",
            "active": active,
            "severity": severity,
            "value": 25.0,
            "limit": 20.0,
            "unit": "cm",
            "at": at,
            "title": Text("Ngập"),
        }
        return Verdict(**(given | fields))

    return make
