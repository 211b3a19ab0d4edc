"""One large figure: of a series, counted or aggregated over many, or of alarms. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import msgspec
import numpy as np

from backend.contract import codec
from backend.contract.messages import Columns
from backend.contract.state import Freshness, Limit, OperatorState, Quality, Series, Severity
from widgets.logic.ageing import PULSE_MAX_AGE_S, ages_of
from widgets.logic.limits import exceeded, nearest_ahead, reaches, worst_severity
from widgets.logic.live_state import LiveState, freshness


class CountOf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Counts places whose newest value is beyond a bound."""

    kind: str
    """Kind of place: flood_post, rain_station, …"""
    metric: str
    above: float | None = None
    """Counted from this value up (in the series' unit)."""
    below: float | None = None
    """Counted from this value down."""
    where: dict[str, str | list[str]] = {}
    """Only places whose attribute has this value, or one of these values."""


class AggregateOf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One figure out of the newest values of many places."""

    kind: str
    metric: str
    of: Literal["max", "min", "sum", "mean"] = "max"
    where: dict[str, str | list[str]] = {}
    """Only places whose attribute has this value, or one of these values."""


class AlarmsOf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Counts alarms on the list (neither shelved nor suppressed)."""

    severity: tuple[Severity, ...] = ()
    """Only these; empty: all."""
    rule: str = ""
    """Only alarms of this rule; empty: all."""


class Query(msgspec.Struct, frozen=True):
    """What a figure is about: exactly one is given."""

    series: str = ""
    count: CountOf | None = None
    aggregate: AggregateOf | None = None
    alarms: AlarmsOf | None = None


class Figure(msgspec.Struct, frozen=True):
    """The figure and all that its tile says about it."""

    value: float
    """NaN where there is none."""
    decimals: int
    unit: str
    total: int | None
    """Of how many, for counts over places."""
    severity: Severity | None
    """Worst limit exceeded, None where all is well: then no colour."""
    limit: Limit | None
    """The limit that `severity` comes from, or the nearest one ahead."""
    beyond: float
    """Signed distance to `limit`, positive when exceeded."""
    state: Freshness
    oldest_at: float | None
    n_lost: int
    """Members without data; 0 for a single series."""
    place_id: str = ""
    """Where the figure comes from: of a single series, a maximum or a minimum."""
    n_unacknowledged: int = 0
    quality: Quality = Quality.GOOD
    """Of a single series; what is doubted is marked, exceeds nothing and is left out of other figures."""


_DOUBTED = (Quality.UNCERTAIN, Quality.BAD)
_SHOWN_ALARMS: tuple[OperatorState, ...] = ("unacknowledged", "acknowledged")


def members(query: Query, state: LiveState) -> list[Series]:
    """Return the series that a query reads."""
    if query.series:
        return [state.series[query.series]] if query.series in state.series else []
    many = query.count or query.aggregate
    if many is None:
        return []
    wanted = {name: {value} if isinstance(value, str) else set(value) for name, value in many.where.items()}
    places = {
        place_id
        for place_id, place in state.places.items()
        if place.kind == many.kind
        and all(place.attributes.get(name) in values for name, values in wanted.items())
    }
    return [s for s in state.series.values() if s.metric == many.metric and s.place_id in places]


def figure(query: Query, state: LiveState, now: float, found: Sequence[Series]) -> Figure:
    """Return the figure of a query at `now` (s since epoch); `found`: its `members`."""
    if query.alarms is not None:
        return _alarm_figure(query.alarms, state, now)
    ages = ages_of(state, [s.series_id for s in found], now)
    alive = [
        (s, state.readings[s.series_id].value)
        for s in found
        if s.series_id in state.readings
        and (query.series or state.freshness_of(s.series_id, now) != "lost")
        and not math.isnan(state.readings[s.series_id].value)
        and (query.series or state.readings[s.series_id].quality not in _DOUBTED)
    ]
    if query.count is not None:
        return _count_figure(query.count, alive, len(found), ages.state, ages.oldest_at)
    value, at_place = _aggregated(query.aggregate, alive)
    quality = state.readings[query.series].quality if query.series in state.readings else Quality.GOOD
    limits = () if quality in _DOUBTED else _limits_for(query, at_place)
    limit = exceeded(value, limits)
    nearest = limit or nearest_ahead(value, limits)
    return Figure(
        value,
        found[0].decimals if found else 0,
        found[0].unit if found else "",
        None,
        limit.severity if limit else None,
        nearest,
        _beyond(value, nearest),
        ages.state,
        ages.oldest_at,
        0 if query.series else ages.n_lost,
        at_place.place_id if at_place else "",
        quality=quality,
    )


