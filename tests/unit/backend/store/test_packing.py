from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Quality
from backend.store.packing import HOUR, MINUTE, ROW, SPAN, coarser, joined, merge, pack, span_of, sums, unpack

START = 1_700_000_400_000_000

rows_in_a_span = st.dictionaries(
    st.integers(0, SPAN - 1),
    st.tuples(st.floats(-1e9, 1e9), st.sampled_from(list(Quality))),
    max_size=30,
).map(lambda found: np.array([(START + at, 5, *found[at]) for at in sorted(found)], dtype=ROW))


@given(rows_in_a_span)
def test_a_block_holds_exactly_what_was_packed(rows: np.ndarray) -> None:
    assert unpack(pack(rows, START), START, 5).tobytes() == rows.tobytes()


def test_a_steady_minute_costs_few_bytes() -> None:
    rows = np.array([(START + i * 1_000_000, 5, 20.0 + i % 5, 0) for i in range(600)], dtype=ROW)
    assert len(pack(rows, START)) < 600


def test_a_damaged_block_is_told() -> None:
    with pytest.raises(ValueError, match=r"block of series 5 at 17.*damaged"):
        unpack(b"nothing", START, 5)


@pytest.mark.parametrize("at", [-1, 0, 1, START, START + SPAN - 1])
def test_an_instant_lies_in_its_span(at: int) -> None:
    assert span_of(at) <= at < span_of(at) + SPAN
    assert span_of(at) % SPAN == 0


@given(rows_in_a_span, rows_in_a_span)
def test_merging_keeps_the_first_of_each_instant(kept: np.ndarray, incoming: np.ndarray) -> None:
    merged, new = merge(kept, incoming)
    expected = {int(r["at"]): r.tobytes() for r in incoming} | {int(r["at"]): r.tobytes() for r in kept}
    assert merged.tobytes() == b"".join(expected[at] for at in sorted(expected))
    assert set(new["at"].tolist()) == set(incoming["at"].tolist()) - set(kept["at"].tolist())


def test_sums_leave_bad_readings_out() -> None:
    rows = np.array(
        [
            (START + 1, 1, 4.0, Quality.GOOD),
            (START + 2, 1, 99.0, Quality.BAD),
            (START + 3, 1, 2.0, Quality.UNCERTAIN),
            (START + MINUTE, 1, 7.0, Quality.GOOD),
            (START, 2, 1.0, Quality.BAD),
        ],
        dtype=ROW,
    )
    found = sums(rows, MINUTE)
    assert [column.tolist() for column in found] == [
        [1, 1],
        [START, START + MINUTE],
        [2, 1],
        [6.0, 7.0],
        [2.0, 7.0],
        [4.0, 7.0],
        [START + 3, START + MINUTE],
        [2.0, 7.0],
    ]


def test_sums_of_nothing_are_nothing() -> None:
    assert len(sums(np.empty(0, ROW), MINUTE).n) == 0
    assert len(coarser(sums(np.empty(0, ROW), MINUTE), HOUR).n) == 0


@given(rows_in_a_span)
def test_summing_sums_is_summing_readings(rows: np.ndarray) -> None:
    by_minutes, at_once = coarser(sums(rows, MINUTE), HOUR), sums(rows, HOUR)
    assert by_minutes.n.tolist() == at_once.n.tolist()
    assert by_minutes.last_value.tolist() == at_once.last_value.tolist()
    assert by_minutes.low.tolist() == at_once.low.tolist()
    assert by_minutes.high.tolist() == at_once.high.tolist()
    for one, other in zip(by_minutes.total, at_once.total, strict=True):
        assert math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-3)


def test_an_interval_in_two_parts_is_one() -> None:
    early = np.array([(START + 5, 1, 4.0, 0)], dtype=ROW)
    late = np.array([(START + 9, 1, 6.0, 0)], dtype=ROW)
    found = coarser(joined([sums(late, MINUTE), sums(early, MINUTE)]), MINUTE)
    assert (found.n.tolist(), found.total.tolist(), found.last_value.tolist()) == ([2], [10.0], [6.0])
