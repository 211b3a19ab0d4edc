from __future__ import annotations

import logging

import pytest

from backend.channels.carrying.link import Link, failure_words


def test_one_line_when_lost_and_one_when_back(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="backend.channels")
    link = Link("sms", "gw.vn:443")
    link.regain()
    for reason in ("no answer", "still none"):
        link.lose(reason)
    assert link.lost
    for _ in range(2):
        link.regain()
    assert [one.getMessage() for one in caplog.records] == [
        "channel sms: gw.vn:443 is lost: no answer",
        "channel sms: gw.vn:443 is back",
    ]
    assert not link.lost


def test_failures_are_said_in_one_line() -> None:
    assert failure_words(TimeoutError(), 2.5).vi == "không trả lời trong 2.5 giây"
    assert failure_words(OSError("a\nb"), 1).en == "a b"
    assert failure_words(ConnectionResetError(), 1).en == "ConnectionResetError"