def _beyond(value: float, limit: Limit | None) -> float:
    if limit is None:
        return math.nan
    return value - limit.value if limit.direction == "above" else limit.value - value


def _limits_for(query: Query, at_place: Series | None) -> Sequence[Limit]:
    """Return the limits that fit; a sum has none, for a limit is declared for one place."""
    if at_place is None or (query.aggregate is not None and query.aggregate.of == "sum"):
        return ()
    return at_place.limits


def _aggregated(
    aggregate: AggregateOf | None, alive: Sequence[tuple[Series, float]]
) -> tuple[float, Series | None]:
    if not alive:
        return math.nan, None
    kind = aggregate.of if aggregate is not None else "max"
    if kind in ("max", "min"):
        choose: Callable[..., tuple[Series, float]] = max if kind == "max" else min
        series, value = choose(alive, key=lambda pair: pair[1])
        return value, series
    total = math.fsum(value for _series, value in alive)
    return (total if kind == "sum" else total / len(alive)), alive[0][0]


def _counts(count: CountOf, value: float) -> bool:
    over = count.above is not None and value >= count.above
    return over or (count.below is not None and value <= count.below)


def _count_figure(
    count: CountOf,
    alive: Sequence[tuple[Series, float]],
    total: int,
    state: Freshness,
    oldest_at: float | None,
) -> Figure:
    hit = [(series, value) for series, value in alive if _counts(count, value)]
    severity = worst_severity(s for series, _v in hit[:1] if (s := bound_severity(count, series)) is not None)
    value = float(len(hit)) if alive else math.nan
    n_lost = total - len(alive)
    return Figure(value, 0, "", total, severity, None, math.nan, state, oldest_at, n_lost)


def bound_severity(count: CountOf, series: Series) -> Severity | None:
    """Return the severity of the worst limit that a value at the count's bound reaches."""
    bound = count.above if count.above is not None else count.below
    if bound is None:
        return None
    return worst_severity(limit.severity for limit in series.limits if reaches(bound, limit))


def _alarm_figure(wanted: AlarmsOf, state: LiveState, now: float) -> Figure:
    shown = [
        alarm
        for alarm in state.alarms.values()
        if alarm.operator in _SHOWN_ALARMS
        and (not wanted.severity or alarm.severity in wanted.severity)
        and (not wanted.rule or alarm.rule_id == wanted.rule)
    ]
    fresh = [alarm for alarm in shown if alarm.operator == "unacknowledged"]
    at = state.pulse.at if state.pulse is not None else None
    return Figure(
        float(len(shown)),
        0,
        "",
        None,
        worst_severity(alarm.severity for alarm in fresh),
        None,
        math.nan,
        "fresh" if at is None else freshness(at, PULSE_MAX_AGE_S, now),
        at,
        0,
        n_unacknowledged=len(fresh),
    )


def past_figure(query: Query, columns: Iterable[Columns], at: float) -> float:
    """Return the figure as it was at `at`, from histories of its members; NaN where unknown.

    Args:
        query: of a series, a count or an aggregate.
        columns: the past of each member.
        at: s since epoch.
    """
    then = []
    for column in columns:
        times, values = codec.floats(column.at), codec.floats(column.value)
        k = int(np.searchsorted(times, at, side="right")) - 1
        if k >= 0 and at - times[k] <= max(column.gap_s, column.step_s) and not np.isnan(values[k]):
            then.append(float(values[k]))
    if not then:
        return math.nan
    if query.count is not None:
        return float(sum(_counts(query.count, value) for value in then))
    kind = query.aggregate.of if query.aggregate is not None else "max"
    fold: dict[str, Callable[[list[float]], float]] = {"max": max, "min": min, "sum": math.fsum}
    return fold[kind](then) if kind in fold else math.fsum(then) / len(then)
