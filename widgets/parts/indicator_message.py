"""Paints one figure alone: one message, and beside the number what the unit says about it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from backend.contract.indicators import ColourRule
from widgets.logic import formats
from widgets.logic.indicator_explain import Explanation
from widgets.parts.indicator_cell import LEFT, WRAPPED, paint_value
from widgets.parts.indicator_colours import group_colour, paint_group, standing_colour, way_colour
from widgets.parts.indicator_face import IndicatorFace
from widgets.parts.indicator_words import due_words, standing_word, unverified_word
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.tile import TileContext

translate = QCoreApplication.translate
LEAST_PX = 13
LEAST_HIGH_DESK_PX = 90
BESIDE = 1.25
"""A tile so many times wider than high has the answer beside the number, else beneath it."""


def paint_message(
    painter: QPainter, box: QRectF, face: IndicatorFace, rule: ColourRule | None, context: TileContext
) -> None:
    """Paint the figure; with an explanation it gives half of its room to that."""
    look = context.look
    if box.height() < look.px(LEAST_HIGH_DESK_PX):
        return  # a form has taken the room, and names the figure
    pad = look.px(18)
    inside = box.adjusted(pad, look.px(10), -pad, -look.px(10))
    found = face.explanation
    if found is None:
        _paint_figure(painter, inside, face, rule, context)
        return
    if box.width() >= BESIDE * box.height():
        figure = QRectF(inside.left(), inside.top(), inside.width() * 0.42, inside.height())
        answer = QRectF(
            figure.right() + pad, inside.top(), inside.right() - figure.right() - pad, inside.height()
        )
        line = (figure.right() + pad / 2, inside.top(), figure.right() + pad / 2, inside.bottom())
    else:
        figure = QRectF(inside.left(), inside.top(), inside.width(), inside.height() * 0.52)
        answer = QRectF(
            inside.left(),
            figure.bottom() + pad / 2,
            inside.width(),
            inside.bottom() - figure.bottom() - pad / 2,
        )
        line = (inside.left(), figure.bottom(), inside.right(), figure.bottom())
    _paint_figure(painter, figure, face, rule, context)
    painter.setPen(QPen(QColor(look.tokens.line), 1))
    painter.drawLine(*(round(x) for x in line))
    _paint_answer(painter, answer, found, context)


def _paint_figure(
    painter: QPainter, box: QRectF, face: IndicatorFace, rule: ColourRule | None, context: TileContext
) -> None:
    look, language = context.look, context.language
    tokens = look.tokens
    lines = [
        (face.plan, tokens.text_second),
        (face.trend, way_colour(face.way, look)),
        (face.flags, tokens.age),
    ]
    lines.append((" · ".join(part for part in (face.period, face.provisional) if part), tokens.text_second))
    lines.append((unverified_word() if face.unverified else "", tokens.age))
    lines = [line for line in lines if line[0]]
    line_px = min(look.px(19), box.height() / 13)
    line_high = line_px * 1.4
    head_high = line_high * 1.15
    one_line = QFontMetricsF(sized_font(round(line_px * 1.2), TEXT_WEIGHT)).horizontalAdvance(face.name)
    name_high = line_px * 1.25 * (1.35 if one_line <= box.width() else 2.5)
    value_high = max(
        line_px * 2, min(box.height() * 0.46, box.height() - head_high - name_high - line_high * len(lines))
    )
    used = head_high + name_high + value_high + line_high * len(lines)
    top = box.top() + max(0.0, (box.height() - used) / 2)
    head = QRectF(box.left(), top, box.width(), head_high)
    side = line_px * 1.05
    paint_group(painter, QRectF(head.left(), head.center().y() - side / 2, side, side), face.group, look)
    words = rule.name.in_language(language) if rule is not None else ""
    head.setLeft(head.left() + side + look.px(8))
    painter.setFont(fitted_font(words, head.width(), round(line_px), HEAD_WEIGHT, look.px(11)))
    painter.setPen(QColor(group_colour(face.group, look) if face.group != "none" else tokens.text_second))
    painter.drawText(head, LEFT, words)
    top += head_high
    paint_wrapped(
        painter, QRectF(box.left(), top, box.width(), name_high), face.name, round(line_px * 1.2), tokens.text
    )
    top += name_high
    value = QRectF(box.left(), top, box.width(), value_high)
    paint_value(painter, value, face, look, round(min(value_high * 0.86, look.px(80))))
    top += value_high
    for words, colour in lines:
        row = QRectF(box.left(), top, box.width(), line_high)
        painter.setFont(fitted_font(words, row.width(), round(line_px), TEXT_WEIGHT, look.px(11)))
        painter.setPen(QColor(colour))
        painter.drawText(row, LEFT, words)
        top += line_high


def paint_wrapped(painter: QPainter, box: QRectF, words: str, px: int, colour: str) -> None:
    """Paint words over as many lines as fit, smaller before anything is cut."""
    font = sized_font(px, TEXT_WEIGHT)
    while px > LEAST_PX and QFontMetricsF(font).boundingRect(box, WRAPPED, words).height() > box.height() + 1:
        px -= 1
        font = sized_font(px, TEXT_WEIGHT)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(box, WRAPPED, words)


def _paint_answer(painter: QPainter, box: QRectF, found: Explanation, context: TileContext) -> None:
    look, live = context.look, context.live
    tokens = look.tokens
    now, timezone = live.clock.now(), live.state.centre.timezone
    px = min(look.px(18), box.height() / 9)
    head = QRectF(box.left(), box.top(), box.width(), px * 1.6)
    words = said_standing(found)
    painter.setFont(fitted_font(words, head.width(), round(px), HEAD_WEIGHT, look.px(11)))
    painter.setPen(QColor(standing_colour(found.standing, look, overdue=found.overdue)))
    painter.drawText(head, LEFT, words)
    foot = answer_foot(found, now, timezone, context.language)
    foot_box = QRectF(box.left(), box.bottom() - px * 1.5, box.width(), px * 1.5)
    middle = QRectF(
        box.left(), head.bottom() + px * 0.2, box.width(), foot_box.top() - head.bottom() - px * 0.4
    )
    answer, colour = found.answer, tokens.text
    if not answer:
        answer, colour = found.question, tokens.text_second
    elif found.standing == "returned" and found.returned_why:
        answer = f"{answer}\n{translate('Indicators', 'Given back: {why}').format(why=found.returned_why)}"
    paint_wrapped(painter, middle, answer, round(px * 1.05), colour)
    painter.setFont(fitted_font(foot, foot_box.width(), round(px * 0.9), TEXT_WEIGHT, look.px(9)))
    painter.setPen(QColor(tokens.critical if found.overdue else tokens.text_second))
    painter.drawText(foot_box, LEFT, foot)


def said_standing(found: Explanation) -> str:
    """Return how an explanation stands, with a large first letter."""
    words = standing_word(found.standing)
    return words[:1].upper() + words[1:]


def answer_foot(found: Explanation, now: float, timezone: str, language: str) -> str:
    """Return by when an answer is due, when it came, and which keys do something now."""
    parts = [due_words(found, now, timezone, language)]
    if found.answer and found.answered_at is not None and found.standing != "returned":
        at = formats.moment(found.answered_at, now, timezone)
        parts.append(translate("Indicators", "answered {time}").format(time=at))
    if found.standing == "answered":
        if "accept" in found.actions:
            parts.append(translate("Indicators", "A accepts"))
        if "return" in found.actions:
            parts.append(translate("Indicators", "R gives back"))
    return " · ".join(part for part in parts if part)
