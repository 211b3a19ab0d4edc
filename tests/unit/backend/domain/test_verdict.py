from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_one_rule_at_one_place_is_one_alarm(verdict: Callable[..., Any]) -> None:
    assert verdict(1.0, rule_id="flooded", subject="me-suot").alarm_id == "flooded@me-suot"
