"""Bars of what was received and settled, and above them what stays open; days before any case are gaps."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from widgets.logic import formats
from widgets.logic.axes import nice_range, value_ticks
from widgets.logic.shown_number import ShownNumber
from widgets.logic.trend import Span, Step
from widgets.parts.board_colours import mixed
from widgets.parts.board_words import day_words
from widgets.parts.number_pane import NumberPane, Spot, spot_of
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look
from widgets.theme.shapes import paint_hatch

translate = QCoreApplication.translate
KEY_DESK_PX, KEY_LINE_DESK_PX, DATES_DESK_PX, TEXT_DESK_PX = 40, 30, 30, 16
BACKLOG_SHARE, BACKLOG_DESK_PX = 0.3, 150
LEAST_BACKLOG_DESK_PX = 330
"""On a lower tile the line of the backlog is left out; its number stays."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class SpanFace(msgspec.Struct, frozen=True):
    """One span with the lists behind its numbers; None: there is no number."""

    span: Span
    received: ShownNumber | None
    settled: ShownNumber | None


class TrendFace(msgspec.Struct, frozen=True):
    """All that is painted."""

    step: Step
    spans: tuple[SpanFace, ...] = ()
    totals: tuple[ShownNumber, ...] = ()
    """Received and settled within all spans."""
    backlog: ShownNumber | None = None
    """Open now; None: the line is not wanted."""


