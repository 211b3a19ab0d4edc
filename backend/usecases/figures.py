"""Reads the figures of packs, `figures/*.yaml`, and checks what they refer to."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from backend.contract.document import Fault, Lines, check
from backend.domain.cases.narrowing import contains
from backend.domain.cases.spec import CaseKindSpec, FigureSpec
from backend.usecases.case_check import CaseNames, Problem, known, query_problems
from backend.usecases.packs import read_document
from backend.usecases.shelf import PackFolder


class _Entry(NamedTuple):
    lines: Lines
    path: str
    """`figures[2]`."""
    spec: FigureSpec


def read_figures(
    folder: PackFolder,
    packs: Sequence[str],
    kinds: Mapping[str, CaseKindSpec],
    names: CaseNames,
    faults: list[Fault],
) -> dict[str, FigureSpec]:
    """Return the figures of packs by id, adding to `faults` what is wrong with them.

    Args:
        folder: holds one folder per pack.
        packs: that the centre has loaded.
        kinds: of cases, all that the packs declare.
        names: what else there is.
        faults: found so far.
    """
    found: dict[str, FigureSpec] = {}
    for pack in packs:
        for path in sorted((folder / pack / "figures").glob("*.yaml")):
            for entry in _read(path, faults):
                if entry.spec.id in found:
                    words = f"there is another figure '{entry.spec.id}'"
                    faults.append(entry.lines.fault(f"{entry.path}.id", words, "give it its own id"))
                faults += [
                    entry.lines.fault(f"{entry.path}.{problem.key}", problem.found, problem.cure)
                    for problem in problems(entry.spec, kinds, names)
                ]
                found.setdefault(entry.spec.id, entry.spec)
    return found


def _read(path: pathlib.Path, faults: list[Fault]) -> Iterator[_Entry]:
    read = read_document(path, faults)
    if read is None:
        return
    data, lines = read
    listed = data.get("figures") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        faults.append(lines.fault("", "no list of figures", "begin with 'figures:' and one '- id: …' each"))
        return
    for key in data if isinstance(data, dict) else ():
        if key != "figures":
            faults.append(lines.fault(key, "this key is not known here", "expected one of: figures"))
    for i, item in enumerate(listed):
        spec, found = check(item, FigureSpec, lines, f"figures[{i}]")
        faults += found
        if spec is not None:
            yield _Entry(lines, f"figures[{i}]", spec)


def problems(spec: FigureSpec, kinds: Mapping[str, CaseKindSpec], names: CaseNames) -> Iterator[Problem]:
    """Yield everything that is wrong with a figure whose types are right."""
    if not spec.where.kind:
        yield Problem("where", "no kind of case is named", f"add 'kind:', one of: {', '.join(kinds)}")
        return
    if spec.where.kind not in kinds:
        yield from known("where.kind", "kind of case", spec.where.kind, kinds)
        return
    kind = kinds[spec.where.kind]
    yield from query_problems(spec.where, kind, "where", names)
    yield from _per(spec, kind, names)
    yield from _value(spec, kind)
    yield from _limits(spec)
    if not spec.period and spec.period_of != "opened":
        cure = "add 'period:', or leave it out"
        yield Problem("period_of", f"found '{spec.period_of}' without a period", cure)
    if spec.measured_as:
        yield from known("measured_as", "metric", spec.measured_as, names.metrics)


def _per(spec: FigureSpec, kind: CaseKindSpec, names: CaseNames) -> Iterator[Problem]:
    if spec.value == "share" and spec.per is None:
        yield Problem("per", "a share of what is not said", "add 'per:', the query of all cases that count")
    if spec.per is None:
        return
    if spec.value not in ("share", "ratio"):
        yield Problem("per", f"a {spec.value} has no denominator", "write 'value: share', or leave it out")
    yield from query_problems(spec.per, kind, "per", names)
    if spec.value == "share" and not contains(spec.per, spec.where):
        found = "it does not hold all cases of 'where', so that the share could exceed 100 %"
        yield Problem("per", found, "repeat in 'where' each condition of 'per', as narrow or narrower")


def _value(spec: FigureSpec, kind: CaseKindSpec) -> Iterator[Problem]:
    numbers = [field.id for field in kind.data if field.type == "number"]
    adding = (("sum_of", spec.sum_of, ("mean", "ratio", "sum")), ("per_sum_of", spec.per_sum_of, ("ratio",)))
    for key, name, values in adding:
        if spec.value in values and name not in numbers:
            yield from known(key, "number among the data fields", name, numbers)
        if spec.value not in values and name:
            cure = f"write 'value: {values[-1]}', or leave it out"
            yield Problem(key, f"a {spec.value} adds nothing up", cure)
    if spec.value in ("share", "ratio") and spec.unit not in ("", "%"):
        yield Problem("unit", f"found '{spec.unit}'", "a share is in %")
    if spec.value == "mean_hours" and spec.unit not in ("", "h"):
        yield Problem("unit", f"found '{spec.unit}'", "hours are in h")
    if spec.decimals < 0:
        yield Problem("decimals", f"found {spec.decimals}", "0 or more")


def _limits(spec: FigureSpec) -> Iterator[Problem]:
    if spec.red is not None and not spec.good:
        cure = "add 'good: high' or 'good: low', so that it is known on which side it is bad"
        yield Problem("red", "it has no direction", cure)
    if spec.red is None or spec.target is None or not spec.good:
        return
    if (spec.red > spec.target) if spec.good == "high" else (spec.red < spec.target):
        side = "below" if spec.good == "high" else "above"
        yield Problem("red", f"{spec.red:g} is better than the target {spec.target:g}", f"put it {side} it")
