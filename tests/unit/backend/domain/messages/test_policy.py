from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.messages.policy import Backoff, ChannelRules, Gate

VN = ZoneInfo("Asia/Ho_Chi_Minh")
EVENING = dt.datetime(2026, 11, 24, 23, 0, tzinfo=VN).timestamp()
SIX = dt.datetime(2026, 11, 25, 6, 0, tzinfo=VN).timestamp()


def gate(**rules: Any) -> Gate:
    return Gate(ChannelRules(channel_id="c", kind="smpp", **rules), VN)


def until(
    found: Gate, now: float = EVENING, *, critical: bool = False, counted: bool = False
) -> float | None:
    wait = found.wait(now, critical=critical, counted=counted)
    return wait.until_at if wait else None


def test_quiet_hours_end_in_the_morning_and_what_is_critical_breaks_them() -> None:
    assert until(gate(quiet=("22:00-06:00",))) == SIX
    assert until(gate(quiet=("22:00-06:00",)), SIX) is None
    assert until(gate(quiet=("22:00-06:00",)), critical=True) is None
    assert until(gate(quiet=("22:00-06:00",), critical_breaks_quiet=False), critical=True) == SIX
    assert until(gate(quiet=("22:00-23:30", "22:00-06:00"))) == SIX


def test_the_quota_counts_local_days() -> None:
    found = gate(quota_per_day=2)
    found.count(EVENING)
    assert until(found) is None
    found.count(EVENING)
    midnight = EVENING + 3600
    assert until(found) == midnight
    assert until(found, critical=True) == midnight
    assert until(found, counted=True) is None
    assert until(found, midnight) is None
    assert (found.n_on(EVENING), found.n_on(midnight)) == (2, 0)


def test_a_try_of_the_same_message_costs_no_quota() -> None:
    found = gate(quota_per_day=1)
    found.count(EVENING, counted=True)
    assert until(found) is None


def test_what_left_yesterday_does_not_count_after_a_restart() -> None:
    found = gate(quota_per_day=1)
    found.count_today(EVENING - 86400, EVENING)
    assert found.n_on(EVENING) == 0
    found.count_today(EVENING - 60, EVENING)
    assert found.n_on(EVENING) == 1


def test_the_pace_lets_a_second_of_messages_out_at_once_and_then_one_by_one() -> None:
    found = gate(rate_per_s=3.0)
    assert found.n_free(EVENING) == 3
    for _ in range(3):
        found.count(EVENING)
    assert found.n_free(EVENING) == 0
    assert found.free_at() == pytest.approx(EVENING + 1 / 3)
    assert found.n_free(EVENING + 1 / 3) == 1
    assert found.n_free(EVENING + 60) == 3
    assert gate().n_free(EVENING) is None


def test_a_slow_pace_and_a_clock_that_is_set_back() -> None:
    found = gate(rate_per_s=0.1)
    found.count(EVENING)
    assert (found.n_free(EVENING + 9), found.n_free(EVENING + 10)) == (0, 1)
    assert found.n_free(EVENING - 3600) == 1


def test_new_settings_keep_what_was_counted() -> None:
    old = gate(quota_per_day=5, rate_per_s=1.0)
    old.count(EVENING)
    new = gate(quota_per_day=1, rate_per_s=1.0)
    new.follow(old)
    assert until(new) is not None
    assert new.n_free(EVENING) == 0


@given(st.integers(1, 1000), st.floats(0, 1), st.floats(0, 1e7) | st.none())
def test_waits_grow_to_a_cap_and_honour_what_was_asked(n: int, draw: float, asked: float | None) -> None:
    backoff = Backoff()
    wait = backoff.wait_s(n, draw, asked)
    assert wait >= min(asked or 0.0, 86400.0)
    assert backoff.first_s * 0.8 <= wait <= max(backoff.most_s * 1.2, 86400.0)
    if not asked:
        assert wait <= backoff.most_s * 1.2


def test_waits_are_exponential_with_jitter() -> None:
    backoff = Backoff(first_s=5, factor=3, most_s=900, jitter=0.2)
    assert [backoff.wait_s(n, 0.5) for n in (1, 2, 3, 10)] == [5, 15, 45, 900]
    assert (backoff.wait_s(1, 0.0), backoff.wait_s(1, 1.0)) == (4, 6)
