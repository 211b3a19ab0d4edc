from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from backend.contract.state import Shift
from backend.engine.cameras.groups import CameraGroup
from backend.engine.cameras.holds import CameraRefusedError
from backend.engine.cameras.viewings import Viewings, Wish, shift_ends_at

CLOSED = CameraGroup(id="cho", name="Chợ", purpose="required")
OPEN = CameraGroup(id="duong", name="Đường")
ZONE = "Asia/Ho_Chi_Minh"


def at(hour: int, minute: int = 0, day: int = 22) -> float:
    return datetime.datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(ZONE)).timestamp()


def test_a_shift_ends_when_the_next_begins() -> None:
    shifts = [Shift("Ca 1", "06:00"), Shift("Ca 2", "18:00")]
    assert shift_ends_at(shifts, ZONE, at(3)) == at(6)
    assert shift_ends_at(shifts, ZONE, at(6)) == at(18)
    assert shift_ends_at(shifts, ZONE, at(23)) == at(6, day=23)
    assert shift_ends_at([], ZONE, at(3)) == at(11)


def test_a_purpose_is_asked_once_and_each_camera_noted_once() -> None:
    viewings = Viewings()
    assert viewings.needs_purpose("ha", CLOSED, 0)
    for purpose in ("", "  abc  "):
        with pytest.raises(CameraRefusedError, match="purpose"):
            viewings.begin(Wish("ha", purpose, 100), CLOSED, ["c1"], 0)
    assert viewings.begin(Wish("ha", " tìm   trẻ lạc ", 100), CLOSED, ["c1", "c2"], 0) == ("c1", "c2")
    assert viewings.purpose("ha", CLOSED, 1) == "tìm trẻ lạc"
    assert viewings.begin(Wish("ha", "", 100), CLOSED, ["c2", "c3"], 1) == ("c3",)
    assert viewings.needs_purpose("binh", CLOSED, 1)
    assert viewings.needs_purpose("ha", CLOSED, 100)


def test_another_purpose_is_noted_anew() -> None:
    viewings = Viewings()
    viewings.begin(Wish("ha", "tìm trẻ lạc", 100), CLOSED, ["c1"], 0)
    assert viewings.begin(Wish("ha", "tìm trẻ lạc", 100), CLOSED, ["c1"], 1) == ()
    assert viewings.begin(Wish("ha", "đánh nhau", 100), CLOSED, ["c1"], 2) == ("c1",)


def test_an_open_group_is_looked_through_without_a_word() -> None:
    viewings = Viewings()
    assert not viewings.needs_purpose("ha", OPEN, 0)
    assert viewings.begin(Wish("ha", "", 100), OPEN, ["c1"], 0) == ("c1",)
    assert viewings.begin(Wish("ha", "", 100), OPEN, ["c1"], 1) == ()
