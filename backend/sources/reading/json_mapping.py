"""JSON messages to readings, by a mapping written in the source's configuration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from backend.contract.state import Quality
from backend.sources.base import MetricConfig, Parsed
from backend.sources.reading.numbers import DecimalSign, UnreadableError
from backend.sources.reading.paths import MISSING, Path
from backend.sources.reading.series import Collector, QualityConfig, SeriesResolver, UnitOf, ValueConfig
from backend.sources.reading.times import TimeReader

MAX_ITEMS = 200_000
"""Readings that one message may hold; more is refused whole."""


class JsonMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a JSON message keeps place, time and values; see `paths` for how a path is written."""

    items: str = ""
    """Path of the array of readings; empty: the message is one reading, or an array of them."""
    place_id: str = ""
    """The place, where all readings are of one."""
    place: str = ""
    """Path of the place."""
    places: dict[str, str] = {}
    """The source's names of places to the centre's place ids."""
    place_prefix: str = ""
    """Put before names that `places` does not list."""
    time: str = ""
    """Path of the time; empty: the moment of arrival."""
    time_format: str = "auto"
    """auto, iso, epoch_s, epoch_ms, excel or a strptime pattern."""
    zone: str = "Asia/Ho_Chi_Minh"
    """IANA zone of times that carry none."""
    values: dict[str, ValueConfig] = {}
    """Path of each value and its metric; or use `metric` and `value`."""
    metric: str = ""
    """Path of the metric's name, where a message holds one reading."""
    value: str = ""
    """Path of the value that belongs to `metric`."""
    metrics: dict[str, ValueConfig] = {}
    """The source's metric names; empty: they are the centre's, in the centre's units."""
    quality: QualityConfig | None = None
    """Where the source says what its values are worth."""
    decimal: DecimalSign = "."
    """Decimal sign of numbers sent as text."""

    def __post_init__(self) -> None:
        """Check what belongs together."""
        if bool(self.values) == bool(self.metric and self.value):
            raise ValueError("give either `values`, or both `metric` and `value`")
        if bool(self.place) == bool(self.place_id):
            raise ValueError("give either `place` (a path) or `place_id` (one place for all)")
        TimeReader(self.time_format, self.zone)
        for path in self.paths():
            Path(path)

    def paths(self) -> list[str]:
        """Return every path that is written."""
        written = [self.items, self.place, self.time, self.metric, self.value, *self.values]
        return [path for path in [*written, self.quality.path if self.quality else ""] if path]


