"""The format of stored feeds: CSV with the columns place, metric, at, value, and perhaps unit, quality."""

from __future__ import annotations

import csv
import gzip
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, cast

from backend.contract.state import Quality
from backend.sources.base import Refusal
from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.series import Collector, SeriesResolver, UnitOf, ValueConfig
from backend.sources.reading.times import TimeReader

COLUMNS = ("place", "metric", "at", "value")
"""Needed columns: place id, metric, seconds since the epoch or ISO time, number."""
OPTIONAL = ("unit", "quality")
"""Unit of the value; `good`, `uncertain`, `below`, `above` or `bad`."""


class RecordingReader:
    """Reads rows of a recording under its header."""

    def __init__(self, header: Sequence[str], zone: str, unit_of: UnitOf | None) -> None:
        """Find the columns.

        Raises:
            UnreadableError: one is missing.
        """
        names = [name.strip().lstrip("\ufeff").lower() for name in header]
        missing = [name for name in COLUMNS if name not in names]
        if missing:
            raise UnreadableError(
                f"no column {', '.join(missing)}; the recording has: {', '.join(names)[:300]}"
            )
        self._index = {name: names.index(name) for name in (*COLUMNS, *OPTIONAL) if name in names}
        self._width = max(self._index.values()) + 1
        self._times = TimeReader("auto", zone)
        self._resolver = SeriesResolver(unit_of, {})
        self._configs: dict[tuple[str, str], ValueConfig] = {}

    def collector(self) -> Collector:
        """Return an empty place for what rows bring."""
        return Collector(self._resolver, ".")

    def time_of(self, row: Sequence[str]) -> float:
        """Return the instant of a row.

        Raises:
            UnreadableError: it has none.
        """
        if len(row) < self._width:
            raise UnreadableError(f"the row has {len(row)} cells, expected {self._width}")
        text = row[self._index["at"]]
        if text.replace(".", "", 1).isdecimal():
            # Seconds, however few: a recording may begin at 0.
            at = float(text)
            if not math.isfinite(at):
                raise UnreadableError(f"time {text[:40]!r} is too large")
            return at
        return self._times.read(text)

    def read(self, out: Collector, item: str, row: Sequence[str], at: float) -> None:
        """Read one row into `out` as of `at` (s since epoch)."""
        index = self._index
        key = (row[index["metric"]], row[index["unit"]] if "unit" in index else "")
        config = self._configs.get(key)
        if config is None:
            config = self._configs[key] = ValueConfig(*key)
        try:
            quality = self._quality(row[index["quality"]]) if "quality" in index else Quality.GOOD
            out.add(row[index["place"]], config, at, row[index["value"]], quality)
        except UnreadableError as error:
            out.refusals.append(Refusal(item, str(error), ",".join(row).encode()[:10_000]))

    def _quality(self, word: str) -> Quality:
        try:
            return Quality[word.strip().upper()] if word.strip() else Quality.GOOD
        except KeyError:
            raise UnreadableError(
                f"quality {word!r}: expected one of {', '.join(one.name.lower() for one in Quality)}"
            ) from None


def open_recording(path: Path) -> IO[str]:
    """Open a recording, packed (.gz) or not; undecodable bytes become U+FFFD."""
    if path.suffix == ".gz":
        return cast("IO[str]", gzip.open(path, "rt", encoding="utf-8", errors="replace", newline=""))
    return path.open(encoding="utf-8", errors="replace", newline="")


def rows_of(file: IO[str]) -> Iterator[list[str]]:
    """Yield rows of a CSV; one that cannot be split comes as a single cell."""
    reader = csv.reader(file)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield [f"not a CSV record: {error}"]
