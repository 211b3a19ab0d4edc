import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.logic.indicator_numbers import Typed, as_typed, oddity, read_number


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1.234,5", 1234.5), ("1234,5", 1234.5), ("12", 12.0), ("-3,25", -3.25), ("−3", -3.0), ("1.234.567", 1234567.0),
        (" 1 234 ", 1234.0), ("95,4 %", 95.4), (",5", 0.5), ("+7", 7.0), ("0", 0.0), ("1.500", 1500.0),
    ],
)  # fmt: skip
def test_numbers_are_read_as_they_are_written_here(words, value):
    assert read_number(words) == Typed(value)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("1.5", "point"), ("12.34", "point"), ("1.2345", "point"), ("1.23,4", "grouping"), ("1.2.3", "grouping"),
        ("abc", "letters"), ("1,2,3", "letters"), ("-", "letters"), ("5,", "letters"), ("--5", "letters"), ("1e5", "letters"),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_not_guessed(words, fault):
    assert read_number(words) == Typed(None, fault)


def test_an_empty_cell_is_no_zero():
    assert read_number("  ") == Typed(None)


def test_english_hands_write_the_english_way():
    assert read_number("1,234.5", "en") == Typed(1234.5)
    assert read_number("1,5", "en") == Typed(None, "point")


@given(st.floats(-1e9, 1e9).map(lambda x: round(x, 3)), st.sampled_from(["vi", "en"]))
def test_what_stands_in_a_cell_can_be_read_again(value, language):
    assert read_number(as_typed(value, 1, language), language).value == pytest.approx(value)


def test_a_cell_keeps_decimals_that_are_there_and_is_empty_without_a_value():
    assert as_typed(1.2345, 1) == "1,2345"
    assert as_typed(None, 1) == ""


@pytest.mark.parametrize(
    ("value", "before", "found"),
    [
        (123.0, 10.0, ("times", 12.3)), (1.0, 20.0, ("part", 20.0)), (0.0, 5.0, ("zero", 0.0)), (-5.0, 5.0, ("sign", -1.0)),
        (99.0, 10.0, None), (5.0, 0.0, None), (None, 5.0, None), (5.0, None, None),
    ],
)  # fmt: skip
def test_slips_of_digit_and_unit_are_seen(value, before, found):
    assert oddity(value, before) == found
