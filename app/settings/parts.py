"""Stock parts of the settings' pages: headings, buttons, hairlines, tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from widgets.parts.control_bar import label
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, text_font
from widgets.theme.look import Look

tr = QCoreApplication.translate

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def words(look: Look, text: str = "", desk_px: float = 17, *, head: bool = False, colour: str = "") -> QLabel:
    """Return a label that breaks its lines; a head is bold and bright."""
    made = label(look, desk_px, HEAD_WEIGHT if head else TEXT_WEIGHT, colour or _colour(look, head=head))
    made.setWordWrap(True)
    made.setText(text)
    return made


def _colour(look: Look, *, head: bool) -> str:
    return look.tokens.text if head else look.tokens.text_second


def button(look: Look, text: str, parent: QWidget) -> QPushButton:
    """Return a button of the height that a tired hand hits."""
    made = QPushButton(text, parent)
    made.setFont(text_font(look, 17))
    made.setMinimumHeight(look.px(40))
    made.setAutoDefault(True)
    return made


def hairline(parent: QWidget, *, upright: bool = False) -> QFrame:
    """Return a line between two parts."""
    line = QFrame(parent)
    line.setObjectName("hairline")
    if upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line


def say(target: QLabel, look: Look, text: str, *, bad: bool = False) -> None:
    """Say something in a label, in the colour of what went wrong where it did; nothing takes no room."""
    target.setStyleSheet(f"color: {look.tokens.critical if bad else look.tokens.text_second};")
    target.setText(text)
    target.setVisible(bool(text))


def supervisors_only() -> str:
    """Return what an account is told that may look but not act."""
    return tr("Settings", "This needs the right of a shift supervisor; this account may look.")


class _CellDelegate(QStyledItemDelegate):
    """Keeps a cell's colour while its row is the chosen one."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        if isinstance(colour, QBrush):
            option.palette.setBrush(QPalette.ColorRole.HighlightedText, colour)


class Table(QTreeWidget):
    """Rows under heads; columns of numbers stand at the right."""

    def __init__(
        self, heads: Sequence[str], parent: QWidget, *, stretched: int = 0, numbers: Collection[int] = ()
    ) -> None:
        """Start empty; column `stretched` takes the room that is left."""
        super().__init__(parent)
        self._numbers = frozenset(numbers)
        self.setHeaderLabels(list(heads))
        self.setItemDelegate(_CellDelegate(self))
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(_LEFT)
        for column in range(len(heads)):
            fixed = QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if column == stretched else fixed
            )
            if column in self._numbers:
                self.headerItem().setTextAlignment(column, _RIGHT)

    def set_rows(self, rows: Sequence[Sequence[str]], ids: Sequence[str] = ()) -> None:
        """Show rows; the row that had the chosen id stays chosen."""
        chosen = self.chosen_id()
        self.blockSignals(True)  # filling a table chooses nothing
        self.clear()
        for number, row in enumerate(rows):
            item = QTreeWidgetItem(list(row))
            for column, text in enumerate(row):
                item.setTextAlignment(column, _RIGHT if column in self._numbers else _LEFT)
                item.setToolTip(column, text)
            item.setData(0, Qt.ItemDataRole.UserRole, ids[number] if ids else str(number))
            self.addTopLevelItem(item)
        self.choose(chosen)
        self.blockSignals(False)

    def chosen_id(self) -> str:
        """Return the id of the chosen row, empty where there is none."""
        item = self.currentItem()
        return str(item.data(0, Qt.ItemDataRole.UserRole)) if item is not None else ""

    def choose(self, row_id: str) -> None:
        """Choose the row with that id, the first one where there is none."""
        items = [self.topLevelItem(number) for number in range(self.topLevelItemCount())]
        found = [i for i in items if i is not None and i.data(0, Qt.ItemDataRole.UserRole) == row_id]
        first = found or [item for item in items if item is not None]
        if first:
            self.setCurrentItem(first[0])

    def fit_height(self, most_rows: int) -> None:
        """Be as high as the rows need, up to `most_rows`."""
        n = max(1, min(self.topLevelItemCount(), most_rows))
        row_px = self.sizeHintForRow(0) if self.topLevelItemCount() else self.header().sizeHint().height()
        head_px = 0 if self.header().isHidden() else self.header().sizeHint().height()
        self.setFixedHeight(head_px + n * row_px + 2)

    def texts(self) -> list[list[str]]:
        """Return what is shown."""
        rows = [self.topLevelItem(number) for number in range(self.topLevelItemCount())]
        return [[row.text(c) for c in range(self.columnCount())] for row in rows if row is not None]

    def colour(self, row: int, column: int, colour: str) -> None:
        """Give one cell a colour."""
        item = self.topLevelItem(row)
        if item is not None:
            item.setForeground(column, QColor(colour))
