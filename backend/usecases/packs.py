"""Loads packs: what a use case measures, at which places, by which rules; every fault in one pass."""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from backend.contract.document import DocumentError, Fault, Lines, check, read_yaml, unknown_cure
from backend.contract.state import Limit, Place, Text
from backend.domain.checks.spec import Checks
from backend.domain.derived.spec import Derived
from backend.domain.limit_sets import LimitSet, UnboundError
from backend.domain.rule import RuleSpec
from backend.domain.series import SeriesFacts
from backend.domain.timed_rule import Bindables, limits_then
from backend.domain.units import known, units
from backend.usecases.derived_metrics import derived_faults
from backend.usecases.entered_metrics import entered_faults
from backend.usecases.limit_check import limit_faults
from backend.usecases.metric_check import check_faults
from backend.usecases.place_kinds import PlaceKind, kind_faults, merge_kinds
from backend.usecases.rule_check import RuleEntry, check_rules
from backend.usecases.shelf import PackFolder
from backend.usecases.value_classes import ClassSpec, class_faults

T = TypeVar("T")


class Metric(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is measured."""

    name: Text
    unit: str
    """Unit in which the centre keeps it; sources convert to it."""
    decimals: int = 1
    """Digits after the decimal sign for people."""
    range: tuple[float, float]
    """What is possible in nature; a reading outside of it is uncertain and raises nothing."""
    max_age_s: float
    """Silent for longer: late; three times as long: lost."""
    checks: Checks | None = None
    """What makes a reading suspicious besides its range."""
    classes: tuple[ClassSpec, ...] = ()
    """Words for its values, lowest class first."""
    derived: Derived | None = None
    """How it is computed from another metric of the same place; no source sends it."""
    entered: bool = False
    """Officers may enter it by hand, besides what sources send."""


class Pack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`pack.yaml`."""

    id: str
    """The same as the folder's name."""
    name: Text
    version: str
    needs: tuple[str, ...] = ()
    """Packs whose metrics, kinds of places or rules this one refers to; they are loaded with it."""
    place_kinds: dict[str, PlaceKind] = {}
    metrics: dict[str, Metric] = {}


class Packs(msgspec.Struct, frozen=True, dict=True):
    """Everything that the packs of a centre say."""

    packs: tuple[Pack, ...]
    metrics: dict[str, Metric]
    place_kinds: dict[str, PlaceKind]
    rules: tuple[RuleSpec, ...]
    limit_sets: dict[str, LimitSet]
    rule_at: dict[str, RuleEntry] = {}
    """Where each rule stands, for faults that only show together with other files."""

    def facts_of(self, metric: str, place: Place) -> SeriesFacts:
        """Return what rules need to know of one metric at one place.

        Raises:
            KeyError: no pack declares the metric.
        """
        declared = self.metrics[metric]
        return SeriesFacts(
            series_id=f"{place.place_id}.{metric}",
            place_id=place.place_id,
            place_name=place.name,
            kind=place.kind,
            metric=metric,
            unit=declared.unit,
            area_code=place.area_code,
            area_name=place.area_name,
            attributes=place.attributes,
            max_age_s=declared.max_age_s,
            decimals=declared.decimals,
            lat=place.lat,
            lon=place.lon,
        )

    @property
    def checks(self) -> dict[str, Checks]:
        """Return the checks of the metrics that have some."""
        return {name: metric.checks for name, metric in self.metrics.items() if metric.checks is not None}

    def series_of(self, place: Place) -> tuple[SeriesFacts, ...]:
        """Return the series of a place: one per metric of its kind, none for a kind that no pack knows."""
        kind = self.place_kinds.get(place.kind)
        return tuple(self.facts_of(metric, place) for metric in kind.metrics) if kind else ()

    def limits_of(self, metric: str, place: Place, at: float | None = None) -> tuple[Limit, ...]:
        """Return the thresholds that charts draw for one metric at one place, each value once.

        Args:
            metric: declared by a pack.
            place: which has it.
            at: instant (s since epoch) whose versions of limit sets are meant; None: the newest.
        """
        facts = self.facts_of(metric, place)
        found: dict[tuple[float, str], Limit] = {}
        for rule in self._bindables.about(facts):
            try:
                bound, _ = rule.bind(facts)
            except UnboundError:
                continue  # this place has no such limit; the evaluator reports it
            for limit in limits_then(bound, at):
                found.setdefault((limit.value, limit.direction), limit)
        return tuple(sorted(found.values(), key=lambda limit: limit.value))

    @functools.cached_property
    def _bindables(self) -> Bindables:
        return Bindables(self.rules, self.limit_sets)

    @property
    def place_metrics(self) -> dict[str, tuple[str, ...]]:
        """Return what is measured at each kind of place."""
        return {name: kind.metrics for name, kind in self.place_kinds.items()}

    @property
    def memory_s(self) -> float:
        """How far back stored readings matter to the rules after a restart, s."""
        return max(
            (
                getattr(rule, "window_s", 0.0)
                + getattr(rule, "hold_s", 0.0)
                + getattr(rule, "off_delay_s", 0.0)
                for rule in self.rules
            ),
            default=0.0,
        ) + max((metric.max_age_s for metric in self.metrics.values()), default=0.0)


def load_packs(folder: PackFolder, names: Sequence[str], limits_folder: pathlib.Path | None = None) -> Packs:
    """Return the packs `names` of `folder`.

    Args:
        folder: holds one folder per pack, e.g. resources/usecases.
        names: of the packs, in order; those that they need are added. Of two that declare the same
            metric both must say the same.
        limits_folder: shared limit sets; by default `limits` beside `folder`.

    Raises:
        DocumentError: with every fault of every file.
    """
    faults: list[Fault] = []
    shared = folder.parent / "limits" if limits_folder is None else limits_folder
    limit_sets: dict[str, LimitSet] = {}
    _read_limit_sets(sorted(shared.glob("*.yaml")), limit_sets, faults)
    read_packs: list[tuple[Pack, Lines]] = []
    entries: list[RuleEntry] = []
    rules: list[RuleSpec] = []
    metrics: dict[str, Metric] = {}
    place_kinds: dict[str, PlaceKind] = {}
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        found = _read_pack(folder, name, faults)
        if found is None:
            continue
        wanted += [needed for needed in found[0].needs if needed not in wanted]
        read_packs.append(found)
        pack, lines = found
        _merge(metrics, pack.metrics, lines, "metrics", faults)
        faults += kind_faults(pack.place_kinds, lines)
        faults += entered_faults(pack.metrics, lines)
        merge_kinds(place_kinds, pack.place_kinds, lines, faults)
        _read_limit_sets(sorted((folder / name / "limits").glob("*.yaml")), limit_sets, faults)
        entries += _read_rules(sorted((folder / name / "rules").glob("*.yaml")), faults)
    measured_in = {name: metric.unit for name, metric in metrics.items()}
    kinds = {name: kind.metrics for name, kind in place_kinds.items()}
    if len(read_packs) == len(wanted):  # else each rule of the missing pack would be a fault of its own
        faults += _unknown_metrics(read_packs, metrics)
        faults += derived_faults(_derived(read_packs), metrics, kinds, limit_sets)
        rules, more = check_rules(entries, measured_in, kinds, limit_sets)
        faults += more
    if faults:
        raise DocumentError(faults)
    rule_at = {spec.id: entry for spec, entry in zip(rules, entries, strict=True)}
    return Packs(
        tuple(pack for pack, _ in read_packs), metrics, place_kinds, tuple(rules), limit_sets, rule_at
    )


def _derived(read_packs: Sequence[tuple[Pack, Lines]]) -> list[tuple[str, Derived, Lines]]:
    """Return each derived metric once, with where it stands."""
    return [
        (name, metric.derived, lines)
        for name, (metric, lines) in {
            name: (metric, lines)
            for pack, lines in reversed(read_packs)
            for name, metric in pack.metrics.items()
        }.items()
        if metric.derived is not None
    ]


def _text_of(path: pathlib.Path, faults: list[Fault]) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        faults.append(Fault(str(path), 0, "", f"cannot be read ({error.strerror})", "put the file there"))
    except UnicodeDecodeError:
        faults.append(Fault(str(path), 0, "", "is not UTF-8 text", "save the file as UTF-8"))
    return None


def read_document(path: pathlib.Path, faults: list[Fault]) -> tuple[object, Lines] | None:
    """Return the plain data of a YAML file and its lines; None, with a fault added, if it is none."""
    text = _text_of(path, faults)
    if text is None:
        return None
    try:
        return read_yaml(text, str(path))
    except DocumentError as error:
        faults += error.faults
        return None


def _read_pack(folder: PackFolder, name: str, faults: list[Fault]) -> tuple[Pack, Lines] | None:
    path = folder / name / "pack.yaml"
    if not path.parent.is_dir():
        there = [each.parent.name for each in folder.glob("*/pack.yaml")]
        faults.append(Fault(str(folder), 0, "", f"there is no pack '{name}'", unknown_cure(name, there)))
        return None
    read = read_document(path, faults)
    if read is None:
        return None
    data, lines = read
    pack, found = check(data, Pack, lines)
    faults += found
    if pack is None:
        return None
    if pack.id != name:
        faults.append(lines.fault("id", f"found '{pack.id}'", f"the folder's name: '{name}'"))
    for key, metric in pack.metrics.items():
        at = f"metrics.{key}"
        if metric.range[0] >= metric.range[1]:
            faults.append(lines.fault(f"{at}.range", f"found {list(metric.range)}", "the lower value first"))
        if metric.max_age_s <= 0:
            faults.append(lines.fault(f"{at}.max_age_s", f"found {metric.max_age_s:g}", "seconds above 0"))
        faults += class_faults(metric.classes, lines, f"{at}.classes")
        faults += check_faults(metric.checks, lines, at, computed=metric.derived is not None)
        if not known(metric.unit):
            cure = unknown_cure(metric.unit, units())
            faults.append(lines.fault(f"{at}.unit", f"unknown unit '{metric.unit}'", cure))
    return pack, lines


def _merge(old: dict[str, T], new: Mapping[str, T], lines: Lines, key: str, faults: list[Fault]) -> None:
    for name, item in new.items():
        if old.setdefault(name, item) != item:
            cure = "say the same in both, or use another name"
            faults.append(lines.fault(f"{key}.{name}", "another pack declares it differently", cure))


def _unknown_metrics(read_packs: Sequence[tuple[Pack, Lines]], metrics: Mapping[str, Metric]) -> list[Fault]:
    return [
        lines.fault(
            f"place_kinds.{kind}.metrics[{i}]",
            f"unknown metric '{metric}'",
            unknown_cure(metric, list(metrics)),
        )
        for pack, lines in read_packs
        for kind, place_kind in pack.place_kinds.items()
        for i, metric in enumerate(place_kind.metrics)
        if metric not in metrics
    ]


def _read_limit_sets(
    paths: Sequence[pathlib.Path], limit_sets: dict[str, LimitSet], faults: list[Fault]
) -> None:
    for path in paths:
        read = read_document(path, faults)
        if read is None:
            continue
        data, lines = read
        limit_set, found = check(data, LimitSet, lines)
        faults += found
        if limit_set is None:
            continue
        faults += limit_faults(limit_set, limit_sets, lines)
        limit_sets[limit_set.id] = limit_set


def _read_rules(paths: Sequence[pathlib.Path], faults: list[Fault]) -> list[RuleEntry]:
    entries: list[RuleEntry] = []
    for path in paths:
        read = read_document(path, faults)
        if read is None:
            continue
        data, lines = read
        listed = data.get("rules") if isinstance(data, dict) else None
        if not isinstance(listed, list):
            faults.append(lines.fault("", "no list of rules", "begin with 'rules:' and one '- id: …' each"))
            continue
        for key in data if isinstance(data, dict) else ():
            if key != "rules":
                faults.append(lines.fault(key, "this key is not known here", "expected one of: rules"))
        entries += [RuleEntry(lines, f"rules[{i}]", item) for i, item in enumerate(listed)]
    return entries
