import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.indicators import periods as domain
from widgets.logic import indicator_periods as periods

YEARS = st.integers(2000, 2099)
PERIODS = st.builds(
    "{}{}".format,
    YEARS,
    st.sampled_from(
        ["", "-H1", "-H2", "-9M", "-Q1", "-Q2", "-Q3", "-Q4", *(f"-{m:02d}" for m in range(1, 13))]
    ),
)


@pytest.mark.parametrize(
    ("period", "vi", "en"),
    [
        ("2026", "Năm 2026", "2026"),
        ("2026-H1", "6 tháng đầu năm 2026", "First half of 2026"),
        ("2026-H2", "6 tháng cuối năm 2026", "Second half of 2026"),
        ("2026-9M", "9 tháng năm 2026", "Jan–Sep 2026"),
        ("2026-Q3", "Quý III/2026", "Q3 2026"),
        ("2026-11", "Tháng 11/2026", "Nov 2026"),
    ],
)
def test_periods_are_called_as_people_call_them(period, vi, en):
    assert (periods.name(period, "vi"), periods.name(period, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("period", "vi"),
    [
        ("2026-10", "10 tháng năm 2026"),
        ("2026-01", "Tháng 1/2026"),
        ("2026-Q3", "9 tháng năm 2026"),
        ("2026-12", "Năm 2026"),
    ],
)
def test_what_counts_from_january_says_so(period, vi):
    assert periods.name(period, "vi", cumulative=True) == vi


@given(PERIODS)
def test_the_daemon_calls_periods_alike(period):
    assert periods.name(period, "vi") == domain.name(period).vi
    assert periods.span_of(period).order[:2] == domain.order(period)[:2]


@given(PERIODS)
def test_the_next_period_is_of_the_same_kind_and_the_one_before_it_is_this(period):
    after = periods.following(period)
    assert periods.kind_of(after) == periods.kind_of(period)
    assert domain.previous(after) == period


def test_what_names_no_period_stays_as_it_is():
    for words in ("", "2026-Q5", "2026-13", "hôm nay"):
        assert periods.span_of(words) is None
        assert periods.name(words, "vi") == periods.tick(words, "vi") == periods.following(words) == words


def test_periods_stand_in_order_of_their_end_the_shorter_first():
    assert periods.in_order(["2026", "2026-12", "2025", "2026-Q4", "x", "2026-9M"]) == [
        "2025", "2026-9M", "2026-12", "2026-Q4", "2026",
    ]  # fmt: skip


def test_holes_are_filled_within_one_kind():
    assert periods.without_holes(["2025-11", "2026-02", "2025"], "month") == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert periods.without_holes(["2025-Q3", "2026-Q1"], "quarter") == ["2025-Q3", "2025-Q4", "2026-Q1"]
    assert periods.without_holes(["2025-H1", "2026-H1"], "half") == ["2025-H1", "2025-H2", "2026-H1"]
    assert periods.without_holes([], "year") == []


def test_a_series_of_centuries_ends_somewhere():
    assert len(periods.without_holes(["1000-01", "2900-01"], "month")) == periods.MOST_STEPS


@pytest.mark.parametrize(
    ("period", "tick"),
    [
        ("2026-03", "T3/26"),
        ("2026-Q3", "Q3/26"),
        ("2026-H1", "6T/26"),
        ("2026-9M", "9T/26"),
        ("2026", "2026"),
    ],
)
def test_ticks_are_short(period, tick):
    assert periods.tick(period, "vi") == tick