class TrendChart(NumberPane):
    """Every bar opens its list; so do the totals in the key above them."""

    def __init__(self, look: Look, language: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(look, parent)
        self._language = language
        self._face = TrendFace("day")
        self._key_room: tuple[tuple[int, int], float] | None = None
        """Height of the key (px), and of what width and numbers it is."""

    def face(self) -> TrendFace:
        """Return what is shown."""
        return self._face

    def set_face(self, face: TrendFace) -> None:
        """Show other numbers."""
        if face != self._face:
            self._face = face
            self.renew()

    # ---- room ---------------------------------------------------------------------------------

    def _colours(self) -> tuple[str, str]:
        tokens = self._look.tokens
        return tokens.live_series, mixed(tokens.text_second, tokens.tile, 0.35)

    def _area(self) -> QRectF:
        """Return where the bars stand."""
        look, pad = self._look, self._look.px(16)
        high = self.height() - self._key_px() - look.px(DATES_DESK_PX)
        above = self._backlog_px()
        axis = self._axis_px()
        return QRectF(
            pad + axis, self._key_px() + above, self.width() - 2 * pad - axis, max(1.0, high - above)
        )

    def _key_px(self) -> float:
        """Return the height of the key."""
        size = (self.width(), id(self._face))
        if self._key_room is None or self._key_room[0] != size:
            key, look = self._key(), self._look
            high = key[-1][0].bottom() + look.px(4) if key else float(look.px(KEY_DESK_PX))
            self._key_room = (size, high)
        return self._key_room[1]

    def _axis_px(self) -> float:
        metrics = QFontMetricsF(sized_font(self._look.px(TEXT_DESK_PX), TEXT_WEIGHT))
        tops = [self._top(), self._backlog_range()[1]] if self._backlog_px() else [self._top()]
        wide = max(metrics.horizontalAdvance(formats.number(top, 0, self._language)) for top in tops)
        return wide + self._look.px(10)

    def _backlog_range(self) -> tuple[float, float]:
        values = [float(s.span.backlog) for s in self._face.spans if s.span.backlog is not None]
        return nice_range(min(values), max(values), 2) if values else (0.0, 1.0)

    def _backlog_px(self) -> float:
        look = self._look
        if self._face.backlog is None or self.height() < look.px(LEAST_BACKLOG_DESK_PX):
            return 0.0
        return min(look.px(BACKLOG_DESK_PX), self.height() * BACKLOG_SHARE)

    def _top(self) -> float:
        counts = [s.span.received or 0 for s in self._face.spans] + [
            s.span.settled or 0 for s in self._face.spans
        ]
        return max(4.0, nice_range(0.0, float(max(counts, default=0)))[1])

    def _slot(self, k: int) -> QRectF:
        area = self._area()
        wide = area.width() / max(1, len(self._face.spans))
        return QRectF(area.left() + k * wide, area.top(), wide, area.height())

    def _bar(self, k: int, which: int, count: int) -> QRectF:
        slot, area = self._slot(k), self._area()
        gap = max(1.0, slot.width() * 0.14)
        wide = max(1.0, (slot.width() - gap) / 2)
        high = max(2.0, area.height() * count / self._top()) if count else 0.0
        return QRectF(slot.left() + gap / 2 + which * wide, area.bottom() - high, max(1.0, wide - 1), high)

    def make_spots(self) -> list[Spot]:
        """Return the bars, as high as the chart so that a small one can be hit, and the totals."""
        found: list[Spot] = []
        area = self._area()
        for k, shown in enumerate(self._face.spans):
            for which, number in enumerate((shown.received, shown.settled)):
                if number is not None:
                    bar = self._bar(k, which, 1)
                    box = QRectF(bar.left(), area.top(), bar.width() + 1, area.height())
                    found.append(spot_of(box, number, self._tip(number)))
        return found + [spot_of(box, number, self._tip(number)) for box, number, _words, _c in self._key()]

    def _tip(self, number: ShownNumber) -> str:
        return f"{number.words}: {formats.number(number.n, 0, self._language)}"

    # ---- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint key, grid, bars, dates and the line of what is open."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_key(painter)
        if self._face.spans:
            self._paint_grid(painter)
            self._paint_bars(painter)
            self._paint_dates(painter)
            if self._backlog_px():
                self._paint_backlog(painter)
        self.paint_chosen(painter)
        painter.end()

    def _key(self) -> list[tuple[QRectF, ShownNumber, str, str]]:
        """Return box, number, name and colour of each entry above the bars, over one or more lines."""
        look = self._look
        names = (translate("Board", "received"), translate("Board", "ended"))
        entries = [(n, w, c) for n, w, c in zip(self._face.totals, names, self._colours(), strict=False)]
        if self._face.backlog is not None:
            entries.append((self._face.backlog, translate("Board", "open now"), look.tokens.text))
        metrics = QFontMetricsF(sized_font(look.px(18), HEAD_WEIGHT))
        found: list[tuple[QRectF, ShownNumber, str, str]] = []
        left, line = float(look.px(16)), 0
        for number, words, colour in entries:
            said = f"{words} {formats.number(number.n, 0, self._language)}"
            wide = metrics.horizontalAdvance(said) + look.px(16 + 30)
            if left + wide - look.px(16) > self.width() and found:
                left, line = float(look.px(16)), line + 1
            top = look.px(4) + line * look.px(KEY_LINE_DESK_PX)
            found.append((QRectF(left, top, wide, look.px(KEY_DESK_PX - 8)), number, words, colour))
            left += wide
        return found

    def _paint_key(self, painter: QPainter) -> None:
        look, tokens = self._look, self._look.tokens
        for box, number, words, colour in self._key():
            side = look.px(12)
            sign = QRectF(box.left(), box.center().y() - side / 2, side, side)
            if number is self._face.backlog:
                sign = QRectF(box.left(), box.center().y() - look.px(1), side, look.px(2.5))
            painter.fillRect(sign, QColor(colour))
            painter.setFont(sized_font(look.px(17), TEXT_WEIGHT))
            painter.setPen(QColor(tokens.text_second))
            left = sign.right() + look.px(7)
            painter.drawText(QRectF(left, box.top(), box.width(), box.height()), _LEFT, words)
            left += painter.fontMetrics().horizontalAdvance(words) + look.px(7)
            painter.setFont(sized_font(look.px(18), HEAD_WEIGHT))
            painter.setPen(QColor(tokens.text))
            said = formats.number(number.n, 0, self._language)
            painter.drawText(QRectF(left, box.top(), box.width(), box.height()), _LEFT, said)

    def _paint_grid(self, painter: QPainter) -> None:
        look, tokens, area, top = self._look, self._look.tokens, self._area(), self._top()
        painter.setFont(sized_font(look.px(TEXT_DESK_PX), TEXT_WEIGHT))
        n_wanted = max(1, min(4, int(area.height() / look.px(44))))
        for tick in value_ticks(0.0, top, n_wanted)[0]:
            y = area.bottom() - area.height() * tick / top
            painter.setPen(QPen(QColor(tokens.grid), 1))
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
            painter.setPen(QColor(tokens.text_third))
            box = QRectF(0, y - look.px(12), area.left() - look.px(8), look.px(24))
            painter.drawText(box, _RIGHT, formats.number(tick, 0, self._language))

    def _paint_bars(self, painter: QPainter) -> None:
        colours = self._colours()
        gap_from: float | None = None
        for k, shown in enumerate(self._face.spans):
            slot = self._slot(k)
            if shown.span.received is None:
                gap_from = slot.left() if gap_from is None else gap_from
                continue
            for which, count in enumerate((shown.span.received, shown.span.settled or 0)):
                colour = QColor(colours[which])
                if shown.span.running:  # not over yet: its bars still grow
                    colour.setAlphaF(0.45)
                painter.fillRect(self._bar(k, which, count), colour)
            if gap_from is not None:
                self._paint_gap(painter, gap_from, slot.left())
                gap_from = None
        if gap_from is not None:
            self._paint_gap(painter, gap_from, self._area().right())

    def _paint_gap(self, painter: QPainter, left: float, right: float) -> None:
        look, area = self._look, self._area()
        box = QRectF(left, area.top(), right - left, area.height())
        paint_hatch(painter, box, look)
        painter.setFont(sized_font(look.px(TEXT_DESK_PX), TEXT_WEIGHT))
        painter.setPen(QColor(look.tokens.text_second))
        words = translate("Board", "no data before")
        if painter.fontMetrics().horizontalAdvance(words) + look.px(16) <= box.width():
            painter.drawText(box, _CENTRE, words)

    def _paint_dates(self, painter: QPainter) -> None:
        look, area = self._look, self._area()
        painter.setFont(sized_font(look.px(TEXT_DESK_PX), TEXT_WEIGHT))
        painter.setPen(QColor(look.tokens.text_third))
        wide = painter.fontMetrics().horizontalAdvance("00/0000") + look.px(18)
        spans = self._face.spans
        every = max(1, -(-round(wide) // max(1, round(area.width() / len(spans)))))
        for k in range(len(spans) - 1, -1, -every):  # counted back from today, which always has its date
            slot = self._slot(k)
            left = min(max(area.left() - look.px(8), slot.center().x() - wide / 2), self.width() - wide)
            box = QRectF(left, area.bottom() + look.px(3), wide, look.px(DATES_DESK_PX - 6))
            painter.drawText(box, _CENTRE, self.date_words(spans[k].span))

    def date_words(self, span: Span) -> str:
        """Return the words beneath a span."""
        if self._face.step == "month":
            return f"{span.first:%m/%Y}"
        if self._face.step == "day" and span.running:
            return translate("Board", "today")
        return day_words(span.first)

    def _paint_backlog(self, painter: QPainter) -> None:
        look, tokens, area = self._look, self._look.tokens, self._area()
        high = self._backlog_px() - look.px(40)
        box = QRectF(area.left(), self._key_px() + look.px(10), area.width(), high)
        points = [(k, s.span.backlog) for k, s in enumerate(self._face.spans) if s.span.backlog is not None]
        if len(points) < 2:
            return
        low, top = self._backlog_range()
        painter.setFont(sized_font(look.px(TEXT_DESK_PX), TEXT_WEIGHT))
        for value in (low, top):
            y = box.bottom() - box.height() * (value - low) / (top - low)
            painter.setPen(QPen(QColor(tokens.grid), 1))
            painter.drawLine(QLineF(box.left(), y, box.right(), y))
            painter.setPen(QColor(tokens.text_third))
            edge = QRectF(0, y - look.px(12), box.left() - look.px(8), look.px(24))
            painter.drawText(edge, _RIGHT, formats.number(value, 0, self._language))
        line = [
            QPointF(self._slot(k).center().x(), box.bottom() - box.height() * (value - low) / (top - low))
            for k, value in points
        ]
        painter.setPen(QPen(QColor(tokens.text), max(1.6, look.px(2))))
        painter.drawPolyline(QPolygonF(line))
        painter.setBrush(QColor(tokens.text))
        painter.drawEllipse(line[-1], look.px(3), look.px(3))
