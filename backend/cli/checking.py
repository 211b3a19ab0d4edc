"""`toancanh check` and `toancanh test-pack`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from backend.cli.centre_check import centre_notes, pack_faults
from backend.cli.layout_check import Names, name_faults
from backend.cli.paths import RESOURCES, USECASES
from backend.cli.report_check import check_reports
from backend.cli.source_check import source_faults
from backend.contract.document import DocumentError, Fault
from backend.engine.cameras.groups import load_groups
from backend.engine.catalogue import with_register_places
from backend.engine.centre import LoadedCentre, load_centre
from backend.engine.rehearsal import run_pack_tests
from backend.engine.rehearsal.centre_work import check_centre_work
from backend.engine.rehearsal.pack_work import load_pack_work
from backend.usecases.case_kinds import load_case_kinds
from backend.usecases.incident_rules import live_kinds
from backend.usecases.indicator_sets import load_indicator_sets
from backend.usecases.notices import load_notices
from backend.usecases.packs import Packs, load_packs
from backend.usecases.shelf import PackFolder, shelf_of


def check_all(shipped: Path, layouts: Path, centre: Path | None) -> tuple[list[Fault], str]:
    """Return every fault of packs, layouts and a centre, and closing lines: notes and what was looked at."""
    faults: list[Fault] = []
    notes: list[Fault] = []
    packs = shelf_of(centre, shipped)
    names = sorted({p.parent.name for p in packs.glob("*/pack.yaml")})
    try:
        everything = load_packs(packs, names)
        load_pack_work(packs, everything)
        faults += name_faults(layouts, declared(everything, packs))
    except DocumentError as error:
        faults += error.faults
    try:
        load_notices(packs, names)
    except DocumentError as error:
        faults += error.faults
    faults += check_indicators(packs, names)
    faults += check_reports(packs, names)
    own_layouts = centre / "layouts" if centre is not None else None
    folders = [layouts, own_layouts] if own_layouts is not None and own_layouts.is_dir() else [layouts]
    faults += check_layouts(folders)
    if centre is not None:
        try:
            found, notes = check_centre(load_centre(centre.resolve()), packs, names)
            faults += found
        except DocumentError as error:
            faults += error.faults
    faults = list(dict.fromkeys(faults))  # a pack's fault is one of every centre that uses it
    n_layouts = len([path for folder in folders for path in folder.glob("*.yaml")])
    looked = f"{len(names)} packs, {n_layouts} layouts" + (f", centre {centre}" if centre else "")
    closing = f"{looked}: {f'{len(faults)} faults' if faults else 'no fault'}"
    return faults, "\n".join([*(f"note: {note}" for note in notes), closing])


def check_centre(
    loaded: LoadedCentre, packs: PackFolder, names: Sequence[str]
) -> tuple[list[Fault], list[Fault]]:
    """Return the faults of a centre, and notes: what will show or reach less than meant.

    Args:
        loaded: the centre.
        packs: its own and those that ship.
        names: of all these packs.

    Raises:
        DocumentError: with every fault of a part that could not be read.
    """
    faults = check_indicators(packs, names, loaded)
    load_groups(loaded.folder, loaded.places)
    if unknown := pack_faults(loaded, packs):
        raise DocumentError([*faults, *unknown])
    own = load_packs(packs, loaded.packs)
    loaded = with_register_places(loaded, own)
    faults += check_reports(packs, [pack.id for pack in own.packs], loaded)
    faults += source_faults(loaded, own)
    faults += name_faults(loaded.folder / "layouts", declared(own, packs, loaded))
    notes = check_centre_work(loaded, own, packs)
    return faults, notes + centre_notes(loaded, own, packs)


def declared(own: Packs, packs: PackFolder, loaded: LoadedCentre | None = None) -> Names:
    """Return what layouts may name: of packs, and of a centre's places.

    Raises:
        DocumentError: with every fault of what packs say of cases.
    """
    names = [pack.id for pack in own.packs]
    cases = load_case_kinds(packs, names)
    return Names(
        metrics=own.metrics,
        place_kinds=own.place_kinds,
        case_kinds={*cases.kinds, *live_kinds(packs, names)},
        figures=cases.figures,
        places=None if loaded is None else {place.place_id for place in loaded.places},
    )


def check_indicators(
    packs: PackFolder, names: Sequence[str], loaded: LoadedCentre | None = None
) -> list[Fault]:
    """Return the faults of sets of indicators: those of packs, and a centre's own."""
    try:
        figures = load_case_kinds(packs, names).figures
    except DocumentError:
        figures = None  # its faults are told elsewhere
    centre, units = (None, None) if loaded is None else (loaded.folder, [unit.id for unit in loaded.units])
    try:
        load_indicator_sets(packs, names, centre=centre, units=units, figures=figures)
    except DocumentError as error:
        return error.faults
    return []


def check_layouts(folders: Sequence[Path]) -> list[Fault]:
    """Return the faults of layouts: found by the wall's own checker, in a process that may load Qt."""
    command = [sys.executable, "-m", "app.wall.check", *map(str, folders)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode not in (0, 1):
        words = ran.stderr.strip().splitlines() or ["no answer"]
        return [
            Fault(
                str(folders[0]), 0, "", f"layouts could not be checked ({words[-1]})", "run 'toancanh doctor'"
            )
        ]
    return msgspec.convert(json.loads(ran.stdout), list[Fault])


def run_tests(folders: Sequence[Path]) -> tuple[str, bool]:
    """Run the tests of packs; return what came of each, and whether all passed.

    Raises:
        DocumentError: a pack or test cannot be read.
    """
    lines, ok = [], True
    for folder in folders:
        results = run_pack_tests(folder.resolve(), RESOURCES / "limits", USECASES)
        for result in results:
            ok &= result.passed
            lines.append(str(result))
        if not results:
            ok = False
            lines.append(f"{folder}: has no tests; write some in {folder / 'tests'}")
    return "\n".join(lines), ok
