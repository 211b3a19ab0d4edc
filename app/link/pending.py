"""Requests that wait for their answer, each answered exactly once: by the daemon or by its deadline. Pure."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from backend.contract.messages import Failure, Reply, ReplyBody, RequestBody
from backend.contract.state import Text

OnReply = Callable[[ReplyBody], None]


class Waiting(msgspec.Struct, frozen=True):
    """One request under way."""

    request_id: int
    body: RequestBody
    on_reply: OnReply
    expires_at: float
    """Monotonic seconds."""
    sent: bool


class PendingRequests:
    """Requests by id; time is an argument (monotonic seconds)."""

    def __init__(self) -> None:
        """Start with none."""
        self._waiting: dict[int, Waiting] = {}
        self._last_id = 0

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def add(self, body: RequestBody, on_reply: OnReply, expires_at: float) -> Waiting:
        """Note a request that is not sent yet."""
        self._last_id += 1
        waiting = Waiting(self._last_id, body, on_reply, expires_at, sent=False)
        self._waiting[self._last_id] = waiting
        return waiting

    def unsent(self) -> list[Waiting]:
        """Return the requests that still wait for a connection or session, oldest first."""
        return [w for w in self._waiting.values() if not w.sent]

    def mark_sent(self, request_id: int) -> None:
        """Note that a request is on its way."""
        self._waiting[request_id] = msgspec.structs.replace(self._waiting[request_id], sent=True)

    def answered(self, reply: Reply) -> Waiting | None:
        """Take out the request that `reply` answers; None where nobody waits for it any more."""
        return self._waiting.pop(reply.request_id, None)

    def expired(self, now: float) -> list[Waiting]:
        """Take out the requests whose deadline has passed."""
        late = [w for w in self._waiting.values() if w.expires_at <= now]
        for waiting in late:
            del self._waiting[waiting.request_id]
        return late

    def cut_off(self) -> list[Waiting]:
        """Take out the requests that were sent over a connection that is gone."""
        gone = [w for w in self._waiting.values() if w.sent]
        for waiting in gone:
            del self._waiting[waiting.request_id]
        return gone


def name_of(body: RequestBody) -> str:
    """Return the request's name for words and logs, e.g. `get_history`."""
    return str(body.__struct_config__.tag)


def too_late(body: RequestBody) -> Failure:
    """Return the failure of a request whose deadline passed here."""
    return Failure.of(
        "late",
        Text("Máy chủ chưa trả lời kịp.", f"no answer to '{name_of(body)}' in time"),
        Text("Máy chủ đang bận hoặc đã dừng; hãy thử lại.", "the daemon is busy or gone; try again"),
    )


def connection_lost(body: RequestBody) -> Failure:
    """Return the failure of a request whose connection broke before the answer."""
    return Failure.of(
        "failed",
        Text(
            "Mất kết nối trước khi máy chủ trả lời.",
            f"the connection broke before the answer to '{name_of(body)}'",
        ),
        Text(
            "Việc có thể đã xong: khi có kết nối lại hãy xem trước, rồi mới thử lại.",
            "try again once the link is back; the action may have been carried out: look first",
        ),
    )
