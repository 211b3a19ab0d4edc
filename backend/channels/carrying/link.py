"""Whether the other side of a channel answers: one log line when it is lost, one when it is back."""

from __future__ import annotations

import logging

from backend.channels.carrying.secrets import quoted
from backend.contract.state import Text

_log = logging.getLogger(__name__)


class Link:
    """The line to one other side; starts as neither lost nor back."""

    def __init__(self, channel_id: str, where: str) -> None:
        """Name the line; `where` must hold no secret."""
        self._channel_id, self._where = channel_id, where
        self._lost = False

    @property
    def lost(self) -> bool:
        """Whether the other side did not answer last time."""
        return self._lost

    def lose(self, reason: str) -> None:
        """Note that it does not answer."""
        if not self._lost:
            self._lost = True
            _log.warning("channel %s: %s is lost: %s", self._channel_id, self._where, reason)

    def regain(self) -> None:
        """Note that it answers."""
        if self._lost:
            self._lost = False
            _log.info("channel %s: %s is back", self._channel_id, self._where)


def failure_words(error: Exception, timeout_s: float) -> Text:
    """Return what a failed connection says, in one line.

    Args:
        error: what went wrong; its own words may be shown.
        timeout_s: time that there was, for those that were too slow.
    """
    if isinstance(error, TimeoutError):
        return Text(f"không trả lời trong {timeout_s:g} giây", f"no answer within {timeout_s:g} s")
    said = quoted(str(error)) or type(error).__name__
    return Text(said, said)
