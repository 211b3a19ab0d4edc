"""Cases that open by themselves: which are due on a day, for which places, with what in them. Pure."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import msgspec

from backend.contract.indicators import PeriodKind
from backend.contract.state import Place, Text
from backend.domain.indicators import periods
from backend.domain.limit_sets import fits

Every = Literal["month", "quarter", "half_year", "year"]
KINDS: dict[Every, PeriodKind] = {
    "month": "month", "quarter": "quarter", "half_year": "half", "year": "year",
}  # fmt: skip
FIELDS = ("name", "place_id", "area_name", "period", "period_name")
"""Fields of texts, besides the attributes of the place: `{period}` is `2026-11`, `{period_name}` its name."""


class ForEach(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Places of each of which there is a case."""

    place_kind: str
    where: dict[str, str | list[str]] = {}
    """Only places with these attributes; `""` stands for "has none"."""


class CountSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number that grows with an attribute of the place: samples with the people served."""

    attribute: str
    """Number of the place; without it nothing is filled in."""
    steps: dict[str, int]
    """From this amount on → so many. The smallest one is usually 0."""
    per: float = 0.0
    """One more for each whole such amount beyond the last step; 0: no more."""


class ScheduleSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cases that open at the beginning of each period."""

    id: str
    every: Every
    day: int = 1
    """Of the first month of the period, 1 to 28."""
    for_each: ForEach | None = None
    """None: one case for the whole centre."""
    title: Text
    """With fields."""
    text: Text = Text("")
    field: str = ""
    unit: str = ""
    """Empty: as the field and the kind say."""
    data: dict[str, str] = {}
    """Data fields → texts with fields."""
    counts: dict[str, CountSpec] = {}
    """Data fields → numbers by an attribute of the place."""
    mark: Literal["", "seen", "ck"] = ""
    """How interval and counts are known; `ck`: to be verified."""


class Due(msgspec.Struct, frozen=True):
    """One case to open."""

    key: str
    """Of kind, schedule and place: there is one case of each in every period."""
    period: str
    place: Place | None
    spec: ScheduleSpec


def due(
    kind: str, schedules: Iterable[ScheduleSpec], places: Iterable[Place], today: dt.date
) -> Iterator[Due]:
    """Yield the cases of the running periods whose day has come.

    A period that passed altogether while nobody looked is not made up for: its work cannot be done any more.
    """
    known = list(places)
    for spec in schedules:
        period = periods.containing(KINDS[spec.every], today)
        if today < periods.parse(period).first_day.replace(day=spec.day):
            continue
        for place in _places(spec, known):
            yield Due(key_of(kind, spec.id, place), period, place, spec)


def key_of(kind: str, schedule_id: str, place: Place | None) -> str:
    """Return under which name it is kept which period was opened last."""
    return f"schedule.{kind}.{schedule_id}.{place.place_id if place is not None else ''}"


def _places(spec: ScheduleSpec, places: Iterable[Place]) -> list[Place | None]:
    each = spec.for_each
    if each is None:
        return [None]
    return [p for p in places if p.kind == each.place_kind and fits(each.where, p.attributes)]


def data_of(entry: Due) -> dict[str, str]:
    """Return the data fields of a case that opens."""
    words = words_of(entry)
    found = {key: filled(text, words) for key, text in entry.spec.data.items()}
    attributes = entry.place.attributes if entry.place is not None else {}
    for key, count in entry.spec.counts.items():
        n = counted(count, attributes)
        if n is not None:
            found[key] = str(n)
    return {key: text for key, text in found.items() if text}


def words_of(entry: Due) -> dict[str, str]:
    """Return what fields of texts stand for."""
    place = entry.place
    mine = {"period": entry.period, "period_name": periods.name(entry.period).vi}
    if place is None:
        return {**mine, "name": "", "place_id": "", "area_name": ""}
    return {
        **place.attributes,
        **mine,
        "name": place.name,
        "place_id": place.place_id,
        "area_name": place.area_name,
    }


def filled(template: str, words: Mapping[str, str]) -> str:
    """Return a text with its fields; one that a place lacks is left empty."""
    return template.format_map(_Lenient(words)).strip()


class _Lenient(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def counted(spec: CountSpec, attributes: Mapping[str, str]) -> int | None:
    """Return how many there must be at a place; None where its attribute is no number, or below all steps."""
    try:
        amount = float(attributes.get(spec.attribute, ""))
    except ValueError:
        return None
    steps = sorted((float(begin), n) for begin, n in spec.steps.items())
    reached = [(begin, n) for begin, n in steps if begin <= amount]
    if not math.isfinite(amount) or not reached:
        return None
    begin, n = reached[-1]
    more = math.floor((amount - begin) / spec.per) if spec.per and reached[-1] == steps[-1] else 0
    return n + more
