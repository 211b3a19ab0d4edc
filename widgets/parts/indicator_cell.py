"""Paints one indicator's cell: name, value with unit, plan and share, trend, and what it is marked with."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPolygonF

from widgets.parts.indicator_colours import paint_group, standing_colour, way_colour
from widgets.parts.indicator_face import IndicatorFace
from widgets.parts.indicator_words import standing_word, unverified_word
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.look import Look

CELL_DESK_PX, CELL_HIGH_DESK_PX = 268, 142
NAME_DESK_PX, VALUE_DESK_PX, LINE_DESK_PX = 17, 36, 16
GREATEST_SCALE = 1.6
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_ELIDE = Qt.TextElideMode.ElideRight


def scale_of(box: QRectF, look: Look) -> float:
    """Return how large a cell's type may be, 1 at the least size of a cell."""
    by_room = min(box.width() / look.px(CELL_DESK_PX), box.height() / look.px(CELL_HIGH_DESK_PX))
    return max(0.8, min(GREATEST_SCALE, by_room))


def paint_cell(painter: QPainter, box: QRectF, face: IndicatorFace, look: Look) -> None:
    """Paint a cell into `box`; lines that have no room are left out, the least needed first."""
    scale, pad = scale_of(box, look), look.px(14)
    inside = box.adjusted(pad, look.px(8), -pad, -look.px(6))
    line_px = round(look.px(LINE_DESK_PX) * min(1.25, scale))
    name_px = round(look.px(NAME_DESK_PX) * min(1.25, scale))
    value_high = look.px(VALUE_DESK_PX) * 1.12 * scale
    metrics = QFontMetricsF(sized_font(name_px, TEXT_WEIGHT))
    wide = inside.width() - (look.px(19) if face.standing is not None else 0)
    name_high = metrics.height() * (1 if metrics.horizontalAdvance(face.name) <= wide else 2)
    room = inside.height() - value_high - name_high
    lines = bottom_lines(face)
    lines = lines[: max(0, int(room / (line_px * 1.3) + 0.1))]
    slack = room - len(lines) * line_px * 1.3
    top = inside.top() + max(0.0, slack * 0.3)  # roomy cells keep their parts together
    name = QRectF(inside.left(), top, inside.width(), name_high + min(0.0, slack))
    _paint_name(painter, name, face, look, name_px)
    value = QRectF(inside.left(), name.bottom(), inside.width(), value_high)
    value_px = round(look.px(VALUE_DESK_PX) * scale)
    paint_value(painter, paint_sign(painter, value, face, look, value_px), face, look, value_px)
    top = value.bottom()
    for k, line in enumerate(lines):
        row = QRectF(inside.left(), top, inside.width(), line_px * 1.3)
        _paint_line(painter, row, line, look, line_px)
        if k == 0:
            _paint_trend(painter, row, face, look, line_px)
        top += line_px * 1.3


class CellLine(msgspec.Struct, frozen=True):
    """A line beneath a value."""

    words: str
    colour: str
    """Name of a token."""
    beside: str = ""
    """Stands at the right of the same line."""
    mark: str = ""
    """After the words, in the colour of what nobody has verified."""


def bottom_lines(face: IndicatorFace) -> list[CellLine]:
    """Return the lines beneath a value, most needed first."""
    found = [CellLine(face.plan_short, "text_second", face.trend_short)]
    if face.flags:
        found.append(CellLine(f"⚑ {face.flags}", "age"))
    if face.standing is not None:
        found.append(CellLine(standing_word(face.standing), "text_second"))
    if face.period or face.provisional or face.unverified:
        about = " · ".join(part for part in (face.period, face.provisional) if part)
        found.append(
            CellLine(about, "text_third", mark=unverified_word(short=True) if face.unverified else "")
        )
    return found


def _paint_line(painter: QPainter, row: QRectF, line: CellLine, look: Look, px: int) -> None:
    room = row.width()
    if line.beside:
        room -= QFontMetricsF(sized_font(px, 600)).horizontalAdvance(line.beside) + look.px(8)
    if line.mark:
        room -= QFontMetricsF(sized_font(px, TEXT_WEIGHT)).horizontalAdvance(f" · {line.mark}")
    font = fitted_font(line.words, room, px, TEXT_WEIGHT, look.px(13))
    painter.setFont(font)
    painter.setPen(QColor(getattr(look.tokens, line.colour)))
    shown = QFontMetricsF(font).elidedText(line.words, _ELIDE, room)
    painter.drawText(row, LEFT, shown)
    if line.mark:
        left = QFontMetricsF(font).horizontalAdvance(f"{shown} · ") if shown else 0.0
        painter.setPen(QColor(look.tokens.age))
        painter.drawText(row.adjusted(left, 0, 0, 0), LEFT, line.mark)


