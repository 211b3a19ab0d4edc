from __future__ import annotations

import asyncio

from backend.contract.notices import GetNotices, Notice, Notices
from backend.contract.state import Text
from backend.engine.notices import NoticeDesk


def test_everybody_may_read_the_notices() -> None:
    notice = Notice("a", Text("A"), (Text("Câu."),), "Nguồn")
    (handler,) = NoticeDesk([notice]).handlers().values()
    assert asyncio.run(handler(GetNotices(), None)) == Notices((notice,))  # type: ignore[arg-type]
