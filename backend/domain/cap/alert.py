"""One alert of the Common Alerting Protocol as plain values.

Source: OASIS CAP 1.2 (2010-07-01), §3.2. Degrees are WGS84, latitude first, as CAP writes them.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import msgspec

Ring = tuple[tuple[float, float], ...]
"""(degrees north, degrees east), the last point the first."""
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[-+]\d{2}:\d{2}")


class Circle(msgspec.Struct, frozen=True):
    """A point and what lies around it."""

    lat: float
    lon: float
    radius_km: float
    """0: the point itself."""


class AlertArea(msgspec.Struct, frozen=True):
    """Where an alert holds good."""

    text: str
    polygons: tuple[Ring, ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()
    """System of codes, code."""


class AlertInfo(msgspec.Struct, frozen=True):
    """What an alert says, in one language."""

    event: str
    urgency: str
    severity: str
    certainty: str
    language: str = "en-US"
    categories: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    effective_at: float | None = None
    onset_at: float | None = None
    expires_at: float | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    event_codes: tuple[tuple[str, str], ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    areas: tuple[AlertArea, ...] = ()


class Reference(msgspec.Struct, frozen=True):
    """An earlier alert that this one updates or takes back."""

    sender: str
    identifier: str
    sent_at: float

    @property
    def key(self) -> str:
        """Return what identifies it: identifiers are unique per sender."""
        return f"{self.sender},{self.identifier}"


class Alert(msgspec.Struct, frozen=True):
    """One alert."""

    identifier: str
    sender: str
    sent_at: float
    status: str
    msg_type: str
    scope: str
    note: str = ""
    references: tuple[Reference, ...] = ()
    infos: tuple[AlertInfo, ...] = ()

    @property
    def key(self) -> str:
        """Return what identifies it."""
        return f"{self.sender},{self.identifier}"

    def expires_at(self) -> float | None:
        """Return when the last of its parts expires; None: one of them says no time, or there is none."""
        times = [info.expires_at for info in self.infos]
        known = [at for at in times if at is not None]
        return max(known) if known and len(known) == len(times) else None

    def info_in(self, language: str) -> AlertInfo | None:
        """Return what it says in a language (`vi`, `en`), None where it does not."""
        return next((info for info in self.infos if speaks(info.language, language)), None)


def speaks(found: str, wanted: str) -> bool:
    """Return whether a language tag (`vi-VN`) is of a language (`vi`)."""
    return found.casefold().split("-")[0] == wanted.casefold().split("-")[0]


def read_time(text: str) -> float:
    """Return an instant, s since epoch.

    Raises:
        ValueError: it is none, or it has no zone: nobody could tell when it is.
    """
    if not _TIME.fullmatch(text.strip()):
        raise ValueError(
            f"{text.strip()[:40]!r} is no instant with a zone, such as 2026-11-22T21:00:00+07:00"
        )
    return dt.datetime.fromisoformat(text.strip()).timestamp()


def written_time(at: float, zone: ZoneInfo) -> str:
    """Return an instant as CAP writes it, to the second: `2026-11-22T21:00:00+07:00`, never with `Z`."""
    return dt.datetime.fromtimestamp(int(at), zone).isoformat(timespec="seconds")


def plain_code(text: str) -> str:
    """Return a code without what identifiers and senders must not hold: blanks, commas, `<` and `&`."""
    return re.sub(r"[\s,<&]+", "-", text.strip())
