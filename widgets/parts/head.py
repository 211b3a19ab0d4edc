"""The head of a tile: title, subtitle, badge, and at the right the age or a remark."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from widgets.logic import formats
from widgets.parts.words import late_words, lost_words, updated_words
from widgets.theme.fonts import HEAD_WEIGHT, fitted_font, sized_font, text_font
from widgets.theme.look import Look
from widgets.tile import TileContext, TileHead, TileHealth

translate = QCoreApplication.translate
HEAD_DESK_PX = 45
LONG_WORDS = 30
"""A subtitle of so many characters may be cut off; a shorter one, such as a count, is whole or absent."""


def head_height(look: Look) -> int:
    """Return the height of a tile's head (px)."""
    return look.px(HEAD_DESK_PX)


class HeadWords(msgspec.Struct, frozen=True):
    """All words of one head."""

    title: str
    subtitle: str
    badge: str
    badge_colour: str
    state: str
    """At the right, where there is room."""
    state_short: str
    """At the right, where there is little."""
    state_colour: str

    @classmethod
    def of(cls, title: str, head: TileHead, health: TileHealth, context: TileContext) -> HeadWords:
        """Return the words for a tile's title, head and health; ` — ` in a title starts its subtitle."""
        tokens = context.look.tokens
        main, dash, rest = title.partition(" — ")
        badge_colour = (
            context.look.severity(head.badge_severity) if head.badge_severity else tokens.text_second
        )
        full, short, colour = _state_words(head, health, context)
        return cls(
            main,
            " ".join(part for part in (head.subtitle, f"— {rest}" if dash else "") if part),
            head.badge,
            badge_colour,
            full,
            short,
            colour,
        )


def _state_words(head: TileHead, health: TileHealth, context: TileContext) -> tuple[str, str, str]:
    tokens, language = context.look.tokens, context.language
    now = context.live.clock.now()
    timezone = context.live.state.centre.timezone
    if health.state == "failed":
        word = translate("Tile", "failed")
        return word, word, tokens.critical
    oldest_s = now - health.oldest_at if health.oldest_at is not None else None
    if health.state == "late" and oldest_s is not None:
        return late_words(oldest_s, language), formats.rough_duration(oldest_s, language), tokens.age
    if health.state in ("late", "lost"):
        nothing = health.note if health.oldest_at is None else ""
        words = nothing or lost_words(health.oldest_at, now, timezone)
        return words, nothing or translate("Tile", "no data"), tokens.age
    if head.remark:
        return head.remark, head.remark, tokens.text_second
    at = head.updated_at if head.updated_at is not None else health.oldest_at
    if at is None:
        return "", "", tokens.text_second
    return updated_words(now - at, language), formats.rough_duration(now - at, language), tokens.text_second


def paint_head(painter: QPainter, box: QRect, words: HeadWords, look: Look) -> None:
    """Paint a tile's head into `box`: the title always, the rest as far as there is room."""
    pad, gap = look.px(16), look.px(12)
    painter.setPen(QPen(QColor(look.tokens.line), 1))
    painter.drawLine(box.left() + 1, box.bottom(), box.right() - 1, box.bottom())
    line = QRectF(box).adjusted(pad, 0, -pad, -1)
    title_font = QFont(sized_font(look.key_px(20), HEAD_WEIGHT))
    text, small = text_font(look, 20), text_font(look, 17)
    title_px = _width(words.title, title_font)
    badge_px = _width(words.badge, text_font(look, 16, 600)) + look.px(20) if words.badge else 0.0
    needed = title_px + (gap + badge_px if badge_px else 0)
    free = line.width() - needed - 2 * gap
    subtitle_px = gap + _width(words.subtitle, text) if words.subtitle else 0.0
    state = _fitting((words.state,), small, free - subtitle_px) or _fitting((words.state_short,), small, free)
    if state:
        painter.setFont(small)
        painter.setPen(QColor(words.state_colour))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, state)
        line.setRight(line.right() - _width(state, small) - 2 * gap)
    title_font = fitted_font(words.title, line.width(), title_font.pixelSize(), HEAD_WEIGHT, look.px(12.5))
    left = line.left() + _draw(painter, line, words.title, title_font, look.tokens.text) + gap
    if badge_px and left + badge_px <= line.right():
        _paint_badge(painter, QRectF(left, line.center().y(), badge_px, 0), words, look)
        left += badge_px + gap
    subtitle = short_words(words.subtitle, text, line.right() - left)
    if subtitle:
        line.setLeft(left)
        _draw(painter, line, subtitle, text, look.tokens.text_second)


def _paint_badge(painter: QPainter, at: QRectF, words: HeadWords, look: Look) -> None:
    half = look.px(30) / 2
    box = at.adjusted(0.5, -half + 0.5, -0.5, half - 0.5)
    painter.setPen(QPen(QColor(words.badge_colour), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3, 3)
    painter.setFont(text_font(look, 16, 600))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words.badge)


def short_words(words: str, font: QFont, width_px: float) -> str:
    """Return the parts between ` · ` that fit; of a single long one its beginning, of a short one nothing."""
    parts = words.split(" · ")
    for n in range(len(parts), 0, -1):
        said = " · ".join(parts[:n])
        if _width(said, font) <= width_px:
            return said
    room = width_px > 0.5 * _width(parts[0], font)
    return parts[0] if len(parts[0]) >= LONG_WORDS and room else ""


def _width(words: str, font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(words)


def _fitting(choices: tuple[str, ...], font: QFont, width_px: float) -> str:
    return next((words for words in choices if words and _width(words, font) <= width_px), "")


def _draw(painter: QPainter, box: QRectF, words: str, font: QFont, colour: str) -> float:
    """Draw one line, elided at the box's width; return the width it took (px)."""
    shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    return _width(shown, font)
