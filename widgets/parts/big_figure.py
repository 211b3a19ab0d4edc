"""A large number with its unit, and one or two lines beneath; nothing is ever cut."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from backend.contract.state import Severity
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.look import Look
from widgets.theme.shapes import paint_shape


class FigureWords(msgspec.Struct, frozen=True):
    """What is painted."""

    number: str
    unit: str
    colour: str
    """Of the number."""
    ageing: str
    """Age of a late figure, in the colour of ages; before the second line."""
    second: str
    severity: Severity | None = None
    """Its shape stands before the lines beneath: colour never speaks alone."""


NUMBER_DESK_PX, UNIT_DESK_PX, SECOND_DESK_PX = 68, 27, 20
LEAST_SCALE, GREATEST_SCALE = 0.7, 1.35
USUAL_LINES = 2
_LINE = 1.28


def paint_figure(painter: QPainter, box: QRect, words: FigureWords, look: Look) -> None:
    """Paint `words` into `box`, shrinking type until everything fits."""
    pad = look.px(18)
    width = max(1.0, box.width() - 2 * pad)
    lines = second_lines(words, width, look)
    scale = _scale(box.height(), max(USUAL_LINES, len(lines)), look)
    n_kept = USUAL_LINES  # figures side by side have one size and one base line
    if scale < LEAST_SCALE:
        n_kept, scale = 0, _scale(box.height(), len(lines), look)
    if scale < LEAST_SCALE:  # too low for legible lines: the age stays, the rest goes
        lines = [line for line in lines if line[1] == look.tokens.age][:1]
        scale = _scale(box.height(), len(lines), look)
    second = sized_font(max(9, round(look.px(SECOND_DESK_PX) * min(1.0, scale))), TEXT_WEIGHT)
    number_px = round(look.px(NUMBER_DESK_PX) * scale)
    unit_px = round(look.px(UNIT_DESK_PX) * scale)
    number = _number_font(words, width, number_px, unit_px)
    unit = sized_font(max(9, round(unit_px * number.pixelSize() / max(1, number_px))), TEXT_WEIGHT)
    cap: float = QFontMetricsF(number).capHeight()
    line_px = second.pixelSize() * _LINE
    between = look.px(18) * scale if lines or n_kept else 0.0
    block = cap + between + line_px * max(n_kept, len(lines))
    top = box.top() + max(0.0, (box.height() - block) / 2)
    baseline = top + cap
    painter.setFont(number)
    painter.setPen(QColor(words.colour))
    left: float = box.left() + pad
    painter.drawText(QPointF(left, baseline), words.number)
    left += QFontMetricsF(number).horizontalAdvance(words.number) + look.px(9) * scale
    painter.setFont(unit)
    painter.setPen(QColor(look.tokens.text_second))
    painter.drawText(QPointF(left, baseline), words.unit)
    marked = 1 if len(lines) > 1 and lines[0][0] == words.ageing else 0
    for k, (line, colour) in enumerate(lines):
        left, y = box.left() + pad, baseline + between + line_px * (k + 0.78)
        if words.severity is not None and k == marked:
            side = second.pixelSize() * 0.92
            paint_shape(painter, QRectF(left, y - side * 0.86, side, side), words.severity, look)
            left += side * 1.35
        painter.setFont(fitted_font(line, box.right() - pad - left, second.pixelSize(), TEXT_WEIGHT))
        painter.setPen(QColor(colour))
        painter.drawText(QPointF(left, y), line)


def second_lines(words: FigureWords, width_px: float, look: Look) -> list[tuple[str, str]]:
    """Return the lines beneath with their colours: on one line where they fit, else broken at a dot."""
    tokens, px = look.tokens, look.px(SECOND_DESK_PX)
    metrics = QFontMetricsF(sized_font(px, TEXT_WEIGHT))
    free = width_px - (px * 1.3 if words.severity is not None else 0.0)
    if (
        words.ageing
        and words.second
        and metrics.horizontalAdvance(f"{words.ageing} · {words.second}") <= free
    ):
        return [(f"{words.ageing} · {words.second}", tokens.age)]
    lines = [(words.ageing, tokens.age)] if words.ageing else []
    said = [words.second]
    for mark in (" · ", ": ", " ("):  # a remark of two parts goes onto two lines before it gets small
        if len(said) == 1 and metrics.horizontalAdvance(said[0]) > free and mark in said[0]:
            first, _, rest = said[0].partition(mark)
            said = [first, f"({rest}" if mark == " (" else rest]
    if len(said) > 1:  # what stands in brackets gives way before type gets too small to be read
        said = [part if metrics.horizontalAdvance(part) <= free else _unbracketed(part) for part in said]
    return lines + [(part, tokens.text_second) for part in said if part]


def _unbracketed(words: str) -> str:
    """Return words without what they say in brackets at their end; words that begin with one stay."""
    return words if words.startswith("(") else words.partition(" (")[0]


def _scale(height_px: int, n_lines: int, look: Look) -> float:
    wanted = look.px(NUMBER_DESK_PX) * 0.73 + look.px(18) * bool(n_lines)
    wanted += n_lines * look.px(SECOND_DESK_PX) * _LINE + 2 * look.px(12)
    return min(GREATEST_SCALE, height_px / max(1.0, wanted))


def _number_font(words: FigureWords, width_px: float, number_px: int, unit_px: int) -> QFont:
    """Return the number's font so that number and unit fit on one line together."""
    unit = QFontMetricsF(sized_font(max(9, unit_px), TEXT_WEIGHT)).horizontalAdvance(words.unit)
    number = QFontMetricsF(sized_font(number_px, HEAD_WEIGHT)).horizontalAdvance(words.number)
    needed = number + unit + number_px * 0.14
    share = min(1.0, width_px / max(1.0, needed))
    return sized_font(max(9, int(number_px * share)), HEAD_WEIGHT)
