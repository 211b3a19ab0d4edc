"""A grid of large figures, each with its target; it fills its room at every size and density."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from backend.contract.state import Severity
from widgets.logic.figure_cells import beside_scale, best_columns, is_beside, stacked_scale
from widgets.logic.verdict import Verdict
from widgets.parts.big_figure import FigureWords, paint_figure
from widgets.parts.board_colours import verdict_colour, verdict_shape
from widgets.parts.board_words import small
from widgets.parts.figure_words import FigureFace
from widgets.parts.number_pane import NumberPane, Spot, spot_of
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.look import Look
from widgets.theme.shapes import paint_shape

NUMBER_DESK_PX, NAME_DESK_PX, LINE_DESK_PX = 60, 18, 17
WIDE_NAME_DESK_PX = 23
"""Of a name that has the whole width over number and remarks."""
LEAST_SCALE, GREATEST_SCALE = 0.5, 1.7
_BESIDE_LEAST_DESK_PX = 84
"""Remarks beside a number need so much room."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class FigureGrid(NumberPane):
    """Cells of equal size with hairlines between them."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start with none."""
        super().__init__(look, parent)
        self._faces: Sequence[FigureFace] = ()
        self.named = True
        """Each number has its name over it; off where the head of the tile says it."""

    def faces(self) -> Sequence[FigureFace]:
        """Return what is shown."""
        return self._faces

    def set_faces(self, faces: Sequence[FigureFace]) -> None:
        """Show figures."""
        if list(faces) != list(self._faces):
            self._faces = list(faces)
            self.renew()

    def set_named(self, named: bool) -> None:
        """Paint the names or leave them to the head."""
        if named != self.named:
            self.named = named
            self.renew()

    def columns(self) -> int:
        """Return how many stand in a row."""
        return best_columns(max(1, len(self._faces)), max(1, self.width()), max(1, self.height()))

    def cell(self, k: int) -> QRectF:
        """Return where figure `k` stands (px)."""
        columns = self.columns()
        rows = -(-len(self._faces) // columns)
        wide, high = self.width() / columns, self.height() / rows
        return QRectF((k % columns) * wide, (k // columns) * high, wide, high)

    def make_spots(self) -> list[Spot]:
        """Return the cells; the whole of one is its number."""
        return [spot_of(self.cell(k), face.number, face.tip) for k, face in enumerate(self._faces)]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, all at one scale and with their lines at one height."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(self._faces) == 1:
            self._paint_alone(painter, self._faces[0])
            self.paint_chosen(painter)
            painter.end()
            return
        n_lines = max((len(_lines(face)) for face in self._faces), default=0)
        for k, face in enumerate(self._faces):
            cell = self.cell(k)
            painter.setPen(QPen(QColor(self._look.tokens.line), 1))
            if cell.left() > 1:
                painter.drawLine(QLineF(cell.topLeft(), cell.bottomLeft()))
            if cell.top() > 1:
                painter.drawLine(QLineF(cell.topLeft(), cell.topRight()))
            if self._beside(cell):
                self._paint_wide_cell(painter, cell, face)
            else:
                self._paint_cell(painter, cell, face, n_lines)
        self.paint_chosen(painter)
        painter.end()

    def _beside(self, cell: QRectF) -> bool:
        scale = self._look.px(100) / 100
        return self.named and is_beside(cell.width() / scale, cell.height() / scale)

    def _scale(self, cell: QRectF) -> float:
        scale = self._look.px(100) / 100
        size = (cell.width() / scale, cell.height() / scale)
        found = beside_scale(*size) if self._beside(cell) else stacked_scale(*size, named=self.named)
        return max(LEAST_SCALE, min(GREATEST_SCALE, found))

    def _paint_cell(self, painter: QPainter, cell: QRectF, face: FigureFace, n_lines: int) -> None:
        """Paint name, number and remarks one beneath another."""
        look, scale = self._look, self._scale(cell)
        pad = look.px(16) * min(1.0, scale)
        box = cell.adjusted(pad, 0, -pad, 0)
        name = sized_font(max(look.px(14), round(look.px(NAME_DESK_PX) * min(1.25, scale))), TEXT_WEIGHT)
        name_high = QFontMetricsF(name).height() * (2 if cell.height() > look.px(140) else 1)
        name_high = name_high if self.named else 0.0
        line_px = max(look.px(13), round(look.px(LINE_DESK_PX) * min(1.15, scale)))
        number_px = round(look.px(NUMBER_DESK_PX) * scale)
        room = cell.height() - 2 * look.px(8) - name_high - number_px * 1.05
        kept = max(0, min(n_lines, int(room // (line_px * 1.4))))
        block = name_high + number_px * 1.05 + kept * line_px * 1.4
        top = cell.top() + max(look.px(6), (cell.height() - block) / 2)
        if self.named:
            painter.setFont(name)
            painter.setPen(QColor(look.tokens.text_second))
            self._paint_name(painter, QRectF(box.left(), top, box.width(), name_high), face.name)
        top += name_high
        self._paint_value(painter, QRectF(box.left(), top, box.width(), number_px * 1.05), face, number_px)
        top += number_px * 1.05
        for line in _urgent_first(face, kept):
            row = QRectF(box.left(), top, box.width(), line_px * 1.4)
            self._paint_line(painter, row, line, face, line_px)
            top += line_px * 1.4

    def _paint_wide_cell(self, painter: QPainter, cell: QRectF, face: FigureFace) -> None:
        """Paint the name over the whole width, beneath it the number and at its right the remarks."""
        look, scale = self._look, self._scale(cell)
        pad = look.px(16) * min(1.0, scale)
        box = cell.adjusted(pad, 0, -pad, 0)
        number_px = round(look.px(NUMBER_DESK_PX) * scale)
        number_high = number_px * 1.05
        least_px = max(look.px(14), round(look.px(WIDE_NAME_DESK_PX) * min(1.25, scale)))
        free = cell.height() - 2 * look.px(6) - number_high
        name_px = max(least_px, min(round(number_px * 0.55), int(free / 1.3), look.key_px(20)))
        font = fitted_font(face.name, box.width(), name_px, TEXT_WEIGHT, look.px(12))
        high = QFontMetricsF(font).height()
        top = cell.top() + max(look.px(4), (cell.height() - high - number_high) / 2)
        painter.setFont(font)
        painter.setPen(QColor(look.tokens.text_second))
        painter.drawText(QRectF(box.left(), top, box.width(), high), _LEFT, face.name)
        top += high
        self._paint_value(painter, QRectF(box.left(), top, box.width(), number_high), face, number_px)
        left = box.left() + self._value_width(number_px, cell.left()) + look.px(18)
        if box.right() - left < look.px(_BESIDE_LEAST_DESK_PX):
            return
        line_px = max(look.px(13), round(look.px(LINE_DESK_PX) * min(1.15, scale)))
        lines = _urgent_first(face, max(1, int(number_high / (line_px * 1.3))))
        top += (number_high - len(lines) * line_px * 1.35) / 2
        for line in lines:
            row = QRectF(left, top, box.right() - left, line_px * 1.35)
            self._paint_line(painter, row, line, face, line_px)
            top += line_px * 1.35

    def _value_width(self, px: int, column_left: float) -> float:
        """Return the width of a column's widest number with its unit (px): its remarks begin at one line."""
        number = QFontMetricsF(sized_font(px, HEAD_WEIGHT))
        unit = QFontMetricsF(sized_font(max(11, round(px * 0.42)), TEXT_WEIGHT))
        return max(
            number.horizontalAdvance(face.value)
            + (unit.horizontalAdvance(face.unit) + self._look.px(8) if face.unit else 0.0)
            if face.number.value is not None
            else QFontMetricsF(sized_font(round(px * 0.5), TEXT_WEIGHT)).horizontalAdvance(face.value)
            for k, face in enumerate(self._faces)
            if abs(self.cell(k).left() - column_left) < 1
        )

    @staticmethod
    def _paint_name(painter: QPainter, box: QRectF, name: str) -> None:
        """Paint a name over one or two lines; over the number's head, where one line is enough."""
        metrics = QFontMetricsF(painter.font())
        if metrics.horizontalAdvance(name) <= box.width() or box.height() < metrics.height() * 1.5:
            last = QRectF(box.left(), box.bottom() - metrics.height(), box.width(), metrics.height())
            painter.setFont(fitted_font(name, box.width(), painter.font().pixelSize(), TEXT_WEIGHT, 11))
            painter.drawText(last, _LEFT, name)
            return
        px = painter.font().pixelSize()
        while px > 11 and metrics.boundingRect(box, _WRAPPED, name).height() > box.height() + 1:
            px -= 1
            painter.setFont(sized_font(px, TEXT_WEIGHT))
            metrics = QFontMetricsF(painter.font())
        painter.drawText(box, _WRAPPED, name)

    def _paint_value(self, painter: QPainter, box: QRectF, face: FigureFace, px: int) -> None:
        look, tokens = self._look, self._look.tokens
        if face.verdict == "unknown" or face.number.value is None:
            font = fitted_font(face.value, box.width(), round(px * 0.5), TEXT_WEIGHT)
            painter.setFont(font)
            painter.setPen(QColor(tokens.text_second))
            painter.drawText(box, _LEFT, face.value)
            return
        gap = look.px(8)
        unit = sized_font(max(11, round(px * 0.42)), TEXT_WEIGHT)
        unit_wide = QFontMetricsF(unit).horizontalAdvance(face.unit) + gap if face.unit else 0.0
        number = fitted_font(face.value, box.width() - unit_wide, px, HEAD_WEIGHT)
        baseline = box.center().y() + QFontMetricsF(number).capHeight() / 2
        painter.setFont(number)
        painter.setPen(QColor(tokens.text))
        painter.drawText(box.left(), baseline, face.value)  # type: ignore[call-overload] # floats are taken
        if face.unit:
            left = box.left() + QFontMetricsF(number).horizontalAdvance(face.value) + gap
            painter.setFont(unit)
            painter.setPen(QColor(tokens.text_second))
            painter.drawText(left, baseline, face.unit)  # type: ignore[call-overload]

    def _paint_line(self, painter: QPainter, box: QRectF, line: str, face: FigureFace, px: int) -> None:
        look, tokens = self._look, self._look.tokens
        colour = tokens.text_second
        if line == face.target:
            colour = verdict_colour(face.verdict, look)
            side = px * 0.95
            sign = QRectF(box.left(), box.center().y() - side / 2, side, side)
            shape = verdict_shape(face.verdict)
            if shape is not None:
                paint_shape(painter, sign, shape, look)
            else:
                paint_tick(painter, sign, colour)
            box.setLeft(sign.right() + look.px(7))
            box.setRight(box.right() - self._mark_px(face, px))
            if QFontMetricsF(sized_font(px, TEXT_WEIGHT)).horizontalAdvance(line) > box.width():
                line = face.target_short
            colour = tokens.text if shape is not None else tokens.text_second
            self._paint_mark(painter, box, line, face, px)
        painter.setFont(fitted_font(line, box.width(), px, TEXT_WEIGHT))
        painter.setPen(QColor(colour))
        painter.drawText(box, _LEFT, line)

    def _paint_mark(self, painter: QPainter, box: QRectF, line: str, face: FigureFace, px: int) -> None:
        """Paint the mark of what nobody has verified after a target's line."""
        font = fitted_font(line, box.width(), px, TEXT_WEIGHT)
        left = box.left() + QFontMetricsF(font).horizontalAdvance(line) + self._look.px(8)
        painter.setFont(font)
        painter.setPen(QColor(self._look.tokens.age))
        painter.drawText(QRectF(left, box.top(), self._mark_px(face, px), box.height()), _LEFT, face.mark)

    def _mark_px(self, face: FigureFace, px: int) -> float:
        """Return what a mark needs with the gap before it (px)."""
        mark = QFontMetricsF(sized_font(px, TEXT_WEIGHT)).horizontalAdvance(face.mark)
        return mark + self._look.px(10) if face.mark else 0.0

    def _paint_alone(self, painter: QPainter, face: FigureFace) -> None:
        """Paint the only figure as a tile of a single value does, so that both stand side by side."""
        shapes: dict[Verdict, Severity] = {"missed": "high", "bad": "critical"}
        tokens, called = self._look.tokens, small(face.name) if self.named else ""
        second = [f"{face.target} {face.mark}".strip(), "" if face.unit or not face.target else face.of]
        if face.unit:
            second.insert(0 if not face.target else 1, called)
        known = face.verdict != "unknown" and face.number.value is not None
        words = FigureWords(
            face.value,
            (face.unit or called) if known else "",
            tokens.text if known else tokens.text_second,
            "",
            " · ".join(part for part in second if part) if known else face.of,
            shapes.get(face.verdict),
        )
        paint_figure(painter, self.rect(), words, self._look)


def paint_tick(painter: QPainter, box: QRectF, colour: str) -> None:
    """Paint the sign of what is reached."""
    painter.save()
    pen = QPen(QColor(colour), max(1.6, box.width() * 0.14))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    x, y, w, h = box.left(), box.top(), box.width(), box.height()
    painter.drawLine(QLineF(x + 0.12 * w, y + 0.55 * h, x + 0.4 * w, y + 0.82 * h))
    painter.drawLine(QLineF(x + 0.4 * w, y + 0.82 * h, x + 0.9 * w, y + 0.22 * h))
    painter.restore()


def _lines(face: FigureFace) -> list[str]:
    return [line for line in (face.of, face.target) if line]


def _urgent_first(face: FigureFace, n: int) -> list[str]:
    """Return the `n` lines that matter most, in their usual order."""
    matter = [line for line in (face.target, face.of) if line][:n]
    return [line for line in _lines(face) if line in matter]
