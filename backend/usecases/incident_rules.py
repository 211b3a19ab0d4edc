"""Reads the correlation rules of packs: `incidents/*.yaml`, every fault in one pass."""

from __future__ import annotations

import pathlib
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import msgspec

from backend.contract.document import DocumentError, Fault, Lines, check, unknown_cure
from backend.domain.incidents.spec import OWN, CorrelationSpec, problems
from backend.domain.rule import RuleSpec
from backend.usecases.packs import read_document
from backend.usecases.shelf import PackFolder


class IncidentFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of a pack's `incidents` folder."""

    case_kinds: tuple[str, ...] = ()
    """Kinds of cases that this pack's sources bring; members name them."""
    incidents: tuple[CorrelationSpec, ...] = ()


class _Entry(NamedTuple):
    lines: Lines
    path: str
    """`incidents[2]`."""
    spec: CorrelationSpec


def load_incident_rules(
    folder: PackFolder,
    names: Sequence[str],
    rules: Mapping[str, RuleSpec],
    procedures: Collection[str] | None = None,
) -> tuple[CorrelationSpec, ...]:
    """Return the correlation rules of the packs `names`, in their order.

    Args:
        folder: holds one folder per pack, e.g. resources/usecases.
        names: of the packs that the centre has loaded.
        rules: alarm rules of the centre, by id.
        procedures: ids of the procedures that can be started; None leaves them unchecked.

    Raises:
        DocumentError: with every fault of every file.
    """
    faults: list[Fault] = []
    entries: list[_Entry] = []
    case_kinds: dict[str, None] = {}
    for name in names:
        for path in sorted((folder / name / "incidents").glob("*.yaml")):
            entries += _read(path, case_kinds, faults)
    found = [entry.spec for entry in entries]
    for number, entry in enumerate(entries):
        if any(entry.spec.id == other.id for other in found[:number]):
            words = f"there is another correlation '{entry.spec.id}'"
            faults.append(entry.lines.fault(f"{entry.path}.id", words, "give it its own id"))
        faults += [
            entry.lines.fault(f"{entry.path}.{problem.key}", problem.found, problem.cure)
            for problem in problems(entry.spec, rules, case_kinds)
        ]
        if procedures is not None:
            faults += _unknown_procedures(entry, procedures)
    if faults:
        raise DocumentError(faults)
    return tuple(found)


def live_kinds(folder: PackFolder, names: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds of cases that packs without fault let sources bring, besides those in `cases/`."""
    kinds: dict[str, None] = {}
    for name in names:
        for path in sorted((folder / name / "incidents").glob("*.yaml")):
            _read(path, kinds, [])
    return tuple(kinds)


def _read(path: pathlib.Path, case_kinds: dict[str, None], faults: list[Fault]) -> list[_Entry]:
    """Return the correlations of one file that have the right types; kinds of cases go to `case_kinds`."""
    read = read_document(path, faults)
    if read is None:
        return []
    data, lines = read
    if not isinstance(data, dict) or not isinstance(data.get("incidents"), list):
        cure = "begin with 'incidents:' and one '- id: …' each"
        faults.append(lines.fault("", "no list of incidents", cure))
        return []
    rest = {key: value for key, value in data.items() if key != "incidents"}
    head, found = check(rest, IncidentFile, lines)
    faults += found
    if head is not None:
        case_kinds.update(dict.fromkeys(head.case_kinds))
    entries = []
    for number, item in enumerate(data["incidents"]):
        at = f"incidents[{number}]"
        spec, found = check(item, CorrelationSpec, lines, at)
        faults += found
        if spec is not None:
            entries.append(_Entry(lines, at, spec))
    return entries


def _unknown_procedures(entry: _Entry, procedures: Collection[str]) -> list[Fault]:
    named = [(f"procedures[{i}]", one) for i, one in enumerate(entry.spec.procedures)]
    named += [(f"members[{i}].procedure", one.procedure) for i, one in enumerate(entry.spec.members)]
    return [
        entry.lines.fault(
            f"{entry.path}.{key}", f"there is no procedure '{one}'", unknown_cure(one, list(procedures))
        )
        for key, one in named
        if one not in ("", OWN) and one not in procedures
    ]
