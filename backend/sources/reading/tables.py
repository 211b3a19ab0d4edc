"""Rows of tables (CSV, sheets, features, queries) to readings, by a mapping of columns."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence

import msgspec

from backend.contract.state import Quality
from backend.sources.base import MetricConfig
from backend.sources.reading.numbers import DecimalSign, UnreadableError, read_number
from backend.sources.reading.series import Collector, QualityConfig, SeriesResolver, UnitOf, ValueConfig
from backend.sources.reading.times import TimeReader


class TableMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which columns of a table hold place, time and values."""

    time: list[str]
    """Column of the time; two columns (date, time of day) are joined."""
    time_format: str = "auto"
    """auto, iso, epoch_s, epoch_ms, excel or a strptime pattern; auto reads days before months."""
    zone: str = "Asia/Ho_Chi_Minh"
    """IANA zone of times that carry none."""
    place_id: str = ""
    """The place, where all rows are of one."""
    place: str = ""
    """Column of the place."""
    places: dict[str, str] = {}
    """The table's names of places to the centre's place ids."""
    place_prefix: str = ""
    """Put before names that `places` does not list."""
    values: dict[str, ValueConfig] = {}
    """Wide form: each column of values and its metric."""
    metric: str = ""
    """Long form: column of the metric's name."""
    value: str = ""
    """Long form: column of the value."""
    unit: str = ""
    """Long form: column of the unit; empty: as `metrics` says."""
    metrics: dict[str, ValueConfig] = {}
    """Long form: the table's metric names, compared like those of columns; empty: they are the centre's."""
    limit: str = ""
    """Long form: column of the detection limit, in the row's unit; an empty cell: as `metrics` says."""
    quality: QualityConfig | None = None
    """Column that says what the row's values are worth."""
    decimal: DecimalSign = "auto"
    """Decimal sign of numbers written as text."""

    def __post_init__(self) -> None:
        """Check what belongs together."""
        if bool(self.values) == bool(self.metric and self.value):
            raise ValueError("give either `values` (wide form), or both `metric` and `value` (long form)")
        if bool(self.place) == bool(self.place_id):
            raise ValueError("give either `place` (a column) or `place_id` (one place for all rows)")
        if not self.time:
            raise ValueError("give the column of the time under `time`")
        TimeReader(self.time_format, self.zone)

    def columns(self) -> list[str]:
        """Return every column that a table must have."""
        named = [*self.time, self.place, self.metric, self.value, self.unit, self.limit, *self.values]
        return [name for name in [*named, self.quality.path if self.quality else ""] if name]


def normal(name: object) -> str:
    """Return a column's name as it is compared: composed letters, single blanks, no case."""
    return " ".join(unicodedata.normalize("NFC", str(name)).split()).casefold()