class JsonReader:
    """Reads messages by a mapping: any shape, with a reason for each thing that does not fit."""

    def __init__(self, mapping: JsonMapping, unit_of: UnitOf | None = None) -> None:
        """Compile the mapping; `unit_of` None leaves units unchecked."""
        self._mapping = mapping
        self._resolver = SeriesResolver(unit_of, mapping.places, mapping.place_prefix)
        self._times = TimeReader(mapping.time_format, mapping.zone)
        self._decode = msgspec.json.Decoder().decode
        self._items = Path(mapping.items) if mapping.items else None
        self._place, self._time = Path(mapping.place or "$"), Path(mapping.time or "$")
        self._values = [(Path(path), config) for path, config in mapping.values.items()]
        self._metric, self._value = Path(mapping.metric or "$"), Path(mapping.value or "$")
        self._quality = Path(mapping.quality.path) if mapping.quality else None

    def read(self, payload: bytes, received_at: float, item: str = "", topic: Sequence[str] = ()) -> Parsed:
        """Read one message.

        Args:
            payload: the message, JSON text.
            received_at: instant of arrival, s since epoch.
            item: what to call the message in a refusal.
            topic: levels of the topic that it came on.
        """
        out = Collector(self._resolver, self._mapping.decimal)
        try:
            root = self._decode(payload)
            entries = list(self._entries(root))
        except UnreadableError as error:
            out.refuse(item, str(error), payload)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            out.refuse(item, f"not JSON: {error}", payload)
        else:
            for index, entry in enumerate(entries):
                name = f"{item}[{index}]" if len(entries) > 1 else item
                self._read_entry(out, name, entry, _Context(root, topic, received_at, payload))
        return Parsed(out.observations, out.refusals)

    def _entries(self, root: object) -> Iterator[object]:
        found = self._items.get(root, root, ()) if self._items else root
        if self._items and not isinstance(found, list):
            raise UnreadableError(f"no array at `items: {self._mapping.items}`")
        if not isinstance(found, list):
            return iter((found,))
        if len(found) > MAX_ITEMS:
            raise UnreadableError(f"{len(found)} readings in one message, at most {MAX_ITEMS} are taken")
        return iter(found)

    def _read_entry(self, out: Collector, name: str, entry: object, context: _Context) -> None:
        try:
            place = self._name(self._mapping.place_id or self._place.get(entry, *context.where), "place")
            times = self._time.get(entry, *context.where) if self._mapping.time else context.received_at
            if times is MISSING:
                raise UnreadableError(f"no time at `time: {self._mapping.time}`")  # noqa: TRY301 - one way out
            if isinstance(times, list):
                self._read_columns(out, name, entry, (place, times), context)
                return
            at = self._times.read(times) if self._mapping.time else context.received_at
            quality = self._quality_of(entry, context)
            pairs = self._pairs(entry, context)
        except UnreadableError as error:
            out.refuse(name, str(error), _raw(entry, context))
            return
        for path, metric, raw in pairs:
            try:
                out.add(place, metric, at, raw, quality)
            except UnreadableError as error:
                out.refuse(f"{name} {path}".strip(), str(error), _raw(entry, context))

    def _read_columns(
        self, out: Collector, name: str, entry: object, head: tuple[str, list[object]], context: _Context
    ) -> None:
        """Read times and values that come as arrays side by side."""
        place, times = head
        quality = self._quality_of(entry, context)
        for path, metric, column in self._pairs(entry, context):
            if not isinstance(column, list) or len(column) != len(times):
                reason = f"expected an array of {len(times)} values beside the array of times"
                out.refuse(f"{name} {path}".strip(), reason, _raw(entry, context))
                continue
            for index, (at, raw) in enumerate(zip(times, column, strict=True)):
                try:
                    out.add(place, metric, self._times.read(at), raw, quality)
                except UnreadableError as error:
                    out.refuse(f"{name} {path}[{index}]".strip(), str(error), _raw([at, raw], context))

    def _pairs(self, entry: object, context: _Context) -> list[tuple[str, MetricConfig, object]]:
        if self._values:
            found = [(path.text, metric, path.get(entry, *context.where)) for path, metric in self._values]
            present: list[tuple[str, MetricConfig, object]] = [one for one in found if one[2] is not MISSING]
            if not present:
                raise UnreadableError(
                    f"none of the values {', '.join(self._mapping.values)} is in the message"
                )
            return present
        name = self._name(self._metric.get(entry, *context.where), "metric")
        metric: MetricConfig | None = self._mapping.metrics.get(name)
        if metric is None:
            if self._mapping.metrics:
                known = ", ".join(list(self._mapping.metrics)[:10])
                raise UnreadableError(f"metric {name[:80]!r} is not listed under `metrics` (listed: {known})")
            metric = MetricConfig(name)
        raw = self._value.get(entry, *context.where)
        if raw is MISSING:
            raise UnreadableError(f"no value at `value: {self._mapping.value}`")
        return [("", metric, raw)]

    def _quality_of(self, entry: object, context: _Context) -> Quality:
        if self._quality is None or self._mapping.quality is None:
            return Quality.GOOD
        return self._mapping.quality.read(self._quality.get(entry, *context.where))

    def _name(self, found: object, what: str) -> str:
        if isinstance(found, str):
            return found
        if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 10**18:
            return str(found)
        path = self._mapping.place if what == "place" else self._mapping.metric
        raise UnreadableError(f"no {what} at `{what}: {path}`, expected a text")


class _Context(msgspec.Struct, frozen=True):
    """What all readings of one message share."""

    root: object
    topic: Sequence[str]
    received_at: float
    payload: bytes

    @property
    def where(self) -> tuple[object, Sequence[str]]:
        return self.root, self.topic


def _raw(entry: object, context: _Context) -> bytes:
    """Return the part that was refused, as JSON: the whole message may be large."""
    return context.payload if entry is context.root else msgspec.json.encode(entry)
