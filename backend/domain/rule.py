"""What every kind of rule has: its common fields, what it finds and what it remembers.

A kind is one file `backend/domain/rules/<kind>.py` with

- `class Spec(RuleSpec, ...)`: its fields, each documented;
- `problems(spec, ground) -> list[Problem]`: what is wrong beyond the types;
- `bind(spec, series, limit_sets) -> Bound`: the rule resolved for one series (limits in its unit);
- `class Memory`: what it remembers of one series;
- `evaluate(bound, memory, sample, now) -> Finding | None`: deterministic, no input or output, no clock;
  it changes nothing but `memory`. `sample` is None when an instant that it asked for has come.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

import msgspec

from backend.contract.expected import unknown_cure
from backend.contract.standing import standing
from backend.contract.state import Limit, Severity, Text, as_shown
from backend.domain.limit_sets import LimitSets
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from backend.domain.units import shown as shown_unit

PLACEHOLDERS = ("name", "value", "limit", "unit", "area", "step", "standing")
"""What may stand in braces in a title."""


class Inhibition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parent whose active alarm hides this rule's alarms."""

    rule: str
    """Id of the parent rule."""
    same: Literal["place", "area", "source", "centre"] = "place"
    """Parent and child must stand at the same place, in the same area, on readings of the same source, or
    just in this centre."""


class RuleSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fields that every rule has; a rule without a response is no rule."""

    id: str
    """Unique in the centre; part of each alarm's id."""
    kind: str
    """Name of a file in backend/domain/rules."""
    title: Text
    """What and where; `{name} {value} {limit} {unit} {area} {step} {standing}` are filled in."""
    metric: str
    """Metric of the pack that is judged."""
    place_kind: str = ""
    """Only places of this kind; empty: all that have the metric."""
    where: dict[str, str | list[str]] = {}
    """Only places whose attribute has this value, or one of these values."""
    severity: Severity
    """Of the first step; `escalate` may add worse ones."""
    consequence: Text
    """What happens if nobody acts."""
    response: Text
    """What the operator does."""
    respond_within_s: float
    """Time that the operator has before the consequence, s."""
    unit_id: str
    """Responsible unit; `{place_id}`: the place itself is the unit."""
    procedure: str
    """Procedure id, or `none` said on purpose."""
    starts_procedure: bool = False
    """The procedure starts by itself when the alarm is raised, without an incident."""
    latched: bool = False
    """Returned to normal it stays in the list until acknowledged."""
    inhibited_by: tuple[Inhibition, ...] = ()
    shelve_max_s: float | None = None
    """Longest shelving without the supervisor, s; empty: by severity."""


UNIT_ITSELF = "{place_id}"
"""Stands for the responsible unit of a rule whose places are units."""


def responsible_unit(rule: RuleSpec, place_id: str) -> str:
    """Return the id of the unit that answers for an alarm of `rule` at a place.

    Something of a unit, such as an indicator, has the place `<unit id>/<its own id>`.
    """
    return place_id.partition("/")[0] if rule.unit_id == UNIT_ITSELF else rule.unit_id


class Finding(msgspec.Struct, frozen=True, gc=False):
    """What a rule says of one series after a sample or an instant."""

    level: int
    """0: normal; n: the n-th step holds."""
    value: float | None
    """What was judged, in the series' unit (of an aggregate: the aggregate)."""
    limit: float | None
    """The limit that was crossed, or the first one when normal."""
    at: float
    """Instant of the sample or of the hold's end, s since epoch."""
    note: Text | None = None
    """What the kind of rule has to say of this one finding, for its detail line."""


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong in a rule beyond its types."""

    key: str
    """Field within the rule (`escalate[1].limit`)."""
    found: str
    cure: str


class Ground(msgspec.Struct, frozen=True):
    """What a rule can refer to."""

    unit: str
    """Unit of the rule's metric."""
    limit_sets: LimitSets


class RuleMemory:
    """What the evaluator reads and writes in the memory of any kind of rule."""

    __slots__ = ("due_at", "seen_at")

    def __init__(self) -> None:
        """Start with nothing seen and nothing due."""
        self.due_at = math.inf
        """When `evaluate` wants to be called without a sample."""
        self.seen_at: float | None = None
        """Newest usable reading of the series; the evaluator keeps it before each call."""

    @property
    def at_rest(self) -> bool:
        """Whether a value inside of the safe band changes nothing."""
        raise NotImplementedError

    def adopt(self, level: int, at: float) -> None:
        """Take over a level that stood before a restart."""
        raise NotImplementedError


class BoundRule(Protocol):
    """A rule resolved for one series."""

    @property
    def safe_low(self) -> float:
        """Lowest value that cannot matter while the memory is at rest."""
        ...

    @property
    def safe_high(self) -> float:
        """Highest such value; below `safe_low` if every value matters."""
        ...

    @property
    def severities(self) -> tuple[Severity, ...]:
        """Severity of each step, mildest first."""
        ...

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The steps as lines on a chart of the series itself (none if it judges something else)."""
        ...

    @property
    def unit(self) -> str:
        """Unit of a finding's value and limit (an aggregate's may differ from the series')."""
        ...

    @property
    def memory_s(self) -> float:
        """How far back readings matter after a restart, s."""
        ...

    @property
    def takes_all(self) -> bool:
        """Whether uncertain and late readings matter too (they say that the source lives)."""
        ...

    def words(self, finding: Finding) -> tuple[Text, Text]:
        """Return the name of the step and the detail line of a finding."""
        ...


