from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from backend.contract.state import Alarm, Source, Text
from backend.domain.alarms.book import AlarmBook
from backend.domain.alarms.events import Acknowledge
from backend.domain.rule import Inhibition, common_problems
from backend.domain.rules import absence, threshold
from backend.domain.verdict import Verdict
from backend.engine.source_alarms import MOST_WAIT_S, RULE, SeriesSources, SourceAlarms, rule, under_sources
from backend.sources.base import SourceConfig

AGE_S = 60.0
T0 = 1000.0
SILENT = absence.Spec(
    id="mat-du-lieu",
    kind="absence",
    title=Text("Mất dữ liệu — {name}"),
    metric="rain_mm",
    severity="low",
    consequence=Text("Không biết mưa"),
    response=Text("Kiểm tra trạm"),
    respond_within_s=3600.0,
    unit_id="kttv",
    procedure="none",
)


def config(name: str = "mqtt") -> SourceConfig:
    return SourceConfig(id=name, kind="mqtt", name="Trạm mưa", max_age_s=AGE_S)


def source(state: Any, reason: str = "", last_at: float | None = T0, **fields: Any) -> Source:
    return Source(
        fields.pop("source_id", "mqtt"), "mqtt", "Trạm mưa", state, AGE_S, last_at, 7, 0, reason, **fields
    )


def watch(*alarms: Alarm) -> SourceAlarms:
    return SourceAlarms([config()], alarms, T0)


def standing(subject: str = "mqtt", **fields: Any) -> Alarm:
    verdict = Verdict(rule_id=RULE, subject=subject, series_id="", active=True, severity="medium", at=T0)
    book = AlarmBook([rule()])
    [change] = book.apply(verdict, T0)
    return replace(change.alarm, **fields)


# ---- when it rings --------------------------------------------------------------------------------


def test_the_rule_owes_the_operator_nothing() -> None:
    assert not list(common_problems(rule(), {}))


def test_a_lost_source_rings_once_and_says_for_how_long() -> None:
    sources = watch()
    assert sources.look([source("fresh")], T0 + 1) == []
    assert sources.look([source("late")], T0 + 61) == []
    [verdict] = sources.look([source("lost")], T0 + 181)
    assert (verdict.alarm_id, verdict.active, verdict.severity) == (f"{RULE}@mqtt", True, "medium")
    assert verdict.title.vi == "Nguồn Trạm mưa im lặng"
    assert "3 phút" in verdict.detail.vi
    assert sources.look([source("lost")], T0 + 182) == []


def test_a_source_that_cannot_be_read_rings_as_soon_as_it_is_late() -> None:
    sources = watch()
    assert sources.look([source("fresh", "broker is gone")], T0 + 30) == []
    [verdict] = sources.look([source("late", "broker is gone")], T0 + 61)
    assert (verdict.title.vi, verdict.detail.vi) == (
        "Nguồn Trạm mưa không đọc được",
        "Lỗi khi đọc: broker is gone",
    )
    [again] = sources.look([source("late", "broker does not answer")], T0 + 62)
    assert (again.active, again.at, again.detail.vi) == (True, T0 + 61, "Lỗi khi đọc: broker does not answer")


def test_a_source_that_never_sent_has_its_maximum_age_from_the_start_on() -> None:
    sources = watch()
    assert sources.look([source("late", "does not answer", None)], T0 + 59) == []
    assert len(sources.look([source("late", "does not answer", None)], T0 + 61)) == 1


def test_a_source_that_is_read_seldom_does_not_ring_between_two_readings() -> None:
    sources = SourceAlarms([config("daily")], (), T0)
    daily = replace(source("fresh", source_id="daily"), max_age_s=93_600.0)
    for hour in range(26):
        assert sources.look([daily], T0 + hour * 3600.0) == []


def test_a_source_that_is_not_switched_on_does_not_ring() -> None:
    assert watch().look([source("lost", source_id="register")], T0 + 500) == []


