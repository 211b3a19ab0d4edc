import pytest
from PySide6.QtCore import Qt

from backend.contract.messages import Failure, GetHistory, History
from backend.contract.season import Episode, Episodes, ExportSeries, GetEpisodes, StationPeak
from backend.contract.state import Text
from tests.unit.widgets.city import NOW, column
from tests.unit.widgets.conftest import has_colour, picture
from widgets.registry import make
from widgets.theme.look import DARK

DAY = 86400.0
PEAKS = (StationPeak("me_suot", 62.0, NOW - DAY), StationPeak("ham_nghi", 34.0, NOW - DAY + 600))
FOUND = Episodes(
    "level",
    "cm",
    (
        Episode(
            NOW - 9 * DAY, NOW - 9 * DAY + 5400, 41.0, NOW - 9 * DAY, "ham_nghi", PEAKS[1:], complete=False
        ),
        Episode(
            NOW - DAY - 3600, NOW - DAY + 7200, 62.0, NOW - DAY, "me_suot", PEAKS, reference_day="2022-10-14"
        ),
    ),
    PEAKS,
    12_345,
    ("quang_trung",),
)
OPTIONS = {"metric": "level", "level": 20.0}


@pytest.fixture
def tile(show, city):
    city.daemon.answers[GetEpisodes] = FOUND
    at = [NOW - DAY + k * 60 for k in range(-60, 120)]
    city.daemon.answers[GetHistory] = History((column("me_suot.level", at, [40.0] * len(at)),))
    return show(make("season", OPTIONS, city.context()), 1000, 620)


def test_the_running_rainy_season_is_asked_for(tile, city):
    asked = next(body for body in city.daemon.asked if isinstance(body, GetEpisodes))
    assert (asked.metric, asked.level, asked.kind, asked.dry_s) == ("level", 20.0, "level", 21600.0)
    assert tile.body.year_words.text() == "01/09/2026 – 31/12/2026"
    assert tile.title() == "Các mùa đã qua: Mực ngập"


def test_events_newest_first_with_all_that_is_known(tile):
    body = tile.body
    assert [event.peak for event in body.model.rows] == [62.0, 41.0]
    when, peak, notes, length = body.delegate.words(body.model.rows[0])
    assert when == "21/11 02:42 – 05:42"
    assert peak == "62 cm"
    assert notes == "Mẹ Suốt · 2 điểm · ngày 14/10/2022"
    assert length.startswith("3")
    assert "vắt qua ranh mùa" in body.delegate.words(body.model.rows[1])[2]
    assert body.status.words() == "2 đợt · 12.345 số liệu của 2 điểm · 1 điểm không có số liệu"
    assert [line.left for line in body.maxima.lines()] == ["Mẹ Suốt", "Hàm Nghi"]


def test_the_chosen_event_is_drawn(qtbot, tile, city):
    asked = [body for body in city.daemon.asked if isinstance(body, GetHistory)]
    assert asked[-1].series == ("me_suot.level",)
    assert has_colour(picture(tile), DARK.live_series)
    qtbot.keyClick(tile.body.view, Qt.Key.Key_Down)
    asked = [body for body in city.daemon.asked if isinstance(body, GetHistory)]
    assert asked[-1].series == ("ham_nghi.level",)


def test_other_years_but_none_that_has_not_begun(qtbot, tile, city):
    qtbot.keyClick(tile.body.view, Qt.Key.Key_Left)
    assert tile.body.year_words.text() == "01/09/2025 – 31/12/2025"
    qtbot.keyClick(tile.body.view, Qt.Key.Key_Right)
    n_asked = len(city.daemon.asked)
    qtbot.keyClick(tile.body.view, Qt.Key.Key_Right)
    assert tile.body.year_words.text() == "01/09/2026 – 31/12/2026"
    assert len(city.daemon.asked) == n_asked


def test_events_and_readings_are_taken_out(qtbot, tile, city):
    city.daemon.answers[ExportSeries] = Failure.of("not_allowed", Text("Không được xuất.", "no"))
    qtbot.keyClick(tile.body.view, Qt.Key.Key_X)
    assert city.daemon.asked[-1] == ExportSeries(tile.body.query(), "events")
    assert tile.body.status.words() == "Không được xuất."
    qtbot.keyClick(tile.body.view, Qt.Key.Key_R)
    assert city.daemon.asked[-1] == ExportSeries(tile.body.query(), "readings")


def test_rain_says_its_amount(show, city):
    rain = Episode(NOW - DAY, NOW - DAY + 7200, 68.0, NOW, "suoi_luong", (), total=112.4)
    city.daemon.answers[GetEpisodes] = Episodes("rain", "mm/h", (rain,), (), 10)
    tile = show(make("season", {"metric": "rain", "events": "rain"}, city.context()), 1000, 620)
    assert tile.body.delegate.words(rain)[3].startswith("tổng 112 mm · 2")


def test_a_refusal_is_a_failure(show, city):
    city.daemon.answers[GetEpisodes] = Failure.of("not_found", Text("Không có điểm nào đo x.", "nothing"))
    tile = show(make("season", OPTIONS, city.context()), 600, 400)
    assert tile.health().state == "failed"
    assert tile.body.side.isHidden(), "a small tile keeps the list"
