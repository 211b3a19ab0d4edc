from __future__ import annotations

import math

import numpy as np

from backend.contract.state import Quality
from backend.domain.derived.follower import FigureMade, Follower, ShareMade, Span, Windows
from backend.domain.derived.past import Past
from backend.domain.derived.share import Share
from backend.domain.derived.spec import Derived
from backend.domain.observation import Observation
from tests.unit.backend.domain.derived.test_share import MM

SUM = Derived(source="mm", function="sum", window_s=120.0, coverage_as="c")
LONG = Derived(source="mm", function="max", window_s=600.0, step_s=300.0)
SILENCE_S = 90.0


class Station:
    """One series and what is made of it."""

    def __init__(self, *specs: Derived) -> None:
        past = Past(60, 12, 90.0)
        made = [FigureMade(s.function, s, 1.0, (0.0, 500.0), s.coverage_as) for s in specs or (SUM,)]
        self.windows = Windows(past, made, SILENCE_S)
        self.out: list[Observation] = []

    def sends(
        self, at: float, value: float = 1.0, quality: Quality = Quality.GOOD, now: float | None = None
    ) -> None:
        self.windows.take(Observation("m1.mm", at, value, quality), at if now is None else now, self.out)

    def told(self, name: str = "sum") -> list[tuple[float, float, Quality]]:
        """Return what has been made since the last look: instant, value, quality."""
        found = [(r.at, r.value, r.quality) for r in self.out if r.series_id == name]
        self.out = []
        return found


def test_a_step_is_made_with_the_first_reading_at_or_after_its_end() -> None:
    station = Station()
    for at in (0.0, 30.0, 55.0):
        station.sends(at)
    assert station.told() == [(0.0, 1.0, Quality.ABOVE)]
    station.sends(65.0)
    assert station.told() == [(60.0, 3.0, Quality.ABOVE)]  # half of two minutes
    for at in (90.0, 120.0):
        station.sends(at)
    assert [(r.at, r.value) for r in station.out if r.series_id == "c"] == [(120.0, 1.0)]
    assert station.told() == [(120.0, 5.0, Quality.GOOD)]


def test_a_silent_series_is_told_of_until_nothing_is_known() -> None:
    station = Station()
    for at in range(0, 181, 30):
        station.sends(float(at))
    station.told()
    assert station.windows.due_at == 270.0  # until then a reading may still tell of the last minute
    station.windows.tick(269.0, station.out)
    assert station.out == []
    station.windows.tick(270.0, station.out)
    assert station.told() == [(240.0, 2.0, Quality.ABOVE)]
    assert station.windows.due_at == 300.0
    for now in range(300, 901, 60):
        station.windows.tick(float(now), station.out)
    assert station.told() == []  # nothing is not zero
    for now in range(960, 1201, 60):
        station.windows.tick(float(now), station.out)
    assert station.windows.due_at == math.inf
    station.sends(1230.0)
    assert station.windows.due_at < math.inf


def test_a_past_that_comes_at_once_is_made_step_by_step() -> None:
    station = Station()
    for at in range(0, 3601, 30):
        station.sends(float(at), now=10_000.0)
    told = station.told()
    assert [at for at, _, _ in told] == [60.0 * k for k in range(61)]
    assert {value for _, value, _ in told[2:]} == {4.0}


def test_after_a_silence_nothing_is_made_up_for_its_time() -> None:
    station = Station()
    for at in (0.0, 60.0, 120.0):
        station.sends(at)
    station.told()
    station.sends(900_000.0)
    assert station.told() == [(900_000.0, 1.0, Quality.ABOVE)]


def test_late_readings_count_from_the_next_step_on() -> None:
    station = Station()
    for at in (0.0, 60.0, 120.0, 300.0):
        station.sends(at)
    station.told()
    for at in (240.0, 180.0):
        station.sends(at, 5.0, now=301.0)
    assert station.told() == []
    station.sends(360.0)
    assert station.told() == [(360.0, 2.0, Quality.GOOD)]
    station.sends(310.0, 7.0, now=361.0)
    station.sends(420.0)
    assert station.told() == [(420.0, 9.0, Quality.GOOD)]
    assert station.windows.due_at == 510.0


def test_a_late_reading_corrects_a_window_that_holds_it() -> None:
    station = Station()
    for at in (0.0, 60.0, 180.0):
        station.sends(at)
    assert station.told()[-1] == (180.0, 1.0, Quality.ABOVE)
    station.sends(150.0, 8.0, now=190.0)
    station.sends(240.0)
    assert station.told() == [(240.0, 10.0, Quality.GOOD)]


