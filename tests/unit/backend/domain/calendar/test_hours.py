from __future__ import annotations

import pytest

from backend.domain.calendar.hours import HoursError, Span, parse_span, parse_spans, parse_week


def test_a_span_is_seconds_since_midnight() -> None:
    assert parse_span("07:30-11:30") == Span(27_000, 41_400)
    assert parse_span(" 7:30 – 11:30 ") == Span(27_000, 41_400)


def test_a_day_may_be_worked_through_to_midnight() -> None:
    assert parse_span("00:00-24:00") == Span(0, 86_400)


@pytest.mark.parametrize("text", ["", "07:30", "7h30-11h30", "07:30-11:30-12:00", "ab:cd-ef:gh"])
def test_what_is_no_span_is_refused_with_the_way_to_write_it(text: str) -> None:
    with pytest.raises(HoursError, match=r"cannot be read; write hh:mm-hh:mm .*07:30-11:30"):
        parse_span(text)


@pytest.mark.parametrize(
    "text", ["11:30-07:30", "22:00-06:00", "08:00-08:00", "08:00-24:01", "08:60-09:00", "08:00-09:75"]
)
def test_a_span_lies_within_one_day(text: str) -> None:
    with pytest.raises(HoursError, match="do not lie within one day; .*22:00-24:00 and 00:00-06:00"):
        parse_span(text)


def test_spans_of_a_day_are_put_in_order_and_may_touch() -> None:
    assert parse_spans(["13:30-17:00", "07:30-11:30"]) == (Span(27_000, 41_400), Span(48_600, 61_200))
    assert len(parse_spans(["07:00-09:00", "09:00-11:00"])) == 2


def test_spans_that_overlap_are_refused() -> None:
    with pytest.raises(HoursError, match="overlap"):
        parse_spans(["07:30-11:30", "11:00-12:00"])


def test_a_week_is_written_by_days_and_ranges() -> None:
    week = parse_week({"mon-fri": ["07:30-11:30"], "sat": ["08:00-10:00"]})
    assert week == (*[(Span(27_000, 41_400),)] * 5, (Span(28_800, 36_000),), ())


@pytest.mark.parametrize("key", ["monday", "fri-mon", "", "t2", "mon-"[:-1] + "-x"])
def test_an_unknown_day_is_refused(key: str) -> None:
    with pytest.raises(HoursError, match="is not known; write mon, tue, .* or a range such as mon-fri"):
        parse_week({key: ["07:30-11:30"]})


def test_a_day_has_its_hours_once() -> None:
    with pytest.raises(HoursError, match="'wed' stands twice"):
        parse_week({"mon-fri": ["07:30-11:30"], "wed": ["13:30-17:00"]})


@pytest.mark.parametrize("hours", [{}, {"mon": []}])
def test_a_week_without_any_work_is_refused(hours: dict[str, list[str]]) -> None:
    with pytest.raises(HoursError, match="no day has working hours"):
        parse_week(hours)
