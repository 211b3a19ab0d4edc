"""A plot of a few curves over time, in the wall's look; cheap enough for two dozen at 10 Hz."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import msgspec
import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import (
    QGraphicsEllipseItem,
    QGraphicsItem,
    QGraphicsPathItem,
    QStyleOptionGraphicsItem,
    QWidget,
)

from backend.contract.state import Limit
from widgets.logic.limits import rank
from widgets.parts.axis_items import TimeAxis, ValueAxis
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.theme.look import Look

Floats = NDArray[np.float64]


class CurveEnd(msgspec.Struct, frozen=True):
    """How the newest point of a curve is marked."""

    at: float
    value: float
    words: str
    """The value, or the age of a late one."""
    stale: bool
    short: str = ""
    """Stands for `words` where they have no room."""


class Dot(QGraphicsEllipseItem):
    """A round mark of a fixed size on screen."""

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint with smooth edges; lines elsewhere on the plot stay crisp."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        super().paint(painter, option, widget)


class Plot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """One plot with fixed ranges: nothing is measured or thinned by pyqtgraph itself."""

    def __init__(
        self,
        look: Look,
        language: str,
        timezone: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        """Start empty."""
        self.value_axis = ValueAxis(look, language)
        self._time_axis = TimeAxis(look, timezone)
        super().__init__(
            parent,
            background=look.tokens.tile,  # opaque: nothing below is repainted
            enableMenu=False,
            axisItems={"left": self.value_axis, "bottom": self._time_axis},
        )
        self.look = look
        item = self.getPlotItem()
        item.hideButtons()
        # pyqtgraph makes menus even where none is wanted, and owns them nowhere: they end with the plot
        item.ctrlMenu.setParent(self, item.ctrlMenu.windowFlags())
        item.setMouseEnabled(x=False, y=False)
        item.disableAutoRange()
        item.setContentsMargins(0, 0, 0, 0)
        item.vb.setDefaultPadding(0)
        item.vb.setBorder(None)
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.value_axis.setZValue(-1)  # its grid lies under curves and limits
        self._time_axis.setHeight(look.px(28))
        self._curves: list[pg.PlotCurveItem] = []
        self._tails: list[pg.PlotCurveItem] = []
        self._bands: list[QGraphicsPathItem] = []
        self._ends: list[tuple[QGraphicsEllipseItem, pg.TextItem]] = []
        self._placed_for: tuple[int, ...] = ()
        self._shown_ends: list[CurveEnd | None] = []
        self._limits: list[tuple[Limit, pg.InfiniteLine, pg.TextItem]] = []

    # ---- what is drawn ------------------------------------------------------------------------

    def set_curves(self, colours: Sequence[str], widths: Sequence[float]) -> None:
        """Make one curve per colour, later ones on top."""
        item = self.getPlotItem()
        for z, (colour, width) in enumerate(zip(colours, widths, strict=True)):
            wide = width * (1.0 if self.look.density == "desk" else 1.5)
            curve = pg.PlotCurveItem(pen=pg.mkPen(colour, width=wide), antialias=True, connect="finite")
            curve.setZValue(10 + z)
            curve.setSegmentedLineMode("off")
            band = QGraphicsPathItem()
            fill = QColor(colour)
            fill.setAlpha(52)
            band.setBrush(fill)
            band.setPen(Qt.PenStyle.NoPen)
            band.setZValue(5)
            # most of a curve stays as it is from one reading to the next: it is kept as a picture,
            # and only its tail is drawn anew
            curve.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            tail = pg.PlotCurveItem(pen=curve.opts["pen"], antialias=True, connect="finite")
            tail.setZValue(10 + z)
            tail.setSegmentedLineMode("off")
            radius = self.look.px(9) / 2
            dot = Dot(-radius, -radius, 2 * radius, 2 * radius)
            dot.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
            dot.hide()
            dot.setZValue(42)
            label = pg.TextItem(anchor=(1, 1), fill=self._halo())
            label.setFont(text_font(self.look, 17, HEAD_WEIGHT))
            label.setZValue(41)
            for part in (curve, tail, band, dot, label):
                item.addItem(part, ignoreBounds=True)
            self._curves.append(curve)
            self._tails.append(tail)
            self._bands.append(band)
            self._ends.append((dot, label))
            self._shown_ends.append(None)

    def set_limits(self, limits: Sequence[tuple[Limit, str]]) -> None:
        """Draw thresholds with their names, replacing those there were."""
        item = self.getPlotItem()
        for _limit, line, label in self._limits:
            item.removeItem(line)
            item.removeItem(label)
        self._limits = []
        for limit, name in sorted(limits, key=lambda pair: pair[0].value):
            pen = pg.mkPen(self.look.severity(limit.severity), width=1.6, dash=[4, 3])
            line = pg.InfiniteLine(limit.value, angle=0, pen=pen)
            line.setZValue(8)
            label = pg.TextItem(name, color=self.look.tokens.text_second, fill=self._halo())
            label.setFont(text_font(self.look, 16))
            label.setZValue(7)
            item.addItem(line, ignoreBounds=True)
            item.addItem(label, ignoreBounds=True)
            self._limits.append((limit, line, label))
        self._place_labels()

    def set_points(self, number: int, x: Floats, y: Floats) -> None:
        """Draw curve `number`: x in s since epoch, y in its unit, NaN where it breaks."""
        self._curves[number].setData(x, y, connect="finite")
        self._tails[number].setData([], [])

    def set_tail(self, number: int, x: Floats, y: Floats) -> None:
        """Draw what came after the points of curve `number`; its first point is their last."""
        self._tails[number].setData(x, y, connect="finite")

    def set_band(self, number: int, at: Floats, low: Floats, high: Floats, gap_s: float) -> None:
        """Draw the range of each interval behind curve `number`."""
        path = QPainterPath()
        pieces = np.split(np.arange(len(at)), np.flatnonzero(np.diff(at) > gap_s) + 1) if len(at) else []
        for piece in pieces:
            there = zip(at[piece].tolist(), low[piece].tolist(), strict=True)
            back = zip(at[piece][::-1].tolist(), high[piece][::-1].tolist(), strict=True)
            corners = [QPointF(x, y) for x, y in (*there, *back) if math.isfinite(y)]
            path.addPolygon(QPolygonF(corners))
            path.closeSubpath()
        self._bands[number].setPath(path)

    def set_end(self, number: int, end: CurveEnd | None) -> None:
        """Mark the newest point of curve `number`, or nothing."""
        if end == self._shown_ends[number]:
            return
        self._shown_ends[number] = end
        dot, label = self._ends[number]
        dot.setVisible(end is not None)
        label.setVisible(end is not None and bool(end.words))
        if end is None:
            return
        dot.setPos(end.at, end.value)
        colour = self._curves[number].opts["pen"].color()
        tokens = self.look.tokens
        if end.stale:
            dot.setPen(pg.mkPen(tokens.age, width=2))
            dot.setBrush(QColor(tokens.tile))
            label.setText(end.words, color=tokens.age)
        else:
            dot.setPen(QPen(Qt.PenStyle.NoPen))
            dot.setBrush(colour)
            label.setText(end.words, color=colour)
        self._place_end(number)
        rows = self._end_rows()
        if rows != self._placed_for:
            self._place_labels()

    def set_ranges(self, start_at: float, end_at: float, low: float, high: float) -> None:
        """Show a window of time and values; does nothing where it is shown already."""
        (now_start, now_end), (now_low, now_high) = self.getPlotItem().viewRange()
        if (now_low, now_high) != (low, high):
            self.getPlotItem().vb.setYRange(low, high, padding=0)
        if (now_start, now_end) != (start_at, end_at):
            self.getPlotItem().vb.setXRange(start_at, end_at, padding=0)
        if (now_start, now_end, now_low, now_high) != (start_at, end_at, low, high):
            self._place_labels()
            for number in range(len(self._ends)):
                self._place_end(number)

    def _halo(self) -> QColor:
        """Return the ground of labels: words stay legible over curves and grid."""
        halo = QColor(self.look.tokens.tile)
        halo.setAlpha(185)
        return halo

    # ---- geometry -----------------------------------------------------------------------------

    def view_size(self) -> tuple[float, float]:
        """Return width and height of the area between the axes (px)."""
        box: QRectF = self.getPlotItem().vb.geometry()
        return max(1.0, box.width()), max(1.0, box.height())

    def padded(self, low: float, high: float) -> tuple[float, float]:
        """Return a value range with room for the outermost tick labels, which else are left out."""
        height, label_px = self.view_size()[1], self.look.px(12)
        margin = (high - low) * label_px / max(label_px, height - 2 * label_px)
        return low - margin, high + margin

    def close(self) -> bool:
        """Close like any widget; that of pyqtgraph takes the plot out of its parent and leaves it there."""
        return QWidget.close(self)

    def resizeEvent(self, event: object) -> None:
        """Place labels anew."""
        super().resizeEvent(event)
        if hasattr(self, "_limits"):  # pyqtgraph resizes within its own constructor
            self.value_axis.n_wanted = 3 if self.height() < self.look.px(150) else 4
            self.value_axis.setWidth(self._axis_width())
            self._place_labels()

    def _axis_width(self) -> int:
        return self.look.px(46)

    def _place_labels(self) -> None:
        """Place the limits' names, worst first, where they cover neither each other nor a curve's end."""
        self._placed_for = self._end_rows()
        (start_at, end_at), (low, high) = self.getPlotItem().viewRange()
        height = self.view_size()[1]
        line_px, per_px = self.look.px(24), (high - low) / height
        taken = [(high - e.value) / per_px for e in self._shown_ends if e is not None and e.words]
        ends = [(y - 1.3 * line_px, y + 1.3 * line_px) for y in taken]
        used: dict[float, list[tuple[float, float]]] = {start_at: [], end_at: ends}
        worst_first = sorted(self._limits, key=lambda entry: rank(entry[0].severity))
        for limit, _line, label in worst_first:
            y = (high - limit.value) / per_px
            choices = [(at, up) for at in (end_at, start_at) for up in (True, False)]
            label.setVisible(False)
            others = [(high - o.value) / per_px for o, _l, _w in self._limits if o.value != limit.value]
            for at, up in choices:
                span = (y - line_px, y) if up else (y, y + line_px)
                free = all(span[1] <= a or span[0] >= b for a, b in used[at])
                free = free and not any(span[0] + 2 < other < span[1] - 2 for other in others)
                if free and span[0] >= -1 and span[1] <= height + 1 and height > 3 * line_px:
                    used[at].append(span)
                    label.setAnchor((1 if at == end_at else 0, 1 if up else 0))
                    label.setPos(at, limit.value)
                    label.setVisible(True)
                    break

    def _end_rows(self) -> tuple[int, ...]:
        """Return about where the words at the curves' ends stand: limits move only when these do."""
        low, high = self.getPlotItem().viewRange()[1]
        per_row = (high - low) / self.view_size()[1] * self.look.px(8)
        return tuple(round(e.value / per_row) for e in self._shown_ends if e is not None and e.words)

    def _place_end(self, number: int) -> None:
        end = self._shown_ends[number]
        if end is None:
            return
        (start_at, end_at), (low, high) = self.getPlotItem().viewRange()
        width, height = self.view_size()
        x_px = (end.at - start_at) / max(1e-9, end_at - start_at) * width
        y_px = (high - end.value) / max(1e-9, high - low) * height
        label = self._ends[number][1]
        room = self._fitted_words(label, end, max(x_px, width - x_px))
        label.setVisible(bool(label.textItem.toPlainText()) and height > self.look.px(60))
        beside_px = self.look.px(7)
        if x_px + beside_px + room.width() <= width and room.height() / 2 < y_px < height - room.height() / 2:
            label.setAnchor((0.0, 0.5))
            label.setPos(end.at + beside_px / width * (end_at - start_at), end.value)
            return
        label.setAnchor((0.0 if x_px < room.width() + 8 else 1.0, 0.0 if y_px < room.height() + 4 else 1.0))
        label.setPos(end.at, end.value)

    def _fitted_words(self, label: pg.TextItem, end: CurveEnd, room_px: float) -> QRectF:
        """Give a mark the longest of its words that fit beside it, or none; return what they take (px)."""
        for words in (end.words, end.short, ""):
            if label.textItem.toPlainText() != words:
                label.setPlainText(words)
            box: QRectF = label.boundingRect()
            if words and box.width() + self.look.px(8) <= room_px:
                break
        return box
