"""What a centre names in vain, for `toancanh check`: packs, kinds of place, units, kinds of case."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator

from backend.cli.source_check import unknown_case_kinds
from backend.contract.document import Fault, unknown_cure
from backend.engine.catalogue import CENTRE_REGISTER, UNIT, unknown_kinds
from backend.engine.centre import LoadedCentre
from backend.usecases.case_kinds import load_case_kinds
from backend.usecases.incident_rules import live_kinds
from backend.usecases.packs import Packs, read_document
from backend.usecases.shelf import PackFolder


def pack_faults(loaded: LoadedCentre, packs: PackFolder) -> list[Fault]:
    """Return the packs that centre.yaml names and that are not there."""
    there = [path.parent.name for path in packs.glob("*/pack.yaml")]
    read = read_document(loaded.folder / "centre.yaml", [])  # it has been read without fault
    return [
        read[1].fault(f"packs[{i}]", f"there is no pack '{name}'", unknown_cure(name, there))
        for i, name in enumerate(loaded.packs)
        if read is not None and name not in there
    ]


def centre_notes(loaded: LoadedCentre, packs: Packs, folder: PackFolder) -> list[Fault]:
    """Return what will show or reach less than meant; the centre runs all the same.

    Args:
        loaded: the centre.
        packs: its use cases, without fault.
        folder: of the packs.
    """
    names = [pack.id for pack in packs.packs]
    kinds = {*load_case_kinds(folder, names).kinds, *live_kinds(folder, names)}
    shown = [*_places(loaded, packs), *_units(loaded, packs), *_wards(loaded)]
    return [*shown, *unknown_case_kinds(loaded, kinds)]


def _places(loaded: LoadedCentre, packs: Packs) -> Iterator[Fault]:
    unknown = unknown_kinds(loaded, packs)
    path = loaded.folder / "places.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    for row in rows:
        kind = (row["kind"] or "").strip()
        if kind in unknown and kind not in (UNIT, CENTRE_REGISTER):
            found = f"no pack of the centre declares the kind of place '{kind}': on the map, without figures"
            cure = unknown_cure(kind, list(packs.place_kinds))
            yield Fault(str(path), rows.line_num, row["place_id"] or "", found, cure)
            del unknown[kind]  # one of its places is enough


def _units(loaded: LoadedCentre, packs: Packs) -> Iterator[Fault]:
    units = [unit.id for unit in loaded.units]
    for rule in packs.rules:
        if rule.unit_id not in units and "{" not in rule.unit_id:  # `{place_id}`: the place is the unit
            found = f"the centre has no unit '{rule.unit_id}': nobody of it can be told"
            yield packs.rule_at[rule.id].fault("unit_id", found, unknown_cure(rule.unit_id, units))


def _wards(loaded: LoadedCentre) -> Iterator[Fault]:
    path = loaded.folder / "maps" / "wards.geojson"
    if not path.is_file():
        return
    cure = f"`toancanh import boundaries FILE --centre {loaded.folder}` writes the layer anew"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["features"]
        wards = [(i, feature["properties"]) for i, feature in enumerate(found)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield Fault(str(path), 0, "", f"no layer of wards ({error}): the map shows none", cure)
        return
    for i, ward in wards:
        given = ward if isinstance(ward, dict) else {}
        lacking = [name for name in ("code", "name") if not given.get(name)]
        name = f"ward {given.get('code') or i} {given.get('name') or ''}".rstrip()
        if lacking:
            words = f"{name} has no {' and no '.join(lacking)}: the map shows no ward"
            yield Fault(str(path), 0, f"features[{i}]", words, cure)
        elif not _is_point(given.get("label")):
            words = f"{name} has no point for its name: on the map a border only"
            put = "give its properties `label`: [longitude, latitude]"
            yield Fault(str(path), 0, f"features[{i}].properties.label", words, f"{put}, or {cure}")


def _is_point(label: object) -> bool:
    if not isinstance(label, list) or len(label) != 2:
        return False
    return all(isinstance(each, int | float) and math.isfinite(each) for each in label)
