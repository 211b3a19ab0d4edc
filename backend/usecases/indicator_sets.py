"""Loads sets of indicators of packs and centre; every fault in one pass."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from backend.contract.document import DocumentError, Fault, Lines, check, unknown_cure
from backend.contract.indicators import IndicatorInfo, IndicatorSetInfo
from backend.domain.indicators import formulas, periods
from backend.domain.indicators.colours import colour_rules
from backend.domain.indicators.formulas import Formula, FormulaError
from backend.domain.indicators.spec import IndicatorSpec, SetSpec, Target
from backend.procedures import expressions
from backend.procedures.expressions import ExpressionError
from backend.usecases.packs import read_document
from backend.usecases.shelf import PackFolder


class IndicatorSetsOf(msgspec.Struct, frozen=True):
    """All sets of a centre."""

    sets: dict[str, SetSpec]
    specs: dict[str, IndicatorSpec]
    """By code, in the order of sets and files."""
    set_of: dict[str, str]
    formulas: dict[str, Formula]
    """By code of the computed indicator, each after those that it uses."""
    plans: dict[str, dict[str, Target]]
    """By code, then by period: as the files say them."""

    def infos(self) -> tuple[tuple[IndicatorSetInfo, ...], tuple[IndicatorInfo, ...]]:
        """Return sets and indicators as screens need them."""
        sets = tuple(set_info(spec) for spec in self.sets.values())
        return sets, tuple(indicator_info(spec, self.set_of[code]) for code, spec in self.specs.items())


class _Entry(msgspec.Struct, frozen=True):
    """One indicator and where it stands."""

    spec: IndicatorSpec
    set_id: str
    lines: Lines
    path: str
    own: bool
    """A set of the centre's own, whose units it knows; a pack may name units that a centre does not have."""


def load_indicator_sets(
    folder: PackFolder,
    names: Sequence[str],
    *,
    centre: Path | None = None,
    units: Iterable[str] | None = None,
    figures: Iterable[str] | None = None,
) -> IndicatorSetsOf:
    """Return the sets of packs, and the centre's own.

    Args:
        folder: holds one folder per pack; each may have `indicators/*.yaml`.
        names: of the packs.
        centre: folder of the centre, whose `indicators/*.yaml` are its own sets; None: none.
        units: ids that the own sets may name as collector; None: not checked.
        figures: ids of case figures that may be named; None: not checked.

    Raises:
        DocumentError: with every fault of every file.
    """
    faults: list[Fault] = []
    paths = [path for name in names for path in sorted((folder / name / "indicators").glob("*.yaml"))]
    sets: dict[str, SetSpec] = {}
    entries: dict[str, _Entry] = {}
    n_packs = len(paths)
    if centre is not None:
        paths += sorted((centre / "indicators").glob("*.yaml"))
    for i, path in enumerate(paths):
        _read(path, sets, entries, faults, own=i >= n_packs)
    known_units, known_figures = _frozen(units), _frozen(figures)
    plans: dict[str, dict[str, Target]] = {}
    for entry in entries.values():
        plans[entry.spec.code] = _plans(entry, faults)
        faults += _entry_faults(entry, entries, known_units, known_figures)
    uses = _uses(entries, faults)
    if not faults:
        faults += _circles(entries, uses)
    if faults:
        raise DocumentError(faults)
    specs = {code: entry.spec for code, entry in entries.items()}
    ready = {code: _formula(specs[code].formula) for code in formulas.in_order(uses)}
    return IndicatorSetsOf(sets, specs, {code: e.set_id for code, e in entries.items()}, ready, plans)


def _frozen(ids: Iterable[str] | None) -> frozenset[str] | None:
    return None if ids is None else frozenset(ids)


def _read(
    path: Path, sets: dict[str, SetSpec], entries: dict[str, _Entry], faults: list[Fault], *, own: bool
) -> None:
    read = read_document(path, faults)
    if read is None:
        return
    data, lines = read
    spec, found = check(data, SetSpec, lines)
    faults += found
    if spec is None:
        return
    if spec.id in sets:
        faults.append(lines.fault("id", f"there is another set '{spec.id}'", "give each set its own id"))
    faults += _set_faults(spec, lines)
    sets[spec.id] = spec
    for i, indicator in enumerate(spec.indicators):
        at = f"indicators[{i}]"
        other = entries.get(indicator.code)
        if other is not None:
            found_ = f"the code '{indicator.code}' stands in {other.lines.file} too"
            faults.append(lines.fault(f"{at}.code", found_, "give each indicator of the centre its own code"))
            continue
        entries[indicator.code] = _Entry(indicator, spec.id, lines, at, own)


def _set_faults(spec: SetSpec, lines: Lines) -> list[Fault]:
    faults = []
    if spec.valid_from and spec.valid_to and spec.valid_to <= spec.valid_from:
        found = f"found {spec.valid_to}, not after valid_from"
        faults.append(lines.fault("valid_to", found, "the first day on which the set no longer holds"))
    if spec.colours.orange_from > spec.colours.green_from:
        found = f"orange from {spec.colours.orange_from:g} %, green from {spec.colours.green_from:g} %"
        faults.append(lines.fault("colours.orange", found, "orange begins at or below green"))
    for name in ("red", "none"):
        if getattr(spec.colours, name).from_percent is not None:
            cure = "leave it out: it is what is left below orange, or has nothing to compare"
            faults.append(lines.fault(f"colours.{name}.from_percent", "no threshold here", cure))
    if spec.collect is not None and not 0 <= spec.collect.after_days <= 366:
        found = f"found {spec.collect.after_days}"
        faults.append(lines.fault("collect.after_days", found, "0 to 366 days after the period's end"))
    return faults


