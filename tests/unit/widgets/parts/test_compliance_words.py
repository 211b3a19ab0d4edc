import typing

import pytest

from backend.contract.compliance import Verdict
from backend.contract.state import Quality
from backend.domain.compliance import Why
from tests.unit.widgets.compliance_office import LIMITS, PARAMETERS, cell, sheet
from widgets.logic.compliance import Square, findings
from widgets.parts import compliance_words as words
from widgets.theme.palettes import look_for

pytestmark = pytest.mark.usefixtures("vietnamese")
BY_ROW = {p.row: p for p in PARAMETERS}


@pytest.mark.parametrize(
    ("row", "value", "quality", "said"),
    [
        ("ph", 7.2, Quality.GOOD, "7,20"),
        ("lead", 0.005, Quality.BELOW, "< 0,005 mg/L"),
        ("lead", 0.00002, Quality.GOOD, "0,00002 mg/L"),
        ("coliform", 2400.0, Quality.ABOVE, "> 2.400 CFU/100 mL"),
        ("smell", 0.0, Quality.GOOD, "đạt yêu cầu"),
        ("smell", 1.0, Quality.GOOD, "không đạt yêu cầu"),
    ],
)
def test_results_read_as_on_a_certificate(row, value, quality, said):
    given = cell("p", row, value=value, quality=int(quality))
    assert words.result_words(given, BY_ROW[row], "vi") == said


def test_limits_say_on_which_side_they_are_and_whether_they_count_themselves():
    said = [words.limit_words(limit, "vi") for limit in LIMITS]
    assert said == ["< 3 CFU/100 mL", "6–8,5", "không có mùi, vị lạ", "≤ 0,01 mg/L"]
    assert words.limit_words(None, "vi") == ""


def test_every_verdict_and_every_reason_has_its_words():
    look = look_for("dark", "desk")
    for verdict in typing.get_args(Verdict):
        assert words.verdict_word(verdict)
        assert words.colour(verdict, look).startswith("#")
        assert verdict in words.SHAPES
    silent = {"", "as_required", "not_measured", "not_required"}
    assert {why for why in typing.get_args(Why) if not words.why_word(why)} == silent


def test_a_note_marks_limits_that_are_to_be_verified_and_earlier_failures():
    found = sheet([cell("p", "lead", n_failed=2)], ["p"])
    assert (
        words.finding_note(findings(found, "p")[0], "vi") == "≤ 0,01 mg/L (ck) · 2 kết quả trước đó không đạt"
    )


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"pass": 8}, "8/8 đạt"),
        ({"pass": 6, "fail": 2}, "2 không đạt"),
        ({"pass": 6, "inconclusive": 1}, "1 không kết luận được"),
        ({"pass": 5, "missing": 3}, "thiếu 3/8"),
        ({"not_applicable": 4}, "–"),
    ],
)
def test_squares_say_the_worst(counts, said):
    assert words.square_words(Square("p", "a", counts), "vi") == said
