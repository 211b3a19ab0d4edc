"""A figure's whole record as sections: its colour's reason, where it comes from, versions, explanation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from PySide6.QtCore import QCoreApplication

from backend.contract.indicators import IndicatorFigure, IndicatorInfo, Provenance
from backend.contract.state import Text
from widgets.logic import formats
from widgets.logic import indicator_periods as periods
from widgets.logic.board_names import BoardNames
from widgets.logic.indicator_board import Entry
from widgets.logic.indicator_explain import Explanation
from widgets.parts.case_page import PageLine, PageSection
from widgets.parts.indicator_colours import group_colour, standing_colour
from widgets.parts.indicator_message import answer_foot, said_standing
from widgets.parts.indicator_words import (
    direction_words,
    flag_words,
    how_word,
    plan_words,
    provisional_word,
    said,
    state_word,
    trend_words,
    unverified_word,
    valued,
)
from widgets.tile import TileContext

translate = QCoreApplication.translate


class Known(msgspec.Struct, frozen=True):
    """What a record is written from besides the figure."""

    infos: Mapping[str, IndicatorInfo]
    colour_name: Text
    colour_rule: Text
    set_name: Text
    set_source: str
    names: BoardNames
    versions: Sequence[IndicatorFigure] = ()
    """Newest first; empty while they are not known."""
    explanation: Explanation | None = None


def record_of(entry: Entry, known: Known, context: TileContext) -> list[PageSection]:
    """Return the sections of a figure's record."""
    writer = _Writer(entry, known, context)
    sections = [
        writer.colour(),
        writer.explanation(),
        writer.origin(),
        writer.inputs(),
        writer.versions(),
        writer.indicator(),
    ]
    return [section for section in sections if section is not None]


