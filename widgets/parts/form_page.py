"""A form that fills a tile: a heading, rows of a name and a field, buttons with a message at the foot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from widgets.parts.alarm_keys import keeps_escape
from widgets.parts.case_page import clear
from widgets.parts.control_bar import label
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.theme.look import Look


class FormPage(QWidget):
    """A form with its keys: Ctrl+Enter sends, Enter goes on to the next field, Esc leaves."""

    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start on the ground of a tile, without fields."""
        super().__init__(parent)
        self._look = look
        on_tile(self, look)
        self.message = label(look, 17, colour=look.tokens.text_second)
        self.message.setWordWrap(True)

    def send(self) -> None:
        """Send what was filled in."""
        raise NotImplementedError

    def say(self, words: str, *, bad: bool = False) -> None:
        """Say something beside the buttons."""
        tokens = self._look.tokens
        self.message.setStyleSheet(f"color: {tokens.critical if bad else tokens.text_second};")
        self.message.setText(words)

    def listen_to(self, edits: Iterable[QWidget]) -> None:
        """Take the keys of fields and buttons."""
        for edit in edits:
            edit.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Send, go on or leave by keys; in fields of several lines Enter begins a new one."""
        if event.type() == QEvent.Type.ShortcutOverride:
            return keeps_escape(event)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.send()
        elif enter and isinstance(watched, QPushButton):
            watched.click()
        elif enter and not isinstance(watched, QPlainTextEdit):
            self.focusNextChild()
        else:
            return False
        return True


def on_tile(form: QWidget, look: Look) -> None:
    """Give a form the ground of a tile."""
    palette = form.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(look.tokens.tile))
    form.setPalette(palette)
    form.setAutoFillBackground(True)


def rows_grid(look: Look, rows: Sequence[tuple[str, QWidget]]) -> QGridLayout:
    """Return names and fields one beneath another."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(look.px(16))
    grid.setVerticalSpacing(look.px(8))
    for at, (words, widget) in enumerate(rows):
        head = label(look, 17, 600, look.tokens.text_third)
        head.setText(words)
        head.setMinimumHeight(look.px(40))
        grid.addWidget(head, at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(widget, at, 1)
    grid.setColumnMinimumWidth(0, look.px(150))
    grid.setColumnStretch(1, 1)
    return grid


def lay_page(form: QWidget, look: Look, heading: str, grid: QGridLayout, foot: QHBoxLayout) -> QVBoxLayout:
    """Lay a form out; return the column above the rows, for what stands beneath the heading."""
    title = label(look, 23, HEAD_WEIGHT)
    title.setText(heading)
    title.setWordWrap(True)
    inner = QWidget(form)
    inner.setMaximumWidth(look.px(1180))
    column = QVBoxLayout(inner)
    column.setContentsMargins(look.px(20), look.px(14), look.px(20), look.px(8))
    column.addWidget(title)
    column.addLayout(grid)
    column.addStretch(1)
    scroll = QScrollArea(form)
    scroll.setWidget(inner)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    clear(scroll, look)
    box = QVBoxLayout(form)
    box.setContentsMargins(1, 1, 1, 1)
    box.setSpacing(0)
    box.addWidget(scroll, 1)
    box.addLayout(foot)
    return column


def foot_line(look: Look, buttons: Sequence[QPushButton], message: QLabel) -> QHBoxLayout:
    """Return buttons with what is said beside them."""
    foot = QHBoxLayout()
    foot.setContentsMargins(look.px(20), look.px(8), look.px(20), look.px(12))
    foot.setSpacing(look.px(10))
    for button in buttons:
        button.setFont(text_font(look, 17))
        button.setMinimumHeight(look.px(42))
        foot.addWidget(button)
    foot.addWidget(message, 1)
    return foot
