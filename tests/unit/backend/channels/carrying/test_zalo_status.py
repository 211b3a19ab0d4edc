from __future__ import annotations

import pytest

from backend.channels.carrying.zalo_status import refusal
from tests.unit.backend.channels.given import NOW

HOUR = 3600.0


@pytest.mark.parametrize(
    ("code", "now", "again", "after_s"),
    [
        (-144, NOW, True, 5 * HOUR + 55 * 60),
        (-147, NOW + 7 * HOUR, True, 22 * HOUR + 55 * 60),
        (-133, NOW + 5 * HOUR, True, 6 * HOUR + 55 * 60),
        (-133, NOW + 10 * HOUR, True, 1 * HOUR + 55 * 60),
        (-100, NOW, True, 60.0),
        (-124, NOW, True, 60.0),
        (-118, NOW, False, None),
        (-213, NOW, False, None),
        (-9999, NOW, False, None),
    ],
)
def test_what_refusals_mean_and_how_long_to_wait(
    code: int, now: float, again: bool, after_s: float | None
) -> None:
    receipt = refusal(code, "said", now)
    assert (receipt.state, receipt.again, receipt.again_after_s) == ("failed", again, after_s)
    assert f"({code})" in receipt.reason.vi


def test_an_unknown_number_repeats_zalos_words() -> None:
    assert refusal(-9999, "Strange thing", NOW).reason.vi == "Zalo từ chối (-9999): Strange thing"
