"""Which parts of which message a message centre has taken, and what it reports of each.

A second attempt with the same key goes on at the part that is missing; a message is delivered when all its
parts are. Kept in memory: after a restart a message is sent whole again, with the same reference.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict

import msgspec

from backend.channels.base import Incoming
from backend.channels.carrying.smpp_incoming import Report, State, spellings

_MAX_KEPT = 5_000


class Progress(msgspec.Struct):
    """One message on its way."""

    key: str
    n: int
    """Its parts."""
    reference: int
    """Joins its parts on the telephone; the same over all attempts."""
    ids: dict[int, str] = {}
    """Part from 0: the centre's name of it."""
    states: dict[int, State] = {}
    """Part from 0: what was reported of it last."""
    told: str = ""
    """State that was handed on."""

    @property
    def remote_id(self) -> str:
        """The name of its first part."""
        return self.ids.get(0, "")

    def missing(self) -> list[int]:
        """Return the parts that the centre has not taken yet."""
        return [i for i in range(self.n) if i not in self.ids]

    def state(self) -> State:
        """Return the state of the whole."""
        found = set(self.states.values())
        if "failed" in found:
            return "failed"
        if len(self.states) < self.n:
            return "sent"
        return "unknown" if "unknown" in found else "sent" if "sent" in found else "delivered"


class Parts:
    """All messages on their way to one message centre, the newest few thousand."""

    def __init__(self) -> None:
        """Start with none."""
        self._by_key: OrderedDict[str, Progress] = OrderedDict()
        self._by_id: dict[str, tuple[Progress, int]] = {}
        self._early: list[tuple[Report, float]] = []
        self._n_in_flight = 0

    def begin(self, key: str, n: int) -> Progress:
        """Start or continue a message of `n` parts; ends with `end`."""
        self._n_in_flight += 1
        found = self._by_key.get(key)
        if found is None or found.n != n:
            found = self._by_key[key] = Progress(key, n, zlib.crc32(key.encode()) & 0xFF)
            while len(self._by_key) > _MAX_KEPT:
                _, old = self._by_key.popitem(last=False)
                for name in old.ids.values():
                    self._by_id.pop(name, None)
        return found

    def taken(self, progress: Progress, part: int, remote_id: str) -> None:
        """Note that the centre took a part."""
        progress.ids[part] = remote_id
        self._by_id[remote_id] = (progress, part)

    def end(self) -> list[Incoming]:
        """End an attempt; returns what came in so early that it could not be told whose it was."""
        self._n_in_flight -= 1
        early, self._early = self._early, []
        return [one for report, now in early for one in self.report(report, now)]

    def report(self, report: Report, now: float) -> list[Incoming]:
        """Take a report on one part; returns what it says of the message, if that is new."""
        found = next((self._by_id[one] for one in spellings(report.remote_id) if one in self._by_id), None)
        if found is None:
            if self._n_in_flight:
                self._early.append((report, now))
                return []
            return [Incoming("report", report.remote_id, "", report.state, report.address, report.words, now)]
        progress, part = found
        progress.states[part] = report.state
        state = progress.state()
        if state in {progress.told, "sent"}:
            return []
        progress.told = state
        return [
            Incoming("report", progress.remote_id, progress.key, state, report.address, report.words, now)
        ]
