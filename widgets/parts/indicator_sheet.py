"""Rows of the sheet that a unit fills in, and of the list that a reviewer goes through."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
from PySide6.QtCore import QCoreApplication

from backend.contract.state import Text
from widgets.logic import formats
from widgets.logic import indicator_periods as periods
from widgets.logic.board_names import BoardNames
from widgets.logic.indicator_board import Entry
from widgets.logic.indicator_entry import Key, Line, Typed, value_of
from widgets.logic.indicator_numbers import as_typed
from widgets.parts.indicator_cells import Cell, CellRow, Column
from widgets.parts.indicator_words import (
    fault_words,
    flag_words,
    number_words,
    oddity_words,
    provisional_word,
    said,
    share_words,
    state_word,
    unit_words,
    valued,
)
from widgets.tile import TileContext

translate = QCoreApplication.translate
ROW_DESK_PX = 58
VALUE, NOTE = 5, 6
"""Columns that are typed into."""


def row_key(key: Key) -> str:
    """Return a line's key as the key of a row."""
    return "|".join(key)


# ---- the sheet of a unit ------------------------------------------------------------------------


def enter_columns() -> list[Column]:
    """Return the columns of the sheet."""
    return [
        Column(translate("Indicators", "Name of the indicator"), 250, grow=4),
        Column(translate("Indicators", "Period"), 136, need=5),
        Column(translate("Indicators", "Plan"), 92, right=True, need=3),
        Column(translate("Indicators", "A year before"), 96, right=True, need=4),
        Column(translate("Indicators", "Figure before"), 96, right=True, need=6),
        Column(translate("Indicators", "Figure"), 150, right=True),
        Column(translate("Indicators", "Note"), 170, grow=2, need=8),
        Column(translate("Indicators", "Stand"), 190, grow=2, need=9),
    ]


class Sheet(msgspec.Struct, frozen=True):
    """What the rows of a sheet are written from."""

    typed: Mapping[Key, Typed]
    refused: Mapping[tuple[str, str], Text]
    """Code and period → why the daemon did not take it."""
    context: TileContext


def enter_rows(lines: Sequence[Line], sheet: Sheet) -> list[CellRow]:
    """Return the sheet's rows."""
    return [_enter_row(line, sheet) for line in lines]


def _enter_row(line: Line, sheet: Sheet) -> CellRow:
    language, tokens = sheet.context.language, sheet.context.look.tokens
    info, typed = line.info, sheet.typed.get(line.key)
    second = tokens.text_second
    value, fault = value_of(line, typed, language)
    known = line.accepted
    words = typed.value if typed is not None else as_typed(value, info.decimals, language)
    if typed is not None and not fault and value is not None:
        words = number_words(info, value, language) if value == round(value, info.decimals) else words
    stand = _stand(line, sheet, value, fault)
    final = typed.final if typed is not None else line.figure is not None and line.figure.final
    under = translate("Indicators", "final figure") if final else provisional_word()
    cells = (
        Cell(info.name.in_language(language), f"{info.code} · {unit_words(info, language)}", wraps=True),
        Cell(periods.name(line.period, language, cumulative=info.cumulative), _due(line, sheet), second,
             _due_colour(line, sheet)),
        Cell(number_words(info, known.plan if known is not None else None, language), colour=second),
        Cell(number_words(info, known.previous if known is not None else None, language), colour=second),
        Cell(number_words(info, line.before, language), colour=second),
        Cell(words, under if words else "", tokens.critical if fault else "", tokens.text_third,
             strong=True, edited=True),
        Cell(typed.note if typed is not None else "", colour=second, wraps=True, edited=True),
        stand,
    )  # fmt: skip
    return CellRow(row_key(line.key), cells)


def _due(line: Line, sheet: Sheet) -> str:
    if line.due_at is None:
        return ""
    live = sheet.context.live
    now = live.clock.now()
    if line.due_at < now:
        age = formats.rough_duration(now - line.due_at, sheet.context.language)
        return translate("Indicators", "overdue by {age}").format(age=age)
    time = formats.moment(line.due_at, now, live.state.centre.timezone)
    return translate("Indicators", "due {time}").format(time=time)


def _due_colour(line: Line, sheet: Sheet) -> str:
    tokens = sheet.context.look.tokens
    late = line.due_at is not None and line.due_at < sheet.context.live.clock.now()
    return tokens.critical if late else tokens.text_third