def _paint_name(painter: QPainter, box: QRectF, face: IndicatorFace, look: Look, px: int) -> None:
    """Paint the name, over two lines where one is too short, smaller before it is cut."""
    painter.setPen(QColor(look.tokens.text))
    standing = face.standing
    if standing is not None:
        side = look.px(11)
        explanation = face.explanation
        overdue = explanation is not None and explanation.overdue
        dot = QRectF(box.right() - side, box.top() + look.px(6), side, side)
        paint_bubble(painter, dot, standing_colour(standing, look, overdue=overdue))
        box = box.adjusted(0, 0, -side - look.px(8), 0)
    font = sized_font(px, TEXT_WEIGHT)
    least = round(look.px(13.5))
    one_line = box.height() < QFontMetricsF(font).height() * 1.7
    if one_line:
        font = fitted_font(face.name, box.width(), px, TEXT_WEIGHT, least)
        painter.setFont(font)
        painter.drawText(box, LEFT, QFontMetricsF(font).elidedText(face.name, _ELIDE, box.width()))
        return
    while (
        px > least and QFontMetricsF(font).boundingRect(box, WRAPPED, face.name).height() > box.height() + 1
    ):
        px -= 1
        font = sized_font(px, TEXT_WEIGHT)
    painter.setFont(font)
    painter.drawText(box, WRAPPED, two_lines(face.name, QFontMetricsF(font), box.width()))


def two_lines(words: str, metrics: QFontMetricsF, width: float) -> str:
    """Return words that take at most two lines of a width, cut with dots where they are longer."""
    first, rest = "", words.split(" ")
    while rest and metrics.horizontalAdvance(f"{first} {rest[0]}".strip()) <= width:
        first = f"{first} {rest.pop(0)}".strip()
    if not rest:
        return first
    if not first:
        return metrics.elidedText(words, _ELIDE, width)
    return f"{first}\n{metrics.elidedText(' '.join(rest), _ELIDE, width)}"


def paint_sign(painter: QPainter, box: QRectF, face: IndicatorFace, look: Look, px: int) -> QRectF:
    """Paint the sign of the group before a value; return what room is left."""
    side = px * 0.56
    paint_group(painter, QRectF(box.left(), box.center().y() - side / 2, side, side), face.group, look)
    return box.adjusted(side + look.px(8), 0, 0, 0)


def paint_value(painter: QPainter, box: QRectF, face: IndicatorFace, look: Look, px: int) -> None:
    """Paint the value with its unit, as large as both fit."""
    tokens = look.tokens
    left, gap = box.left(), look.px(6)
    room = box.right() - left
    if face.entry.figure.value is None:
        painter.setFont(fitted_font(face.value, room, round(px * 0.58), TEXT_WEIGHT))
        painter.setPen(QColor(tokens.text_second))
        painter.drawText(QRectF(left, box.top(), room, box.height()), LEFT, face.value)
        return
    number, unit = value_fonts(face, room - gap, px, look)
    baseline = box.center().y() + QFontMetricsF(number).capHeight() / 2
    painter.setFont(number)
    painter.setPen(QColor(tokens.text))
    painter.drawText(left, baseline, face.value)  # type: ignore[call-overload] # floats are taken
    left += QFontMetricsF(number).horizontalAdvance(face.value) + gap
    painter.setFont(unit)
    painter.setPen(QColor(tokens.text_second))
    words = QFontMetricsF(unit).elidedText(face.unit, _ELIDE, max(0.0, box.right() - left))
    painter.drawText(left, baseline, words)  # type: ignore[call-overload]


def value_fonts(face: IndicatorFace, width: float, px: int, look: Look) -> tuple[QFont, QFont]:
    """Return the fonts of a value and its unit, shrunk together until both fit."""
    size = float(px)
    while True:
        number = sized_font(round(size), HEAD_WEIGHT)
        unit = sized_font(round(max(look.px(13), size * 0.42)), TEXT_WEIGHT)
        wide = QFontMetricsF(number).horizontalAdvance(face.value)
        wide += QFontMetricsF(unit).horizontalAdvance(face.unit)
        if wide <= width or size <= look.px(16):
            return number, unit
        size *= 0.95


def _paint_trend(painter: QPainter, row: QRectF, face: IndicatorFace, look: Look, px: int) -> None:
    """Paint how a figure moved within a year at the right of a line."""
    painter.setFont(sized_font(px, 600))
    painter.setPen(QColor(way_colour(face.way, look)))
    painter.drawText(row, RIGHT, face.trend_short)


def paint_bubble(painter: QPainter, box: QRectF, colour: str) -> None:
    """Paint the sign of a question: a small speech bubble."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box.adjusted(0, 0, 0, -box.height() * 0.2), 2, 2)
    x, y, w, h = box.left(), box.top(), box.width(), box.height()
    tail = [(0.2, 0.75), (0.55, 0.75), (0.2, 1.05)]
    painter.drawPolygon(QPolygonF([QPointF(x + a * w, y + b * h) for a, b in tail]))
    painter.restore()
