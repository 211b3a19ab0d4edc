from datetime import date, timedelta

import pytest

from backend.contract.case_requests import CaseCounts, CountRow
from widgets.logic.trend import Flow, by_key, first_day, spans

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("step", "n", "expected"),
    [
        ("day", 30, "2026-10-24"),
        ("week", 2, "2026-11-09"),
        ("month", 12, "2025-12-01"),
        ("day", 1, "2026-11-22"),
    ],
)
def test_the_first_day(step, n, expected):
    assert f"{first_day(TODAY, step, n)}" == expected


def flow(received=None, settled=None, n_before=10, n_open=7):
    return Flow(received or {}, settled or {}, n_before, n_open)


def test_days_without_cases_are_zero_where_there_were_cases_before():
    found = spans(flow({"2026-11-21": 4}), TODAY, "day", 3)
    assert [(s.received, s.settled) for s in found] == [(0, 0), (4, 0), (0, 0)]
    assert [s.running for s in found] == [False, False, True]


def test_days_before_the_first_case_of_all_are_gaps():
    found = spans(flow({"2026-11-21": 4}, n_before=0), TODAY, "day", 3)
    assert [s.received for s in found] == [None, 4, 0]
    assert found[0].backlog is None


def test_no_data_at_all_is_no_zero_line():
    assert [s.received for s in spans(flow(n_before=0, n_open=0), TODAY, "day", 3)] == [None, None, 0]


def test_the_backlog_is_reckoned_back_from_what_is_open_now():
    found = spans(
        flow({"2026-11-22": 5, "2026-11-21": 1}, {"2026-11-22": 2, "2026-11-20": 3}), TODAY, "day", 3
    )
    assert [s.backlog for s in found] == [3, 4, 7]


def test_weeks_begin_on_monday_and_months_on_the_first():
    days = {f"{TODAY - timedelta(days=k)}": 1 for k in range(60)}
    weeks = spans(flow(days), TODAY, "week", 3)
    assert [(f"{s.first}", s.received) for s in weeks] == [
        ("2026-11-02", 7),
        ("2026-11-09", 7),
        ("2026-11-16", 7),
    ]
    months = spans(flow(days), TODAY, "month", 2)
    assert [(f"{s.first}", f"{s.end}", s.received) for s in months] == [
        ("2026-10-01", "2026-11-01", 31),
        ("2026-11-01", "2026-12-01", 22),
    ]
    assert weeks[-1].running is False or weeks[-1].end > TODAY


def test_counts_by_one_key():
    assert by_key(CaseCounts((CountRow(("2026-11-22",), 3),), 3, 0.0)) == {"2026-11-22": 3}
