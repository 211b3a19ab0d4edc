"""Search words and chips above the desk's list; one field narrows by everything there is."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from widgets.logic.case_query import Facet, Filter
from widgets.logic.search import matches
from widgets.parts.alarm_keys import keeps_escape
from widgets.theme.fonts import TEXT_WEIGHT, sized_font, text_font
from widgets.theme.look import Look

translate = QCoreApplication.translate
SETTLE_MS = 250
HEIGHT_DESK_PX = 52
N_OFFERED = 9


class Choice(msgspec.Struct, frozen=True):
    """One value that the list can be narrowed to."""

    chip: Filter
    words: str
    """`Đơn vị: Sở Xây dựng`."""


def facet_word(facet: Facet) -> str:
    """Return the name of what is narrowed by."""
    return {
        "field": translate("Cases", "Field"),
        "unit": translate("Cases", "Unit"),
        "area": translate("Cases", "Ward or commune"),
        "source": translate("Cases", "Source"),
        "severity": translate("Cases", "Severity"),
        "due": translate("Cases", "Deadline"),
        "status": translate("Cases", "Status"),
    }[facet]


class Chips(QWidget):
    """The chosen values; a click takes one away."""

    removed = Signal(object)
    """A `Filter`."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start with none."""
        super().__init__(parent)
        self._look = look
        self.choices: Sequence[Choice] = ()
        self._boxes: list[tuple[QRectF, Filter]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(look.px(36))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Show chips."""
        self.choices = choices
        self.setAccessibleName(" · ".join(choice.words for choice in choices))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a chip away."""
        for box, chip in self._boxes:
            if box.contains(event.position()):
                self.removed.emit(chip)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chips, the newest first where not all fit."""
        look, tokens = self._look, self._look.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = sized_font(look.px(16), TEXT_WEIGHT)
        metrics, pad, x = QFontMetricsF(font), look.px(10), 0.5
        painter.setFont(font)
        self._boxes = []
        for choice in reversed(self.choices):
            room = self.width() - x - 2 * pad - look.px(22)
            if room < look.px(60):
                break
            said = metrics.elidedText(choice.words, Qt.TextElideMode.ElideRight, room)
            wide = metrics.horizontalAdvance(said) + 2 * pad + look.px(18)
            box = QRectF(x, look.px(3), wide, self.height() - look.px(6))
            painter.setPen(QPen(QColor(tokens.focus), 1))
            painter.drawRoundedRect(box, 3, 3)
            painter.setPen(QColor(tokens.text))
            painter.drawText(box.adjusted(pad, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), said)
            painter.setPen(QColor(tokens.text_second))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box.adjusted(0, 0, -pad, 0), int(right), "×")
            self._boxes.append((box, choice.chip))
            x = box.right() + look.px(8)
        painter.end()


class FilterBar(QWidget):
    """Two fields: `/` searches, the other one narrows; ↓ goes to the list."""

    changed = Signal()
    left = Signal()
    """The person goes on to the list."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look = look
        self._choices: Sequence[Choice] = ()
        self._chosen: list[Filter] = []
        self._searched = ""
        self.search = self._line(translate("Cases", "Find code, title, reporter …  ( / )"))
        self.search.setFixedWidth(look.px(380))
        self.narrow = self._line(translate("Cases", "Add a filter …  ( Ctrl+F )"))
        self.narrow.setFixedWidth(look.px(300))
        self.chips = Chips(look, self)
        self.chips.removed.connect(self.remove)
        self.offered = QListWidget(parent)
        self.offered.setFont(text_font(look, 17))
        self.offered.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offered.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.offered.setStyleSheet(_list_style(look))
        self.offered.itemClicked.connect(self._take)
        self.offered.hide()
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._search_now)
        self.search.textChanged.connect(lambda _words: self._settle.start())
        self.narrow.textChanged.connect(self._offer)
        box = QHBoxLayout(self)
        box.setContentsMargins(look.px(16), look.px(6), look.px(16), look.px(6))
        box.setSpacing(look.px(10))
        for part in (self.search, self.narrow, self.chips):
            box.addWidget(part)
        self.setFixedHeight(look.px(HEIGHT_DESK_PX))

    def _line(self, hint: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setFont(text_font(self._look, 17))
        line.setMinimumHeight(self._look.px(38))
        line.setPlaceholderText(hint)
        line.installEventFilter(self)
        return line

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these values."""
        self._choices = choices
        self._show_chips()

    def words(self) -> str:
        """Return the search words."""
        return self._searched

    def filters(self) -> tuple[Filter, ...]:
        """Return the chosen values, oldest first."""
        return tuple(self._chosen)

    def fit(self, width_px: int) -> None:
        """Share the width out where it is small."""
        narrow = width_px < self._look.px(900)
        share = max(80, width_px // 2 - self._look.px(26))
        self.search.setFixedWidth(min(self._look.px(380), share))
        self.narrow.setFixedWidth(min(self._look.px(300), share))
        self.chips.setVisible(not narrow)

    # ---- choosing ---------------------------------------------------------------------------------

    def add(self, chip: Filter) -> None:
        """Narrow by a value too."""
        if chip not in self._chosen:
            self._chosen.append(chip)
            self._show_chips()
            self.changed.emit()

    def remove(self, chip: Filter) -> None:
        """No longer narrow by a value."""
        if chip in self._chosen:
            self._chosen.remove(chip)
            self._show_chips()
            self.changed.emit()

    def clear(self) -> None:
        """Show everything again."""
        self._chosen.clear()
        self.search.clear()
        self._show_chips()
        self._search_now()
        self.changed.emit()

    def _show_chips(self) -> None:
        known = {choice.chip: choice for choice in self._choices}
        self.chips.set_choices([known.get(chip, Choice(chip, chip.value)) for chip in self._chosen])

    def _search_now(self) -> None:
        self._settle.stop()
        words = " ".join(self.search.text().split())
        if words != self._searched:
            self._searched = words
            self.changed.emit()

    def _offer(self, wanted: str = "") -> None:
        """List the values that fit what was typed, diacritics ignored, beneath the field."""
        free = [choice for choice in self._choices if choice.chip not in self._chosen]
        fitting = [choice for choice in free if matches(wanted, [choice.words])]
        self.offered.clear()
        for choice in fitting:
            item = QListWidgetItem(choice.words, self.offered)
            item.setData(Qt.ItemDataRole.UserRole, self._choices.index(choice))
        self.offered.setCurrentRow(0)
        above = self.parentWidget()
        corner = self.narrow.mapTo(above, self.narrow.rect().bottomLeft()) if above else self.pos()
        row_px = self._look.px(38)
        n_rows = max(1, min(N_OFFERED, len(fitting)))
        high = min(n_rows * row_px + 4, max(row_px, (above.height() if above else 400) - corner.y() - 8))
        self.offered.setGeometry(QRect(corner.x(), corner.y() + 2, self._look.px(430), high))
        self.offered.setVisible(bool(fitting) and self.narrow.hasFocus())
        self.offered.raise_()

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            chip = self._choices[int(item.data(Qt.ItemDataRole.UserRole))].chip
            self.narrow.clear()
            self.add(chip)
            self.offered.hide()

    # ---- keys -------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the two fields."""
        if event.type() == QEvent.Type.ShortcutOverride:
            return keeps_escape(event)
        if event.type() == QEvent.Type.FocusIn and watched is self.narrow:
            self._offer(self.narrow.text())
        elif event.type() == QEvent.Type.FocusOut and watched is self.narrow:
            self.offered.hide()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = Qt.Key(event.key())
        return self._search_key(key) if watched is self.search else self._narrow_key(key)

    def _search_key(self, key: Qt.Key) -> bool:
        if key == Qt.Key.Key_Escape:
            if not self.search.text():
                self.left.emit()
            self.search.clear()
            self._search_now()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self._search_now()
            self.left.emit()
        else:
            return False
        return True

    def _narrow_key(self, key: Qt.Key) -> bool:
        row, last = self.offered.currentRow(), self.offered.count() - 1
        if key == Qt.Key.Key_Escape:
            self.narrow.clear()
            self.offered.hide()
            self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.offered.currentItem() if self.offered.isVisible() else None)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and last >= 0:
            self.offered.setCurrentRow(max(0, min(last, row + (1 if key == Qt.Key.Key_Down else -1))))
        elif key == Qt.Key.Key_Backspace and not self.narrow.text() and self._chosen:
            self.remove(self._chosen[-1])
            self._offer()
        else:
            return False
        return True


def _list_style(look: Look) -> str:
    tokens, px = look.tokens, look.px
    return f"""
QListWidget {{ background: {tokens.ground}; border: 1px solid {tokens.focus}; outline: 0; }}
QListWidget::item {{ padding: 0 {px(10)}px; height: {px(38)}px; }}
QListWidget::item:selected {{ background: {tokens.line}; color: {tokens.text}; }}
"""
