"""Differences of the alarm list, in words."""

from __future__ import annotations

from backend.contract.state import Alarm, Text
from backend.domain.alarms.book import AlarmBook
from backend.domain.verdict import Verdict
from backend.engine.rehearsal.comparing import compare_alarms, unlike
from backend.usecases.pack_tests import ExpectedAlarm
from backend.usecases.packs import Packs


def listed(packs: Packs, *places: str) -> list[Alarm]:
    book = AlarmBook(packs.rules)
    for place in places:
        verdict = Verdict(
            rule_id="ngap-duong", subject=place, series_id=f"{place}.depth_cm", active=True, severity="high",
            at=0.0, value=25.0, unit="cm", title=Text("Ngập 25 cm"),
        )  # fmt: skip
        book.apply(verdict, 0.0)
    return list(book.listed())


def test_only_what_is_given_is_compared(packs: Packs) -> None:
    expected = [ExpectedAlarm(alarm="ngap-duong@t1"), ExpectedAlarm(alarm="ngap-duong@t2", value=25.0)]
    assert compare_alarms(expected, listed(packs, "t1", "t2"), "at 5 s") == []


def test_each_difference_says_found_and_expected(packs: Packs) -> None:
    expected = [ExpectedAlarm(alarm="ngap-duong@t1", severity="critical", title="Ngập 26 cm", active=True)]
    assert compare_alarms(expected, listed(packs, "t1"), "at 5 s") == [
        "at 5 s: ngap-duong@t1: severity is 'high', expected 'critical'",
        "at 5 s: ngap-duong@t1: title is 'Ngập 25 cm', expected 'Ngập 26 cm'",
    ]


def test_the_list_is_whole(packs: Packs) -> None:
    expected = [ExpectedAlarm(alarm="ngap-duong@t9")]
    assert compare_alarms(expected, listed(packs, "t1"), "at 5 s") == [
        "at 5 s: ngap-duong@t9 is not in the list",
        "at 5 s: ngap-duong@t1 is in the list (high, unacknowledged), not expected",
    ]


def test_nothing_expected_is_not_compared() -> None:
    assert unlike("x", [("a", None, 1), ("b", False, True), ("c", 2, 2)]) == ["x: b is True, expected False"]
