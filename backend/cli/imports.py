"""`toancanh import readings`, and the recordings that a centre's folder carries."""

from __future__ import annotations

import tempfile
from pathlib import Path

import msgspec

from backend.cli.paths import USECASES
from backend.engine.centre import load_centre
from backend.engine.importing import Imported, store_recording
from backend.sources.base import MetricConfig
from backend.sources.reading.import_csv import ImportOptions, ImportReport, import_readings
from backend.store import Store
from backend.usecases.packs import load_packs
from backend.usecases.shelf import shelf_of


class ImportSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line says of a file."""

    place: str
    """Column of the place, or `=ID` where all rows are of one place."""
    time: str
    values: tuple[str, ...]
    """`COLUMN=metric` or `COLUMN=metric:unit`."""
    zone: str
    separator: str
    out: Path | None
    """Recording to write; None stores in the centre."""


class SettingError(ValueError):
    """An option that cannot be understood."""


def import_recordings(database: str, centre: Path) -> int:
    """Store every recording of the centre's folder that is not stored yet; return how many readings were new.

    Raises:
        RecordingError: a recording cannot be read.
        StoreError: the store refuses.
    """
    store = Store.open(database)
    try:
        store.migrate()
        marks = store.marks()
        n_new = 0
        for path in sorted((centre / "recordings").glob("*.csv*")):
            stat = path.stat()
            mark = f"{stat.st_size}:{stat.st_mtime_ns}"
            if marks.get(f"recording:{path.name}") != mark:
                n_new += store_recording(store, path, zone="UTC", unit_of=None, mark=mark).n_new
        return n_new
    finally:
        store.close()


def import_file(file: Path, settings: ImportSettings, centre: Path, database: str) -> str:
    """Map a CSV to a recording, or into the centre's store; return what was done, in words.

    Raises:
        SettingError: an option is wrong.
        UnreadableError, RecordingError: the file cannot be read.
        DocumentError: the centre cannot be read.
        StoreError: the store refuses.
    """
    options = _options(settings)
    if settings.out is not None:
        return _words(import_readings(file, settings.out, options)) + f"\nwritten to {settings.out}"
    loaded = load_centre(centre)
    metrics = load_packs(shelf_of(loaded.folder, USECASES), loaded.packs).metrics
    units = {name: metric.unit for name, metric in metrics.items()}
    with tempfile.TemporaryDirectory() as folder:
        recording = Path(folder) / f"{file.name}.csv"
        report = import_readings(file, recording, options)
        store = Store.open(database)
        try:
            store.migrate()
            done = store_recording(store, recording, zone=settings.zone, unit_of=units.get)
        finally:
            store.close()
    return f"{_words(report)}\n{_stored(done)}"


def _options(settings: ImportSettings) -> ImportOptions:
    values = {}
    for word in settings.values:
        column, equals, target = word.rpartition("=")
        metric, _, unit = target.partition(":")
        if not equals or not column or not metric:
            raise SettingError(f"--value {word!r}; write COLUMN=metric or COLUMN=metric:unit")
        values[column] = MetricConfig(metric, unit)
    one = settings.place.startswith("=")
    try:
        return ImportOptions(
            time=settings.time,
            place="" if one else settings.place,
            place_id=settings.place[1:] if one else "",
            values=values,
            zone=settings.zone,
            separator=settings.separator,
        )
    except ValueError as error:
        raise SettingError(str(error)) from error


def _words(report: ImportReport) -> str:
    lines = [f"{report.n_rows} rows: {report.n_readings} readings, {report.n_missing} empty cells"]
    if report.n_faulty:
        lines.append(f"{report.n_faulty} could not be read, among them:")
        lines += [f"  {fault}" for fault in report.faults]
    return "\n".join(lines)


def _stored(done: Imported) -> str:
    lines = [f"{done.n_readings} stored, {done.n_new} of them new"]
    lines += [f"  refused {r.item}: {r.reason}" for r in done.refusals[:20]]
    return "\n".join(lines)
