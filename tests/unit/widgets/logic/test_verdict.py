import pytest

from backend.contract.case_requests import FigureInfo
from backend.contract.state import Text
from widgets.logic.verdict import better, verdict


def info(**fields):
    return FigureInfo("f", Text("F"), "report", "%", Text("f"), **fields)


@pytest.mark.parametrize(
    ("fields", "value", "expected"),
    [
        ({"good": "high", "target": 95.0}, 95.0, "met"),
        ({"good": "high", "target": 95.0}, 94.9, "missed"),
        ({"good": "high", "target": 95.0, "red": 80.0}, 80.0, "bad"),
        ({"good": "high", "target": 95.0, "red": 80.0}, 80.1, "missed"),
        ({"good": "low", "target": 5.0}, 5.0, "met"),
        ({"good": "low", "target": 5.0}, 6.0, "missed"),
        ({"good": "low", "target": 5.0, "red": 10.0}, 10.0, "bad"),
        ({"good": "low", "red": 10.0}, 3.0, ""),
        ({"good": "high", "red": 10.0}, 3.0, "bad"),
        ({}, 3.0, ""),
        ({"good": "high", "target": 95.0}, None, "unknown"),
    ],
)
def test_a_figure_stands_against_its_target(fields, value, expected):
    assert verdict(info(**fields), value) == expected


def test_better_comes_first():
    assert better(info(good="low"), 1.0) < better(info(good="low"), 2.0)
    assert better(info(good="high"), 2.0) < better(info(good="high"), 1.0)
    assert better(info(), 2.0) < better(info(), 1.0)