def _stand(line: Line, sheet: Sheet, value: float | None, fault: str) -> Cell:
    """Return what must be known of a line: why it is not taken, what is strange, how it stands."""
    language, tokens = sheet.context.language, sheet.context.look.tokens
    typed, figure = sheet.typed.get(line.key), line.figure
    refused = sheet.refused.get((line.info.code, line.period))
    if fault and typed is not None:
        return Cell(fault_words(fault, typed.value), colour=tokens.critical, wraps=True)  # type: ignore[arg-type]
    if refused is not None:
        return Cell(refused.in_language(language), colour=tokens.critical, wraps=True)
    strange = oddity_words(value, line.before, language)
    if typed is None and figure is not None:
        strange = flag_words(figure, language) or strange
    if strange:
        return Cell(f"⚑ {strange}", colour=tokens.age, wraps=True)
    if typed is not None:
        return Cell(translate("Indicators", "not sent yet"), colour=tokens.focus)
    if figure is None:
        return Cell(translate("Indicators", "awaited"), colour=tokens.text_second)
    why = figure.why.in_language(language) if figure.state == "returned" else ""
    colour = tokens.high if figure.state == "returned" else tokens.text_second
    return Cell(state_word(figure.state), why, colour, tokens.text)


# ---- the list of a reviewer ---------------------------------------------------------------------


def review_columns() -> list[Column]:
    """Return the columns of the list."""
    return [
        Column(translate("Indicators", "Name of the indicator"), 250, grow=4),
        Column(translate("Indicators", "Period"), 136, need=4),
        Column(translate("Indicators", "Handed in"), 160, grow=1, right=True),
        Column(translate("Indicators", "Holds now"), 104, right=True, need=6),
        Column(translate("Indicators", "A year before"), 104, right=True, need=7),
        Column(translate("Indicators", "Plan"), 110, right=True, need=5),
        Column(translate("Indicators", "If accepted"), 170, grow=2, need=3),
        Column(translate("Indicators", "To be checked"), 190, grow=3, need=8),
    ]


class Review(msgspec.Struct, frozen=True):
    """What the rows of a reviewer's list are written from."""

    accepted: Mapping[tuple[str, str], float | None]
    """Code and period → what holds now."""
    colour_names: Mapping[str, Text]
    names: BoardNames
    marked: Collection[str]
    refused: Mapping[str, str]
    """Key of the row → why it was not done."""
    context: TileContext


def review_rows(entries: Sequence[Entry], review: Review) -> list[CellRow]:
    """Return the list's rows, strange figures first."""
    ordered = sorted(entries, key=lambda entry: not entry.figure.flags)
    return [_review_row(entry, review) for entry in ordered]


def entry_key(entry: Entry) -> str:
    """Return the key of a figure's row."""
    figure = entry.figure
    return row_key((figure.code, figure.period, figure.area, figure.breakdown))


def _review_row(entry: Entry, review: Review) -> CellRow:
    info, figure = entry.info, entry.figure
    context = review.context
    language, tokens, live = context.language, context.look.tokens, context.live
    key, made, second = entry_key(entry), figure.provenance, tokens.text_second
    by = ""
    if made is not None:
        at = formats.moment(made.at, live.clock.now(), live.state.centre.timezone)
        by = f"{made.by} · {at}"
    flags, refused = flag_words(figure, language), review.refused.get(key, "")
    check = Cell(f"⚑ {flags}" if flags else "–", colour=tokens.age if flags else second, wraps=True)
    if refused:
        check = Cell(refused, colour=tokens.critical, wraps=True)
    group = review.colour_names.get(figure.colour, Text("")).in_language(language)
    cells = (
        Cell(info.name.in_language(language), f"{info.code} · {review.names.unit(info.collector)}"),
        Cell(periods.name(figure.period, language, cumulative=info.cumulative),
             "" if figure.final else provisional_word(), second),
        Cell(valued(info, figure.value, language), by, strong=True),
        Cell(number_words(info, review.accepted.get((figure.code, figure.period)), language), colour=second),
        Cell(number_words(info, figure.previous, language), colour=second),
        Cell(number_words(info, figure.plan, language), share_words(info, figure, language), second),
        Cell(group, said(figure.why, language), group=figure.colour),
        check,
    )  # fmt: skip
    return CellRow(key, cells, marked=key in review.marked)
