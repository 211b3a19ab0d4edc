from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt

from backend.contract.cases import CaseQuery
from tests.unit.widgets.conftest import has_colour, picture
from widgets.logic.shown_number import ShownNumber
from widgets.logic.trend import Flow, spans
from widgets.parts.trend_chart import SpanFace, TrendChart, TrendFace
from widgets.theme.palettes import look_for

TODAY = date(2026, 11, 22)


def number(words, n):
    return ShownNumber(words, float(n), CaseQuery(), 0.0, n)


def face(n=30, n_before=5, step="day", backlog=True):
    days = {f"{TODAY - timedelta(days=k)}": 10 + k % 7 for k in range(n // 2)}
    found = spans(Flow(days, dict.fromkeys(days, 9), n_before, 1200), TODAY, step, n)
    shown = tuple(
        SpanFace(
            s,
            None if s.received is None else number(f"r{s.first}", s.received),
            None if s.settled is None else number(f"s{s.first}", s.settled),
        )
        for s in found
    )
    totals = (number("received", 170), number("settled", 135))
    return TrendFace(step, shown, totals, number("open", 1200) if backlog else None)


@pytest.fixture
def chart_of(show, vietnamese):
    def made(shown, width=800, height=420, density="desk"):
        chart = show(TrendChart(look_for("dark", density), "vi"), width, height)
        chart.set_face(shown)
        return chart

    return made


def test_every_bar_and_every_total_is_a_number(chart_of):
    chart = chart_of(face())
    words = [spot.number.words for spot in chart.spots()]
    assert len(words) == 30 * 2 + 3
    assert words[-3:] == ["received", "settled", "open"]
    lefts = [spot.left for spot in chart.spots()[:60]]
    assert lefts == sorted(lefts)


def test_a_click_above_a_small_bar_hits_it_still(chart_of, qtbot):
    chart = chart_of(face())
    opened = []
    chart.number_chosen.connect(lambda n: opened.append(n.words))
    first = chart.spots()[0]
    qtbot.mouseClick(
        chart, Qt.MouseButton.LeftButton, pos=QPoint(int(first.left + first.width / 2), int(first.top + 4))
    )
    assert opened == ["r2026-10-24"]


def test_gaps_have_neither_bars_nor_numbers(chart_of):
    chart = chart_of(face(n_before=0))
    assert len(chart.spots()) == 15 * 2 + 3


def test_bars_are_live_and_gaps_are_hatched(chart_of):
    tokens = look_for("dark", "desk").tokens
    assert has_colour(picture(chart_of(face())), tokens.live_series)
    assert picture(chart_of(face(n_before=0))) != picture(chart_of(face()))


@pytest.mark.parametrize(("step", "words"), [("day", "hôm nay"), ("week", "16/11"), ("month", "11/2026")])
def test_the_last_date(chart_of, step, words):
    chart = chart_of(face(step=step, n=6))
    assert chart.date_words(chart.face().spans[-1].span) == words


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
@pytest.mark.parametrize("size", [(300, 160), (1900, 900)])
def test_bars_stay_inside_at_every_size(chart_of, density, size):
    chart = chart_of(face(n=90), *size, density)
    picture(chart)
    assert all(spot.left >= 0 and spot.left + spot.width <= size[0] + 1 for spot in chart.spots()[:-3])


def test_nothing_yet_is_an_empty_chart(chart_of):
    chart = chart_of(TrendFace("day"))
    assert chart.spots() == []
    picture(chart)


@pytest.mark.parametrize("width", [800, 420, 300])
def test_no_series_is_without_its_name_however_narrow_the_chart(chart_of, width):
    chart = chart_of(face(), width=width)
    totals = [spot for spot in chart.spots() if spot.number.words in ("received", "settled", "open")]
    assert len(totals) == 3
    bars = min(spot.top for spot in chart.spots() if spot not in totals)
    assert max(spot.top + spot.height for spot in totals) <= bars
