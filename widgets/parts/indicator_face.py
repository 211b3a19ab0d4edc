"""An indicator's figure as the words of one cell of a board."""

from __future__ import annotations

import msgspec

from backend.contract.indicators import ColourGroup
from widgets.logic.indicator_board import Entry, Way, trend
from widgets.logic.indicator_explain import Explanation, Standing
from widgets.parts.indicator_words import (
    flag_words,
    no_figure_word,
    number_words,
    period_words,
    plan_words,
    provisional_word,
    said,
    trend_words,
    unit_words,
)


class IndicatorFace(msgspec.Struct, frozen=True):
    """What is painted of one figure."""

    entry: Entry
    name: str
    value: str
    unit: str
    """Empty where there is no value."""
    plan: str
    """`KH 7.350 · đạt 96,2 %`."""
    plan_short: str
    """For a cell: `KH 7.350 · 96,2 %`."""
    trend: str
    trend_short: str
    way: Way
    period: str
    provisional: str
    """The word, of a figure that is not final."""
    unverified: bool
    """Nobody has verified its name, code or target."""
    flags: str
    """Why a person should look at it."""
    explanation: Explanation | None = None

    @property
    def group(self) -> ColourGroup:
        """Return its colour."""
        return self.entry.figure.colour

    @property
    def standing(self) -> Standing | None:
        """Return how its explanation stands; `unknown` until the case was read."""
        if not self.entry.figure.explanation:
            return None
        return self.explanation.standing if self.explanation is not None else "unknown"


def face_of(
    entry: Entry, language: str, explanation: Explanation | None = None, *, common_period: str = ""
) -> IndicatorFace:
    """Return the words of one figure.

    Args:
        entry: indicator and figure.
        language: "vi" or "en".
        explanation: what its newest request to explain says, where that was read.
        common_period: period that the tile's head names; it is not said again.
    """
    info, figure = entry.info, entry.figure
    moved = trend(info, figure)
    missing = figure.value is None
    return IndicatorFace(
        entry,
        info.name.in_language(language),
        no_figure_word() if missing else number_words(info, figure.value, language),
        "" if missing else unit_words(info, language),
        _capital(plan_words(info, figure, language)),
        _capital(plan_words(info, figure, language, short=True)),
        trend_words(info, figure, language),
        trend_words(info, figure, language, short=True),
        moved.way if moved is not None else "same",
        "" if figure.period == common_period else period_words(info, figure, language),
        provisional_word() if figure.value is not None and not figure.final else "",
        info.mark == "ck",
        flag_words(figure, language),
        explanation,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def tip_of(face: IndicatorFace, language: str) -> str:
    """Return what is told where the pointer rests on a figure."""
    figure = face.entry.figure
    why = said(figure.why, language)
    return "\n".join(part for part in (f"{face.entry.info.code} · {face.name}", why, face.flags) if part)
