"""Readings that a person enters by hand: what may be entered at a place, and the entry."""

from __future__ import annotations

import msgspec

from backend.contract.state import Text


class GetEnterable(msgspec.Struct, frozen=True, tag="get_enterable"):
    """Asks what the signed-in person may enter at a place; the answer is `Enterable`."""

    place_id: str


class EnterableMetric(msgspec.Struct, frozen=True):
    """One metric that a person may enter."""

    metric: str
    name: Text
    unit: str
    decimals: int
    low: float
    """Lowest value that is taken, in `unit`."""
    high: float


class Enterable(msgspec.Struct, frozen=True, tag="enterable"):
    """Answer to `GetEnterable`; nothing where the place has no such metric, or it is another unit's."""

    place_id: str
    metrics: tuple[EnterableMetric, ...]


class EnteredValue(msgspec.Struct, frozen=True):
    """One value that was entered."""

    metric: str
    value: float
    """In the series' unit."""


class EnterReadings(msgspec.Struct, frozen=True, tag="enter_readings"):
    """The signed-in person says what they have read or counted at a place; the answer is `Done`.

    All of the values are taken, or none.
    """

    place_id: str
    values: tuple[EnteredValue, ...]
    at: float | None = None
    """When it was read, s since epoch; None: now. Of an instant before the newest one it is history."""
    note: str = ""
    """What the next shift must know of it."""


EntryRequest = GetEnterable | EnterReadings
EntryAnswer = Enterable
