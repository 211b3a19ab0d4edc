from __future__ import annotations

import datetime
import math

from backend.analytics.back_test_report import Report
from backend.analytics.backtest import Question, back_test
from backend.analytics.episodes import chattering
from backend.analytics.replay import Stretch
from tests.unit.backend.analytics import series_lab as lab

T = lab.START


def report(*values: float, end_s: float = 7200, zone: datetime.tzinfo = datetime.UTC) -> Report:
    question = Question(
        rule=lab.threshold_rule(),
        facts=(lab.facts(),),
        limit_sets={},
        start_at=T,
        end_at=T + end_s,
        zone=zone,
    )
    return back_test(question, lambda _, start, end: lab.minutes(*values).between(start, end))


def test_short_ones_and_ones_that_come_again_at_once_chatter() -> None:
    found = [Stretch(0, 599), Stretch(5000, 6000), Stretch(6599, 9000), Stretch(20_000, math.inf)]
    assert chattering(found) == [True, False, True, False]


def test_the_share_is_of_the_time_that_the_readings_span() -> None:
    got = report(*[1.0] * 10, *[11.0] * 5, *[1.0] * 6)
    (place,) = got.places
    assert place.active_share == 5 / 20
    assert (place.n_readings, place.longest_s) == (21, 300.0)
    assert got.figures.active_s == 300.0


def test_what_still_holds_counts_to_the_end() -> None:
    (episode,) = report(1.0, 11.0, end_s=3600).episodes
    assert (episode.cleared_at, episode.duration_s) == (None, 3540.0)


def test_days_are_those_of_the_centre() -> None:
    values = [1.0] * 60 + [11.0] * 2 + [1.0] * 20  # raised at 23:20 UTC on 14 November
    east = datetime.timezone(datetime.timedelta(hours=7))
    assert report(*values).per_day == {"2023-11-14": 1}
    assert report(*values, zone=east).per_day == {"2023-11-15": 1}