class TableReader:
    """Reads rows under one header."""

    def __init__(self, mapping: TableMapping, header: Sequence[object], unit_of: UnitOf | None) -> None:
        """Find the columns.

        Raises:
            UnreadableError: columns are missing; names them and those that are there.
        """
        found: dict[str, int] = {}
        for index, name in enumerate(header):
            found.setdefault(normal("" if name is None else name), index)
        missing = [name for name in mapping.columns() if normal(name) not in found]
        if missing:
            there = ", ".join(str(name)[:40] for name in list(header)[:40] if name not in (None, ""))
            raise UnreadableError(f"no column {', '.join(missing)}; the table has: {there or 'none'}")

        def at(name: str) -> int:
            return found[normal(name)]

        self._mapping = mapping
        self._resolver = SeriesResolver(unit_of, mapping.places, mapping.place_prefix)
        self._times = TimeReader(mapping.time_format, mapping.zone)
        self._time = [at(name) for name in mapping.time]
        self._place = at(mapping.place) if mapping.place else None
        self._values = [(at(name), name, config) for name, config in mapping.values.items()]
        self._metric, self._value, self._unit, self._limit = (
            at(name) if name else None
            for name in (mapping.metric, mapping.value, mapping.unit, mapping.limit)
        )
        self._listed = {normal(name): config for name, config in mapping.metrics.items()}
        self._quality = at(mapping.quality.path) if mapping.quality else None
        self._last_time: tuple[object, float] | None = None

    def collector(self) -> Collector:
        """Return an empty place for what rows bring."""
        return Collector(self._resolver, self._mapping.decimal)

    def read(self, out: Collector, item: str, row: Sequence[object]) -> None:
        """Read one row into `out`; `item` names it in a refusal. An empty row is nothing."""
        if all(cell is None or cell == "" for cell in row):
            return
        try:
            place = self._place_of(row)
            at = self._time_of(row)
            quality = self._quality_of(row)
            cells = self._cells(row)
        except UnreadableError as error:
            out.refuse(item, str(error), raw_of(row))
            return
        for name, metric, raw in cells:
            try:
                out.add(place, metric, at, raw, quality)
            except UnreadableError as error:
                out.refuse(f"{item} {name}".strip(), str(error), raw_of(row))

    def _cells(self, row: Sequence[object]) -> list[tuple[str, MetricConfig, object]]:
        if self._metric is None:
            short = len(row)
            found: list[tuple[str, MetricConfig, object]] = []
            for index, name, metric in self._values:
                if index >= short:
                    raise UnreadableError(f"the row ends after {short} cells, before column {name}")
                found.append((name, metric, row[index]))
            return found
        raw = _cell(row, self._value or 0, self._mapping.value)
        if raw is None or raw == "":
            return []  # headings between the rows, signatures beneath them: nothing was measured
        name = str(_cell(row, self._metric, self._mapping.metric)).strip()
        listed = self._listed.get(normal(name))
        if listed is None and self._listed:
            raise UnreadableError(f"metric {name[:80]!r} is not listed under `metrics`")
        return [(name[:80], self._as_row_says(listed or ValueConfig(name), row), raw)]

    def _as_row_says(self, config: ValueConfig, row: Sequence[object]) -> ValueConfig:
        """Return how a value is read, with the unit and the detection limit that its row gives."""
        if self._unit is not None:
            unit = str(_cell(row, self._unit, self._mapping.unit) or "").strip()
            if unit.strip("-–— "):
                config = msgspec.structs.replace(config, unit=unit)
        if self._limit is not None:
            limit = read_number(_cell(row, self._limit, self._mapping.limit), self._mapping.decimal)
            if limit is not None:
                config = msgspec.structs.replace(config, detection_limit=limit.value)
        return config

    def _place_of(self, row: Sequence[object]) -> str:
        if self._place is None:
            return self._mapping.place_id
        cell = _cell(row, self._place, self._mapping.place)
        if cell is None or cell == "":
            raise UnreadableError(f"no place in column {self._mapping.place}")
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)  # sheets keep the station number 12 as 12.0
        return unicodedata.normalize("NFC", str(cell))

    def _time_of(self, row: Sequence[object]) -> float:
        cells = [_cell(row, index, name) for index, name in zip(self._time, self._mapping.time, strict=True)]
        raw = cells[0] if len(cells) == 1 else _joined(cells)
        # Long tables repeat the instant over many rows.
        if self._last_time is not None and isinstance(raw, str) and self._last_time[0] == raw:
            return self._last_time[1]
        at = self._times.read(raw)
        self._last_time = (raw, at)
        return at

    def _quality_of(self, row: Sequence[object]) -> Quality:
        if self._quality is None or self._mapping.quality is None:
            return Quality.GOOD
        return self._mapping.quality.read(_cell(row, self._quality, self._mapping.quality.path))


def _cell(row: Sequence[object], index: int, name: str) -> object:
    if index >= len(row):
        raise UnreadableError(f"the row ends after {len(row)} cells, before column {name}")
    return row[index]


def _joined(cells: list[object]) -> object:
    """Join date and time of day, as text or as the sheet's own values."""
    day, *rest = cells
    if isinstance(day, dt.datetime) and len(rest) == 1 and isinstance(rest[0], dt.time):
        return dt.datetime.combine(day.date(), rest[0])
    if isinstance(day, dt.datetime):
        day = day.date().strftime("%d/%m/%Y")
    return " ".join("" if cell is None else str(cell).strip() for cell in (day, *rest))


def raw_of(row: Sequence[object] | Mapping[str, object]) -> bytes:
    """Return a row as quarantine keeps it: cells joined by semicolons."""
    cells = row.values() if isinstance(row, Mapping) else row
    return ";".join("" if cell is None else str(cell) for cell in cells).encode()[:10_000]
