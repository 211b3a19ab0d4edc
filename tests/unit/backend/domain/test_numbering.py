from __future__ import annotations

from zoneinfo import ZoneInfo

from backend.domain.numbering import DailyNumbers

LATE = 1_795_539_599.0
"""24/11/2026, 23:59:59 in Việt Nam."""


def test_numbers_start_anew_with_the_local_day() -> None:
    numbers = DailyNumbers("SC", ZoneInfo("Asia/Ho_Chi_Minh"))
    assert [numbers.next(LATE), numbers.next(LATE), numbers.next(LATE + 1)] == [
        "SC.20261124.001",
        "SC.20261124.002",
        "SC.20261125.001",
    ]


def test_no_number_is_given_out_twice_after_a_restart() -> None:
    numbers = DailyNumbers("SC", ZoneInfo("Asia/Ho_Chi_Minh"))
    for an_id in ("SC.20261124.017", "SC.20261124.003", "QT.20261124.900", "SC.20261124", "SC.20261124.x"):
        numbers.seen(an_id)
    assert numbers.next(LATE) == "SC.20261124.018"
    numbers.seen("SC.20261124.999")
    assert numbers.next(LATE) == "SC.20261124.1000"


def test_many_are_taken_as_given_out_at_once() -> None:
    numbers = DailyNumbers("QT", ZoneInfo("Asia/Ho_Chi_Minh"))
    numbers.restore(["QT.20261124.007", "QT.20261124.003", "SC.20261124.099", "odd"])
    assert numbers.next(LATE) == "QT.20261124.008"