class RuleKind(Protocol):
    """What a file of backend/domain/rules offers."""

    Spec: type[RuleSpec]

    def problems(self, spec: RuleSpec, ground: Ground) -> list[Problem]:
        """Return what is wrong with `spec` beyond its types."""
        ...

    def bind(self, spec: RuleSpec, series: SeriesFacts, limit_sets: LimitSets) -> BoundRule:
        """Return the rule for one series; raises UnboundError with the reason if it cannot judge it."""
        ...

    def Memory(self, n_steps: int) -> RuleMemory:  # noqa: N802 - the class that each kind's file defines
        """Return an empty memory of a rule with `n_steps` steps."""
        ...

    def evaluate(
        self, bound: BoundRule, memory: RuleMemory, sample: Observation | None, now: float
    ) -> Finding | None:
        """Return what the rule says now; None if it has no verdict."""
        ...


def applies(spec: RuleSpec, series: SeriesFacts) -> bool:
    """Return whether `spec` is about this series."""
    if spec.metric != series.metric or (spec.place_kind and spec.place_kind != series.kind):
        return False
    return all(
        series.attributes.get(key) in ([wanted] if isinstance(wanted, str) else wanted)
        for key, wanted in spec.where.items()
    )


def number(value: float, decimals: int, language: str) -> str:
    """Return a value for people: decimal comma in Vietnamese, decimal point in English."""
    text = f"{value:.{decimals}f}"
    return text.replace(".", ",") if language == "vi" else text


def title(  # noqa: PLR0913 - a rule, where, what was found, and how that is written
    spec: RuleSpec,
    series: SeriesFacts,
    finding: Finding,
    step: Text,
    unit: str,
    limits: Iterable[Limit] = (),
) -> Text:
    """Return the title of an alarm in both languages; `unit` is the finding's.

    The value is rounded, but not onto the other side of one of `limits`.
    """
    lines = tuple(limits)
    value = None if finding.value is None else as_shown(finding.value, series.decimals, lines)
    stands = standing(finding.value, lines, series.decimals, unit) or step

    def filled(template: str, language: str) -> str:
        shown = "—" if value is None else number(value, series.decimals, language)
        limit = "—" if finding.limit is None else number(finding.limit, series.decimals, language)
        filled_in = template.format(
            name=series.place_name,
            value=shown,
            limit=limit,
            unit=shown_unit(unit),
            area=series.area_name,
            step=step.in_language(language),
            standing=stands.in_language(language),
        )
        return " ".join(filled_in.split())  # a number without a unit leaves no double space

    return Text(filled(spec.title.vi, "vi"), filled(spec.title.en, "en") if spec.title.en else "")


def common_problems(spec: RuleSpec, rules: Mapping[str, RuleSpec]) -> Iterable[Problem]:
    """Yield what is wrong in the fields that every rule has."""
    for key in ("unit_id", "procedure", "id"):
        if not getattr(spec, key).strip():
            cure = "write the procedure's id, or 'none' on purpose" if key == "procedure" else "fill it in"
            yield Problem(key, "it is empty", cure)
    for key in ("title", "consequence", "response"):
        if not getattr(spec, key).vi.strip():
            yield Problem(f"{key}.vi", "it is empty", "an alarm asks an operator to act: say it in words")
    if spec.respond_within_s <= 0:
        yield Problem("respond_within_s", f"found {spec.respond_within_s}", "seconds above 0")
    if spec.shelve_max_s is not None and spec.shelve_max_s < 0:
        yield Problem("shelve_max_s", f"found {spec.shelve_max_s}", "seconds, 0 or more")
    for language in ("vi", "en"):
        try:
            getattr(spec.title, language).format(**dict.fromkeys(PLACEHOLDERS, ""))
        except (KeyError, IndexError, ValueError) as error:
            allowed = " ".join("{" + word + "}" for word in PLACEHOLDERS)
            yield Problem(f"title.{language}", f"unknown placeholder {error}", f"allowed: {allowed}")
    yield from _other_rules(spec, rules)


def _other_rules(spec: RuleSpec, rules: Mapping[str, RuleSpec]) -> Iterable[Problem]:
    """Yield what is wrong in what a rule says of its procedure and of its parents."""
    if spec.starts_procedure and spec.procedure == "none":
        yield Problem("starts_procedure", "there is no procedure to start", "name it under `procedure`")
    for number_, parent in enumerate(spec.inhibited_by):
        key = f"inhibited_by[{number_}].rule"
        if parent.rule not in rules:
            yield Problem(key, f"there is no rule '{parent.rule}'", unknown_cure(parent.rule, list(rules)))
        elif parent.rule == spec.id:
            yield Problem(key, "the rule would hide itself", "name another rule")
        elif rules[parent.rule].kind == "absence" and spec.kind != "absence":
            cure = "missing data never hides a real alarm: take it away"
            yield Problem(key, f"'{parent.rule}' is an absence rule", cure)
