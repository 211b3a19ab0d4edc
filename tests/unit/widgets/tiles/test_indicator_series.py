import pytest
from PySide6.QtCore import Qt

from backend.contract.indicators import AskExplanation, GetIndicatorSeries, SeriesBreak
from backend.contract.state import Text
from tests.unit.widgets.conftest import has_colour, picture
from tests.unit.widgets.indicator_office import press
from widgets.live import LinkState
from widgets.registry import make
from widgets.theme.look import THEMES


@pytest.fixture
def tile(office, city, show):
    for month in (7, 8, 9):
        office.put("MT.04", f"2026-{month:02d}", 1000.0 + month, final=month < 9)
    office.put("MT.04", "2025", 2600.0)

    def made(theme="dark", density="desk", **options):
        return show(
            make("indicator_series", {"code": "MT.04", **options}, city.context(theme, density)), 900, 500
        )

    return made


def periods(body):
    return [point.period for point in body.chart.points()]


def test_the_indicators_own_periods_are_shown_with_gaps(tile, office):
    body = tile(last=5).body
    assert periods(body) == ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10"]
    assert body.chart.points()[0].value is None
    assert office.asked(GetIndicatorSeries)[0] == GetIndicatorSeries("MT.04")
    assert body.head().subtitle == "triệu USD · theo tháng"
    assert body.head().badge == "cần kiểm chứng"


def test_other_periods_are_shown_where_the_layout_says_so(tile):
    body = tile(step="year").body
    assert periods(body) == ["2025"]
    assert body.head().subtitle.endswith("theo năm")


def test_breaks_come_with_their_reason(tile, office):
    office.breaks = (SeriesBreak("2026-08", Text("hợp nhất")),)
    body = tile(last=5).body
    assert [p.period for p in body.chart.points() if p.why_break] == ["2026-08"]


def test_the_chosen_period_is_explained_and_opened(tile, office):
    body = tile(last=5).body
    press(body.chart, Qt.Key.Key_Left)
    press(body.chart, Qt.Key.Key_E, "e")
    press(body.form.words, Qt.Key.Key_Return)
    assert office.asked(AskExplanation)[0].period == "2026-09"
    press(body.chart, Qt.Key.Key_Return)
    assert body.pane.entry.figure.period == "2026-09"


def test_an_indicator_that_nobody_declares_is_said(tile):
    body = tile(code="X.1").body
    assert body.head().badge == "không có chỉ tiêu: X.1"
    assert body.default_title() == "X.1"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
def test_it_is_painted_in_every_look(tile, city, theme, density):
    frame = tile(theme, density, style="line")
    assert has_colour(picture(frame), frame.context.look.tokens.live_series, 20)
    city.live.set_link(LinkState("lost", city.clock.at))
    assert frame.body.health().state == "late"
