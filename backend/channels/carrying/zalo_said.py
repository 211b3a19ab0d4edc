"""What people say to an Official Account: texts, photos and places of its events.

Source: Zalo's documents on webhooks of the Official Account; other kinds of event are no part of a report.
"""

from __future__ import annotations

import math
import re

import msgspec

from backend.channels.carrying.addresses import check_url
from backend.channels.carrying.reports import decoded

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of text around."""
_PHOTOS = frozenset({"image", "gif"})
MOST_ATTACHMENTS = 10


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that somebody said."""

    user_id: str
    """Who, as this account knows people."""
    message_id: str
    at: float
    """s since epoch, as Zalo says."""
    text: str = ""
    photos: tuple[str, ...] = ()
    """Addresses."""
    lat: float | None = None
    lon: float | None = None
    began: bool = False
    """The person has just begun to follow."""


class _Coordinates(msgspec.Struct, frozen=True):
    latitude: float | str = ""
    longitude: float | str = ""


class _Payload(msgspec.Struct, frozen=True):
    url: str = ""
    thumbnail: str = ""
    coordinates: _Coordinates | None = None


class _Attachment(msgspec.Struct, frozen=True):
    type: str = ""
    payload: _Payload | None = None


class _Message(msgspec.Struct, frozen=True):
    msg_id: str = ""
    text: str = ""
    attachments: tuple[_Attachment, ...] = ()


class _Person(msgspec.Struct, frozen=True):
    id: str = ""


class _Event(msgspec.Struct, frozen=True):
    event_name: str = ""
    timestamp: str = ""
    sender: _Person = _Person()
    follower: _Person = _Person()
    message: _Message = _Message()


def heard(body: bytes) -> Heard | None:
    """Return what an event whose signature was found right tells of a person; None: nobody said anything.

    Raises:
        RefusedReportError: it is no event.
    """
    event = decoded(body, _Event)
    at = time_of(event.timestamp)
    if event.event_name == "follow" and event.follower.id:
        return Heard(user_id=event.follower.id, message_id=f"follow-{event.timestamp}", at=at, began=True)
    if not event.event_name.startswith("user_send_") or not event.sender.id:
        return None
    message = event.message
    attachments = message.attachments[:MOST_ATTACHMENTS]
    photos = [one.payload.url for one in attachments if one.type in _PHOTOS and one.payload]
    places = [one.payload.coordinates for one in attachments if one.payload and one.payload.coordinates]
    lat, lon = _degrees(places[0]) if places else (None, None)
    return Heard(
        user_id=event.sender.id,
        message_id=message.msg_id or f"{event.sender.id}-{event.timestamp}",
        at=at,
        text=_CONTROL.sub(" ", message.text).strip(),
        photos=tuple(url for url in photos if _is_address(url)),
        lat=lat,
        lon=lon,
    )


def signed_at(body: bytes) -> float:
    """Return when an event was signed, s since epoch; 0 if it does not say.

    Raises:
        RefusedReportError: it is no event.
    """
    return time_of(decoded(body, _Event).timestamp)


def time_of(milliseconds: str) -> float:
    """Return Zalo's milliseconds as s since epoch; 0 if they are none."""
    if not (milliseconds.isascii() and milliseconds.isdigit() and len(milliseconds) < 16):
        return 0.0
    return int(milliseconds) / 1000


def _degrees(at: _Coordinates) -> tuple[float | None, float | None]:
    try:
        lat, lon = float(at.latitude), float(at.longitude)
    except ValueError:
        return None, None
    return (lat, lon) if math.isfinite(lat) and math.isfinite(lon) else (None, None)


def _is_address(url: str) -> bool:
    try:
        check_url("url", url)
    except ValueError:
        return False
    return len(url) <= 2000 and url.isprintable()
