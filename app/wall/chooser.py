"""The list of layouts: every one the wall has, found by a few letters without diacritics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)

from app.wall.layouts import Density, Layout
from widgets.logic.search import matches
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.theme.look import Look

translate = QCoreApplication.translate
_ORDER: dict[Density, int] = {"desk": 0, "wall": 1, "briefing": 2}


def fitting(layouts: Iterable[Layout], wanted: str, language: str) -> list[Layout]:
    """Return the layouts that `wanted` may mean: those with a key first, then by density and name.

    Args:
        layouts: all of the wall.
        wanted: what a person has typed; empty: all.
        language: of the names, "vi" or "en"; the other one and the id are searched, too.
    """

    def order(layout: Layout) -> tuple[int, int, str]:
        return (layout.key or 10, _ORDER[layout.density], layout.name.in_language(language))

    found = [each for each in layouts if matches(wanted, (each.name.vi, each.name.en, each.layout_id))]
    return sorted(found, key=order)


def density_word(density: Density) -> str:
    """Return for whom a layout is drawn."""
    return {
        "desk": translate("Wall", "desk"),
        "wall": translate("Wall", "wall, five metres"),
        "briefing": translate("Wall", "briefing room"),
    }[density]


class LayoutChooser(QFrame):
    """A field and the layouts that fit beneath it; Enter shows one, Esc goes away."""

    chosen = Signal(str)
    """A layout id."""
    closed = Signal()

    def __init__(self, layouts: Sequence[Layout], current: str, look: Look, language: str) -> None:
        """Offer all of them, the one that is on chosen."""
        super().__init__()
        self._layouts, self._look, self._language = layouts, look, language
        self.setAutoFillBackground(True)
        self.setStyleSheet(
            f"LayoutChooser {{ background: {look.tokens.tile}; border-left: 1px solid {look.tokens.line}; }}"
        )
        self.heading = QLabel(translate("Wall", "Layouts"), self)
        self.heading.setFont(text_font(look, 23, HEAD_WEIGHT))
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(translate("Wall", "Type a part of the name"))
        self.field.setAccessibleName(translate("Wall", "Search layouts"))
        self.field.setMinimumHeight(look.px(44))
        self.list = QListWidget(self)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setStyleSheet(_sheet(look))
        box = QVBoxLayout(self)
        box.setContentsMargins(*[look.px(16)] * 4)
        box.setSpacing(look.px(12))
        for part in (self.heading, self.field, self.list):
            box.addWidget(part)
        self.setFocusProxy(self.field)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._offer)
        self.field.returnPressed.connect(self._choose)
        self.list.itemClicked.connect(self._choose)
        self._offer("")
        self._select(current)

    def offered(self) -> list[str]:
        """Return the ids of the layouts in the list, from the top."""
        return [self.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.list.count())]

    def _offer(self, wanted: str) -> None:
        self.list.clear()
        for layout in fitting(self._layouts, wanted, self._language):
            item = QListWidgetItem(self._words(layout))
            item.setData(Qt.ItemDataRole.UserRole, layout.layout_id)
            item.setFont(text_font(self._look, 19))
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _words(self, layout: Layout) -> str:
        key = f"{layout.key}" if layout.key else "  "
        return f"{key}   {layout.name.in_language(self._language)} · {density_word(layout.density)}"

    def _select(self, layout_id: str) -> None:
        if layout_id in (offered := self.offered()):
            self.list.setCurrentRow(offered.index(layout_id))

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list while the field has the keys, and Esc close."""
        if watched is not self.field or not isinstance(event, QKeyEvent):
            return False
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.closed.emit()
            return True
        if event.key() not in moves or event.type() != QEvent.Type.KeyPress:
            return False
        row = self.list.currentRow() + moves[Qt.Key(event.key())]
        self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
        return True


def _sheet(look: Look) -> str:
    t = look.tokens
    return f"""
QListWidget {{ background: {t.tile}; outline: 0; }}
QListWidget::item {{ padding: {look.px(12)}px {look.px(10)}px; border-radius: 4px; }}
QListWidget::item:selected {{ background: {t.line}; color: {t.text}; border-left: 3px solid {t.focus}; }}
"""
