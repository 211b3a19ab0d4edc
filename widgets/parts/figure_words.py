"""A figure as the words of one cell of a board."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication

from backend.contract.case_requests import FigureCell, FigureInfo
from widgets.logic import formats
from widgets.logic.shown_number import ShownNumber
from widgets.logic.verdict import Verdict, verdict
from widgets.parts.board_words import of_words, target_words, unverified_word, value_words

translate = QCoreApplication.translate


class FigureFace(msgspec.Struct, frozen=True):
    """What is painted of one figure, and the list behind it."""

    name: str
    value: str
    unit: str
    of: str
    """`1.234 trên 1.402` of a share; empty where the number says it all."""
    target: str
    target_short: str
    """For a narrow cell."""
    verdict: Verdict
    mark: str
    """`ck`, in English `unv.`, after a target that is not verified yet; the tip says what it means."""
    tip: str
    number: ShownNumber


def shown_number(info: FigureInfo, cell: FigureCell, at: float, language: str) -> ShownNumber:
    """Return a cell as a number with its list; its key's name follows the figure's."""
    name = info.name.in_language(language)
    words = f"{name} · {cell.name or cell.key}" if cell.key or cell.name else name
    total = not info.unit and cell.value is not None and cell.value != cell.n
    unit = "sum" if total else info.unit
    return ShownNumber(words, cell.value, cell.query, at, cell.n, unit, cell.per, cell.n_per)


def figure_face(info: FigureInfo, cell: FigureCell, at: float, language: str) -> FigureFace:
    """Return the words of one figure."""
    value, unit = value_words(info, cell.value, language)
    found = verdict(info, cell.value)
    of = ""
    if cell.value is None:
        of = translate("Board", "no case to assess")
    elif cell.per is not None and info.unit == "%":
        of = of_words(cell.n, cell.n_per, language)
    elif info.unit or cell.value != cell.n:  # a mean or a sum over cases
        of = translate("Board", "over {count} cases").format(count=formats.number(cell.n, 0, language))
    target = target_words(info, found, language)
    mark = unverified_word(short=True) if info.mark == "ck" and target else ""
    said = [info.explained.in_language(language), info.source, f"{mark}: {unverified_word()}" if mark else ""]
    return FigureFace(
        info.name.in_language(language),
        value,
        unit,
        of,
        target,
        target_words(info, found, language, short=True),
        found,
        mark,
        "\n".join(part for part in said if part),
        shown_number(info, cell, at, language),
    )
