"""Ways to reach people: what the kinds of channel have in common for words and addresses."""

from __future__ import annotations

from typing import Literal, get_args

Way = Literal["sms", "email", "zalo", "notify", "webhook", "callsheet"]
WAYS: tuple[Way, ...] = get_args(Way)

_WAY_OF_KIND: dict[str, Way] = {"smtp": "email", "sms_http": "sms", "smpp": "sms"}


def way_of(kind: str) -> Way:
    """Return the way that a kind of channel is; an unknown kind takes the words of a webhook."""
    if kind in WAYS:
        return kind
    return _WAY_OF_KIND.get(kind, "webhook")


def names_channel(name: str, channel_id: str, kind: str) -> bool:
    """Return whether `name`, as ladders and contacts write it, means a channel: its id, kind or way."""
    return name in (channel_id, kind, way_of(kind))
