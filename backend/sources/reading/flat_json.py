"""The fast way for flat JSON messages: one typed decode each, no walking of paths.

A message that does not fit exactly (text where a number should be, a missing field, a unit that does
not convert) goes the careful way of `json_mapping`, which says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from backend.domain.observation import Observation
from backend.sources.base import MetricConfig, Parsed, Refusal
from backend.sources.reading.json_mapping import JsonMapping, JsonReader
from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.paths import Path
from backend.sources.reading.series import SeriesResolver, UnitOf
from backend.sources.reading.times import EARLIEST_MS, TimeReader

Message = tuple[str, bytes | bytearray]
"""Topic (or any name) and payload."""

_MAX_KNOWN = 100_000
_LARGEST = 1e300
_UNFIT = (msgspec.DecodeError, UnreadableError, UnicodeDecodeError, RecursionError)


class BatchReader:
    """Reads batches of messages by one mapping, the flat ones fast."""

    def __init__(self, mapping: JsonMapping, unit_of: UnitOf | None = None) -> None:
        """Compile the mapping; `unit_of` None leaves units unchecked."""
        self._careful = JsonReader(mapping, unit_of)
        self._mapping = mapping
        self._resolver = SeriesResolver(unit_of, mapping.places, mapping.place_prefix)
        self._times = TimeReader(mapping.time_format, mapping.zone)
        self._plain_time = mapping.time_format in {"auto", "epoch_s"}
        self._topic_level = Path(mapping.place).topic_level if mapping.place else None
        self._long: dict[tuple[str | int, str], tuple[str, float]] = {}
        self._wide: dict[str | int, list[tuple[str, float]]] = {}
        shape = _shape(mapping)
        self._decode: Callable[[bytes | bytearray], Any] | None = (
            None if shape is None else msgspec.json.Decoder(shape).decode
        )

    @property
    def is_fast(self) -> bool:
        """Whether the mapping has a fast way."""
        return self._decode is not None

    def read(self, messages: Iterable[Message], received_at: float) -> Parsed:
        """Read messages in their order.

        Args:
            messages: topic and payload of each.
            received_at: instant of arrival, s since epoch.
        """
        observations: list[Observation] = []
        refusals: list[Refusal] = []
        if self._decode is None:
            for topic, payload in messages:
                self._read_careful((topic, payload), received_at, observations, refusals)
        elif self._mapping.values:
            self._read_wide(messages, received_at, observations, refusals)
        else:
            self._read_long(messages, received_at, observations, refusals)
        return Parsed(observations, refusals)

    def _read_careful(
        self, message: Message, received_at: float, good: list[Observation], bad: list[Refusal]
    ) -> None:
        topic, payload = message
        parsed = self._careful.read(bytes(payload), received_at, topic, topic.split("/"))
        good += parsed.observations
        bad += parsed.refusals

    def _read_long(
        self,
        messages: Iterable[Message],
        received_at: float,
        good: list[Observation],
        bad: list[Refusal],
    ) -> None:
        # This loop runs once per reading of the whole city: locals, no calls that can be spared.
        decode, known, append, level = self._decode, self._long.get, good.append, self._topic_level
        assert decode is not None  # noqa: S101 - the caller chose this way because it is there
        plain_time, has_time = self._plain_time, bool(self._mapping.time)
        for topic, payload in messages:
            try:
                message = decode(payload)
                place = message.place if level is None else _level(topic, level)
                series_id, scale = known((place, message.metric)) or self._resolve_long(place, message.metric)
                at = message.at if has_time else received_at
                if at.__class__ is not float or not plain_time or at > EARLIEST_MS:
                    at = self._times.read(at) if has_time else at
                value = message.value * scale
                if not -_LARGEST < value < _LARGEST:
                    raise UnreadableError("too large")
                append(Observation(series_id, at, value))
            except _UNFIT:
                self._read_careful((topic, payload), received_at, good, bad)

    def _read_wide(
        self,
        messages: Iterable[Message],
        received_at: float,
        good: list[Observation],
        bad: list[Refusal],
    ) -> None:
        decode, level, has_time = self._decode, self._topic_level, bool(self._mapping.time)
        assert decode is not None  # noqa: S101 - the caller chose this way because it is there
        for topic, payload in messages:
            try:
                place, at, *values = msgspec.structs.astuple(decode(payload))
                place = self._mapping.place_id or place if level is None else _level(topic, level)
                at = self._times.read(at) if has_time else received_at
                series = self._wide.get(place) or self._resolve_wide(place)
                new = [
                    Observation(series_id, at, value * scale)
                    for value, (series_id, scale) in zip(values, series, strict=True)
                    if value is not None
                ]
                if not new or any(not -_LARGEST < one.value < _LARGEST for one in new):
                    raise UnreadableError("nothing, or too large")
                good += new
            except _UNFIT:
                self._read_careful((topic, payload), received_at, good, bad)

    def _resolve_long(self, place: str | int, name: str) -> tuple[str, float]:
        metric: MetricConfig | None = self._mapping.metrics.get(name)
        if metric is None:
            if self._mapping.metrics:
                raise UnreadableError("not listed")
            metric = MetricConfig(name)
        found = self._resolver.resolve(str(place), metric)
        if len(self._long) >= _MAX_KNOWN:
            self._long.clear()
        self._long[place, name] = found
        return found

    def _resolve_wide(self, place: str | int) -> list[tuple[str, float]]:
        found = [self._resolver.resolve(str(place), metric) for metric in self._mapping.values.values()]
        if len(self._wide) >= _MAX_KNOWN:
            self._wide.clear()
        self._wide[place] = found
        return found


def _level(topic: str, level: int) -> str:
    levels = topic.split("/")
    if level >= len(levels):
        raise UnreadableError("no such level")
    return levels[level]


def _shape(mapping: JsonMapping) -> type[msgspec.Struct] | None:
    """Return the struct of a flat message, None where the mapping needs the careful way."""
    configs = (*mapping.values.values(), *mapping.metrics.values())
    if mapping.items or mapping.quality is not None or any(config.shift_s for config in configs):
        return None
    keys: dict[str, str] = {}
    fields: list[tuple[str, Any, Any]] = []

    def field(name: str, path: str, kind: object, *default: object) -> bool:
        key = Path(path).only_key
        if key is None or key in keys.values():
            return False
        keys[name] = key
        fields.append((name, kind, *default) if default else (name, kind))  # type: ignore[arg-type]
        return True

    place_needed = bool(mapping.place) and Path(mapping.place).topic_level is None
    fits = field("place", mapping.place, str | int) if place_needed else _absent(fields, "place")
    fits = fits and (field("at", mapping.time, float | str) if mapping.time else _absent(fields, "at"))
    if mapping.values:
        for index, path in enumerate(mapping.values):
            fits = fits and field(f"v{index}", path, float | None, None)
    else:
        fits = fits and field("metric", mapping.metric, str) and field("value", mapping.value, float)
    return msgspec.defstruct("FlatMessage", fields, rename=keys, kw_only=True, gc=False) if fits else None


def _absent(fields: list[tuple[str, Any, Any]], name: str) -> bool:
    """Keep the place of a field that the message does not carry."""
    fields.append((name, msgspec.UnsetType, msgspec.UNSET))
    return True
