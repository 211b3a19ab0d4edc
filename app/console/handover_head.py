"""The head of the handover: which one it is, how old, how far it is read."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.console.handover_words import n_ticked, progress_words
from backend.contract.work import Handover
from widgets.logic import formats
from widgets.parts.control_bar import label
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.theme.look import Look
from widgets.tile import TileContext

tr = QCoreApplication.translate

OLD_AFTER_S = 900.0
"""A list older than this is no longer what goes on: its age is shown in the colour of age."""


class HandoverHead(QWidget):
    """Title, id, shift, age, progress."""

    back_asked = Signal()

    def __init__(self, context: TileContext, parent: QWidget) -> None:
        """Start without a handover."""
        super().__init__(parent)
        self._context = context
        look = context.look
        back = QPushButton(tr("Record", "‹ Back (Esc)"), self)
        back.setFont(text_font(look, 17))
        back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        back.clicked.connect(self.back_asked)
        title = label(look, 23, HEAD_WEIGHT)
        title.setText(tr("Handover", "Shift handover"))
        self.about = label(look, 17, colour=look.tokens.text_second)
        self.about.hide()  # until there is room for it
        self.age = label(look, 17, colour=look.tokens.text_second)
        self.progress = label(look, 20, HEAD_WEIGHT)
        self.bar = ProgressLine(look, self)
        row = QHBoxLayout()
        row.setContentsMargins(look.px(16), look.px(10), look.px(20), look.px(8))
        row.setSpacing(look.px(12))
        for part in (back, title, self.about, self.age):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.progress)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(row)
        box.addWidget(self.bar)

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave out what a narrow pane has no room for."""
        self.about.setVisible(not narrow)

    def show_handover(self, handover: Handover | None) -> None:
        """Show which handover it is and how far it is read."""
        items = handover.items if handover is not None else ()
        names = (handover.handover_id, handover.shift) if handover is not None else ()
        self.about.setText(" · ".join(part for part in names if part))
        self.progress.setText(progress_words(handover) if handover is not None else "")
        self.bar.set_share(n_ticked(items) / len(items) if items else 0.0)
        self.show_age(handover)

    def show_age(self, handover: Handover | None) -> None:
        """Say when it was compiled; how old it is while it can still be brought up to date."""
        if handover is None:
            self.age.clear()
            return
        live, tokens = self._context.live, self._context.look.tokens
        now = live.clock.now()
        time = formats.moment(handover.compiled_at, now, live.state.centre.timezone)
        words = tr("Handover", "compiled {time}").format(time=time)
        old_s = now - handover.compiled_at
        waits = handover.open and handover.signed_out is None
        if waits and old_s >= 60:
            words += f" ({formats.rough_duration(old_s, self._context.language)})"
        self.age.setText(words)
        colour = tokens.age if waits and old_s > OLD_AFTER_S else tokens.text_second
        self.age.setStyleSheet(f"color: {colour};")


class ProgressLine(QWidget):
    """How much is read, from left to right."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start at nothing."""
        super().__init__(parent)
        self._look = look
        self.share = 0.0
        """0 to 1."""
        self.setFixedHeight(look.px(3))

    def set_share(self, share: float) -> None:
        """Show a share, 0 to 1."""
        if share != self.share:
            self.share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is read over what is to be read."""
        tokens = self._look.tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.line))
        painter.fillRect(QRectF(0, 0, self.width() * self.share, self.height()), QColor(tokens.done))
        painter.end()
