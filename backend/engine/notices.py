"""Answers which notices the packs of the centre bring."""

from __future__ import annotations

from collections.abc import Sequence

from backend.contract.messages import ReplyBody
from backend.contract.notices import GetNotices, Notice, Notices
from backend.engine.sessions import Session
from backend.engine.work.bench import Handlers


class NoticeDesk:
    """Knows the notices; they change only with a restart."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        """Answer with `notices`."""
        self._answer = Notices(tuple(notices))

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {GetNotices: self._get}

    async def _get(self, _body: GetNotices, _session: Session) -> ReplyBody:
        return self._answer
