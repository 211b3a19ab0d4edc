import pytest
from PySide6.QtCore import QPoint, Qt

from backend.contract.indicators import IndicatorFigure
from backend.contract.state import Text
from tests.unit.widgets.conftest import has_colour, picture
from tests.unit.widgets.indicator_office import entry_of
from widgets.logic.indicator_series import Point
from widgets.parts.board_colours import bar_colour
from widgets.parts.indicator_chart import SeriesChart, SeriesFace
from widgets.theme.look import THEMES

WHY = Text("hợp nhất với Quảng Nam")


def points(*values, final=True, plan=None, broken=-1):
    return tuple(
        Point(
            f"2026-{k + 1:02d}",
            None
            if v is None
            else IndicatorFigure("MT.04", f"2026-{k + 1:02d}", v, final=final, plan=plan, colour="green"),
            WHY if k == broken else None,
        )
        for k, v in enumerate(values)
    )


@pytest.fixture
def chart_of(office, show):
    info = entry_of(office, "MT.04", "2026-10").info

    def made(shown, style="bars", theme="dark", width=700, height=320):
        chart = show(SeriesChart(office.city.context(theme)), width, height)
        chart.set_face(SeriesFace(info, shown, style))
        chart.opened = []
        chart.point_chosen.connect(lambda point: chart.opened.append(point.period))
        return chart

    return made


def column(chart, k):
    """Return what is painted of one period, the key and the axis left out."""
    area = chart.area()
    step = area.width() / len(chart.points())
    return picture(chart).copy(
        round(area.left() + k * step), round(area.top()), round(step), round(area.height()) - 2
    )


@pytest.mark.parametrize("theme", THEMES)
def test_figures_are_bars_and_gaps_are_gaps(chart_of, theme):
    chart = chart_of(points(10.0, None, 20.0), theme=theme)
    colour = bar_colour(chart._look)
    assert has_colour(column(chart, 0), colour, 200)
    assert not has_colour(column(chart, 1), colour, 1)


def test_provisional_bars_are_hollow(chart_of):
    solid = chart_of(points(10.0, 20.0))
    hollow = chart_of(points(10.0, 20.0, final=False))
    colour = bar_colour(solid._look)
    assert has_colour(column(solid, 1), colour, 4000)
    assert not has_colour(column(hollow, 1), colour, 4000)


def test_a_break_stands_with_its_reason(chart_of):
    chart = chart_of(points(10.0, 12.0, 14.0, broken=1), style="line")
    assert has_colour(picture(chart), chart._look.tokens.age)
    assert not has_colour(
        picture(chart_of(points(10.0, 12.0, 14.0), style="line")), chart._look.tokens.age, 1
    )


def test_a_plan_is_dashed_over_its_periods(chart_of):
    with_plan, without = chart_of(points(10.0, 12.0, plan=15.0)), chart_of(points(10.0, 12.0))
    second = with_plan._look.tokens.text_second
    assert has_colour(column(with_plan, 0), second, 10)
    assert not has_colour(column(without, 0), second, 1)


def test_keys_go_through_the_periods_and_open_figures_only(chart_of, qtbot):
    chart = chart_of(points(10.0, None, 20.0))
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert chart.opened == ["2026-03", "2026-01"]


def test_a_click_opens_the_period_under_it(chart_of, qtbot):
    chart = chart_of(points(10.0, 15.0, 20.0))
    area = chart.area()
    at = QPoint(round(area.left() + area.width() / 2), round(area.center().y()))
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=at)
    assert chart.opened == ["2026-02"]
    assert chart.point_at(QPoint(0, 100).toPointF()) == -1


def test_the_newest_is_chosen_until_a_person_chooses(chart_of):
    chart = chart_of(points(10.0, 15.0))
    face = chart._face
    chart.set_face(SeriesFace(face.info, points(10.0, 15.0, 20.0)))
    assert chart.chosen().period == "2026-03"
    chart.choose(0)
    chart.set_face(SeriesFace(face.info, points(10.0, 15.0, 20.0, 25.0)))
    assert chart.chosen().period == "2026-01"


def test_a_line_is_painted_and_nothing_says_so(chart_of):
    line = chart_of(points(10.0, 15.0, 12.0), style="line")
    assert has_colour(picture(line), line._look.tokens.live_series, 100)
    empty = chart_of(())
    assert empty.chosen() is None
    assert has_colour(picture(empty), empty._look.tokens.text_second)
