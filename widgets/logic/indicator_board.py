"""A set of indicators put in order for a board: figures with their indicators, by colour. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from backend.contract.indicators import (
    ColourGroup,
    ColourRule,
    IndicatorBoard,
    IndicatorFigure,
    IndicatorInfo,
    IndicatorSetInfo,
    IndicatorSets,
)
from widgets.logic.search import matches

GROUPS: tuple[ColourGroup, ...] = ("red", "orange", "green", "none")
"""What needs a person stands first."""
Way = Literal["better", "worse", "same", "moved"]


class Entry(msgspec.Struct, frozen=True):
    """One indicator and its figure."""

    info: IndicatorInfo
    figure: IndicatorFigure


def set_named(sets: IndicatorSets, set_id: str) -> IndicatorSetInfo | None:
    """Return one set."""
    return next((each for each in sets.sets if each.set_id == set_id), None)


def entries(
    sets: IndicatorSets, board: IndicatorBoard, codes: Sequence[str] = (), groups: Sequence[str] = ()
) -> list[Entry]:
    """Return the figures of a board with their indicators, in the set's order.

    Args:
        sets: what indicators there are.
        board: the daemon's answer.
        codes: only these, in this order; empty: all.
        groups: only these colours; empty: all.
    """
    infos = {info.code: info for info in sets.indicators}
    found = [Entry(infos[f.code], f) for f in board.figures if f.code in infos]
    if codes:
        by_code = {entry.info.code: entry for entry in found}
        found = [by_code[code] for code in codes if code in by_code]
    return [entry for entry in found if not groups or entry.figure.colour in groups]


def by_colour(shown: Iterable[Entry]) -> list[tuple[ColourGroup, list[Entry]]]:
    """Return the groups that have figures, red first; within one the order stays."""
    kept = list(shown)
    found = [(group, [e for e in kept if e.figure.colour == group]) for group in GROUPS]
    return [(group, these) for group, these in found if these]


def rules_by_colour(found: IndicatorSetInfo) -> dict[ColourGroup, ColourRule]:
    """Return the name and rule of each colour of a set."""
    return {rule.group: rule for rule in found.colours}


def matching(shown: Iterable[Entry], wanted: str) -> list[Entry]:
    """Return the indicators whose name, code or heading holds every word of `wanted`, diacritics ignored."""
    return [e for e in shown if not wanted or matches(wanted, [e.info.name.vi, e.info.name.en, e.info.code,
                                                               e.info.group.vi, e.info.number])]  # fmt: skip


def share_of_plan(info: IndicatorInfo, figure: IndicatorFigure) -> float | None:
    """Return how much of the plan is reached, per cent: 100 is just reached, more is better.

    None where there is no value, no plan, a plan of 0, or a plan that is a band: there a share means nothing.
    As the daemon judges: a shortfall is counted against the plan's size.
    """
    value, plan = figure.value, figure.plan
    if value is None or not plan or info.direction == "band":
        return None
    away = value - plan if info.direction == "higher" else plan - value
    return round(100.0 + 100.0 * away / abs(plan), 9)


def cut(percent: float) -> float:
    """Return a share with one decimal, cut towards zero: 99,96 % must not read as 100 %."""
    return math.trunc(percent * 10.0 + 1e-9) / 10.0


class Trend(msgspec.Struct, frozen=True):
    """A figure beside the same period of the year before."""

    change: float
    """In per cent of the figure before; of shares in percentage points."""
    points: bool
    way: Way
    """Better or worse by the indicator's direction; of a band only that it moved."""


def trend(info: IndicatorInfo, figure: IndicatorFigure) -> Trend | None:
    """Return how a figure moved within a year; None where one of the two is missing."""
    value, before = figure.value, figure.previous
    if value is None or before is None:
        return None
    points = "%" in info.unit.vi or info.unit.vi == "‰"
    if not points and before == 0.0:
        return None
    change = value - before if points else 100.0 * (value - before) / abs(before)
    if abs(change) < 0.5 * 10.0 ** -(info.decimals if points else 1):
        return Trend(0.0, points, "same")
    if info.direction == "band":
        return Trend(change, points, "moved")
    return Trend(change, points, "better" if (change > 0) == (info.direction == "higher") else "worse")


def counted(shown: Iterable[Entry]) -> dict[ColourGroup, int]:
    """Return how many indicators are of each colour."""
    kept = list(shown)
    return {group: sum(entry.figure.colour == group for entry in kept) for group in GROUPS}


def common_period(shown: Sequence[Entry]) -> str:
    """Return the period that all figures with a value are of; empty where they differ."""
    found = {entry.figure.period for entry in shown if entry.figure.value is not None}
    return found.pop() if len(found) == 1 else ""
