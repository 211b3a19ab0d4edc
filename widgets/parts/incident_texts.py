"""Words of several sizes one beneath the other, broken to the width, beside a sign."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets.logic.incident_lines import Line, Mark, Tone
from widgets.parts.incident_marks import paint_mark, tone_colour
from widgets.parts.incident_paint import wrapped
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look

PITCH = 1.35
MARK_PX, SIDE_PX, GAP_PX, TOP_PX = 32, 16, 14, 12


class Passage(msgspec.Struct, frozen=True):
    """One run of words."""

    words: str
    px: int = 18
    """At desk density."""
    weight: int = TEXT_WEIGHT
    tone: Tone = "second"
    n_lines: int = 2
    """At most so many lines; the rest is cut."""
    colour: str = ""
    """Of `lead`."""
    lead: str = ""
    """Stronger words before the others, on the same line."""
    key: bool = False
    """Must be read from the farthest seat."""


class TextStack(QWidget):
    """Painted; `wanted_height` says how high its words are."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look = look
        self._sign = Line("")
        self._passages: tuple[Passage, ...] = ()

    def words(self) -> list[str]:
        """Return what it says."""
        return [passage.words for passage in self._passages if passage.words]

    def show_passages(self, passages: tuple[Passage, ...], mark: Mark, *, dim: bool = False) -> None:
        """Show other words; `dim`: what they tell of is over."""
        self._sign = Line("", mark=mark, tone="dim" if dim else "plain")
        if passages != self._passages:
            self._passages = passages
        self.update()

    def wanted_height(self, width: int) -> int:
        """Return what it takes to show all words at a width (px)."""
        lines = sum(len(parts) * self._px(passage) * PITCH for passage, parts in self._broken(width))
        return round(lines) + 2 * self._look.px(TOP_PX)

    def _px(self, passage: Passage) -> int:
        return self._look.key_px(passage.px) if passage.key else self._look.px(passage.px)

    def _left(self) -> int:
        look = self._look
        return look.px(SIDE_PX) + (look.px(MARK_PX) + look.px(GAP_PX) if self._sign.mark else 0)

    def _broken(self, width: int) -> list[tuple[Passage, tuple[str, ...]]]:
        free = max(40, width - self._left() - self._look.px(SIDE_PX))
        return [
            (p, wrapped(p.words, self._px(p), p.weight, free - self._lead_width(p), p.n_lines))
            for p in self._passages
        ]

    def _lead_width(self, passage: Passage) -> int:
        if not passage.lead:
            return 0
        metrics = QFontMetricsF(sized_font(self._px(passage), HEAD_WEIGHT))
        return round(metrics.horizontalAdvance(passage.lead + "  "))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sign and words."""
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, y = look.px(MARK_PX), float(look.px(TOP_PX))
        if self._passages and self._sign.mark:
            first = self._px(self._passages[0]) * PITCH
            paint_mark(
                painter, QRectF(look.px(SIDE_PX), y + (first - side) / 2, side, side), self._sign, look
            )
        for passage, parts in self._broken(self.width()):
            px = self._px(passage)
            if passage.lead:
                painter.setFont(sized_font(px, HEAD_WEIGHT))
                painter.setPen(QColor(passage.colour or tone_colour(passage.tone, look)))
                row = QRectF(self._left(), y, self.width(), px * PITCH)
                painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, passage.lead)
            painter.setFont(sized_font(px, passage.weight))
            painter.setPen(QColor(tone_colour(passage.tone, look)))
            left = self._left() + self._lead_width(passage)
            for part in parts:
                row = QRectF(left, y, self.width(), px * PITCH)
                painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, part)
                y += px * PITCH
        painter.end()
