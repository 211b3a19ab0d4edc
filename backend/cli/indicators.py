"""`toancanh import indicators`: tables of statistics offices become a set of the centre's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import msgspec

from backend.cli.imports import SettingError
from backend.contract.document import load
from backend.contract.state import Text
from backend.domain.clock import SystemClock
from backend.domain.indicators.table_numbers import Decimal
from backend.engine.centre import CentreFile
from backend.engine.indicators.importing import (
    ImportDone,
    ImportJob,
    OwnSet,
    import_file,
)
from backend.store import Store
from backend.usecases.indicator_areas import load_areas
from backend.usecases.indicator_import import ImportOptions

_SET_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
BY = "toancanh import"


class IndicatorSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line says of the files."""

    set_id: str
    name: str = ""
    source: str = ""
    unit: str = ""
    decimal: str = ""
    dry_run: bool = False


def import_indicator_files(
    files: Sequence[Path], settings: IndicatorSettings, centre: Path, database: str
) -> tuple[str, bool]:
    """Import files; return what came of each table in words, and whether none was refused.

    Raises:
        SettingError: an option is wrong.
        AreaListError: the list of provinces is not installed.
        DocumentError: the own set cannot be read.
        StoreError: the store refuses.
        OSError: a file cannot be read.
    """
    if _SET_ID.fullmatch(settings.set_id) is None:
        raise SettingError(f"--set {settings.set_id!r}; write small letters, digits and '-', e.g. gso-2019")
    if settings.decimal not in ("", ",", "."):
        raise SettingError(f"--decimal {settings.decimal!r}; write ',' or '.'")
    if not (centre / "centre.yaml").is_file():
        raise SettingError(f"{centre} is no centre's folder; name it with --centre")
    decimal = cast(Decimal, settings.decimal) if settings.decimal else None
    options = ImportOptions(set_id=settings.set_id, unit=settings.unit, decimal=decimal)
    job = ImportJob(options=options, by=BY, now=SystemClock().now())
    own = OwnSet(centre, settings.set_id)
    file = centre / "centre.yaml"
    areas = load_areas(load(file.read_text(encoding="utf-8"), CentreFile, str(file)).province)
    store, done = Store.open(database), list[ImportDone]()
    try:
        store.migrate()
        for file in files:
            done += import_file(file, store, areas, job, None if settings.dry_run else own)
    finally:
        store.close()
    if own.is_new and own.spec.indicators:
        name = Text(settings.name or settings.set_id)
        own.change(msgspec.structs.replace(own.spec, name=name, source=settings.source))
    n_refused = sum(each.refused is not None for each in done)
    n_figures = sum(each.n_figures for each in done)
    told = "would be imported" if settings.dry_run else "imported"
    closing = f"{len(done) - n_refused} tables {told} ({n_figures} figures), {n_refused} refused"
    return "\n".join([*(each.words() for each in done), closing]), n_refused == 0
