"""From what a source calls things to series of this centre, with the unit checked."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from backend.contract.state import Quality
from backend.domain.observation import Observation
from backend.domain.units import factor
from backend.sources.base import MetricConfig, Refusal
from backend.sources.reading.numbers import DecimalSign, UnreadableError, read_number
from backend.sources.reading.paths import MISSING

UnitOf = Callable[[str], str | None]
"""Returns the unit in which the centre keeps a metric, None if no pack declares it."""

_MAX_KNOWN = 100_000
_MAX_PLACE_LENGTH = 128
QualityName = Literal["good", "uncertain", "below", "above", "bad"]


class ValueConfig(MetricConfig, frozen=True, forbid_unknown_fields=True):
    """How one value of a message or one column becomes a metric."""

    detection_limit: float | None = None
    """In the source's unit: "not detected" becomes "below this"."""
    words: dict[str, float] = msgspec.field(default_factory=dict)
    """Texts that stand for a number, in the metric's unit: `không có mùi, vị lạ: 0`; compared without
    regard to case and doubled blanks."""
    label: Literal["end", "start"] = "end"
    """Which end of the interval that a value stands for the source's time is. Readings are kept at the end:
    one at t is of (t - covers_s, t]."""
    covers_s: float = 0.0
    """Length of that interval, s: 3600 for hourly sums. Needed where `label` is `start`."""

    def __post_init__(self) -> None:
        """Check what belongs together."""
        if self.covers_s < 0 or (self.label == "start" and not self.covers_s):
            raise ValueError("`label: start` needs `covers_s`, the length of each value's interval, above 0")

    @property
    def shift_s(self) -> float:
        """From the source's time to the interval's end, s."""
        return self.covers_s if self.label == "start" else 0.0


class QualityConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the source says what its values are worth."""

    path: str
    """Path in the message, or column of the table."""
    values: dict[str, QualityName]
    """The source's words, such as `OK: good`."""
    otherwise: QualityName = "uncertain"
    """For words that are not listed."""

    def read(self, raw: object) -> Quality:
        """Return what the source says; no word at all says nothing bad."""
        if raw is None or raw is MISSING or raw == "":
            return Quality.GOOD
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        word = str(raw).lower() if isinstance(raw, bool) else str(raw)
        return Quality[self.values.get(word, self.otherwise).upper()]


class SeriesResolver:
    """Finds series and factor of a place and a metric, each pair once."""

    def __init__(self, unit_of: UnitOf | None, places: Mapping[str, str], place_prefix: str = "") -> None:
        """Take the centre's units and how places are called.

        Args:
            unit_of: None leaves units as the source sends them (a pure look at a message).
            places: the source's name of a place to the place id of the centre.
            place_prefix: put before the names that `places` does not list.
        """
        self._unit_of, self._places, self._prefix = unit_of, places, place_prefix
        self._known: dict[tuple[str, str, str], tuple[str, float]] = {}

    def resolve(self, place: str, metric: MetricConfig) -> tuple[str, float]:
        """Return series id and the factor from the source's unit to the series'.

        Raises:
            UnreadableError: no such metric, no such conversion, or a place that cannot be an id.
        """
        key = (place, metric.metric, metric.unit)
        found = self._known.get(key)
        if found is None:
            found = (f"{self._place_id(place)}.{metric.metric}", self._factor(metric))
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            self._known[key] = found
        return found

    def _place_id(self, name: str) -> str:
        place_id = self._places.get(name) or self._places.get(name.strip())
        if place_id is None:
            place_id = self._prefix + name.strip()
            if not name.strip() or len(place_id) > _MAX_PLACE_LENGTH or not _is_id(place_id):
                raise UnreadableError(
                    f"place {place_id[:_MAX_PLACE_LENGTH]!r} cannot be an id (no spaces, no dots, at most "
                    f"{_MAX_PLACE_LENGTH} characters): give its place id under `places`"
                )
        return place_id

    def _factor(self, metric: MetricConfig) -> float:
        if self._unit_of is None:
            return 1.0
        unit = self._unit_of(metric.metric)
        if unit is None:
            raise UnreadableError(f"metric {metric.metric[:80]!r} is declared by no pack")
        if not metric.unit or metric.unit == unit:
            return 1.0
        found = factor(metric.unit, unit)
        if found is None:
            raise UnreadableError(f"unit {metric.unit!r} of {metric.metric!r} does not convert to {unit!r}")
        return found


def _is_id(place_id: str) -> bool:
    return place_id.isprintable() and "." not in place_id and not any(char.isspace() for char in place_id)


def _meant(raw: str, words: Mapping[str, float]) -> float | None:
    """Return the number that a text stands for, None where it stands for none."""
    wanted = _plain(raw)
    return next((number for word, number in words.items() if _plain(word) == wanted), None)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


class Collector:
    """Gathers what comes of one message, row or batch: readings here, refusals there."""

    def __init__(self, resolver: SeriesResolver, decimal: DecimalSign) -> None:
        """Start empty."""
        self._resolver, self._decimal = resolver, decimal
        self.observations: list[Observation] = []
        self.refusals: list[Refusal] = []

    def add(self, place: str, metric: MetricConfig, at: float, raw: object, quality: Quality) -> None:
        """Add one value; nothing is added where nothing was measured.

        Raises:
            UnreadableError: place, metric, unit or number.
        """
        if isinstance(metric, ValueConfig):
            at += metric.shift_s
        if isinstance(metric, ValueConfig) and metric.words and isinstance(raw, str):
            meant = _meant(raw, metric.words)
            if meant is not None:
                series_id, _ = self._resolver.resolve(place, metric)
                said = quality if quality in {Quality.BAD, Quality.UNCERTAIN} else Quality.GOOD
                self.observations.append(Observation(series_id, at, meant, said))
                return
        limit = metric.detection_limit if isinstance(metric, ValueConfig) else None
        measured = read_number(raw, self._decimal, limit)
        if measured is None:
            return
        series_id, scale = self._resolver.resolve(place, metric)
        value = measured.value * scale
        if value - value != 0.0:
            raise UnreadableError(f"{measured.value} × {scale} is not finite")
        worst = quality if quality in {Quality.BAD, Quality.UNCERTAIN} else measured.quality or quality
        self.observations.append(Observation(series_id, at, value, worst))

    def refuse(self, item: str, reason: str, raw: bytes) -> None:
        """Put something aside with its reason."""
        self.refusals.append(Refusal(item, reason, raw))
