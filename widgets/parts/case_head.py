"""The head of the case window: sign, code, title, status and deadline."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from backend.contract.cases import CaseFile
from widgets.logic.case_due import due_of
from widgets.parts.case_book import CaseBook
from widgets.parts.case_sections import due_colour
from widgets.parts.case_words import due_words
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.shapes import paint_shape
from widgets.tile import TileContext

HEIGHT_DESK_PX = 74
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CaseHead(QWidget):
    """Two lines: what it is; where it stands."""

    def __init__(self, context: TileContext, book: CaseBook, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._context, self._book = context, book
        self.file: CaseFile | None = None
        self.setFixedHeight(context.look.px(HEIGHT_DESK_PX))

    def set_file(self, file: CaseFile | None) -> None:
        """Show a case."""
        self.file = file
        if file is not None:
            self.setAccessibleName(f"{file.case_id} {file.title}")
        self.update()

    def due_line(self, file: CaseFile) -> tuple[str, str]:
        """Return how it stands with its deadline, and the colour of that."""
        due = due_of(file, self._context.live.clock.now())
        tokens = self._context.look.tokens
        words = due_words(due, self._context.language)
        return words, tokens.text_second if due.paused_s is not None else due_colour(due.state, tokens)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sign, title over code, and at the right deadline over status."""
        file, look = self.file, self._context.look
        if file is None:
            return
        tokens = look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pad, side, middle = look.px(12), look.px(28), self.height() / 2
        paint_shape(painter, QRectF(pad, middle - side / 2, side, side), file.severity, look)
        due, colour = self.due_line(file)
        strong, small = sized_font(look.px(20), HEAD_WEIGHT), sized_font(look.px(17), TEXT_WEIGHT)
        status = self._book.status_name(file)
        right_px = max(
            QFontMetricsF(strong).horizontalAdvance(due), QFontMetricsF(small).horizontalAdvance(status)
        )
        right = QRectF(self.width() - look.px(20) - right_px, 0, right_px, self.height())
        left = QRectF(pad + side + look.px(14), 0, right.left() - pad - side - look.px(34), self.height())
        upper, lower = middle - look.px(30), middle + look.px(1)
        title = fitted_font(file.title, left.width(), look.px(23), HEAD_WEIGHT, look.px(18))
        box = QRectF(left.left(), upper, left.width(), look.px(32))
        self._line(painter, box, file.title, title, tokens.text)
        code = " · ".join(part for part in (file.case_id, self._book.field_name(file)) if part)
        box = QRectF(left.left(), lower, left.width(), look.px(26))
        self._line(painter, box, code, small, tokens.text_second)
        painter.setFont(strong)
        painter.setPen(QColor(colour))
        painter.drawText(QRectF(right.left(), upper, right_px, look.px(32)), int(_RIGHT), due)
        painter.setFont(small)
        painter.setPen(QColor(tokens.text_second))
        painter.drawText(QRectF(right.left(), lower, right_px, look.px(26)), int(_RIGHT), status)
        painter.end()

    def _line(self, painter: QPainter, box: QRectF, words: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(_LEFT), shown)
