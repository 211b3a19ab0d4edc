"""A set of indicators as the table that the decision prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from backend.contract.indicators import ColourGroup, ColourRule
from widgets.parts.indicator_cells import Cell, CellRow, Column
from widgets.parts.indicator_colours import standing_colour, way_colour
from widgets.parts.indicator_face import IndicatorFace
from widgets.parts.indicator_words import (
    number_words,
    share_words,
    standing_word,
    unit_words,
    unverified_word,
)
from widgets.theme.look import Look

translate = QCoreApplication.translate
ROW_DESK_PX = 56


def columns() -> list[Column]:
    """Return the columns of the decision's table."""
    return [
        Column(translate("Indicators", "No."), 52, need=5),
        Column(translate("Indicators", "Code"), 104, need=2),
        Column(translate("Indicators", "Name of the indicator"), 240, grow=5),
        Column(translate("Indicators", "Unit of measure"), 112, grow=1, need=4),
        Column(translate("Indicators", "Plan"), 92, right=True, need=6),
        Column(translate("Indicators", "Achieved"), 150, right=True),
        Column(translate("Indicators", "% of plan"), 104, right=True, need=7),
        Column(translate("Indicators", "A year before"), 132, right=True, need=3),
        Column(translate("Indicators", "Colour group"), 176, grow=2, need=8),
    ]


def rows(
    faces: Sequence[IndicatorFace], rules: Mapping[ColourGroup, ColourRule], look: Look, language: str
) -> list[CellRow]:
    """Return figures as rows, with the set's headings between them."""
    found: list[CellRow] = []
    heading = ""
    for face in faces:
        here = face.entry.info.group.in_language(language)
        if here and here != heading:
            heading = here
            found.append(CellRow(f"# {here}", heading=here))
        found.append(_row(face, rules, look, language))
    return found


def _row(face: IndicatorFace, rules: Mapping[ColourGroup, ColourRule], look: Look, language: str) -> CellRow:
    info, figure, tokens = face.entry.info, face.entry.figure, look.tokens
    second = tokens.text_second
    mark = unverified_word(short=True) if face.unverified else ""
    remarks = " · ".join(part for part in (face.flags, face.provisional, mark) if part)
    quiet = not face.flags and not mark
    rule = rules.get(figure.colour)
    missing = figure.value is None
    done = Cell(
        face.value,
        face.period,
        second if missing else "",
        tokens.text_third,
        strong=not missing,
    )
    cells = (
        Cell(info.number, colour=tokens.text_third),
        Cell(info.code, colour=second),
        Cell(face.name, remarks, under_colour=tokens.text_third if quiet else tokens.age, wraps=True),
        Cell(unit_words(info, language), colour=second, wraps=True),
        Cell(number_words(info, figure.plan, language), colour=second),
        done,
        Cell(share_words(info, figure, language) or "–", colour=second if missing else ""),
        Cell(
            number_words(info, figure.previous, language),
            face.trend_short,
            second,
            way_colour(face.way, look),
        ),
        _group(face, rule.name.in_language(language) if rule is not None else "", look),
    )
    return CellRow(info.code, cells)


def _group(face: IndicatorFace, name: str, look: Look) -> Cell:
    standing, found = face.standing, face.explanation
    under = standing_word(standing) if standing is not None else ""
    colour = ""
    if standing is not None:
        colour = standing_colour(standing, look, overdue=found is not None and found.overdue)
    return Cell(name, under, under_colour=colour, group=face.group, wraps=True)
