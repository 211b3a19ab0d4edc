from __future__ import annotations

from collections.abc import Mapping

import pytest

from backend.gateway.guard import HOOK_BYTES
from backend.gateway.ports import HookError
from tests.unit.backend.gateway.given import door, reasons


class Box:
    """A desk that notes what it gets."""

    def __init__(self, refuse: int = 0) -> None:
        self.refuse = refuse
        self.got: list[tuple[str, bytes, bytes, Mapping[str, str]]] = []

    async def take(self, channel_id: str, body: bytes, query: bytes, headers: Mapping[str, str]) -> None:
        if self.refuse:
            raise HookError(self.refuse, "secret reason")
        self.got.append((channel_id, body, query, headers))


@pytest.mark.parametrize("path", ["/hooks/sms", "/hooks/zalo/sms"])
def test_body_query_and_headers_reach_the_desk_untouched(path: str) -> None:
    box = Box()
    answer = door(box).ask("POST", f"{path}?token=a%20b", content=b'{"a": 1}', headers={"X-Sign": "s"})
    assert (answer.status_code, answer.text) == (200, "ok")
    ((channel, body, query, headers),) = box.got
    assert (channel, body, query, headers["x-sign"]) == ("sms", b'{"a": 1}', b"token=a%20b", "s")


def test_a_report_may_come_by_get() -> None:
    box = Box()
    assert door(box).ask("GET", "/hooks/sms?SMSID=1").status_code == 200
    assert box.got[0][:3] == ("sms", b"", b"SMSID=1")


@pytest.mark.parametrize(("status", "words"), [(401, "Chữ ký"), (404, "kênh"), (400, "không hợp lệ")])
def test_a_refusal_tells_outside_no_more_than_its_kind(status: int, words: str) -> None:
    answer = door(Box(status)).ask("POST", "/hooks/sms", content=b"x")
    assert answer.status_code == status
    assert words in reasons(answer)[0]
    assert "secret" not in answer.text


def test_long_reports_are_refused_unread() -> None:
    box = Box()
    assert door(box).ask("POST", "/hooks/sms", content=b"x" * (HOOK_BYTES + 1)).status_code == 413
    assert box.got == []


def test_the_door_may_be_shut() -> None:
    assert door(Box(), hooks=False).ask("POST", "/hooks/sms").status_code == 404
    assert door(None).ask("POST", "/hooks/sms").status_code == 404
