"""Indicators computed from others: what a formula needs, whether formulas go in circles, what comes out.

A formula is CEL over three maps by code: `ind` (the same period), `prev` (the period before) and `last_year`
(the same period of the year before): `ind["GRDP"] / last_year["GRDP"] * 100.0 - 100.0`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

import msgspec

from backend.contract.state import Text
from backend.domain.indicators import periods

MAPS = ("ind", "prev", "last_year")
_USE = re.compile(r"\b(ind|prev|last_year)\s*\[\s*(?:\"([^\"]*)\"|'([^']*)')\s*\]")
_ANY_USE = re.compile(r"\b(?:ind|prev|last_year)\b")

Variables = Mapping[str, Mapping[str, float]]
Evaluate = Callable[[Variables], object]
ValueOf = Callable[[str, str], float | None]
"""Value of a code in a period; None where there is none."""


class FormulaError(ValueError):
    """A formula that cannot be used; says why."""


class Formula(msgspec.Struct, frozen=True):
    """One formula, ready to compute."""

    text: str
    uses: tuple[tuple[str, str], ...]
    """Map and code of each value that it needs."""
    evaluate: Evaluate
    """Returns its value, or raises ValueError."""


class Computed(msgspec.Struct, frozen=True):
    """What a formula came to."""

    value: float | None
    """None: it could not be computed."""
    why: Text = Text("")
    """Why it could not."""
    inputs: tuple[tuple[str, str, float | None], ...] = ()
    """Code, period, value."""


def uses_of(text: str) -> tuple[tuple[str, str], ...]:
    """Return the map and code of each value that a formula needs, each once, in their order.

    Raises:
        FormulaError: it uses a map otherwise than by a code in quotes.
    """
    found = [(m[1], m[2] if m[2] is not None else m[3]) for m in _USE.finditer(text)]
    if len(found) != len(_ANY_USE.findall(text)):
        raise FormulaError('every value is named by its code in quotes, such as ind["KT.01"]')
    if not found:
        raise FormulaError("it uses no other indicator")
    return tuple(dict.fromkeys(found))


def compute(formula: Formula, period: str, value_of: ValueOf) -> Computed:
    """Return the value of a formula in a period: a missing input makes it unknown, never zero."""
    inputs: list[tuple[str, str, float | None]] = []
    variables: dict[str, dict[str, float]] = {name: {} for name in MAPS}
    missing: list[str] = []
    for name, code in formula.uses:
        of = {"ind": period, "prev": periods.previous(period), "last_year": periods.year_before(period)}[name]
        value = value_of(code, of)
        inputs.append((code, of, value))
        if value is None:
            missing.append(f"{code} ({periods.name(of).vi})")
        else:
            variables[name][code] = value
    if missing:
        words = ", ".join(missing)
        why = Text(f"Chưa có số liệu {words}", f"no figure of {words}")
        return Computed(None, why, tuple(inputs))
    try:
        value = _number(formula.evaluate(variables))
    except ValueError as error:
        return Computed(
            None, Text(f"Không tính được: {error}", f"cannot be computed: {error}"), tuple(inputs)
        )
    if value is None:
        return Computed(None, Text("Không tính được: chia cho 0", "division by zero"), tuple(inputs))
    return Computed(value, Text(""), tuple(inputs))


def _number(result: object) -> float | None:
    if isinstance(result, bool) or not isinstance(result, int | float):
        raise ValueError(f"the value is {result!r}, not a number")  # noqa: TRY004 - what a formula may raise
    return float(result) if math.isfinite(result) else None


def circle(uses: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the codes of one circle among formulas, first code last again; empty where there is none.

    Args:
        uses: code of a computed indicator → codes that its formula uses.
    """
    done: set[str] = set()
    for start in uses:
        path: list[str] = []
        found = _walk(start, uses, path, done)
        if found:
            return found
    return ()


def _walk(code: str, uses: Mapping[str, Sequence[str]], path: list[str], done: set[str]) -> tuple[str, ...]:
    if code in path:
        return (*path[path.index(code) :], code)
    if code in done or code not in uses:
        return ()
    path.append(code)
    for used in uses[code]:
        found = _walk(used, uses, path, done)
        if found:
            return found
    path.pop()
    done.add(code)
    return ()


def in_order(uses: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return computed codes so that each comes after those that it uses; there must be no circle."""
    ordered: list[str] = []

    def add(code: str) -> None:
        if code in uses and code not in ordered:
            for used in uses[code]:
                add(used)
            ordered.append(code)

    for code in uses:
        add(code)
    return tuple(ordered)
