"""Stock inputs as the form needs them: a combo box that the wheel leaves alone, a check box with a tick."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QStyle, QStyleOptionButton, QWidget

from widgets.theme.look import Look


class QuietComboBox(QComboBox):
    """A combo box that does not change when the form is scrolled over it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Take the focus by key or click only; be no wider than the form."""
        super().__init__(parent)
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the arrow too: a style sheet without pictures has none."""
        super().paintEvent(event)
        half = self._look.px(4)
        middle = QPointF(self.width() - self._look.px(18), self.height() / 2)
        corners = [QPointF(-half, -half / 2), QPointF(0, half / 2), QPointF(half, -half / 2)]
        draw_line(self, [middle + corner for corner in corners], self._look.tokens.text_second)


class TickBox(QCheckBox):
    """A check box with a tick."""

    def __init__(self, words: str, look: Look, parent: QWidget | None = None) -> None:
        """Show `words` beside the box."""
        super().__init__(words, parent)
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tick into the indicator of the style sheet."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        shares = [(0.24, 0.52), (0.43, 0.70), (0.77, 0.32)]
        points = [QPointF(box.x() + box.width() * x, box.y() + box.height() * y) for x, y in shares]
        draw_line(self, points, self._look.tokens.ground)


def draw_line(widget: QWidget, points: list[QPointF], colour: str) -> None:
    """Draw a bent line of 2 px onto a widget that is being painted."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 2))
    painter.drawPolyline(QPolygonF(points))
    painter.end()
