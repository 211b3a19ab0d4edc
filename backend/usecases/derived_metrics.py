"""Checks the metrics of packs computed from others: what they point to, and that no circle is made."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from backend.contract.document import Fault, Lines, unknown_cure
from backend.contract.state import Place
from backend.domain.derived.deriver import DerivedMetric
from backend.domain.derived.spec import MOST_STEPS, Derived, problems
from backend.domain.limit_sets import LimitSet
from backend.domain.rule import Ground
from backend.domain.series import SeriesFacts
from backend.domain.units import factor

if TYPE_CHECKING:
    from backend.usecases.packs import Metric, Packs

Declared = Iterable[tuple[str, Derived, Lines]]
"""Metric, how it is computed, and the lines of the pack that says so."""


def derived_metrics(packs: Packs) -> dict[str, DerivedMetric]:
    """Return the metrics that are computed, by name."""
    return {
        name: DerivedMetric(metric.derived, metric.unit, metric.range)
        for name, metric in packs.metrics.items()
        if metric.derived is not None
    }


def computed(packs: Packs) -> dict[str, str]:
    """Return every metric that no source sends: its name -> the metric that it is computed from."""
    found = {}
    for name, metric in derived_metrics(packs).items():
        found[name] = metric.spec.source
        if metric.spec.coverage_as:
            found[metric.spec.coverage_as] = metric.spec.source
    return found


def source_of(metric: str, packs: Packs) -> str:
    """Return the measured metric that one is computed from in the end; empty for a measured one."""
    made, source = computed(packs), metric
    while source in made:
        source = made[source]
    return "" if source == metric else source


def computed_from(
    facts: Sequence[SeriesFacts], packs: Packs, places: Mapping[str, Place]
) -> list[SeriesFacts]:
    """Return the series that are computed from some series, themselves left out.

    Args:
        facts: of the series.
        packs: declare what is computed.
        places: of the series, by id.
    """
    known = {one.series_id for one in facts}
    return [
        each
        for place_id in dict.fromkeys(one.place_id for one in facts)
        for each in packs.series_of(places[place_id])
        if f"{place_id}.{source_of(each.metric, packs)}" in known and each.series_id not in known
    ]


def derived_faults(
    declared: Declared,
    metrics: Mapping[str, Metric],
    place_kinds: Mapping[str, Sequence[str]],
    limit_sets: Mapping[str, LimitSet],
) -> Iterator[Fault]:
    """Yield what is wrong with derived metrics.

    Args:
        declared: those that packs declare.
        metrics: all metrics of the packs.
        place_kinds: kind of place -> its metrics.
        limit_sets: by id.
    """
    told: dict[str, str] = {}
    listed = list(declared)
    for name, spec, lines in listed:
        at = f"metrics.{name}.derived"
        source = metrics.get(spec.source)
        if source is None:
            cure = unknown_cure(spec.source, list(metrics))
            yield lines.fault(f"{at}.from", f"unknown metric '{spec.source}'", cure)
            continue
        for problem in problems(spec, Ground(source.unit, limit_sets), metrics[name].unit):
            yield lines.fault(f"{at}.{problem.key}", problem.found, problem.cure)
        yield from _chain_faults(name, metrics, lines)
        yield from _place_faults(name, spec, metrics, place_kinds, lines)
        if spec.coverage_as:
            yield from _coverage_faults(name, spec, metrics, told, lines)
    yield from _step_faults(listed)


def _chain_faults(name: str, metrics: Mapping[str, Metric], lines: Lines) -> Iterator[Fault]:
    """Yield a fault where a metric comes from itself, or from too far."""
    chain = [name]
    while (metric := metrics.get(chain[-1])) is not None and metric.derived is not None:
        source = metric.derived.source
        if source in chain:
            if source == name:
                shown = " from ".join([*chain, source])
                cure = "let one of them come from a metric that is measured"
                yield lines.fault(f"metrics.{name}.derived.from", f"a circle: {shown}", cure)
            return
        chain.append(source)
    spec = metrics[name].derived
    above = metrics[spec.source].derived if spec else None
    coverages = {each.derived.coverage_as for each in metrics.values() if each.derived}
    if spec and (spec.source in coverages or (above and not (spec.is_share and not above.is_share))):
        found = f"'{spec.source}' is computed itself"
        cure = (
            "a metric that is measured; only 'percent_of' may come from a computed one, of another function"
        )
        yield lines.fault(f"metrics.{name}.derived.from", found, cure)


def _place_faults(
    name: str,
    spec: Derived,
    metrics: Mapping[str, Metric],
    place_kinds: Mapping[str, Sequence[str]],
    lines: Lines,
) -> Iterator[Fault]:
    kinds = {kind: each for kind, each in place_kinds.items() if name in each}
    at = f"metrics.{name}.derived"
    for kind, has in kinds.items():
        for key, other in (("from", spec.source), ("coverage_as", spec.coverage_as)):
            if other in metrics and other not in has:
                found = f"places of the kind '{kind}' have '{name}', but no '{other}'"
                yield lines.fault(f"{at}.{key}", found, f"add '{other}' to the metrics of '{kind}'")
    if not kinds:
        found = f"no kind of place has '{name}'"
        yield lines.fault(at, found, "add it to the metrics of a kind in 'place_kinds'")


def _coverage_faults(
    name: str, spec: Derived, metrics: Mapping[str, Metric], told: dict[str, str], lines: Lines
) -> Iterator[Fault]:
    key = f"metrics.{name}.derived.coverage_as"
    metric = metrics.get(spec.coverage_as)
    if metric is None:
        found = f"unknown metric '{spec.coverage_as}'"
        yield lines.fault(key, found, unknown_cure(spec.coverage_as, list(metrics)))
    elif metric.derived is not None:
        yield lines.fault(key, f"'{spec.coverage_as}' is computed itself", "a metric without 'derived'")
    elif factor("1", metric.unit) is None:
        yield lines.fault(key, f"'{spec.coverage_as}' is in {metric.unit}", "a metric in %, ‰ or 1")
    elif told.setdefault(spec.coverage_as, name) != name:
        found = f"'{told[spec.coverage_as]}' tells its coverage there, too"
        yield lines.fault(key, found, "give each its own metric")


def _step_faults(listed: Sequence[tuple[str, Derived, Lines]]) -> Iterator[Fault]:
    """Yield a fault where the steps of metrics from one source do not go together."""
    by_source: dict[str, list[tuple[str, Derived, Lines]]] = {}
    for name, spec, lines in listed:
        if not spec.is_share and spec.step_s >= 1:
            by_source.setdefault(spec.source, []).append((name, spec, lines))
    for group in by_source.values():
        step = math.gcd(*(round(spec.step_s) for _, spec, _ in group))
        name, spec, lines = max(group, key=lambda each: each[1].window_s)
        if spec.window_s / step > MOST_STEPS:
            steps = ", ".join(f"{s:g}" for s in sorted({spec.step_s for _, spec, _ in group}))
            found = f"{spec.window_s / step:.0f} steps of {step} s are remembered (step_s: {steps})"
            cure = (
                f"longer steps that are multiples of each other: at most {MOST_STEPS} in the longest window"
            )
            yield lines.fault(f"metrics.{name}.derived.step_s", found, cure)
