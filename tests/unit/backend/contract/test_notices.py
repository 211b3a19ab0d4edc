from __future__ import annotations

import msgspec

from backend.contract.messages import Reply, Request
from backend.contract.notices import GetNotices, Notice, Notices
from backend.contract.state import Text


def test_notices_go_over_the_wire() -> None:
    request = Request(1, "s", 9.0, GetNotices())
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(request), type=Request) == request
    reply = Reply(1, Notices((Notice("a", Text("A"), (Text("Câu.", "Words."),), "Nguồn", "ck"),)))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(reply), type=Reply) == reply
