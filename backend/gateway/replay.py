"""Signed events that come a second time, or too late, are no news. Pure."""

from __future__ import annotations

from collections import OrderedDict
from typing import Literal

MOST_KNOWN = 50_000


class ReplayGuard:
    """Remembers signatures for as long as an event may be old."""

    def __init__(self, window_s: float) -> None:
        """Take events that are at most `window_s` old, or so far ahead of our clock."""
        self._window_s = window_s
        self._seen: OrderedDict[str, float] = OrderedDict()

    def judge(self, signature: str, at: float | None, now: float) -> Literal["new", "seen", "stale"]:
        """Return what an event is whose signature was found right.

        Args:
            signature: what tells it from all others.
            at: when it was signed, as it says (s since epoch); None: it does not say, so only a
                repetition can be told.
            now: s since epoch.
        """
        while self._seen and (
            next(iter(self._seen.values())) < now - 2 * self._window_s or len(self._seen) > MOST_KNOWN
        ):
            self._seen.popitem(last=False)
        if at is not None and abs(now - at) > self._window_s:
            return "stale"
        if signature in self._seen:
            return "seen"
        self._seen[signature] = now
        return "new"

    def forget(self, signature: str) -> None:
        """Take an event for news again: it could not be handed on."""
        self._seen.pop(signature, None)
