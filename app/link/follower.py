"""Follows the feed from a snapshot without a gap: buffers, drops what is old, notices what is missing.

Pure: messages in, messages to apply out.
"""

from __future__ import annotations

from collections import deque

from backend.contract import codec
from backend.contract.messages import FeedMessage, Header, Pulse, Snapshot

MAX_BUFFERED = 50_000
"""Messages held while a snapshot is under way; more means that it comes too late to be of use."""


class Follower:
    """Where one wall stands in each topic of the feed."""

    def __init__(self) -> None:
        """Start without a snapshot: everything is buffered."""
        self.following = False
        """False: a snapshot is needed."""
        self.fault = "no snapshot yet"
        """Why a snapshot is needed, in technical words for the log."""
        self._epoch = ""
        self._seqs: dict[str, int] = {}
        self._buffer: deque[tuple[Header, FeedMessage]] = deque()

    def stop(self, fault: str) -> None:
        """Say that the state no longer fits: buffer until the next snapshot."""
        if self.following:
            self._buffer.clear()
        self.following, self.fault = False, fault

    def take(self, header: Header, message: FeedMessage) -> list[FeedMessage]:
        """Return the messages to apply now (at most one).

        A pulse is always applied: it carries the daemon's life and time, not state. After a gap or
        another epoch `following` is False and the message waits for the next snapshot.
        """
        if self.following:
            fault = self._misfit(header, message)
            if not fault:
                return [message]
            self.stop(fault)
        self._buffer.append((header, message))
        if len(self._buffer) > MAX_BUFFERED:
            self._buffer.clear()
        return [message] if isinstance(message, Pulse) else []

    def restart(self, snapshot: Snapshot) -> list[FeedMessage]:
        """Follow from `snapshot`; return the buffered messages that come after it.

        What was buffered from another epoch is dropped where it is older than the snapshot's; if it
        is newer (the daemon restarted meanwhile), or if there is a gap, `following` stays False.
        """
        self._epoch, self._seqs = snapshot.epoch, dict(snapshot.topic_seqs)
        self.following, self.fault = True, ""
        waiting, self._buffer = self._buffer, deque()
        seen = [header.epoch for header, _ in waiting]
        first = seen.index(snapshot.epoch) if snapshot.epoch in seen else 0
        applied: list[FeedMessage] = []
        for header, message in list(waiting)[first:]:
            if header.epoch == self._epoch and self._is_old(header, message):
                continue
            applied += [m for m in self.take(header, message) if not isinstance(m, Pulse)]
        return applied

    def _is_old(self, header: Header, message: FeedMessage) -> bool:
        return header.topic_seq <= self._seqs.get(_topic(message), 0)

    def _misfit(self, header: Header, message: FeedMessage) -> str:
        topic = _topic(message)
        if header.epoch != self._epoch:
            return f"epoch {header.epoch} follows {self._epoch}: the daemon restarted"
        expected = self._seqs.get(topic, 0) + 1
        if header.topic_seq != expected:
            return f"topic {topic} jumps to {header.topic_seq}, expected {expected}"
        self._seqs[topic] = expected
        return self._missed(message) if isinstance(message, Pulse) else ""

    def _missed(self, pulse: Pulse) -> str:
        """Return what was sent before the pulse and never came: the last message of a quiet topic."""
        for topic, seq in pulse.topic_seqs.items():
            if topic != _topic(pulse) and seq > self._seqs.get(topic, 0):
                return f"topic {topic} is at {seq}, only {self._seqs.get(topic, 0)} came"
        return ""


def _topic(message: FeedMessage) -> str:
    return codec.topic_of(message).decode()
