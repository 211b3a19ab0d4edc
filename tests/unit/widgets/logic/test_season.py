import datetime
from zoneinfo import ZoneInfo

from backend.contract.season import Episode
from tests.unit.widgets.city import NOW
from widgets.logic.season import newest_season, season_in, season_words, span_words, window_of

ZONE = "Asia/Ho_Chi_Minh"


def at(*parts: int) -> float:
    return datetime.datetime(*parts, tzinfo=ZoneInfo(ZONE)).timestamp()  # type: ignore[arg-type, misc]


def test_a_season_is_whole_months_of_local_time():
    season = season_in(2025, (9, 12), ZONE)
    assert (season.start_at, season.end_at) == (at(2025, 9, 1), at(2026, 1, 1))
    assert season_words(season, ZONE) == "01/09/2025 – 31/12/2025"


def test_a_season_over_the_new_year():
    season = season_in(2023, (11, 2), ZONE)
    assert (season.start_at, season.end_at) == (at(2023, 11, 1), at(2024, 3, 1))


def test_the_running_season_or_the_last_one():
    assert newest_season(NOW, (9, 12), ZONE).year == 2026
    assert newest_season(at(2026, 3, 1), (9, 12), ZONE).year == 2025


def test_an_event_in_words_and_its_window():
    event = Episode(at(2022, 10, 14, 6, 30), at(2022, 10, 14, 18, 0), 3.0, 0.0, "p", ())
    assert span_words(event, ZONE) == "14/10 06:30 – 18:00"
    assert window_of(event) == (event.start_at - 7200, event.end_at + 7200)
    longer = Episode(at(2022, 10, 14, 6, 30), at(2022, 10, 16, 6, 30), 3.0, 0.0, "p", ())
    assert span_words(longer, ZONE) == "14/10 06:30 – 16/10 06:30"
    assert window_of(longer)[0] == longer.start_at - 48 * 600
