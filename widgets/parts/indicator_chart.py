"""One indicator over time: bars or a line, the plan dashed with its name, breaks with their reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QToolTip, QWidget

from backend.contract.indicators import IndicatorInfo
from widgets.logic import formats
from widgets.logic import indicator_periods as periods
from widgets.logic.axes import value_ticks
from widgets.logic.indicator_series import Point, lines, tight_range, value_range
from widgets.parts.board_colours import bar_colour
from widgets.parts.indicator_cell import LEFT, RIGHT
from widgets.parts.indicator_colours import paint_group
from widgets.parts.indicator_words import no_figure_word, plan_words, provisional_word, said, valued
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.tile import TileContext

translate = QCoreApplication.translate
Style = Literal["bars", "line"]
KEY_DESK_PX, DATES_DESK_PX, TEXT_DESK_PX = 40, 30, 16
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class SeriesFace(msgspec.Struct, frozen=True):
    """All that is painted."""

    info: IndicatorInfo
    points: tuple[Point, ...]
    style: Style = "bars"


class SeriesChart(QWidget):
    """← → choose a period, Enter or a click opens its figure."""

    point_chosen = Signal(object)
    """A `Point` with a figure."""

    def __init__(self, context: TileContext, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._context, self._look = context, context.look
        self._face: SeriesFace | None = None
        self._chosen = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    # ---- data -------------------------------------------------------------------------------------

    def points(self) -> Sequence[Point]:
        """Return what is shown, ascending in time."""
        return self._face.points if self._face is not None else ()

    def set_face(self, face: SeriesFace) -> None:
        """Show other points; the chosen period stays chosen, else the newest is."""
        if face == self._face:
            return
        before = self.chosen()
        newest = self._chosen == len(self.points()) - 1
        self._face = face
        known = [point.period for point in face.points]
        stays = before is not None and before.period in known and not newest
        self._chosen = known.index(before.period) if stays and before is not None else len(known) - 1
        self.update()

    def chosen(self) -> Point | None:
        """Return the point that keys act on."""
        return self.points()[self._chosen] if 0 <= self._chosen < len(self.points()) else None

    def choose(self, k: int) -> None:
        """Let the keys act on point `k`."""
        self._chosen = max(0, min(k, len(self.points()) - 1))
        self.update()

    # ---- room -------------------------------------------------------------------------------------

    def area(self) -> QRectF:
        """Return where the points stand (px)."""
        px = self._look.px
        low, high = self.range()
        ticks, decimals = value_ticks(low, high, 4)
        language = self._context.language
        font = sized_font(px(TEXT_DESK_PX), TEXT_WEIGHT)
        widest = max(
            (QFontMetricsF(font).horizontalAdvance(formats.number(t, decimals, language)) for t in ticks),
            default=0.0,
        )
        box = QRectF(self.rect()).adjusted(
            px(16) + widest + px(8), px(KEY_DESK_PX), -px(16), -px(DATES_DESK_PX)
        )
        return box.adjusted(0, px(22) if any(p.why_break for p in self.points()) else px(6), 0, 0)

    def range(self) -> tuple[float, float]:
        """Return the values at the foot and the head of the area."""
        bars = self._face is not None and self._face.style == "bars"
        return value_range(self.points()) if bars else tight_range(self.points())

    def _step(self, area: QRectF) -> float:
        return area.width() / max(1, len(self.points()))

    def _y(self, area: QRectF, value: float) -> float:
        low, high = self.range()
        return area.bottom() - (value - low) / (high - low) * area.height()

    def _x(self, area: QRectF, k: float) -> float:
        return area.left() + (k + 0.5) * self._step(area)

    def point_at(self, at: QPointF) -> int:
        """Return the number of the point above or below a place, -1 where there is none."""
        area = self.area()
        k = int((at.x() - area.left()) // self._step(area)) if self.points() else -1
        return k if 0 <= k < len(self.points()) and area.left() <= at.x() else -1

    # ---- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint key, grid, breaks, points, plan and periods."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, face = self._look, self._face
        if face is None or not face.points:
            words = translate("Indicators", "no figures yet")
            painter.setFont(fitted_font(words, self.width(), look.px(19), TEXT_WEIGHT))
            painter.setPen(QColor(look.tokens.text_second))
            painter.drawText(QRectF(self.rect()), _CENTRE, words)
            painter.end()
            return
        area = self.area()
        self._paint_grid(painter, area)
        self._paint_periods(painter, area)
        self._paint_chosen(painter, area)
        if face.style == "bars":
            self._paint_bars(painter, area)
        else:
            self._paint_line(painter, area)
        self._paint_plan(painter, area)
        self._paint_breaks(painter, area)
        self._paint_key(painter, face)
        painter.end()

    def _paint_grid(self, painter: QPainter, area: QRectF) -> None:
        look, tokens, language = self._look, self._look.tokens, self._context.language
        ticks, decimals = value_ticks(*self.range(), 4)
        painter.setFont(sized_font(look.px(TEXT_DESK_PX), TEXT_WEIGHT))
        for tick in ticks:
            y = self._y(area, tick)
            painter.setPen(QPen(QColor(tokens.grid), 1))
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
            painter.setPen(QColor(tokens.text_third))
            high = look.px(20)
            box = QRectF(0, y - high / 2, area.left() - look.px(8), high)
            painter.drawText(box, RIGHT, formats.number(tick, decimals, language))

    def _paint_periods(self, painter: QPainter, area: QRectF) -> None:
        """Paint as many periods beneath the axis as fit, the newest always."""
        look, language, points = self._look, self._context.language, self.points()
        font = sized_font(look.px(TEXT_DESK_PX), TEXT_WEIGHT)
        words = [periods.tick(point.period, language) for point in points]
        widest = max(QFontMetricsF(font).horizontalAdvance(word) for word in words) + look.px(12)
        every = max(1, -(-int(widest) // max(1, int(self._step(area)))))
        painter.setFont(font)
        painter.setPen(QColor(look.tokens.text_third))
        for k in range(len(points) - 1, -1, -every):
            box = QRectF(0, area.bottom() + look.px(4), widest, look.px(22))
            box.moveCenter(QPointF(self._x(area, k), box.center().y()))
            box.moveRight(min(box.right(), float(self.width())))
            painter.drawText(box, _CENTRE, words[k])

    def _paint_chosen(self, painter: QPainter, area: QRectF) -> None:
        if self.hasFocus() and self.chosen() is not None:
            tint = QColor(self._look.tokens.focus)
            tint.setAlpha(34)
            step = self._step(area)
            painter.fillRect(QRectF(area.left() + self._chosen * step, area.top(), step, area.height()), tint)

    def _paint_bars(self, painter: QPainter, area: QRectF) -> None:
        """Paint bars; provisional ones are hollow, what has no figure has none."""
        look, colour = self._look, QColor(bar_colour(self._look))
        wide = min(self._step(area) * 0.66, look.px(64))
        zero = self._y(area, 0.0)
        for k, point in enumerate(self.points()):
            if point.value is None or point.figure is None:
                continue
            y = self._y(area, point.value)
            bar = QRectF(self._x(area, k) - wide / 2, min(y, zero), wide, max(1.0, abs(y - zero)))
            if point.figure.final:
                painter.fillRect(bar, colour)
            else:
                painter.setPen(QPen(colour, max(1.5, look.px(2))))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(bar.adjusted(1, 1, -1, 0))

    def _paint_line(self, painter: QPainter, area: QRectF) -> None:
        """Paint a line that neither gap nor break joins; provisional points are hollow."""
        look, points = self._look, self.points()
        colour = QColor(look.tokens.live_series)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for run in lines(points):
            painter.setPen(QPen(colour, max(2.0, look.px(2.2))))
            at = [QPointF(self._x(area, k), self._y(area, points[k].value or 0.0)) for k in run]
            painter.drawPolyline(QPolygonF(at))
        radius = look.px(4.5)
        for k, point in enumerate(points):
            if point.value is None or point.figure is None:
                continue
            painter.setPen(QPen(colour, max(1.5, look.px(2))))
            painter.setBrush(colour if point.figure.final else QColor(look.tokens.tile))
            painter.drawEllipse(QPointF(self._x(area, k), self._y(area, point.value)), radius, radius)

    def _paint_plan(self, painter: QPainter, area: QRectF) -> None:
        """Paint the plan of each period, joined where it is the same, named at its end."""
        look, points, step = self._look, self.points(), self._step(area)
        pen = QPen(QColor(look.tokens.text_second), max(1.5, look.px(1.6)), Qt.PenStyle.DashLine)
        painter.setPen(pen)
        planned = [k for k, point in enumerate(points) if point.plan is not None]
        for k in planned:
            y = self._y(area, points[k].plan or 0.0)
            painter.drawLine(QLineF(area.left() + k * step, y, area.left() + (k + 1) * step, y))

    def _paint_breaks(self, painter: QPainter, area: QRectF) -> None:
        """Paint a line before the first period of other units, with the reason beside it."""
        look, tokens, language = self._look, self._look.tokens, self._context.language
        font = sized_font(look.px(15), TEXT_WEIGHT)
        for k, point in enumerate(self.points()):
            if point.why_break is None:
                continue
            x = area.left() + k * self._step(area)
            painter.setPen(QPen(QColor(tokens.age), max(1.5, look.px(1.5)), Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(x, area.top() - look.px(20), x, area.bottom()))
            words = point.why_break.in_language(language)
            right, left = area.right() - x, x - area.left()
            room = max(right, left) - look.px(8)
            shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room)
            box = QRectF(x + look.px(6), area.top() - look.px(22), room, look.px(20))
            if right < left:
                box.moveRight(x - look.px(6))
            painter.setFont(font)
            painter.setPen(QColor(tokens.age))
            painter.drawText(box, LEFT if right >= left else RIGHT, shown)

    def _paint_key(self, painter: QPainter, face: SeriesFace) -> None:
        """Paint what the chosen period says, and what bars and dashes mean."""
        look, tokens, language = self._look, self._look.tokens, self._context.language
        point = self.chosen()
        row = QRectF(look.px(16), 0, self.width() - look.px(32), look.px(KEY_DESK_PX))
        if point is None:
            return
        side = look.px(16)
        if point.figure is not None:
            sign = QRectF(row.left(), row.center().y() - side / 2, side, side)
            paint_group(painter, sign, point.figure.colour, look)
            row.setLeft(sign.right() + look.px(8))
        for words, colour, weight in self._said(face, point, language):
            font = fitted_font(words, row.width(), look.px(17), weight, look.px(13))
            painter.setFont(font)
            painter.setPen(QColor(colour))
            shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, max(0.0, row.width()))
            painter.drawText(row, LEFT, shown)
            row.setLeft(row.left() + QFontMetricsF(font).horizontalAdvance(shown) + look.px(12))
            if row.width() < look.px(40):
                return
        self._paint_legend(painter, row, tokens.text_third)

    def _said(self, face: SeriesFace, point: Point, language: str) -> list[tuple[str, str, int]]:
        tokens, info = self._look.tokens, face.info
        name = periods.name(point.period, language, cumulative=info.cumulative)
        if point.figure is None:
            return [
                (name, tokens.text_second, TEXT_WEIGHT),
                (no_figure_word(), tokens.text_second, TEXT_WEIGHT),
            ]
        found = [
            (name, tokens.text_second, TEXT_WEIGHT),
            (valued(info, point.value, language), tokens.text, HEAD_WEIGHT),
            (plan_words(info, point.figure, language), tokens.text_second, TEXT_WEIGHT),
        ]
        if not point.figure.final:
            found.append((provisional_word(), tokens.text_second, TEXT_WEIGHT))
        return found

    def _paint_legend(self, painter: QPainter, row: QRectF, colour: str) -> None:
        """Name the dashes and the hollow ones at the right, where there is room."""
        look = self._look
        font = sized_font(look.px(15), TEXT_WEIGHT)
        metrics, dash = QFontMetricsF(font), look.px(22)
        planned, hollow = translate("Indicators", "planned"), provisional_word()
        entries = [planned] if any(p.plan is not None for p in self.points()) else []
        if any(p.figure is not None and not p.figure.final for p in self.points()):
            entries.append(hollow)
        right = row.right()
        for words in entries:
            wide = metrics.horizontalAdvance(words)
            if right - wide - dash - look.px(6) < row.left():
                return
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(QRectF(right - wide, row.top(), wide + 2, row.height()), LEFT, words)
            sign = QRectF(
                right - wide - dash - look.px(4),
                row.center().y() - look.px(5),
                dash - look.px(4),
                look.px(10),
            )
            if words == planned:
                pen = QPen(QColor(look.tokens.text_second), max(1.5, look.px(1.6)), Qt.PenStyle.DashLine)
                painter.setPen(pen)
                painter.drawLine(QLineF(sign.left(), sign.center().y(), sign.right(), sign.center().y()))
            else:
                painter.setPen(QPen(QColor(bar_colour(look)), max(1.5, look.px(2))))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(sign.adjusted(look.px(4), 0, 0, 0))
            right -= wide + dash + look.px(16)

    # ---- hands ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Tell what a period says where the pointer rests."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._face is not None:
            k = self.point_at(QPointF(event.pos()))
            if k >= 0:
                point, language = self.points()[k], self._context.language
                words = " · ".join(each[0] for each in self._said(self._face, point, language))
                why = said(point.figure.why, language) if point.figure is not None else ""
                QToolTip.showText(event.globalPos(), "\n".join(p for p in (words, why) if p), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the figure of a period."""
        k = self.point_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or k < 0:
            super().mousePressEvent(event)
            return
        self.choose(k)
        self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → go through the periods, Enter opens one."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.choose(self._chosen + (1 if key == Qt.Key.Key_Right else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        point = self.chosen()
        if point is not None and point.figure is not None:
            self.point_chosen.emit(point)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which period the keys act on."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the mark away."""
        super().focusOutEvent(event)
        self.update()
