from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.analytics.alarm_measures import (
    Names,
    flood_report,
    flood_share,
    measures,
    raisings,
    top,
)
from backend.contract.messages import EntryAppended
from backend.contract.state import Alarm, Text
from backend.domain.alarms.flood import Flood

NAMES = Names(
    {"ngap": "thoat-nuoc", "mua": "pctt"}, {"thoat-nuoc": "Công ty Thoát nước", "pctt": "Phòng thủ"}
)
HOUR = 3600.0


def raised(at: float, alarm_id: str, severity: str = "high") -> EntryAppended:
    return EntryAppended(1, at, "system", "alarm.raised", alarm_id, {"severity": severity, "title": "Ngập"})


def acknowledged(at: float, alarm_id: str) -> EntryAppended:
    return EntryAppended(1, at, "an", "alarm.acknowledged", alarm_id, {})


def alarm(alarm_id: str, raised_at: float, *, active: bool = True, flapping: bool = False) -> Alarm:
    return Alarm(
        alarm_id=alarm_id, rule_id="r", subject="s", series_id="s.m", title=Text("x"), detail=Text(""),
        severity="low", peak_severity="low", active=active, operator="acknowledged", signal="fresh",
        raised_at=raised_at, changed_at=raised_at, occurrence=1, flapping=flapping,
    )  # fmt: skip


def test_load_of_the_desk_and_of_each_unit() -> None:
    entries = [
        raised(10, "ngap@a"),
        raised(20, "ngap@b"),
        raised(7000, "mua@c", "critical"),
        raised(7100, "la@d"),
    ]
    found = measures(entries, [], NAMES, (0.0, 2 * HOUR))
    assert (found.desk.n_alarms, found.desk.per_hour, found.desk.peak_10min) == (4, 2.0, 2)
    assert [(u.unit_id, u.name, u.n_alarms) for u in found.units] == [
        ("thoat-nuoc", "Công ty Thoát nước", 2),
        ("pctt", "Phòng thủ", 1),
    ]
    assert found.mix == {"critical": 0.25, "high": 0.75, "medium": 0.0, "low": 0.0}
    bars = np.frombuffer(found.per_10min, dtype="<i4").tolist()
    assert (len(bars), bars[0], bars[11], sum(bars)) == (12, 2, 2, 4)


def test_the_load_of_a_rule_over_units_counts_for_each_of_them() -> None:
    names = Names({"qua-han": "{place_id}"}, {"so-xay-dung": "Sở Xây dựng"})
    found = measures(
        [raised(10, "qua-han@so-xay-dung"), raised(20, "qua-han@cap-nuoc")], [], names, (0.0, HOUR)
    )
    assert [(u.unit_id, u.name) for u in found.units] == [
        ("cap-nuoc", "cap-nuoc"),
        ("so-xay-dung", "Sở Xây dựng"),
    ]


def test_nothing_raised_is_zero_and_not_an_error() -> None:
    found = measures([], [], NAMES, (0.0, HOUR))
    assert (found.desk.n_alarms, found.desk.peak_10min, found.desk.flood_share) == (0, 0, 0.0)
    assert found.median_ack_s is None
    assert sum(found.mix.values()) == 0


def test_stale_and_chattering_are_named() -> None:
    alarms = [
        alarm("old", 0.0), alarm("old-but-over", 0.0, active=False), alarm("new", 90_000.0),
        alarm("flaps", 90_000.0, flapping=True),
    ]  # fmt: skip
    entries = [EntryAppended(1, 5.0, "system", "alarm.flapping", "flapped", {})]
    found = measures(entries, alarms, NAMES, (0.0, 100_000.0))
    assert found.stale == ("old",)
    assert found.chattering == ("flapped", "flaps")


def test_the_median_time_until_somebody_takes_it() -> None:
    entries = [
        raised(0, "a"), raised(10, "b"), acknowledged(60, "a"), acknowledged(110, "b"),
        acknowledged(120, "b"), raised(200, "a"), acknowledged(500, "a"), acknowledged(600, "never-raised"),
    ]  # fmt: skip
    assert measures(entries, [], NAMES, (0.0, HOUR)).median_ack_s == 100.0


def test_the_top_ten_carry_their_share() -> None:
    entries = [raised(i, "often") for i in range(6)] + [raised(9, f"once-{i:02}") for i in range(14)]
    found = top(raisings(entries))
    assert len(found) == 10
    assert (found[0].alarm_id, found[0].n, found[0].share) == ("often", 6, 0.3)
    assert found[1].alarm_id == "once-00"


@given(st.lists(st.floats(0, 20_000), max_size=60))
def test_the_share_in_flood_is_what_the_desk_itself_would_say(times: list[float]) -> None:
    at = sorted(round(t) for t in times)
    flood, flooded_s, step = Flood(), 0, 1
    waiting = list(at)
    for now in range(0, 21_500, step):
        while waiting and waiting[0] <= now:
            flood.add(waiting.pop(0), "x")
        flood.step(now)
        flooded_s += step if flood.since_at is not None else 0
    share = flood_share(np.array(at, dtype=float), (0.0, 21_500.0))
    assert share * 21_500 == pytest.approx(flooded_s, abs=4)


def test_a_flood_report_says_what_it_was() -> None:
    entries = [raised(100 + i, f"ngap@{i}", "high") for i in range(12)] + [raised(800, "mua@z", "critical")]
    report = flood_report(raisings(entries), NAMES, (111.0, 1500.0), "ngap@0")
    assert (report.n_alarms, report.peak_10min, report.first_out, report.first_title.vi) == (
        13, 12, "ngap@0", "Ngập",
    )  # fmt: skip
    assert report.by_severity == {"high": 12, "critical": 1}
    assert report.by_unit == {"Công ty Thoát nước": 12, "Phòng thủ": 1}
