"""The matrix of compliance: a line for each place, a square for each group of parameters."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets.logic.compliance import Row, Square
from widgets.parts.compliance_words import SHAPES, colour, square_words
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font
from widgets.theme.look import Look
from widgets.theme.shapes import paint_hatch, paint_shape

ROW_DESK_PX, HEAD_DESK_PX, LEAST_DESK_PX = 44, 36, 30
NAME_SHARE = 0.36
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ComplianceMatrix(QWidget):
    """Arrows choose a square, Enter or a click opens it; more places than fit are on further pages."""

    square_chosen = Signal(object)
    """A `Square` that is to be opened."""

    def __init__(self, look: Look, language: str, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look, self._language = look, language
        self._rows: Sequence[Row] = ()
        self._heads: Sequence[str] = ()
        self._chosen = (0, 0)
        self._first = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_rows(self, rows: Sequence[Row], heads: Sequence[str]) -> None:
        """Show other places; the chosen one stays chosen."""
        kept = self.chosen()
        self._rows, self._heads = rows, heads
        k = next((i for i, row in enumerate(rows) if kept and row.place_id == kept.place_id), 0)
        self._choose(k, self._chosen[1])

    # ---- what is chosen ---------------------------------------------------------------------------

    def chosen(self) -> Square | None:
        """Return the square that keys act on."""
        k, column = self._chosen
        if k >= len(self._rows) or column >= len(self._rows[k].squares):
            return None
        return self._rows[k].squares[column]

    def _choose(self, k: int, column: int) -> None:
        self._chosen = (
            max(0, min(k, len(self._rows) - 1)),
            max(0, min(column, len(self._heads) - 1)),
        )
        fit = self.n_fit()
        self._first = min(max(self._first, self._chosen[0] - fit + 1), self._chosen[0])
        self._first = max(0, min(self._first, len(self._rows) - fit))
        self.update()

    # ---- room -------------------------------------------------------------------------------------

    def n_fit(self) -> int:
        """Return how many places are shown at once."""
        return max(1, int((self.height() - self._look.px(HEAD_DESK_PX)) // self._look.px(LEAST_DESK_PX)))

    def shown(self) -> Sequence[Row]:
        """Return the places that are on the page."""
        return self._rows[self._first : self._first + self.n_fit()]

    def _row_height(self) -> float:
        free = self.height() - self._look.px(HEAD_DESK_PX)
        return float(min(self._look.px(ROW_DESK_PX), free / max(1, len(self.shown()))))

    def _name_box(self, i: int) -> QRectF:
        high, pad = self._row_height(), self._look.px(16)
        top = self._look.px(HEAD_DESK_PX) + i * high
        return QRectF(pad, top, self.width() * NAME_SHARE - pad, high)

    def box(self, i: int, column: int) -> QRectF:
        """Return where a square of the page stands (px)."""
        high = self._row_height()
        left = self.width() * NAME_SHARE
        wide = (self.width() - left - self._look.px(10)) / max(1, len(self._heads))
        top = self._look.px(HEAD_DESK_PX) + i * high
        return QRectF(left + column * wide, top, wide, high).adjusted(2, 2, -2, -2)

    # ---- hands ------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the square under the pointer."""
        for i, row in enumerate(self.shown()):
            for column in range(len(row.squares)):
                whole = self.box(i, column)
                if column == 0:
                    whole.setLeft(0)
                if whole.contains(event.position()):
                    self._choose(self._first + i, column)
                    self.square_chosen.emit(row.squares[column])
                    return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, turn pages, open with Enter."""
        k, column = self._chosen
        page = self.n_fit()
        steps = {
            Qt.Key.Key_Up: (k - 1, column),
            Qt.Key.Key_Down: (k + 1, column),
            Qt.Key.Key_Left: (k, column - 1),
            Qt.Key.Key_Right: (k, column + 1),
            Qt.Key.Key_PageUp: (k - page, column),
            Qt.Key.Key_PageDown: (k + page, column),
        }
        square = self.chosen()
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self._choose(*step)
        elif event.key() in _ENTER and square is not None:
            self.square_chosen.emit(square)
        else:
            super().keyPressEvent(event)

    # ---- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint heads, names and squares."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for column, words in enumerate(self._heads):
            box = self.box(0, column)
            box.setTop(0)
            box.setBottom(look.px(HEAD_DESK_PX))
            painter.setFont(fitted_font(words, box.width(), look.px(16), TEXT_WEIGHT))
            painter.setPen(QColor(tokens.text_third))
            painter.drawText(box.adjusted(look.px(6), 0, 0, 0), _LEFT, words)
        for i, row in enumerate(self.shown()):
            name = self._name_box(i)
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(QLineF(look.px(10), name.top(), self.width() - look.px(10), name.top()))
            quiet = row.verdict in ("pass", "not_applicable")
            painter.setFont(fitted_font(row.name, name.width() - look.px(8), look.px(17), TEXT_WEIGHT, 10))
            painter.setPen(QColor(tokens.text_second if quiet else tokens.text))
            painter.drawText(name, _LEFT, row.name)
            for column, square in enumerate(row.squares):
                self._paint_square(painter, self.box(i, column), square)
        self._paint_chosen(painter)
        painter.end()

    def _paint_square(self, painter: QPainter, box: QRectF, square: Square) -> None:
        look, tokens = self._look, self._look.tokens
        verdict, shade = square.verdict, colour(square.verdict, look)
        if verdict in ("fail", "inconclusive"):
            ground = QColor(shade)
            ground.setAlphaF(0.16)
            painter.fillRect(box, ground)
        elif verdict == "missing":
            paint_hatch(painter, box, look, 12)
        inner = box.adjusted(look.px(6), 0, -look.px(4), 0)
        shape, side = SHAPES[verdict], look.px(14)
        sign = QRectF(inner.left(), inner.center().y() - side / 2, side, side)
        if shape is not None:
            paint_shape(painter, sign, shape, look)
        elif verdict == "pass":
            painter.setFont(fitted_font("✓", side, look.px(16), HEAD_WEIGHT))
            painter.setPen(QColor(shade))
            painter.drawText(sign, int(Qt.AlignmentFlag.AlignCenter), "✓")
        inner.setLeft(sign.right() + look.px(6))
        words = square_words(square, self._language)
        loud = verdict in ("fail", "inconclusive")
        weight = HEAD_WEIGHT if loud else TEXT_WEIGHT
        painter.setFont(fitted_font(words, inner.width(), min(look.px(17), int(box.height() * 0.6)), weight))
        painter.setPen(QColor(tokens.text if loud else tokens.text_second))
        painter.drawText(inner, _LEFT, words)

    def _paint_chosen(self, painter: QPainter) -> None:
        if not self.hasFocus() or not self._rows:
            return
        painter.setPen(QPen(QColor(self._look.tokens.focus), max(1.5, self._look.px(1.5))))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.box(self._chosen[0] - self._first, self._chosen[1]), 3, 3)
