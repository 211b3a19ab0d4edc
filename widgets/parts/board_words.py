"""Words of counted things: how a case stands with its deadline, groups, ages, keys without a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication

from backend.contract.case_requests import FigureInfo
from backend.contract.cases import DueState
from backend.contract.state import SEVERITIES
from widgets.logic import formats
from widgets.logic.board_names import BoardNames
from widgets.logic.drill import age_end
from widgets.logic.queue_ages import Standing
from widgets.logic.verdict import Verdict
from widgets.parts.words import severity_word

translate = QCoreApplication.translate


def due_word(due: DueState | Standing) -> str:
    """Return how a case stands with its deadline."""
    return {
        "on_time": translate("Board", "on time"),
        "near": translate("Board", "nearly due"),
        "overdue": translate("Board", "overdue"),
        "kept": translate("Board", "settled in time"),
        "missed": translate("Board", "settled late"),
        "none": translate("Board", "no deadline"),
        "paused": translate("Board", "clock stopped"),
    }[due]


def group_word(group: str) -> str:
    """Return the name of a group of statuses."""
    return {
        "waiting": translate("Board", "Waiting to be handled"),
        "working": translate("Board", "Being handled"),
        "paused": translate("Board", "Handling paused"),
        "done": translate("Board", "Handled"),
        "refused": translate("Board", "Case refused"),
        "deleted": translate("Board", "Case deleted"),
    }.get(group, group)


def dim_word(dim: str, names: BoardNames, kind: str, language: str) -> str:
    """Return the name of a dimension."""
    if dim.startswith("data."):
        info = names.kinds.get(kind)
        data = info.data if info is not None else ()
        return next((f.name.in_language(language) for f in data if f"data.{f.data_id}" == dim), dim[5:])
    return {
        "status": translate("Board", "status"),
        "group": translate("Board", "status group"),
        "field": translate("Board", "field"),
        "unit": translate("Board", "unit"),
        "area": translate("Board", "area"),
        "source": translate("Board", "source"),
        "severity": translate("Board", "severity"),
        "due": translate("Board", "deadline"),
        "rating": translate("Board", "rating"),
        "assignee": translate("Board", "officer"),
        "age": translate("Board", "age"),
    }.get(dim, dim)


def nothing_word(dim: str) -> str:
    """Return what stands for the empty key of a dimension."""
    return {
        "field": translate("Board", "not classified"),
        "unit": translate("Board", "no unit yet"),
        "area": translate("Board", "no area known"),
        "source": translate("Board", "no source known"),
        "assignee": translate("Board", "no officer yet"),
        "rating": translate("Board", "not rated"),
    }.get(dim, translate("Board", "not given"))


def key_word(dim: str, key: str, names: BoardNames, kind: str, language: str) -> str:
    """Return the name of a key of a dimension for people."""
    if not key:
        return nothing_word(dim)
    words: dict[str, Callable[[], str]] = {
        "due": lambda: capital(due_word(key)),  # type: ignore[arg-type]
        "group": lambda: group_word(key),
        "severity": lambda: next((capital(severity_word(s)) for s in SEVERITIES if s == key), key),
        "age": lambda: age_words(int(key), age_end(int(key))),
        "rating": lambda: translate("Board", "{count} of 5").format(count=key),
    }
    return words[dim]() if dim in words else names.of(dim, key, kind, language)


def keys_words(dims: Sequence[str], keys: Sequence[str], names: BoardNames, kind: str, language: str) -> str:
    """Return the names of a cell's keys, one after another."""
    return " · ".join(key_word(dim, key, names, kind, language) for dim, key in zip(dims, keys, strict=True))


def age_words(edge: int, end: int | None) -> str:
    """Return the words of ages from `edge` to below `end`: `0 ngày`, `7–14 ngày`, `từ 90 ngày`."""
    if end is None:
        return translate("Board", "from {days} days").format(days=edge)
    last = end - 1
    days = f"{edge}" if last == edge else f"{edge}–{last}"
    return translate("Board", "{days} days").format(days=days)


def value_words(info: FigureInfo, value: float | None, language: str) -> tuple[str, str]:
    """Return a figure's number and its unit; what is not assessed has words instead of a number."""
    if value is None:
        return translate("Board", "not assessed"), ""
    return formats.number(value, info.decimals, language), unit_word(info.unit)


def unit_word(unit: str) -> str:
    """Return the word of a figure's unit."""
    if unit == "h":
        return translate("Board", "hours")
    if unit == "điểm":
        return translate("Board", "points")
    return unit


def target_words(info: FigureInfo, found: Verdict, language: str, *, short: bool = False) -> str:
    """Return `Đạt mục tiêu ≥ 95 %`, in short `Đạt ≥ 95 %`; empty where there is nothing to reach.

    What is bad without having a target says from where on: `Ngưỡng đỏ ≥ 1`.
    """
    crossed = found == "bad" and info.target is None
    bound = info.red if crossed else info.target
    if found in ("", "unknown") or bound is None:
        return ""
    sign = "≥" if (info.good == "high") != crossed else "≤"
    decimals = 0 if bound == int(bound) else max(1, info.decimals)
    number = formats.number(bound, decimals, language)
    said = f"{sign}\u00a0{number}\u00a0{unit_word(info.unit)}".rstrip()
    if crossed:
        return translate("Board", "Red from {bound}").format(bound=said)
    template = {
        "met": translate("Board", "Target reached: {bound}"),
        "missed": translate("Board", "Target missed: {bound}"),
        "bad": translate("Board", "Far from target: {bound}"),
    }[found]
    if short:
        template = {
            "met": translate("Board", "Reached: {bound}"),
            "missed": translate("Board", "Missed: {bound}"),
            "bad": translate("Board", "Far off: {bound}"),
        }[found]
    return template.format(bound=said)


def unverified_word(*, short: bool = False) -> str:
    """Return the mark of a threshold that nobody has verified."""
    return translate("Board", "unv.") if short else translate("Board", "target not verified yet")


def cases_words(n: int, names: BoardNames, kind: str, language: str) -> str:
    """Return `12 phản ánh`: what is counted has its own name."""
    count, info = formats.number(n, 0, language), names.kinds.get(kind)
    if info is None or language != "vi":  # English would need a plural of the pack's word
        return translate("Board", "{count} cases").format(count=count)
    return f"{count}\u00a0{info.name.vi.lower()}"


def of_words(n: int, n_per: int, language: str) -> str:
    """Return `1.234 trên 1.402`."""
    return translate("Board", "{count} of {total}").format(
        count=formats.number(n, 0, language), total=formats.number(n_per, 0, language)
    )


def day_words(day: date) -> str:
    """Return `24/11`."""
    return f"{day:%d/%m}"


def capital(words: str) -> str:
    """Return words with a large first letter."""
    return words[:1].upper() + words[1:]


def small(words: str) -> str:
    """Return words with a small first letter, as within a sentence; an abbreviation stays as it is."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
