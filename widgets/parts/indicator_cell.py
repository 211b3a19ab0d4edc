"""Paints one indicator's cell: name, value with unit, plan and share, trend, and what it is marked with."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPolygonF

from widgets.parts.indicator_colours import paint_group, standing_colour, way_colour
from widgets.parts.indicator_face import IndicatorFace
from widgets.parts.indicator_words import standing_word
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
    tokens, scale = look.tokens, scale_of(box, look)
    pad = look.px(14)
    inside = box.adjusted(pad, look.px(9), -pad, -look.px(7))
    line_high = look.px(LINE_DESK_PX) * 1.36 * min(1.25, scale)
    value_high = look.px(VALUE_DESK_PX) * 1.12 * scale
    lines = bottom_lines(face)
    room = inside.height() - value_high - look.px(NAME_DESK_PX) * 1.3
    lines = lines[: max(0, min(len(lines), int(room / line_high + 0.15)))]
    name_high = max(0.0, inside.height() - value_high - line_high * len(lines))
    name_px = round(look.px(NAME_DESK_PX) * min(1.25, scale))
    two_lines = QFontMetricsF(sized_font(name_px, TEXT_WEIGHT)).height() * 2
    name = QRectF(inside.left(), inside.top(), inside.width(), min(name_high, two_lines))
    slack = (name_high - name.height()) / 2  # roomy cells keep their parts together
    name.translate(0, slack * 0.6)
    _paint_name(painter, name, face, look, name_px)
    value = QRectF(inside.left(), name.bottom(), inside.width(), value_high)
    paint_value(painter, value, face, look, round(look.px(VALUE_DESK_PX) * scale))
    top = value.bottom()
    for words, colour in lines:
        row = QRectF(inside.left(), top, inside.width(), line_high)
        font = sized_font(round(look.px(LINE_DESK_PX) * min(1.25, scale)), TEXT_WEIGHT)
        font = fitted_font(words, row.width(), font.pixelSize(), TEXT_WEIGHT, round(look.px(13)))
        painter.setFont(font)
        painter.setPen(QColor(getattr(tokens, colour, colour)))
        painter.drawText(row, LEFT, QFontMetricsF(font).elidedText(words, _ELIDE, row.width()))
        top += line_high


def bottom_lines(face: IndicatorFace) -> list[tuple[str, str]]:
    """Return the lines beneath a value with the name of their colour, most needed first."""
    found = [(face.plan, "text_second")]
    if face.flags:
        found.append((f"⚑ {face.flags}", "age"))
    standing = face.standing
    if standing is not None:
        found.append((standing_word(standing), "text_second"))
    about = " · ".join(part for part in (face.period, face.marks) if part)
    if about:
        found.append((about, "age" if face.marks else "text_third"))
    return found


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


def paint_value(painter: QPainter, box: QRectF, face: IndicatorFace, look: Look, px: int) -> None:
    """Paint the sign, the value with its unit, and at the right how it moved within a year."""
    tokens = look.tokens
    side = px * 0.56
    paint_group(painter, QRectF(box.left(), box.center().y() - side / 2, side, side), face.group, look)
    left, gap = box.left() + side + look.px(8), look.px(6)
    if face.entry.figure.value is None:
        font = fitted_font(face.value, box.right() - left, round(px * 0.58), TEXT_WEIGHT)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text_second))
        painter.drawText(QRectF(left, box.top(), box.right() - left, box.height()), LEFT, face.value)
        return
    unit_font = sized_font(max(look.px(13), round(px * 0.45)), TEXT_WEIGHT)
    unit = QFontMetricsF(unit_font).elidedText(face.unit, _ELIDE, box.width() * 0.5)
    unit_wide = QFontMetricsF(unit_font).horizontalAdvance(unit) + gap if unit else 0.0
    number = fitted_font(face.value, box.right() - left - unit_wide, px, HEAD_WEIGHT)
    baseline = box.center().y() + QFontMetricsF(number).capHeight() / 2
    painter.setFont(number)
    painter.setPen(QColor(tokens.text if face.entry.figure.final else tokens.text_second))
    painter.drawText(left, baseline, face.value)  # type: ignore[call-overload] # floats are taken
    left += QFontMetricsF(number).horizontalAdvance(face.value) + gap
    if unit:
        painter.setFont(unit_font)
        painter.setPen(QColor(tokens.text_second))
        painter.drawText(left, baseline, unit)  # type: ignore[call-overload]
        left += unit_wide
    _paint_trend(
        painter, QRectF(left + gap, box.top(), box.right() - left - gap, box.height()), face, look, px
    )


def _paint_trend(painter: QPainter, box: QRectF, face: IndicatorFace, look: Look, px: int) -> None:
    """Paint the trend where it has room; it is never cut."""
    font = sized_font(max(look.px(14), round(px * 0.42)), 600)
    words = face.trend_short
    if words and QFontMetricsF(font).horizontalAdvance(words) <= box.width():
        painter.setFont(font)
        painter.setPen(QColor(way_colour(face.way, look)))
        painter.drawText(box, RIGHT, words)


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
