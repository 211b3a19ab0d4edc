"""Reads the sheets of compliance of packs, `compliance/<id>.yaml`, and checks what they refer to."""

from __future__ import annotations

import pathlib
from collections.abc import Collection, Iterator, Mapping

from backend.contract.document import DocumentError, Fault, Lines, check, unknown_cure
from backend.domain.cases.spec import CaseKindSpec
from backend.domain.compliance_spec import CERTIFIED, GroupSpec, MeasuredSpec, SheetSpec
from backend.domain.limit_families import family_names, members
from backend.domain.units import factor
from backend.usecases.packs import Packs, read_document
from backend.usecases.shelf import PackFolder

DataFields = Mapping[str, Mapping[str, Collection[str]]]
"""Kind of case → data field → its choices."""


def load_compliance(
    folder: PackFolder, packs: Packs, data_fields: DataFields | None = None
) -> dict[str, SheetSpec]:
    """Return the sheets of packs by id.

    Args:
        folder: holds one folder per pack.
        packs: metrics, kinds of places and limit sets that there are.
        data_fields: of each kind of case its data fields, see `data_fields_of`; None: not checked.

    Raises:
        DocumentError: with every fault of every file.
    """
    faults: list[Fault] = []
    found: dict[str, SheetSpec] = {}
    for pack in packs.packs:
        for path in sorted((folder / pack.id / "compliance").glob("*.yaml")):
            read = _read(path, faults)
            if read is None:
                continue
            spec, lines = read
            if spec.id in found:
                words = f"there is another sheet '{spec.id}'"
                faults.append(lines.fault("id", words, "give each sheet its own id"))
            faults += _faults(spec, lines, packs, data_fields)
            found.setdefault(spec.id, spec)
    if faults:
        raise DocumentError(faults)
    return found


def _read(path: pathlib.Path, faults: list[Fault]) -> tuple[SheetSpec, Lines] | None:
    read = read_document(path, faults)
    if read is None:
        return None
    data, lines = read
    spec, found = check(data, SheetSpec, lines)
    faults += found
    if spec is None:
        return None
    if spec.id != path.stem:
        faults.append(lines.fault("id", f"found '{spec.id}'", f"the file's name: '{path.stem}'"))
    return spec, lines


def _faults(spec: SheetSpec, lines: Lines, packs: Packs, data_fields: DataFields | None) -> Iterator[Fault]:
    families = family_names(packs.limit_sets) | set(packs.limit_sets)
    if spec.family not in families:
        found = f"there is no limit set or family '{spec.family}'"
        yield lines.fault("family", found, unknown_cure(spec.family, sorted(families)))
    for i, kind in enumerate(spec.place_kinds):
        if kind not in packs.place_kinds:
            cure = unknown_cure(kind, list(packs.place_kinds))
            yield lines.fault(f"place_kinds[{i}]", f"unknown kind of place '{kind}'", cure)
    if not spec.place_kinds or not spec.groups:
        yield lines.fault("", "nothing to judge", "name 'place_kinds:' and 'groups:'")
    ids = [group.id for group in spec.groups]
    for i, group in enumerate(spec.groups):
        if group.id in ids[:i]:
            yield lines.fault(f"groups[{i}].id", f"'{group.id}' stands twice", "give each group its own id")
        yield from _group(spec, group, f"groups[{i}]", lines, packs)
    yield from _measured(spec.measured_as, spec, lines, packs)
    yield from _certificates(spec, lines, data_fields)


def _group(spec: SheetSpec, group: GroupSpec, at: str, lines: Lines, packs: Packs) -> Iterator[Fault]:
    versions = members(packs.limit_sets, spec.family)
    rows = {row for version in versions for row in version.rows}
    for row, metric in group.parameters.items():
        key = f"{at}.parameters.{row}"
        if versions and row not in rows:
            found = f"no limit set of '{spec.family}' has the row '{row}'"
            yield lines.fault(key, found, unknown_cure(row, sorted(rows)))
        if metric not in packs.metrics:
            yield lines.fault(key, f"unknown metric '{metric}'", unknown_cure(metric, list(packs.metrics)))
            continue
        yield from _place_metrics(metric, key, spec, lines, packs)
        for version in versions:
            limit = version.rows.get(row)
            numeric = limit is not None and (limit.min is not None or limit.max is not None)
            if limit is None or not numeric or factor(packs.metrics[metric].unit, limit.unit) is not None:
                continue
            found = f"'{metric}' is in {packs.metrics[metric].unit}, '{version.id}' in {limit.unit}"
            yield lines.fault(key, found, "use a metric whose unit converts to the limit's")


def _place_metrics(metric: str, key: str, spec: SheetSpec, lines: Lines, packs: Packs) -> Iterator[Fault]:
    for kind in spec.place_kinds:
        declared = packs.place_kinds.get(kind)
        if declared is not None and metric not in declared.metrics:
            cure = f"add it to the metrics of '{kind}', or take the parameter out"
            yield lines.fault(key, f"'{metric}' is not measured at the kind of place '{kind}'", cure)


def _measured(spec: MeasuredSpec, sheet: SheetSpec, lines: Lines, packs: Packs) -> Iterator[Fault]:
    for name in ("failed", "inconclusive", "missing"):
        metric = getattr(spec, name)
        if not metric:
            continue
        key = f"measured_as.{name}"
        if metric not in packs.metrics:
            yield lines.fault(key, f"unknown metric '{metric}'", unknown_cure(metric, list(packs.metrics)))
        else:
            yield from _place_metrics(metric, key, sheet, lines, packs)


def _certificates(spec: SheetSpec, lines: Lines, data_fields: DataFields | None) -> Iterator[Fault]:
    wanted = spec.certificates
    if wanted is None or data_fields is None:
        return
    fields = data_fields.get(wanted.kind)
    if fields is None:
        cure = unknown_cure(wanted.kind, list(data_fields))
        yield lines.fault("certificates.kind", f"there is no kind of case '{wanted.kind}'", cure)
        return
    for key, name in (("place", wanted.place), ("sampled", wanted.sampled), ("verdict", wanted.verdict)):
        if name and name not in fields:
            cure = unknown_cure(name, list(fields))
            yield lines.fault(f"certificates.{key}", f"'{wanted.kind}' has no data field '{name}'", cure)

    if wanted.verdict in fields and set(fields[wanted.verdict]) != set(CERTIFIED):
        listed = ", ".join(fields[wanted.verdict]) or "none"
        cure = f"make it 'type: choice' with the choices {', '.join(CERTIFIED)}"
        yield lines.fault("certificates.verdict", f"'{wanted.verdict}' has the choices: {listed}", cure)
    if wanted.verdict and not wanted.sampled:
        cure = "name the data field with the day or instant of the sampling"
        yield lines.fault("certificates.sampled", "a verdict needs to know which results are its own", cure)


def data_fields_of(kinds: Mapping[str, CaseKindSpec]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return of each kind of case the choices of each of its data fields, by the fields' ids."""
    return {
        kind_id: {field.id: tuple(field.choices) for field in kind.data} for kind_id, kind in kinds.items()
    }
