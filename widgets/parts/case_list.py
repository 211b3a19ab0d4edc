"""The desk's list: a million rows behind one scroll bar, of which only those in view exist."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget

from backend.contract.cases import CaseFile
from widgets.logic.case_columns import Placed, fitted
from widgets.logic.case_selection import CaseSelection
from widgets.parts.case_paint import (
    COMPACT_DESK_PX,
    END_DESK_PX,
    MARGIN_DESK_PX,
    ROW_DESK_PX,
    RowPainter,
    RowState,
)
from widgets.parts.case_reader import CaseReader
from widgets.parts.case_words import RowTeller, spoken_row
from widgets.parts.list_view import SLACK
from widgets.theme.fonts import TEXT_WEIGHT, sized_font
from widgets.tile import TileContext

HEAD_DESK_PX = 34
WHEEL_STEP = 120
WHEEL_ROWS = 3
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CaseList(QAbstractScrollArea):
    """Rows of `reader`; the scroll bar counts rows, so it reaches the last of a million exactly."""

    opened = Signal(str)
    """A case id: Enter or a double click."""
    moved = Signal()
    """The cursor or a mark is elsewhere."""

    def __init__(self, context: TileContext, reader: CaseReader, teller: RowTeller, parent: QWidget) -> None:
        """Show what `reader` has."""
        super().__init__(parent)
        self._context, self._reader, self._teller = context, reader, teller
        self._painter = RowPainter(context.look, teller)
        self.selection = CaseSelection()
        self.columns: Sequence[str] = ()
        self.heads: Sequence[str] = ()
        self.words = ""
        """Said where no row is."""
        self.compact = False
        self._placed: list[Placed] = []
        self._cursor_id = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(0)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        reader.changed.connect(self._take)

    # ---- what is in view --------------------------------------------------------------------------

    def set_columns(self, columns: Sequence[str], kind_words: Sequence[str]) -> None:
        """Show these columns under these heads."""
        self.columns, self.heads = columns, kind_words
        self._lay_out()

    def n_rows(self) -> int:
        """Return the length of the whole list."""
        return self._reader.pages.n_total or 0

    def first(self) -> int:
        """Return the number of the row on top."""
        return self.verticalScrollBar().value()

    def n_in_view(self) -> int:
        """Return how many whole rows are in view; they give way a little so that one more fits."""
        return max(1, int((self.viewport().height() - self._head_px()) / self._row_desk_px() + SLACK))

    def row_px(self) -> int:
        """Return the height of a row (px): whole rows fill the view."""
        room = self.viewport().height() - self._head_px()
        return max(int(self._row_desk_px() * (1 - SLACK)), room // self.n_in_view())

    def _row_desk_px(self) -> int:
        look = self._context.look
        return look.px(COMPACT_DESK_PX if self.compact else ROW_DESK_PX) + look.key_px(18) - look.px(18)

    def under_cursor(self) -> CaseFile | None:
        """Return the case of the row under the cursor, None where it is not in memory."""
        return self._reader.pages.row(self.selection.cursor) if self.n_rows() else None

    def subjects(self) -> tuple[CaseFile, ...]:
        """Return what an action is done to."""
        return self.selection.subjects(self.under_cursor())

    def restart(self) -> None:
        """Begin another list at its first row."""
        self.selection = CaseSelection()
        self._cursor_id = ""
        self.verticalScrollBar().setValue(0)

    def _head_px(self) -> int:
        return 0 if self.compact else self._context.look.px(HEAD_DESK_PX)

    def _take(self) -> None:
        """Follow what came: the cursor stays with its case where that is in memory."""
        self._span_bar()
        self.selection.move(self.selection.cursor, self.n_rows())
        here = self.under_cursor()
        if self._cursor_id and here is not None and here.case_id != self._cursor_id:
            found = self._reader.pages.find(self._cursor_id)
            if found >= 0:
                self._show_from(self.first() + found - self.selection.cursor)
                self.selection.move(found, self.n_rows())
        self._note_cursor()
        self.selection.renew(self._reader.rows(self.first(), self.first() + self.n_in_view()))
        self.viewport().update()
        self.moved.emit()

    def _note_cursor(self) -> None:
        here = self.under_cursor()
        if here is not None and here.case_id != self._cursor_id:
            self._cursor_id = here.case_id
            self.setAccessibleName(spoken_row(here, self._teller))

    def _span_bar(self) -> None:
        bar, n_in_view = self.verticalScrollBar(), self.n_in_view()
        bar.setPageStep(n_in_view)
        bar.setSingleStep(1)
        bar.setRange(0, max(0, self.n_rows() - n_in_view))

    def _show_from(self, first: int) -> None:
        if self._cursor_id and self.first():
            self.verticalScrollBar().setValue(first)

    def _scrolled(self) -> None:
        self._ask()
        self.viewport().update()

    def _ask(self) -> None:
        first = self.first()
        last = min(first + self.n_in_view(), max(0, self.n_rows() - 1)) if self.n_rows() else first
        self._reader.want(first, max(first, last))

    def _lay_out(self) -> None:
        look = self._context.look
        margins = look.px(MARGIN_DESK_PX) + look.px(END_DESK_PX)
        desk_px = (self.viewport().width() - margins) / max(0.01, look.px(100) / 100)
        self._placed = fitted(self.columns, max(60.0, desk_px), far=self._teller.far)
        self._span_bar()
        self.viewport().update()

    # ---- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint heads and the rows in view."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, high, width = self._head_px(), self.row_px(), self.viewport().width()
        painter.fillRect(event.rect(), QColor(self._context.look.tokens.tile))
        if top:
            self._paint_head(painter, QRectF(0, 0, width, top))
        painter.setClipRect(QRectF(0, top, width, self.viewport().height() - top))
        n_rows, first = self.n_rows(), self.first()
        if not n_rows:
            self._paint_words(painter, top)
        for k in range(min(self.n_in_view(), n_rows - first)):
            number = first + k
            box = QRectF(0, top + k * high, width, high - 1)
            file = self._reader.pages.row(number)
            state = RowState(
                cursor=number == self.selection.cursor,
                focused=self.hasFocus(),
                marked=file is not None and file.case_id in self.selection,
                compact=self.compact,
            )
            if file is None:
                self._painter.paint_waiting(painter, box, self._placed, state)
            else:
                self._reader.pages.touch(number)
                self._painter.paint(painter, box, file, self._placed, state)
        painter.end()

    def _paint_head(self, painter: QPainter, box: QRectF) -> None:
        look, tokens = self._context.look, self._context.look.tokens
        font = sized_font(look.px(16), 600)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text_third))
        names = dict(zip(self.columns, self.heads, strict=False))
        for column in self._placed:
            left = look.px(MARGIN_DESK_PX) + look.px(column.left)
            cell = QRectF(left, 0, look.px(column.width), box.height())
            words = names.get(column.name, "")
            shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, cell.width())
            painter.drawText(cell, int(_LEFT), shown)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(QPointF(0, box.bottom() - 0.5), QPointF(box.right(), box.bottom() - 0.5))

    def _paint_words(self, painter: QPainter, top: int) -> None:
        look = self._context.look
        painter.setFont(sized_font(look.px(18), TEXT_WEIGHT))
        painter.setPen(QColor(look.tokens.text_second))
        box = QRectF(self.viewport().rect()).adjusted(look.px(24), top, -look.px(24), 0)
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(box, flags, self.words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit columns and rows to the size."""
        self._lay_out()
        self._ask()

    # ---- hands ------------------------------------------------------------------------------------

    def go(self, to: int, *, marking: bool = False) -> None:
        """Put the cursor on a row and bring it into view; `marking` marks all that it passes."""
        before = self.selection.cursor
        self.selection.move(to, self.n_rows())
        now, first, n_in_view = self.selection.cursor, self.first(), self.n_in_view()
        self._cursor_id = ""
        if now < first:
            self.verticalScrollBar().setValue(now)
        elif now >= first + n_in_view:
            self.verticalScrollBar().setValue(now - n_in_view + 1)
        if marking:
            self.selection.mark(self._reader.rows(min(before, now), max(before, now)))
        self._note_cursor()
        self.viewport().update()
        self.moved.emit()

    def toggle(self) -> None:
        """Mark the case under the cursor or take its mark away."""
        file = self.under_cursor()
        if file is not None:
            self.selection.toggle(file)
            self.viewport().update()
            self.moved.emit()

    def event(self, event: QEvent) -> bool:
        """Keep the space bar from the keys of the wall: here it marks."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            escape = event.key() == Qt.Key.Key_Escape and len(self.selection)
            if event.key() == Qt.Key.Key_Space or escape:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, mark, open."""
        key, marking = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        here, page = self.selection.cursor, self.n_in_view()
        to = {
            Qt.Key.Key_Up: here - 1,
            Qt.Key.Key_Down: here + 1,
            Qt.Key.Key_PageUp: here - page,
            Qt.Key.Key_PageDown: here + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self.n_rows() - 1,
        }.get(Qt.Key(key))
        if to is not None:
            # a run of marks over more than is in view would mark what nobody has seen
            self.go(to, marking=marking and key not in (Qt.Key.Key_Home, Qt.Key.Key_End))
        elif key == Qt.Key.Key_Space:
            self.toggle()
            self.go(here + 1)
        elif key == Qt.Key.Key_Escape and len(self.selection):
            self.selection.clear()
            self.viewport().update()
            self.moved.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            event.ignore()

    def _open(self) -> None:
        file = self.under_cursor()
        if file is not None:
            self.opened.emit(file.case_id)

    def _row_at(self, point: QPointF) -> int:
        number = self.first() + int((point.y() - self._head_px()) // self.row_px())
        inside = point.y() >= self._head_px() and number < self.n_rows()
        return number if inside else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a row; Ctrl or the margin marks it, Shift marks up to it."""
        number, modifiers = self._row_at(event.position()), event.modifiers()
        if number < 0 or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setFocus()
        self.go(number, marking=bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
        in_margin = event.position().x() < self._context.look.px(MARGIN_DESK_PX)
        if modifiers & Qt.KeyboardModifier.ControlModifier or in_margin:
            self.toggle()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the case."""
        if self._row_at(event.position()) >= 0:
            self._open()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by whole rows."""
        steps = event.angleDelta().y() / WHEEL_STEP
        self.verticalScrollBar().setValue(self.first() - round(steps * WHEEL_ROWS))
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where keys go."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that keys go elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()
