"""What every kind of channel offers, and what it is given.

A kind is one file `backend/channels/<kind>.py` with

- `class Config(ChannelConfig, ...)`: its settings, a msgspec.Struct, each documented;
- `class Channel` with `__init__(self, config, means)`, `send`, `run` and `close`;
- perhaps `parse_report(config, body, headers, secrets)`: what comes in by HTTP (see `inbound`).

When to send, how often again and to whom next is decided elsewhere: a channel carries one message
once and says what became of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import msgspec

from backend.contract.state import Text
from backend.domain.clock import Clock

_QUIET = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
NO_WORDS = Text("")


class ChannelConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings that every kind of channel has."""

    id: str
    """Identifies the channel in this centre."""
    kind: str
    """Name of a file in backend/channels."""
    name: str
    """Words for people."""
    enabled: bool = False
    """Off: nothing leaves by it; a fresh installation sends nothing outside."""
    quiet: tuple[str, ...] = ()
    """Local times at which the outbox waits, e.g. `22:00-06:00`."""
    quota_per_day: int | None = None
    """Messages that the outbox gives it in a local day; none: no limit."""
    rate_per_s: float | None = None
    """Messages that the outbox gives it in a second; none: no limit."""
    timeout_s: float = 20.0
    """Time for one message, from the first byte to the answer."""

    def __post_init__(self) -> None:
        """Check ranges."""
        for hours in self.quiet:
            if not _QUIET.fullmatch(hours):
                raise ValueError(f"`quiet`: {hours!r} is no span of hours: expected e.g. 22:00-06:00")
        if self.quota_per_day is not None and self.quota_per_day < 0:
            raise ValueError("`quota_per_day` must not be below 0")
        if self.rate_per_s is not None and self.rate_per_s <= 0:
            raise ValueError("`rate_per_s` must be above 0")
        if not 0 < self.timeout_s <= 600:
            raise ValueError("`timeout_s` must be above 0 and at most 600")

    def secret_names(self) -> list[str]:
        """Return the names of all keyring entries that these settings name."""
        fields = [one.name for one in msgspec.structs.fields(self) if one.name.endswith("_secret")]
        return [name for name in (getattr(self, field) for field in fields) if name]

    def problems(self) -> list[str]:
        """Return what is allowed, but will not work on this machine or not be safe, in words."""
        return []


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one person or place."""

    message_id: str
    """Identifies the message here."""
    key: str
    """Tells the receiver that it has this message already: the same over all attempts."""
    to: str
    """Ready address: E.164 without plus (84905123456), e-mail address, Zalo user id, URL, desk."""
    to_name: str = ""
    """Words for people."""
    subject: str = ""
    """One line; channels without subjects leave it out."""
    body: str = ""
    """Ready text."""
    template_id: str = ""
    """Template registered at the carrier (ZNS)."""
    fields: dict[str, str] = {}
    """Data of that template."""
    data: bytes | None = None
    """Attachment."""
    media_type: str = ""
    """Of the attachment, e.g. `application/pdf`."""
    at: float = 0.0
    """When the message was caused (s since epoch)."""


class Receipt(msgspec.Struct, frozen=True):
    """What became of one attempt."""

    state: Literal["sent", "delivered", "failed", "unknown"]
    """sent: the other side took it; unknown: it may have arrived, nobody knows."""
    remote_id: str = ""
    """The other side's name of the message, which its reports carry."""
    reason: Text = NO_WORDS
    """Why not, and what to do; holds no secret."""
    again: bool = False
    """Whether another attempt with the same key makes sense."""
    again_after_s: float | None = None
    """How long the other side asked us to wait."""


class Incoming(msgspec.Struct, frozen=True):
    """What comes back: a delivery report, a note that it was read, or a reply."""

    kind: Literal["report", "reply", "read"]
    remote_id: str = ""
    """The other side's name of the message; of a reply: of the reply itself."""
    key: str = ""
    """Our key, where the other side repeats it."""
    state: Literal["", "sent", "delivered", "failed", "unknown"] = ""
    """New state of the message, of reports."""
    address: str = ""
    """Who received or replied."""
    text: str = ""
    """The reply, or the other side's words on the state."""
    at: float = 0.0
    """When, as the other side says; else when it came in (s since epoch)."""


class Secrets(Protocol):
    """Reads secrets by name; may block, so channels ask off the event loop."""

    def get(self, name: str) -> str | None:
        """Return the secret, None if there is none or the keyring cannot be opened."""
        ...


class SecretStore(Secrets, Protocol):
    """Also keeps secrets that the other side renews (Zalo's refresh token)."""

    def put(self, name: str, value: str) -> None:
        """Keep a secret; returns when it will survive a crash.

        Raises:
            OSError: it cannot be kept.
        """
        ...


Post = Callable[[Outgoing], bool]
"""Hands a message to walls and signed-in desks on the event loop; True if somebody is connected."""
Inbox = Callable[[Incoming], None]
"""Takes what comes back, on the event loop; must not block or raise."""


def nobody(_: Outgoing) -> bool:
    """Stand for walls and desks where there are none."""
    return False


@dataclass(frozen=True)
class Means:
    """What a channel is given besides its settings."""

    secrets: SecretStore
    clock: Clock
    post: Post = nobody


class Channel(Protocol):
    """A channel at work."""

    async def send(self, out: Outgoing) -> Receipt:
        """Carry one message once. Never raises for what the other side does."""
        ...

    async def run(self, inbox: Inbox) -> None:
        """Keep the connection and hand on what comes back, until cancelled; returns if there is no need."""
        ...

    async def close(self) -> None:
        """End all connections."""
        ...


class ChannelFactory(Protocol):
    """`Channel` of a kind's file."""

    def __call__(self, config: ChannelConfig, means: Means) -> Channel:
        """Make the channel; does nothing yet."""
        ...
