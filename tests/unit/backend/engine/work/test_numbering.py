from __future__ import annotations

from zoneinfo import ZoneInfo

from backend.engine.work.numbering import Numbering

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MIDNIGHT = 1_795_453_200.0
"""2026-11-24 00:00 in Viet Nam."""


def test_numbers_run_within_a_local_day() -> None:
    numbering = Numbering("QT", ZONE)
    assert [numbering.next(MIDNIGHT) for _ in range(2)] == ["QT.20261124.001", "QT.20261124.002"]
    assert numbering.next(MIDNIGHT - 1) == "QT.20261123.001"


def test_no_number_twice_after_a_restart() -> None:
    numbering = Numbering("QT", ZONE)
    numbering.restore(["QT.20261124.007", "QT.20261124.003", "SC.20261124.099", "QT.20261123.500", "odd"])
    assert numbering.next(MIDNIGHT) == "QT.20261124.008"


def test_more_than_999_a_day_go_on() -> None:
    numbering = Numbering("QT", ZONE)
    numbering.restore(["QT.20261124.999"])
    assert numbering.next(MIDNIGHT) == "QT.20261124.1000"
