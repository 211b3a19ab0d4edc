from __future__ import annotations

import pytest

from backend.channels.carrying.smpp_status import THROTTLED, refusal


@pytest.mark.parametrize(
    ("status", "again", "words"),
    [
        (THROTTLED, True, "0x58"),
        (0x14, True, "hàng đợi"),
        (0x08, True, "hệ thống"),
        (0x0A, False, "brandname"),
        (0x0B, False, "người nhận"),
        (0x405, False, "0x405"),
    ],
)
def test_what_refusals_mean(status: int, again: bool, words: str) -> None:
    receipt = refusal(status)
    assert (receipt.state, receipt.again) == ("failed", again)
    assert words in receipt.reason.vi
    assert receipt.reason.en
