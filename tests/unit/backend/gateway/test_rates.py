from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.gateway import rates
from backend.gateway.rates import Buckets


def test_a_burst_passes_and_then_the_rate_holds() -> None:
    buckets = Buckets(60, burst=3)
    assert [buckets.take("a", 0.0) for _ in range(3)] == [0.0] * 3
    assert buckets.take("a", 0.0) == 1.0
    assert buckets.take("a", 0.5) == 0.5
    assert buckets.take("a", 1.0) == 0.0


def test_each_name_has_its_own_bucket() -> None:
    buckets = Buckets(60, burst=1)
    assert buckets.take("a", 0.0) == buckets.take("b", 0.0) == 0.0
    assert buckets.take("a", 0.0) > 0.0


def test_the_longest_unused_name_is_forgotten_first() -> None:
    buckets = Buckets(60, burst=1)
    for n in range(rates.MOST_KNOWN):
        buckets.take(str(n), 0.0)
    buckets.take("0", 0.0)
    buckets.take("new", 0.0)
    assert len(buckets) == rates.MOST_KNOWN
    assert buckets.take("0", 0.0) > 0.0  # used last, so still known
    assert buckets.take("1", 0.0) == 0.0  # forgotten


@given(st.lists(st.floats(0, 10), max_size=80), st.floats(1, 600), st.integers(1, 20))
def test_never_more_than_burst_and_rate_allow(steps: list[float], per_minute: float, burst: int) -> None:
    buckets, now, n_taken = Buckets(per_minute, burst), 0.0, 0
    for step in steps:
        now += step
        n_taken += buckets.take("a", now) == 0.0
    assert n_taken <= burst + now * per_minute / 60 + 1e-6
