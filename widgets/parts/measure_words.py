"""How measures of alarm quality are said."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication

from backend.contract.work import LoadRow, TopAlarm
from widgets.logic import formats
from widgets.logic.measures import Figure, MeasureName, MixShare, overloaded
from widgets.parts.lines_pane import Line
from widgets.theme.look import Look

translate = QCoreApplication.translate
_SHARES = ("flood", "top")


class FigureWords(msgspec.Struct, frozen=True):
    """The words of one figure."""

    name: str
    value: str
    target: str
    missed: bool


def figure_words(figure: Figure, language: str) -> FigureWords:
    """Return a figure in words: `Trung bình mỗi giờ`, `4,2`, `mục tiêu ≤ 6`."""
    value = formats.NO_NUMBER if figure.value is None else _amount(figure.name, figure.value, language)
    target = translate("Measures", "no target")
    if figure.target is not None:
        limit = f"≤ {_amount(figure.name, figure.target, language)}" if figure.target else "0"
        words = translate("Measures", "above the target {limit}") if figure.missed else None
        target = (words or translate("Measures", "target {limit}")).format(limit=limit)
    return FigureWords(_name(figure.name), value, target, figure.missed)


def _name(name: MeasureName) -> str:
    return {
        "average": translate("Measures", "Alarms an hour"),
        "peak": translate("Measures", "Peak of 10 minutes"),
        "flood": translate("Measures", "Time in flood"),
        "top": translate("Measures", "Share of the top 10"),
        "stale": translate("Measures", "Active over 24 hours"),
        "chattering": translate("Measures", "Chattering"),
        "acknowledged": translate("Measures", "Taken after (median)"),
    }[name]


def _amount(name: MeasureName, value: float, language: str) -> str:
    if name in _SHARES:
        return percent(value, language)
    if name == "acknowledged":
        return formats.duration(value, language)
    return formats.number(value, 1 if name == "average" and value % 1 else 0, language)


def percent(share: float, language: str) -> str:
    """Return a share of 0 to 1 as percent, with a decimal where it is small."""
    value = 100 * share
    return f"{formats.number(value, 1 if 0 < value < 9.95 and value % 1 else 0, language)} %"


def unit_line(row: LoadRow, look: Look, language: str) -> Line:
    """Return the load of one sending unit as a line."""
    said = translate("Measures", "{hour}/h · peak {peak} · flood {flood}").format(
        hour=formats.number(row.per_hour, 1, language),
        peak=formats.number(row.peak_10min, 0, language),
        flood=percent(row.flood_share, language),
    )
    count = translate("Measures", "{count} alarms").format(count=formats.number(row.n_alarms, 0, language))
    name = row.name or row.unit_id or translate("Measures", "no unit")
    return Line(name, said, count, right_colour=look.tokens.age if overloaded(row) else "")


def top_line(top: TopAlarm, language: str) -> Line:
    """Return one of the alarms that ring most as a line."""
    count = formats.number(top.n, 0, language)
    return Line(top.title.in_language(language), f"{count} · {percent(top.share, language)}")


def mix_words(shares: tuple[MixShare, MixShare, MixShare], language: str) -> tuple[str, str, str]:
    """Return the words under the three parts of the mix."""
    names = (
        translate("Measures", "low and medium"),
        translate("Severity", "high"),
        translate("Severity", "critical"),
    )
    low, high, critical = (
        f"{name} {percent(share.share, language)}" for name, share in zip(names, shares, strict=True)
    )
    return low, high, critical