# ---- when it ends ---------------------------------------------------------------------------------


def test_it_ends_when_the_source_has_been_read_for_its_maximum_age() -> None:
    sources = watch()
    sources.look([source("lost")], T0 + 181)
    [back] = sources.look([source("fresh", last_at=T0 + 200)], T0 + 200)
    assert back.active
    assert back.title.vi == "Nguồn Trạm mưa vừa đọc lại được"
    assert sources.look([source("fresh", last_at=T0 + 250)], T0 + 259) == []
    [ended] = sources.look([source("fresh", last_at=T0 + 250)], T0 + 260)
    assert not ended.active
    assert sources.look([source("fresh", last_at=T0 + 250)], T0 + 261) == []
    assert len(sources.look([source("lost", last_at=T0 + 250)], T0 + 431)) == 1


def test_a_source_that_falls_silent_again_meanwhile_is_still_the_same_alarm() -> None:
    sources = watch()
    sources.look([source("lost")], T0 + 181)
    sources.look([source("fresh", last_at=T0 + 200)], T0 + 200)
    [silent] = sources.look([source("late", last_at=T0 + 200)], T0 + 261)
    assert (silent.active, silent.title.vi) == (True, "Nguồn Trạm mưa im lặng")
    [back] = sources.look([source("fresh", last_at=T0 + 300)], T0 + 300)
    assert back.active


def test_a_source_of_long_age_does_not_stand_for_a_day_after_it_came_back() -> None:
    sources = watch()
    daily = replace(source("lost"), max_age_s=86_400.0)
    sources.look([daily], T0)
    sources.look([replace(daily, state="fresh")], T0)
    [ended] = sources.look([replace(daily, state="fresh")], T0 + MOST_WAIT_S)
    assert not ended.active


def test_an_alarm_that_stood_before_a_restart_ends_only_when_the_source_is_read() -> None:
    sources = watch(standing())
    [first] = sources.look([source("late", last_at=None)], T0 + 1)
    assert first.active
    sources.look([source("fresh", last_at=T0 + 5)], T0 + 5)
    [ended] = sources.look([source("fresh", last_at=T0 + 60)], T0 + 65)
    assert not ended.active


def test_the_alarm_of_a_source_that_was_switched_off_meanwhile_ends() -> None:
    sources = watch(standing("cu"), standing("mqtt", active=False))
    [ended] = sources.look([source("fresh")], T0 + 1)
    assert (ended.subject, ended.active) == ("cu", False)
    assert sources.look([source("fresh")], T0 + 2) == []


# ---- what stands behind it ------------------------------------------------------------------------


def test_only_absence_is_hidden_by_a_source() -> None:
    other = threshold.Spec(
        **{name: getattr(SILENT, name) for name in ("title", "metric", "consequence", "response", "unit_id")},
        id="mua-to", kind="threshold", severity="high", limit=50.0, respond_within_s=60.0, procedure="none",
        inhibited_by=(Inhibition("bao-tri"),),
    )  # fmt: skip
    hidden, kept = under_sources([replace(SILENT, inhibited_by=(Inhibition("bao-tri"),)), other])
    assert hidden.inhibited_by == (Inhibition("bao-tri"), Inhibition(RULE, "source"))
    assert kept is other


def test_the_source_of_a_computed_series_is_that_of_what_it_is_computed_from() -> None:
    sources = SeriesSources({"rain_1h": "rain_10min", "rain_10min": "rain_mm"})
    sources.senders["p1.rain_mm"] = "mqtt"
    alarm = standing(rule_id="mua-1h", subject="p1", series_id="p1.rain_1h")
    assert sources.of(alarm) == "mqtt"
    assert sources.of(replace(alarm, series_id="p2.rain_1h")) == ""
    assert sources.of(standing("tep")) == "tep"


