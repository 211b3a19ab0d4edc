import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.indicators import (
    IndicatorBoard,
    IndicatorFigure,
    IndicatorInfo,
    IndicatorSetInfo,
    IndicatorSets,
)
from backend.contract.state import Text
from backend.domain.indicators.colours import Expected, judge
from backend.domain.indicators.spec import Colours, IndicatorSpec
from widgets.logic.indicator_board import (
    Entry,
    by_colour,
    common_period,
    counted,
    cut,
    entries,
    matching,
    set_named,
    share_of_plan,
    trend,
)


def info(code="A", unit="tỷ đồng", direction="higher", name="Thu ngân sách"):
    return IndicatorInfo(code, "s", Text(name), Text(unit), direction, "year")


def figure(code="A", value=90.0, **more):
    return IndicatorFigure(code, "2026", value, **more)


SETS = IndicatorSets(
    (IndicatorSetInfo("s", Text("Bộ"), "", ()),), (info("A"), info("B", name="Dân số"), info("C"))
)


def test_a_board_shows_the_sets_figures_or_those_that_are_wanted():
    board = IndicatorBoard("s", (figure("A"), figure("B", colour="red"), figure("X")), (), 1.0)
    assert [e.info.code for e in entries(SETS, board)] == ["A", "B"]
    assert [e.info.code for e in entries(SETS, board, codes=("B", "A", "Z"))] == ["B", "A"]
    assert [e.info.code for e in entries(SETS, board, groups=("red",))] == ["B"]


def test_red_stands_first_and_colours_without_figures_are_left_out():
    shown = [Entry(info("A"), figure("A", colour=c)) for c in ("none", "green", "red", "green")]
    assert [(group, len(these)) for group, these in by_colour(shown)] == [
        ("red", 1),
        ("green", 2),
        ("none", 1),
    ]
    assert counted(shown) == {"red": 1, "orange": 0, "green": 2, "none": 1}


def test_names_are_found_without_diacritics():
    shown = [Entry(info("MT.07"), figure()), Entry(info("MT.08", name="Dân số"), figure())]
    assert [e.info.code for e in matching(shown, "ngan sach")] == ["MT.07"]
    assert [e.info.code for e in matching(shown, "mt.08")] == ["MT.08"]
    assert len(matching(shown, "")) == 2


@given(st.floats(-1e6, 1e6), st.floats(0.1, 1e6), st.sampled_from(["higher", "lower"]))
def test_the_share_of_the_plan_is_the_one_that_the_colour_was_judged_by(value, plan, direction):
    spec = IndicatorSpec(code="A", name=Text("x"), unit=Text("%"), direction=direction)
    judged = judge(spec, Colours(), value, Expected(plan, plan))
    assert share_of_plan(info(direction=direction), figure(value=value, plan=plan)) == pytest.approx(
        judged.percent
    )


@pytest.mark.parametrize(
    ("value", "plan", "direction"),
    [(None, 5.0, "higher"), (5.0, None, "higher"), (5.0, 0.0, "higher"), (5.0, 4.0, "band")],
)
def test_where_nothing_can_be_compared_there_is_no_share(value, plan, direction):
    assert share_of_plan(info(direction=direction), figure(value=value, plan=plan)) is None


def test_nearly_reached_does_not_read_as_reached():
    assert cut(99.96) == 99.9
    assert cut(100.0) == 100.0
    assert cut(-0.25) == -0.2


@pytest.mark.parametrize(
    ("direction", "value", "way"),
    [
        ("higher", 110.0, "better"),
        ("higher", 90.0, "worse"),
        ("lower", 90.0, "better"),
        ("lower", 110.0, "worse"),
        ("band", 110.0, "moved"),
        ("higher", 100.0, "same"),
    ],
)
def test_a_trend_is_good_or_bad_by_the_indicators_direction(direction, value, way):
    assert trend(info(direction=direction), figure(value=value, previous=100.0)).way == way


def test_shares_move_by_points_and_amounts_by_per_cent():
    points = trend(info(unit="%"), figure(value=95.2, previous=94.1))
    amount = trend(info(), figure(value=110.0, previous=100.0))
    assert (points.points, round(points.change, 6)) == (True, 1.1)
    assert (amount.points, amount.change) == (False, 10.0)


def test_without_the_year_before_there_is_no_trend():
    assert trend(info(), figure(previous=None)) is None
    assert trend(info(), figure(value=None, previous=5.0)) is None
    assert trend(info(), figure(previous=0.0)) is None


def test_a_period_is_common_only_where_all_that_have_a_figure_share_it():
    same = [Entry(info(), figure()), Entry(info(), figure(value=None))]
    assert common_period(same) == "2026"
    assert common_period([*same, Entry(info(), IndicatorFigure("A", "2025", 1.0))]) == ""


def test_sets_are_found_by_their_name():
    assert set_named(SETS, "s").name == Text("Bộ")
    assert set_named(SETS, "t") is None
