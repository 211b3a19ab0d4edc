import pytest

from backend.contract.entered_readings import EnterableMetric
from backend.contract.state import Text
from widgets.logic.reading_entry import is_possible, number_typed


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1250", "vi", 1250),
        ("1.250", "vi", 1250),
        (" 12,5 ", "vi", 12.5),
        ("1.250,75", "vi", 1250.75),
        ("-3", "vi", -3),
        ("1.5", "vi", None),  # a point divides thousands
        ("1,250", "en", 1250),
        ("12.5", "en", 12.5),
        ("1,5", "en", None),
        ("", "vi", None),
        ("khoảng 20", "vi", None),
        ("nan", "vi", None),
        ("1e5", "vi", None),
    ],
)
def test_numbers_as_people_write_them_and_none_that_can_be_read_in_two_ways(text, language, value):
    assert number_typed(text, language) == value


def test_what_is_possible():
    metric = EnterableMetric("n", Text("N"), "người", 0, 0, 100)
    assert is_possible(metric, 0)
    assert is_possible(metric, 100)
    assert not is_possible(metric, 100.5)
