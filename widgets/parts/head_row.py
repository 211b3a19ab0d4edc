"""The head row of a table: quiet words over a hairline."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from widgets.theme.fonts import text_font
from widgets.theme.look import Look


class HeadRow(QHeaderView):
    """Painted by hand: a style sheet cannot ask for a variable font's weight or tabular figures."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Stand over `parent`'s columns."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self.setFixedHeight(look.px(38))
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(look.px(40))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint the words of one column."""
        look, tokens = self._look, self._look.tokens
        model = self.model()
        painter.save()
        painter.fillRect(rect, QColor(tokens.tile))
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        last = section == model.columnCount() - 1
        box = QRectF(rect).adjusted(look.px(16) if section == 0 else 0, 0, -look.px(16 if last else 12), 0)
        side = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        painter.setFont(text_font(look, 16, 600))
        painter.setPen(QColor(tokens.text_third))
        words = model.headerData(section, Qt.Orientation.Horizontal)
        shown = painter.fontMetrics().elidedText(str(words), Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag(side), shown)
        painter.restore()