def _entry_faults(
    entry: _Entry,
    entries: Mapping[str, _Entry],
    units: frozenset[str] | None,
    figures: frozenset[str] | None,
) -> list[Fault]:
    spec, lines, at = entry.spec, entry.lines, entry.path
    faults = []
    if spec.parent and spec.parent not in entries:
        found = f"there is no indicator '{spec.parent}'"
        faults.append(lines.fault(f"{at}.parent", found, unknown_cure(spec.parent, list(entries))))
    if entry.own and units is not None and spec.collector and spec.collector not in units:
        found = f"there is no unit '{spec.collector}'"
        faults.append(lines.fault(f"{at}.collector", found, unknown_cure(spec.collector, sorted(units))))
    if spec.formula and spec.measured is not None:
        cure = "keep one: computed from other indicators, or from case files"
        faults.append(lines.fault(f"{at}.measured", "there is a formula too", cure))
    if figures is not None and spec.measured is not None and spec.measured.figure not in figures:
        found = f"there is no figure '{spec.measured.figure}'"
        cure = unknown_cure(spec.measured.figure, sorted(figures))
        faults.append(lines.fault(f"{at}.measured.figure", found, cure))
    if not 0 <= spec.decimals <= 6:
        faults.append(lines.fault(f"{at}.decimals", f"found {spec.decimals}", "0 to 6 digits"))
    limits = spec.plausible.range
    if limits is not None and limits[0] >= limits[1]:
        faults.append(lines.fault(f"{at}.plausible.range", f"found {list(limits)}", "the lower value first"))
    return faults


def _plans(entry: _Entry, faults: list[Fault]) -> dict[str, Target]:
    found: dict[str, Target] = {}
    for key, target in entry.spec.plans.items():
        at = f"{entry.path}.plans.{key}"
        try:
            named = periods.expanded(key)
        except periods.PeriodError as error:
            faults.append(entry.lines.fault(at, "no period", str(error)))
            continue
        if isinstance(target, tuple) and target[0] > target[1]:
            faults.append(entry.lines.fault(at, f"found {list(target)}", "the lower value first"))
        if not all(math.isfinite(n) for n in (target if isinstance(target, tuple) else (target,))):
            faults.append(entry.lines.fault(at, f"found {target}", "a finite number"))
        if entry.spec.direction == "band" and not isinstance(target, tuple):
            cure = "[lowest, highest]: what still counts as reached"
            faults.append(entry.lines.fault(at, "one number where the direction is 'band'", cure))
        for period in named:
            if period in found:
                faults.append(entry.lines.fault(at, f"{period} has a plan already", "keep one of them"))
            found[period] = target
    return found


def _uses(entries: Mapping[str, _Entry], faults: list[Fault]) -> dict[str, tuple[str, ...]]:
    uses: dict[str, tuple[str, ...]] = {}
    for code, entry in entries.items():
        text, at = entry.spec.formula, f"{entry.path}.formula"
        if not text:
            continue
        try:
            strange = expressions.names_in(text) - set(formulas.MAPS)
            used = tuple(dict.fromkeys(name for _, name in formulas.uses_of(text)))
        except (ExpressionError, FormulaError) as error:
            cure = f'write CEL over codes, e.g. ind["{next(iter(entries))}"] / 2.0'
            faults.append(entry.lines.fault(at, str(error), cure))
            continue
        for name in sorted(strange):
            found = f"unknown name '{name}'"
            faults.append(entry.lines.fault(at, found, unknown_cure(name, list(formulas.MAPS))))
        for name in used:
            if name not in entries:
                found = f"there is no indicator '{name}'"
                faults.append(entry.lines.fault(at, found, unknown_cure(name, list(entries))))
        uses[code] = used
    return uses


def _circles(entries: Mapping[str, _Entry], uses: Mapping[str, tuple[str, ...]]) -> list[Fault]:
    faults, left = [], dict(uses)
    while found := formulas.circle(left):
        entry = entries[found[0]]
        cure = "a computed indicator must not lead back to itself: enter one of them instead"
        faults.append(
            entry.lines.fault(f"{entry.path}.formula", f"goes in a circle: {' → '.join(found)}", cure)
        )
        for code in found:
            left.pop(code, None)
    return faults


def _formula(text: str) -> Formula:
    return Formula(text, formulas.uses_of(text), functools.partial(expressions.evaluate, text))


def set_info(spec: SetSpec) -> IndicatorSetInfo:
    """Return a set as screens need it."""
    return IndicatorSetInfo(
        set_id=spec.id,
        name=spec.name,
        source=spec.source,
        colours=colour_rules(spec.colours),
        valid_from=spec.valid_from.isoformat() if spec.valid_from else "",
        valid_to=spec.valid_to.isoformat() if spec.valid_to else "",
        mark=spec.mark,
    )


def indicator_info(spec: IndicatorSpec, set_id: str) -> IndicatorInfo:
    """Return an indicator as screens need it."""
    return IndicatorInfo(
        code=spec.code,
        set_id=set_id,
        name=spec.name,
        unit=spec.unit,
        direction=spec.direction,
        period=spec.period,
        decimals=spec.decimals,
        number=spec.number,
        group=spec.group,
        parent=spec.parent,
        collector=spec.collector,
        breakdowns=spec.breakdowns,
        formula=spec.formula,
        cumulative=spec.cumulative,
        source=spec.source,
        mark=spec.mark,
    )
