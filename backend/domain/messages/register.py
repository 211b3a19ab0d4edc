"""Messages by everything that they are looked up by: id, cause, carrier's id, key, address."""

from __future__ import annotations

from collections.abc import Iterator

from backend.contract.work import Message
from backend.domain.messages import phones
from backend.domain.messages.drafting import base_of, id_of

KEEP_S = 7 * 86400.0
"""How long a closed message waits for late reports and replies."""
_PRUNE_EVERY_S = 3600.0


class Register:
    """Keeps messages; nothing changes one but `keep` with its next version."""

    def __init__(self) -> None:
        """Start empty."""
        self._messages: dict[str, Message] = {}
        self._open: dict[str, None] = {}
        self._bases: dict[str, int] = {}
        self._remote: dict[tuple[str, str], str] = {}
        self._keys: dict[str, str] = {}
        self._pruned_at = 0.0

    def all(self) -> tuple[Message, ...]:
        """Return every message, oldest first."""
        return tuple(self._messages.values())

    def open(self) -> Iterator[Message]:
        """Yield those that still have to leave; they may change meanwhile."""
        return (self._messages[message_id] for message_id in tuple(self._open))

    def get(self, message_id: str) -> Message | None:
        """Return one message."""
        return self._messages.get(message_id)

    def knows_cause(self, message_id: str) -> bool:
        """Return whether there is a message of the same cause, person and template."""
        return base_of(message_id) in self._bases

    def keep(self, message: Message) -> None:
        """Take a new message, or the next version of one."""
        if message.message_id not in self._messages:
            base = base_of(message.message_id)
            self._bases[base] = self._bases.get(base, 0) + 1
        self._messages[message.message_id] = message
        self._keys[message.key] = message.message_id
        if message.remote_id:
            self._remote[message.channel, message.remote_id] = message.message_id
        if message.open:
            self._open[message.message_id] = None
        else:
            self._open.pop(message.message_id, None)

    def successor(self, message: Message) -> Message | None:
        """Return the message that took over from this one when it fell back, if one did."""
        base = base_of(message.message_id)
        found = (self._messages.get(id_of(base, channel)) for channel in message.fallback)
        return next((each for each in found if each is not None), None)

    def reported(self, channel: str, remote_id: str, key: str) -> Message | None:
        """Return the message that a report is about."""
        by_carrier = self._remote.get((channel, remote_id), "") if remote_id else ""
        return self._messages.get(self._keys.get(key) or by_carrier)

    def replied(self, address: str) -> Message | None:
        """Return the newest message that left to the address a reply came from."""
        plain = _plain(address)
        left = (m for m in reversed(self._messages.values()) if m.n_tries and _plain(m.to) == plain)
        return max(left, key=lambda message: message.changed_at, default=None)

    def prune(self, now: float) -> None:
        """Forget what closed long ago."""
        if abs(now - self._pruned_at) < _PRUNE_EVERY_S:
            return
        self._pruned_at = now
        old = [m for m in self._messages.values() if not m.open and m.changed_at < now - KEEP_S]
        for message in old:
            del self._messages[message.message_id]
            self._keys.pop(message.key, None)
            self._remote.pop((message.channel, message.remote_id), None)
            base = base_of(message.message_id)
            self._bases[base] -= 1
            if not self._bases[base]:
                del self._bases[base]


def _plain(address: str) -> str:
    try:
        return phones.phone(address).digits
    except phones.PhoneError:
        return address.strip().lower()
