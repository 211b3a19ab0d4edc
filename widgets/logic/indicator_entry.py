"""Figures that a unit owes, and what was typed for them, before anything is sent. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from backend.contract.cases import CaseFile
from backend.contract.indicators import FigureEntry, IndicatorBoard, IndicatorFigure, IndicatorInfo
from widgets.logic.indicator_numbers import Fault, read_number

Key = tuple[str, str, str, str]
"""Code, period, area, breakdown."""
OWED = ("asked", "returned")
"""Statuses of a request for figures in which the unit has to do something."""


class Line(msgspec.Struct, frozen=True):
    """One figure to hand in."""

    info: IndicatorInfo
    period: str
    area: str = ""
    breakdown: str = ""
    case_id: str = ""
    """Request that it answers."""
    due_at: float | None = None
    figure: IndicatorFigure | None = None
    """Its draft, or what was given back."""
    accepted: IndicatorFigure | None = None
    """What holds for the same period by now: plan and the year before come from it."""
    before: float | None = None
    """The newest accepted figure of another period."""

    @property
    def key(self) -> Key:
        """Return what tells it from others."""
        return self.info.code, self.period, self.area, self.breakdown


class Typed(msgspec.Struct, frozen=True):
    """What a person has typed for one line."""

    value: str = ""
    note: str = ""
    final: bool = False


class Boards(msgspec.Struct, frozen=True):
    """Accepted figures beside which new ones are read."""

    of_period: Mapping[tuple[str, str], IndicatorFigure] = {}
    """Code and period → what holds."""
    newest: Mapping[str, IndicatorFigure] = {}
    """Code → newest that holds."""


def boards(found: Iterable[tuple[str, IndicatorBoard]]) -> Boards:
    """Return accepted figures by what they are looked up by.

    Args:
        found: period that was asked for (empty: the newest), and the answer.
    """
    of_period: dict[tuple[str, str], IndicatorFigure] = {}
    newest: dict[str, IndicatorFigure] = {}
    for period, board in found:
        for figure in board.figures:
            if period:
                of_period[figure.code, period] = figure
            else:
                newest[figure.code] = figure
    return Boards(of_period, newest)


def wanted_boards(
    cases: Iterable[CaseFile], waiting: Iterable[IndicatorFigure], set_of: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return sets and periods whose figures stand beside the lines; the newest of each set last."""
    pairs = {(case.data.get("set", ""), case.data.get("period", "")) for case in cases}
    pairs |= {(set_of.get(figure.code, ""), figure.period) for figure in waiting}
    kept = sorted(pair for pair in pairs if all(pair))
    return [*kept, *((set_id, "") for set_id in sorted({set_id for set_id, _period in kept}))]


def lines(
    infos: Mapping[str, IndicatorInfo],
    cases: Sequence[CaseFile],
    waiting: Iterable[IndicatorFigure],
    known: Boards,
) -> list[Line]:
    """Return what has to be handed in: requests by deadline, then drafts that nobody asked for."""
    figures = {(f.code, f.period, f.area, f.breakdown): f for f in waiting}
    found: dict[Key, Line] = {}
    owed = [case for case in cases if case.status in OWED]
    for case in sorted(owed, key=lambda case: (case.due_at is None, case.due_at or 0.0, case.case_id)):
        period = case.data.get("period", "")
        for code in case.data.get("codes", "").split(";"):
            info, key = infos.get(code.strip()), (code.strip(), period, "", "")
            if info is not None and key not in found:
                found[key] = _line(info, key, known, case, figures.pop(key, None))
    for key, figure in figures.items():
        if figure.state in ("draft", "returned") and key[0] in infos:
            found[key] = _line(infos[key[0]], key, known, None, figure)
    return list(found.values())


def _line(
    info: IndicatorInfo, key: Key, known: Boards, case: CaseFile | None, figure: IndicatorFigure | None
) -> Line:
    newest = known.newest.get(info.code)
    other = newest is not None and newest.period != key[1]
    return Line(
        info,
        *key[1:],
        case.case_id if case is not None else "",
        case.due_at if case is not None else None,
        figure,
        known.of_period.get((info.code, key[1])),
        newest.value if newest is not None and other else None,
    )


def value_of(line: Line, typed: Typed | None, language: str) -> tuple[float | None, Fault]:
    """Return the value that stands in a line now, and why what was typed is none."""
    if typed is None:
        return (line.figure.value if line.figure is not None else None), ""
    read = read_number(typed.value, language)
    return read.value, read.fault


def entry_of(line: Line, typed: Typed | None, language: str) -> FigureEntry | None:
    """Return what is sent of a line; None where there is nothing to send: no value, no reason, no draft."""
    value, fault = value_of(line, typed, language)
    note = typed.note.strip() if typed is not None else ""
    if fault or (typed is None and (line.figure is None or line.figure.state != "draft")):
        return None
    if value is None and not note:
        return None
    final = typed.final if typed is not None else line.figure is not None and line.figure.final
    return FigureEntry(line.info.code, line.period, value, line.area, line.breakdown, final, note)


def by_case(
    shown: Iterable[Line], typed: Mapping[Key, Typed], language: str
) -> dict[str, tuple[FigureEntry, ...]]:
    """Return what is sent, for each request that it answers (empty: none)."""
    found: dict[str, list[FigureEntry]] = {}
    for line in shown:
        entry = entry_of(line, typed.get(line.key), language)
        if entry is not None:
            found.setdefault(line.case_id, []).append(entry)
    return {case_id: tuple(entries) for case_id, entries in found.items()}