class _Writer:
    """Writes the sections of one figure."""

    def __init__(self, entry: Entry, known: Known, context: TileContext) -> None:
        self.info, self.figure, self.known, self.context = entry.info, entry.figure, known, context
        self.language = context.language

    def moment(self, at: float) -> str:
        live = self.context.live
        return formats.moment(at, live.clock.now(), live.state.centre.timezone)

    def colour(self) -> PageSection:
        look, language, figure = self.context.look, self.language, self.figure
        colour = look.tokens.text_second if figure.colour == "none" else group_colour(figure.colour, look)
        lines = [
            PageLine(
                translate("Indicators", "Group"), self.known.colour_name.in_language(language),
                said(figure.why, language), colour, strong=True,
            ),
            PageLine(translate("Indicators", "Rule"), self.known.colour_rule.in_language(language)),
            PageLine(translate("Indicators", "Plan"), plan_words(self.info, figure, language)),
        ]  # fmt: skip
        before = valued(self.info, figure.previous, language)
        moved = trend_words(self.info, figure, language)
        lines.append(PageLine(translate("Indicators", "A year before"), before, moved))
        if figure.flags:
            words = flag_words(figure, language)
            lines.append(PageLine(translate("Indicators", "To be checked"), words, colour=look.tokens.age))
        return PageSection(translate("Indicators", "Why this colour"), tuple(lines))

    def explanation(self) -> PageSection | None:
        found, language, look = self.known.explanation, self.language, self.context.look
        if found is None:
            return None
        live = self.context.live
        foot = answer_foot(found, live.clock.now(), live.state.centre.timezone, language)
        colour = standing_colour(found.standing, look, overdue=found.overdue)
        unit = self.known.names.unit(found.unit_id)
        lines = [
            PageLine(
                translate("Indicators", "Stand"),
                said_standing(found),
                " · ".join(p for p in (unit, foot) if p),
                colour,
            ),
            PageLine(translate("Indicators", "Question"), found.question),
        ]
        if found.answer:
            lines.append(PageLine(translate("Indicators", "Answer"), found.answer, strong=True))
        if found.returned_why:
            lines.append(PageLine(translate("Indicators", "Given back because"), found.returned_why))
        lines.append(PageLine(translate("Indicators", "Request"), found.case_id, link=found.case_id))
        return PageSection(translate("Indicators", "Explanation"), tuple(lines))

    def origin(self) -> PageSection:
        made = self.figure.provenance
        head = translate("Indicators", "Where the figure comes from")
        if made is None:
            empty = said(self.figure.why, self.language) or translate(
                "Indicators", "Nobody has handed it in."
            )
            return PageSection(head, (), empty)
        lines = [PageLine(translate("Indicators", "How"), how_word(made.how), made.source)]
        if made.by or made.at:
            lines.append(PageLine(translate("Indicators", "Entered"), self._who(made.by, made.at)))
        if made.accepted_by:
            words = self._who(made.accepted_by, made.accepted_at or 0.0)
            lines.append(PageLine(translate("Indicators", "Reviewed"), words))
        final = translate("Indicators", "final figure") if self.figure.final else provisional_word()
        lines.append(PageLine(translate("Indicators", "Kind of figure"), final, self._vintage()))
        return PageSection(head, tuple(lines))

    def _who(self, by: str, at: float) -> str:
        return " · ".join(part for part in (by, self.moment(at) if at else "") if part)

    def _vintage(self) -> str:
        since = self.figure.vintage
        if not since:
            return ""
        day = "/".join(reversed(since.split("-")))
        return translate("Indicators", "by the administrative units since {day}").format(day=day)

    def inputs(self) -> PageSection | None:
        made = self.figure.provenance
        if made is None or not made.inputs:
            return None
        lines = [self._input(*each) for each in made.inputs]
        if made.formula:
            lines.insert(0, PageLine(translate("Indicators", "Formula"), made.formula))
        return PageSection(translate("Indicators", "Computed from"), tuple(lines))

    def _input(self, code: str, period: str, value: float | None) -> PageLine:
        info = self.known.infos.get(code)
        when = periods.name(period, self.language, cumulative=info.cumulative if info else False)
        if info is None:  # part of a former unit: the code is its name
            return PageLine(code, valued(self.info, value, self.language), when)
        name = info.name.in_language(self.language)
        return PageLine(code, valued(info, value, self.language), f"{name} · {when}", strong=True)

    def versions(self) -> PageSection:
        lines = []
        for figure in self.known.versions:
            made = figure.provenance
            who = self._who(made.by, made.at) if made is not None else ""
            note = figure.why.in_language(self.language)
            lines.append(
                PageLine(
                    translate("Indicators", "Version {number}").format(number=figure.version),
                    f"{valued(self.info, figure.value, self.language)} · {state_word(figure.state)}",
                    " · ".join(part for part in (who, self._reviewer(made), note) if part),
                )
            )
        empty = translate("Indicators", "No version was entered.")
        return PageSection(translate("Indicators", "Versions"), tuple(lines), empty, aside=True)

    def _reviewer(self, made: Provenance | None) -> str:
        if made is None or not made.accepted_by:
            return ""
        return translate("Indicators", "reviewed by {name}").format(name=made.accepted_by)

    def indicator(self) -> PageSection:
        info, language, known = self.info, self.language, self.known
        unit = known.names.unit(info.collector) if info.collector else translate("Indicators", "nobody")
        lines = [
            PageLine(translate("Indicators", "Code"), info.code),
            PageLine(translate("Indicators", "Set"), known.set_name.in_language(language), known.set_source),
            PageLine(translate("Indicators", "Handed in by"), unit),
            PageLine(translate("Indicators", "Direction"), direction_words(info)),
        ]
        if info.mark == "ck":
            words = translate("Indicators", "name, code or target {mark}").format(mark=unverified_word())
            lines.append(
                PageLine(translate("Indicators", "Mark"), words, colour=self.context.look.tokens.age)
            )
        return PageSection(translate("Indicators", "Indicator"), tuple(lines), aside=True)