def test_what_is_kept_is_known_again_and_kept_once() -> None:
    sources = SeriesSources({})
    assert sources.to_keep() == ""
    sources.senders |= {"p1.rain_mm": "mqtt", "p2.rain_mm": "mqtt", "p3.rain_mm": "tep"}
    kept = sources.to_keep()
    assert sources.to_keep() == ""
    again = SeriesSources({}, kept)
    assert again.senders == sources.senders
    assert again.to_keep() == ""
    again.senders["p3.rain_mm"] = "mqtt"
    assert SeriesSources({}, again.to_keep()).senders["p3.rain_mm"] == "mqtt"


class City:
    """Three stations of a broker and one of a file, and the alarm book over them."""

    def __init__(self) -> None:
        self.sources = SeriesSources({})
        self.sources.senders |= {f"p{n}.rain_mm": "mqtt" for n in range(3)} | {"q.rain_mm": "tep"}
        self.book = self.open()

    def open(self) -> AlarmBook:
        return AlarmBook([*under_sources([SILENT]), rule()], source_of=self.sources.of)

    def say(self, rule_id: str, subject: str, active: bool = True) -> None:
        series_id = "" if rule_id == RULE else f"{subject}.rain_mm"
        verdict = Verdict(
            rule_id=rule_id, subject=subject, series_id=series_id, active=active, severity="low", at=T0
        )
        self.book.apply(verdict, T0)

    def asking(self) -> list[str]:
        return [a.alarm_id for a in self.book.listed() if a.operator == "unacknowledged"]

    def hidden(self) -> list[str]:
        return [a.subject for a in self.book.listed() if a.suppressed_by == f"{RULE}@mqtt"]


@pytest.mark.parametrize("first", ["source", "stations"])
def test_the_stations_of_a_dead_source_fold_into_one_alarm_in_whatever_order(first: str) -> None:
    city = City()
    if first == "source":
        city.say(RULE, "mqtt")
    for place in ("p0", "p1", "p2", "q"):
        city.say("mat-du-lieu", place)
    if first == "stations":
        city.say(RULE, "mqtt")
    assert sorted(city.asking()) == ["mat-du-lieu@q", f"{RULE}@mqtt"]
    assert city.hidden() == ["p0", "p1", "p2"]
    city.book.apply(Acknowledge(alarm_id=f"{RULE}@mqtt", owner="Hà"), T0)
    assert city.hidden() == ["p0", "p1", "p2"]
    city.say("mat-du-lieu", "p0", active=False)
    city.say(RULE, "mqtt", active=False)
    assert city.asking() == [f"mat-du-lieu@{name}" for name in ("p1", "p2", "q")]


def test_a_single_silent_station_rings_while_its_source_is_alive() -> None:
    city = City()
    city.say("mat-du-lieu", "p1")
    assert city.asking() == ["mat-du-lieu@p1"]


def test_a_restart_while_the_source_is_away_leaves_the_stations_folded() -> None:
    city = City()
    city.say(RULE, "mqtt")
    city.say("mat-du-lieu", "p0")
    stored = city.book.alarms()
    city.sources = SeriesSources({}, city.sources.to_keep())
    city.book = city.open()
    city.book.restore(stored, T0)
    city.say("mat-du-lieu", "p1")
    assert city.asking() == [f"{RULE}@mqtt"]
    assert city.hidden() == ["p0", "p1"]
    city.say(RULE, "mqtt", active=False)
    assert city.asking() == ["mat-du-lieu@p0", "mat-du-lieu@p1"]


def test_a_station_that_another_source_sends_now_is_folded_under_that_one() -> None:
    city = City()
    city.say("mat-du-lieu", "p0")
    city.say("mat-du-lieu", "p0", active=False)
    city.sources.senders["p0.rain_mm"] = "tep"
    city.say(RULE, "mqtt")
    city.say("mat-du-lieu", "p0")
    assert city.hidden() == []
    city.say(RULE, "tep")
    assert [a.suppressed_by for a in city.book.listed() if a.subject == "p0"] == [f"{RULE}@tep"]
