"""Measures and paints the lines of a list about an incident."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from widgets.logic.incident_lines import Line
from widgets.parts.incident_marks import paint_mark, tone_colour
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look

WORDS_PX, DETAIL_PX, HEAD_PX, TAG_PX = 19, 17, 19, 15
MARK_PX = 24
FOLD_PX = 12
SIDE_PX = 16
GAP_PX = 10
N_WORD_LINES, N_DETAIL_LINES = 2, 3
_VCENTER = Qt.AlignmentFlag.AlignVCenter


@lru_cache(maxsize=8192)
def wrapped(words: str, px: int, weight: int, width: int, n_lines: int) -> tuple[str, ...]:
    """Return `words` broken into at most `n_lines` of `width` px, the last one cut short with dots."""
    metrics = QFontMetricsF(sized_font(px, weight))
    if metrics.horizontalAdvance(words) <= width:
        return (words,) if words else ()
    lines: list[str] = []
    rest = words.split(" ")
    while rest and len(lines) < n_lines - 1:
        taken = 1
        while taken < len(rest) and metrics.horizontalAdvance(" ".join(rest[: taken + 1])) <= width:
            taken += 1
        lines.append(" ".join(rest[:taken]))
        rest = rest[taken:]
    if rest:
        lines.append(" ".join(rest))
    return tuple(metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines)


class LinePainter:
    """Paints lines in one look; `row_px` is the least height of a line at desk density."""

    def __init__(self, look: Look, row_px: float) -> None:
        """Paint in `look`."""
        self._look, self._row_px = look, look.px(row_px)
        px = look.px
        self._pad, self._side, self._gap, self._mark = px(9), px(SIDE_PX), px(GAP_PX), px(MARK_PX)
        self._fonts: dict[str, tuple[int, int]] = {
            "words": (px(WORDS_PX), 600),
            "head": (px(HEAD_PX), HEAD_WEIGHT),
            "detail": (px(DETAIL_PX), TEXT_WEIGHT),
            "right": (px(DETAIL_PX), 600),
            "tag": (px(TAG_PX), 600),
        }

    # ---- measure ----------------------------------------------------------------------------------

    def indent(self, lines: list[Line]) -> int:
        """Return where words begin in a list: after the widest lead and the mark, where there are any."""
        lead = max((self._width(line.lead, "detail") for line in lines if line.lead), default=0.0)
        marked = any(line.mark for line in lines)
        return (
            self._side + (round(lead) + self._gap if lead else 0) + (self._mark + self._gap if marked else 0)
        )

    def height(self, line: Line, indent: int, width: int) -> int:
        """Return the height of a line in a list of `width` px."""
        words, detail = self._texts(line, self._side if line.head else indent, width)
        text = len(words) * self._pitch(self._kind(line)) + len(detail) * self._pitch("detail")
        return max(self._row_px, round(text) + 2 * self._pad)

    def _kind(self, line: Line) -> str:
        return "head" if line.head else "words"

    def _font(self, kind: str) -> QFont:
        return sized_font(*self._fonts[kind])

    def _width(self, words: str, kind: str) -> float:
        return QFontMetricsF(self._font(kind)).horizontalAdvance(words)

    def _pitch(self, kind: str) -> float:
        return self._fonts[kind][0] * 1.32

    def _right_width(self, line: Line) -> int:
        fold = self._look.px(FOLD_PX) + self._gap if line.fold else 0
        return fold + (round(self._width(line.right, "right")) + self._gap if line.right else 0)

    def _tag_width(self, line: Line) -> int:
        return round(self._width(line.tag, "tag")) + self._gap + self._look.px(14) if line.tag else 0

    def _texts(self, line: Line, indent: int, width: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        free = max(self._look.px(60), width - indent - self._side)
        taken = self._right_width(line) + self._tag_width(line)
        words = wrapped(
            line.words, *self._fonts[self._kind(line)], max(free - taken, free // 3), N_WORD_LINES
        )
        detail: tuple[str, ...] = ()
        for part in line.detail.split("\n") if line.detail else ():
            detail += wrapped(part, *self._fonts["detail"], free, N_DETAIL_LINES)
        return words, detail

    # ---- paint ------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, row: QRectF, line: Line, indent: int) -> None:
        """Paint one line into its row."""
        look, tokens = self._look, self._look.tokens
        indent = self._side if line.head else indent
        words, detail = self._texts(line, indent, round(row.width()))
        kind = self._kind(line)
        text = len(words) * self._pitch(kind) + len(detail) * self._pitch("detail")
        top = row.top() + (row.height() - text) / 2
        first = QRectF(row.left(), top, row.width(), self._pitch(kind))
        self._paint_left(painter, row, first, line, indent)
        painter.setFont(self._font(kind))
        painter.setPen(QColor(tone_colour(line.tone, look)))
        left, last = row.left() + indent, 0.0
        for number, part in enumerate(words):
            box = QRectF(left, top + number * self._pitch(kind), row.width() - left, self._pitch(kind))
            painter.drawText(box, _VCENTER, part)
            last = left + self._width(part, kind)
        if line.tag:
            end = top + (max(1, len(words)) - 1) * self._pitch(kind)
            self._paint_tag(painter, QPointF(last + self._gap, end + self._pitch(kind) / 2), line.tag)
        painter.setFont(self._font("detail"))
        painter.setPen(QColor(tokens.text_third if line.tone == "dim" else tokens.text_second))
        below = top + len(words) * self._pitch(kind)
        for number, part in enumerate(detail):
            box = QRectF(left, below + number * self._pitch("detail"), row.width(), self._pitch("detail"))
            painter.drawText(box, _VCENTER, part)
        self._paint_right(painter, row, first, line)

    def _paint_left(self, painter: QPainter, row: QRectF, first: QRectF, line: Line, indent: int) -> None:
        look, tokens = self._look, self._look.tokens
        if line.lead:
            painter.setFont(self._font("detail"))
            painter.setPen(QColor(tokens.text_second))
            painter.drawText(first.adjusted(self._side, 0, 0, 0), _VCENTER, line.lead)
        if not line.mark:
            return
        box = QRectF(0, 0, self._mark, self._mark)
        box.moveCenter(QPointF(row.left() + indent - self._gap - self._mark / 2, first.center().y()))
        if line.rail:
            painter.setPen(QPen(QColor(tokens.text_third), look.px(2)))
            x, gap = box.center().x(), box.height() / 2 + look.px(1)
            if line.rail != "first":
                painter.drawLine(QPointF(x, row.top()), QPointF(x, box.center().y() - gap))
            if line.rail != "last":
                painter.drawLine(QPointF(x, box.center().y() + gap), QPointF(x, row.bottom()))
        paint_mark(painter, box, line, look)

    def _paint_tag(self, painter: QPainter, at: QPointF, words: str) -> None:
        look, tokens = self._look, self._look.tokens
        painter.setFont(self._font("tag"))
        width, height = self._width(words, "tag") + look.px(14), look.px(TAG_PX) * 1.5
        box = QRectF(at.x(), at.y() - height / 2, width, height)
        painter.setPen(QPen(QColor(tokens.text_third), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(tokens.text_second))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_fold(self, painter: QPainter, first: QRectF, *, is_open: bool) -> None:
        """Paint the small triangle at the end of a line: it points down while the members follow."""
        side = self._look.px(FOLD_PX) / 2
        middle = QPointF(first.right() - self._side - side, first.center().y())
        corners = (
            ((-1.0, -0.6), (1.0, -0.6), (0.0, 0.6)) if is_open else ((-0.6, -1.0), (0.6, 0.0), (-0.6, 1.0))
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.tokens.text_second))
        painter.drawPolygon(QPolygonF([middle + QPointF(x * side, y * side) for x, y in corners]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_right(self, painter: QPainter, row: QRectF, first: QRectF, line: Line) -> None:
        look, tokens = self._look, self._look.tokens
        if line.right:
            painter.setFont(self._font("right"))
            painter.setPen(QColor(tone_colour(line.right_tone, look)))
            fold = look.px(FOLD_PX) + self._gap if line.fold else 0
            box = first.adjusted(0, 0, -self._side - fold, 0)
            painter.drawText(box, _VCENTER | Qt.AlignmentFlag.AlignRight, line.right)
        if line.fold:
            self._paint_fold(painter, first, is_open=line.fold == "open")
        if line.share is not None:
            bar = QRectF(row.left(), row.bottom() - look.px(2), row.width(), look.px(3))
            painter.fillRect(bar, QColor(tokens.line))
            bar.setWidth(bar.width() * line.share)
            painter.fillRect(bar, QColor(tone_colour(line.right_tone, look)))
