from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.contract.state import Quality
from backend.domain.checks.checker import Checker
from backend.domain.checks.spec import Checks, NeighboursCheck, SpikeCheck, StuckCheck
from backend.domain.observation import Observation

Make = Callable[..., Any]
RAIN = Checks(
    stuck=StuckCheck(after_s=180, except_at=(0.0,)),
    spike=SpikeCheck(max_step=50, within_s=120),
    neighbours=NeighboursCheck(within_km=10, min_n=2, max_factor=4, max_difference=20),
)
LONELY = Checks(stuck=RAIN.stuck, spike=RAIN.spike)


class Stations:
    """Stations in a row 5 km apart, each said something at times."""

    def __init__(self, series: Make, names: str, checks: Checks = RAIN) -> None:
        facts = [
            series(name, lat=16.0, lon=108.0 + 0.0467 * k, unit="mm/h", decimals=0)
            for k, name in enumerate(names)
        ]
        self.checker = Checker(facts, {"level": checks})

    def say(self, name: str, at: float, value: float, quality: Quality = Quality.GOOD) -> Observation:
        return self.checker.look(Observation(f"{name}.level", at, value, quality))

    def doubt(self, name: str, at: float, value: float) -> str:
        found = self.say(name, at, value)
        assert (found.quality is Quality.UNCERTAIN) == (found.doubt is not None)
        check = self.checker.of(f"{name}.level")
        assert check is not None
        assert check.doubt == found.doubt
        return found.doubt.check if found.doubt else ""


def test_a_good_reading_passes_as_it_is(series: Make) -> None:
    stations = Stations(series, "a")
    reading = Observation("a.level", 0, 5.0)
    assert stations.checker.look(reading) is reading
    unchecked = Observation("other.depth", 0, 5.0)
    assert stations.checker.look(unchecked) is unchecked


def test_what_is_stuck_or_jumps_is_uncertain_and_says_why(series: Make) -> None:
    stations = Stations(series, "a", LONELY)
    assert [stations.doubt("a", 60.0 * k, 5) for k in range(4)] == ["", "", "", "stuck"]
    words = stations.say("a", 240, 5).doubt
    assert words is not None
    assert (words.since_at, words.words.vi) == (0, "Đứng yên ở 5 mm/h từ 07:00 01/01")
    assert stations.doubt("a", 300, 90) == "spike"
    jump = stations.say("a", 330, 91).doubt
    assert jump is not None
    assert jump.words.vi == "Nhảy từ 5 mm/h sang 91 mm/h lúc 07:05 01/01"
    assert jump.words.en == "Jumped from 5 mm/h to 91 mm/h at 07:05 01/01"


def test_the_same_reason_stays_the_same_object(series: Make) -> None:
    stations = Stations(series, "a", LONELY)
    for k in range(4):
        stations.say("a", 60.0 * k, 5)
    assert stations.say("a", 240, 5).doubt is stations.say("a", 300, 5).doubt


def test_a_value_that_no_neighbour_shares_is_doubted(series: Make) -> None:
    stations = Stations(series, "abc")
    for name in "ac":
        stations.say(name, 0, 0)
    assert stations.doubt("b", 10, 45) == "neighbours"
    found = stations.say("b", 20, 46)
    assert found.doubt is not None
    assert found.doubt.since_at == 10
    assert found.doubt.words.vi == "46 mm/h trong khi 2 trạm lân cận đo 0 mm/h"
    stations.say("c", 25, 20)
    assert stations.doubt("b", 30, 46) == ""


def test_a_clogged_gauge_in_the_storm_is_doubted(series: Make) -> None:
    stations = Stations(series, "abc")
    for name in "ac":
        stations.say(name, 0, 40)
    assert stations.doubt("b", 10, 0) == "neighbours"


def test_too_few_or_old_neighbours_prove_nothing(series: Make) -> None:
    stations = Stations(series, "abc")
    stations.say("a", 0, 0)
    assert stations.doubt("b", 10, 45) == ""
    stations.say("c", 10, 0)
    assert stations.doubt("b", 71, 45) == ""  # older than the metric's maximum age


def test_a_jump_that_a_neighbour_shares_counts_at_once(series: Make) -> None:
    """The first station to see a cloudburst is doubted until the second one sees it."""
    stations = Stations(series, "abc")
    for name in "abc":
        stations.say(name, 0, 0)
    assert stations.doubt("a", 10, 100) == "spike"
    assert stations.doubt("b", 11, 90) == ""
    assert stations.doubt("a", 20, 110) == ""
    assert stations.doubt("a", 30, 112) == ""


def test_a_stuck_value_counts_while_a_neighbour_has_the_like(series: Make) -> None:
    stations = Stations(series, "abc")
    for k in range(5):
        stations.say("b", 60.0 * k, 30 + k)
        assert stations.doubt("a", 60.0 * k + 1, 25) == ""
    stations.say("b", 300, 0)
    assert stations.doubt("a", 301, 25) == "stuck"


def test_a_stuck_neighbour_is_no_witness(series: Make) -> None:
    stations = Stations(series, "ab")
    assert [stations.doubt("a", 60.0 * k, 25) for k in range(5)][-1] == "stuck"
    assert [stations.doubt("b", 60.0 * k, 26) for k in range(5)][-1] == "stuck"


def test_marked_censored_and_old_readings_are_left_as_they_are(series: Make) -> None:
    stations = Stations(series, "a", LONELY)
    stations.say("a", 100, 5)
    for given in (
        Observation("a.level", 110, 90, Quality.UNCERTAIN),
        Observation("a.level", 120, 0.5, Quality.BELOW),
        Observation("a.level", 130, 90, Quality.BAD),
        Observation("a.level", 90, 90),
    ):
        assert stations.checker.look(given) is given
    assert stations.doubt("a", 140, 6) == ""


def test_a_reading_that_is_sent_twice_is_doubted_twice(series: Make) -> None:
    """Else the second one would take the mark from the screen, which shows the newest of equal instants."""
    stations = Stations(series, "a", LONELY)
    stations.say("a", 0, 5)
    first = stations.say("a", 10, 90)
    assert stations.say("a", 10, 90) == first
    assert first.quality is Quality.UNCERTAIN
    assert stations.say("a", 0, 5).quality is Quality.GOOD


def test_stations_of_another_kind_or_without_a_place_are_no_neighbours(series: Make) -> None:
    facts = [
        series("a", lat=16.0, lon=108.0, unit="mm/h"),
        series("b", lat=16.0, lon=108.01, unit="mm/h", kind="tower"),
        series("c", unit="mm/h"),
    ]
    checker = Checker(facts, {"level": RAIN})
    assert [checker.of(f"{name}.level").around for name in "abc"] == [(), (), ()]  # type: ignore[union-attr]


def test_after_a_restart_what_was_stuck_still_is(series: Make) -> None:
    stations = Stations(series, "a", LONELY)
    stored = [stations.say("a", 60.0 * k, 5) for k in range(6)]
    again = Stations(series, "a", LONELY)
    assert again.checker.horizons() == {"a.level": 180}
    again.checker.warm(reversed(stored))
    assert again.doubt("a", 360, 5) == "stuck"
    fresh = Stations(series, "a", LONELY)
    assert fresh.doubt("a", 360, 5) == ""
