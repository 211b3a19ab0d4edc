"""Any CSV of readings to the recording format, by options: `toancanh import readings`."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pandas as pd

from backend.sources.base import MetricConfig
from backend.sources.reading.numbers import DecimalSign, UnreadableError, read_number
from backend.sources.reading.recordings import COLUMNS
from backend.sources.reading.tables import normal
from backend.sources.reading.times import TimeReader

_CHUNK = 100_000
_MAX_FAULTS = 20


class ImportOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the columns of a CSV become readings."""

    time: str
    """Column of the time."""
    place: str = ""
    """Column of the place; or `place_id`."""
    place_id: str = ""
    """The place, where all rows are of one."""
    places: dict[str, str] = {}
    """The file's names of places to place ids; others become `slug(name)`."""
    values: dict[str, MetricConfig] = {}
    """Wide form: column to metric and unit."""
    metric: str = ""
    """Long form: column of the metric's name."""
    value: str = ""
    """Long form: column of the value."""
    unit: str = ""
    """Long form: unit of all values."""
    where: dict[str, list[str]] = {}
    """Rows are taken only if each of these columns has one of these texts."""
    time_format: str = "auto"
    """auto, iso, epoch_s, epoch_ms, excel or a strptime pattern; auto reads days before months."""
    zone: str = "Asia/Ho_Chi_Minh"
    """IANA zone of times that carry none."""
    decimal: DecimalSign = "auto"
    """Decimal sign."""
    separator: str = ","
    """Between cells."""
    encoding: str = "utf-8"
    """Codec of the file."""

    def __post_init__(self) -> None:
        """Check what belongs together."""
        if bool(self.values) == bool(self.metric and self.value):
            raise ValueError("give either `values` (wide form), or both `metric` and `value` (long form)")
        if bool(self.place) == bool(self.place_id):
            raise ValueError("give either `place` (a column) or `place_id` (one place for all rows)")
        TimeReader(self.time_format, self.zone)


class ImportReport(msgspec.Struct, frozen=True):
    """What an import did."""

    n_rows: int
    """Rows in the file."""
    n_left_out: int
    """Rows that `where` left out."""
    n_readings: int
    """Readings written."""
    n_missing: int
    """Cells in which nothing was measured."""
    n_faulty: int
    """Rows or cells that could not be read."""
    faults: list[str]
    """The first of them, with line and reason."""
    places: dict[str, str]
    """The file's names of places to the ids that were written."""
    first_at: float | None
    """Earliest instant, s since epoch."""
    last_at: float | None


def slug(name: str) -> str:
    """Return a place id made from a name: small letters without marks, underscores between words."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    letters = "".join(char for char in plain if not unicodedata.combining(char)).lower()
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_") or "place"


def import_readings(source: Path, target: Path, options: ImportOptions) -> ImportReport:
    """Write the readings of a CSV (packed or not) as a recording, ascending in time.

    Args:
        source: the file to read.
        target: the recording to write; replaced only when all is read.
        options: what its columns mean.

    Raises:
        UnreadableError: no such columns, or no CSV.
        OSError: a file cannot be read or written.
    """
    work = _Import(options)
    try:
        chunks = pd.read_csv(
            source,
            sep=options.separator,
            encoding=options.encoding,
            dtype=str,
            keep_default_na=False,
            chunksize=_CHUNK,
        )
        with chunks:
            for chunk in chunks:
                work.take(chunk)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError, LookupError) as error:
        raise UnreadableError(f"{source}: {error}") from error
    work.rows.sort(key=lambda row: row[2])
    part = target.with_name(target.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, "unit", "quality"])
        writer.writerows((place, metric, f"{at:.3f}", *rest) for place, metric, at, *rest in work.rows)
    part.replace(target)
    return work.report()


class _Import:
    """One import at work."""

    def __init__(self, options: ImportOptions) -> None:
        self._options = options
        self._times = TimeReader(options.time_format, options.zone)
        self.rows: list[tuple[str, str, float, str, str, str]] = []
        self._places: dict[str, str] = {}
        self._n_rows = self._n_left_out = self._n_missing = self._n_faulty = 0
        self._faults: list[str] = []

    def take(self, chunk: pd.DataFrame) -> None:
        """Read some rows."""
        options = self._options
        columns = self._columns(chunk)
        line = self._n_rows + 2
        self._n_rows += len(chunk)
        keep = pd.Series(data=True, index=chunk.index)
        for name, allowed in options.where.items():
            keep &= chunk[columns[name]].str.strip().isin(allowed)
        self._n_left_out += int((~keep).sum())
        lines = pd.RangeIndex(line, line + len(chunk))[keep.to_numpy()]
        kept = chunk[keep]
        places = kept[columns[options.place]].tolist() if options.place else [options.place_id] * len(kept)
        times = kept[columns[options.time]].tolist()
        if options.values:
            for column, config in options.values.items():
                cells = kept[columns[column]].tolist()
                for number, place, time, cell in zip(lines, places, times, cells, strict=True):
                    self._add(int(number), place, time, config, cell)
            return
        metrics, cells = kept[columns[options.metric]].tolist(), kept[columns[options.value]].tolist()
        for number, place, time, metric, cell in zip(lines, places, times, metrics, cells, strict=True):
            self._add(int(number), place, time, MetricConfig(metric.strip(), options.unit), cell)

    def _columns(self, chunk: pd.DataFrame) -> dict[str, str]:
        """Return the file's spelling of each column that is named in the options."""
        options = self._options
        named = [options.time, options.place, options.metric, options.value, *options.values, *options.where]
        there = {normal(name): str(name) for name in chunk.columns}
        missing = [name for name in named if name and normal(name) not in there]
        if missing:
            raise UnreadableError(
                f"no column {', '.join(missing)}; the file has: {', '.join(there.values())}"
            )
        return {name: there[normal(name)] for name in named if name}

    def _add(self, line: int, place: str, time: str, config: MetricConfig, cell: str) -> None:
        try:
            measured = read_number(cell, self._options.decimal)
            if measured is None:
                self._n_missing += 1
                return
            at = self._times.read(time)
        except UnreadableError as error:
            self._n_faulty += 1
            if len(self._faults) < _MAX_FAULTS:
                self._faults.append(f"line {line}: {error}")
            return
        quality = measured.quality.name.lower()
        self.rows.append((self._place(place), config.metric, at, repr(measured.value), config.unit, quality))

    def _place(self, name: str) -> str:
        found = self._places.get(name)
        if found is None:
            listed: Mapping[str, str] = self._options.places
            own = name if self._options.place_id else slug(name)
            found = self._places[name] = listed.get(name) or listed.get(name.strip()) or own
        return found

    def report(self) -> ImportReport:
        """Return what was done."""
        return ImportReport(
            n_rows=self._n_rows,
            n_left_out=self._n_left_out,
            n_readings=len(self.rows),
            n_missing=self._n_missing,
            n_faulty=self._n_faulty,
            faults=self._faults,
            places=dict(sorted(self._places.items())),
            first_at=self.rows[0][2] if self.rows else None,
            last_at=self.rows[-1][2] if self.rows else None,
        )
