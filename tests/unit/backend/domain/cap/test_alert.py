from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.cap.alert import Alert, AlertInfo, plain_code, read_time, speaks, written_time
from backend.domain.cap.words import FORBIDDEN

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def info(language: str, expires_at: float | None) -> AlertInfo:
    return AlertInfo("e", "Past", "Minor", "Likely", language=language, expires_at=expires_at)


@given(st.integers(0, 4_000_000_000))
def test_an_instant_is_written_with_its_offset_and_read_back(at: int) -> None:
    text = written_time(float(at), HANOI)
    assert text.endswith(("+07:00", "+08:00"))  # Saigon was an hour ahead until June 1975
    assert read_time(text) == at


def test_utc_is_never_written_with_z() -> None:
    assert written_time(0.0, ZoneInfo("UTC")) == "1970-01-01T00:00:00+00:00"


@pytest.mark.parametrize("text", ["2026-11-22T21:00:00", "2026-11-22T21:00:00Z", "2026-11-22", "", "mai"])
def test_an_instant_without_zone_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="no instant with a zone"):
        read_time(text)


@given(st.text(min_size=1))
def test_a_plain_code_holds_nothing_that_is_forbidden(text: str) -> None:
    assert not FORBIDDEN & set(plain_code(text))


def test_it_expires_with_its_last_part_and_never_where_one_says_no_end() -> None:
    alert = Alert("i", "s", 1.0, "Actual", "Alert", "Public", infos=(info("vi-VN", 5.0), info("en", 9.0)))
    assert alert.expires_at() == 9.0
    open_end = Alert("i", "s", 1.0, "Actual", "Alert", "Public", infos=(info("vi", 5.0), info("en", None)))
    assert open_end.expires_at() is None
    assert Alert("i", "s", 1.0, "Actual", "Alert", "Public").expires_at() is None
    found = alert.info_in("vi")
    assert found is not None
    assert found.expires_at == 5.0
    assert alert.info_in("fr") is None
    assert speaks("EN-us", "en")