def test_steps_that_late_readings_would_have_changed_are_known_until_they_are_taken() -> None:
    station = Station()
    for at in (0.0, 60.0, 120.0, 300.0):
        station.sends(at)
    assert station.windows.late is None
    for at in (240.0, 180.0):
        station.sends(at, 5.0, now=301.0)
    assert station.windows.late == Span(180.0, 300.0)
    follower = Follower([], [station.windows])
    assert follower.is_late
    follower.forget_late()
    assert not follower.is_late
    station.sends(360.0)
    assert station.windows.late is None


def test_what_was_kept_for_long_does_not_hold_up_the_steps_of_now() -> None:
    station = Station()
    for at in (0.0, 60.0):
        station.sends(at)
    for now in range(150, 421, 60):
        station.windows.tick(float(now), station.out)
    station.told()
    station.sends(120.0, 5.0, now=425.0)
    assert station.windows.late == Span(120.0, 360.0)
    assert station.windows.due_at == 420.0  # and not a silence later
    station.sends(424.0, 5.0, now=425.0)
    assert station.windows.due_at == 425.0 + SILENCE_S


def test_after_a_restart_steps_go_on_behind_what_was_told_of_a_silence() -> None:
    station = Station()
    station.windows.load(np.array([0.0, 60.0]), np.array([1.0, 1.0]), 400.0, station.out)
    station.told()
    assert station.windows.is_silent(400.0)
    assert not station.windows.is_silent(100.0)
    assert station.windows.figure_ids == ["sum"]
    station.windows.resume(360.0)
    station.sends(120.0, now=401.0)
    assert station.told() == []
    assert station.windows.late == Span(120.0, 360.0)


def test_a_reading_that_is_sent_again_changes_nothing() -> None:
    station = Station()
    for at in (0.0, 60.0, 60.0, 120.0, 60.0, 120.0, 180.0):
        station.sends(at)
    assert [value for _, value, _ in station.told()] == [1.0, 2.0, 2.0, 2.0]


def test_a_value_out_of_range_is_uncertain() -> None:
    station = Station()
    for at in (0.0, 60.0, 120.0):
        station.sends(at, 400.0)
    assert [quality for _, _, quality in station.told()] == [Quality.ABOVE, Quality.ABOVE, Quality.UNCERTAIN]


def test_each_figure_has_its_own_step() -> None:
    station = Station(SUM, LONG)
    for at in range(0, 601, 60):
        station.sends(float(at), float(at))
    assert [(at, value) for at, value, _ in station.told("max")] == [
        (0.0, 0.0),
        (300.0, 300.0),
        (600.0, 600.0),
    ]


def test_after_a_restart_everything_stands_as_before_and_goes_on() -> None:
    one, other = Station(SUM, LONG), Station(SUM, LONG)
    for at in range(0, 991, 30):
        one.sends(float(at), float(at % 70))
    at = np.arange(0, 991, 30.0)
    other.windows.load(at, at % 70, 1000.0, other.out)
    assert {(r.series_id, r.at, r.value) for r in other.out} <= {
        (r.series_id, r.at, r.value) for r in one.out
    }
    assert sorted(r.at for r in other.out) == [900.0, 960.0, 960.0]
    one.out, other.out = [], []
    for station in (one, other):
        for moment in range(1020, 1321, 30):
            station.sends(float(moment))
    assert one.out == other.out != []
    empty = Station()
    empty.windows.load(np.empty(0), np.empty(0), 0.0, empty.out)
    assert (empty.out, empty.windows.due_at) == ([], math.inf)


def test_a_share_is_as_sure_as_its_reading() -> None:
    spec = Derived(source="mm", function="percent_of", percent_of=50.0)
    follower = Follower([ShareMade("m1.pct", Share(spec, MM, {}), 1.0, (0.0, 1000.0))], [])
    out: list[Observation] = []
    for quality in (Quality.GOOD, Quality.UNCERTAIN, Quality.ABOVE, Quality.BAD):
        follower.take(Observation("m1.mm", 5.0, 10.0, quality), 5.0, out)
    assert [(r.series_id, r.at, r.value, r.quality) for r in out] == [
        ("m1.pct", 5.0, 20.0, q) for q in (Quality.GOOD, Quality.UNCERTAIN, Quality.ABOVE)
    ]


def test_sums_are_rounded_to_what_they_are() -> None:
    station = Station(Derived(source="mm", function="sum", window_s=240.0))
    for i, value in enumerate((0.0, 0.1, 0.2, 0.0, 0.0)):
        station.sends(i * 60.0, value)
    assert station.told()[-1][1] == 0.3 != 0.1 + 0.2
