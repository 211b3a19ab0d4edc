"""Tables of indicators: columns that give way, two-line cells, headings between rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import (
    QAbstractListModel,
    QLineF,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from backend.contract.indicators import ColourGroup
from widgets.parts.indicator_cell import LEFT, RIGHT, two_lines
from widgets.parts.indicator_colours import paint_group
from widgets.parts.list_view import ListView, cut_off
from widgets.parts.ranking_delegate import halves
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.theme.look import Look

ROW_ROLE = Qt.ItemDataRole.UserRole
HEAD_DESK_PX, PAD_DESK_PX, GAP_DESK_PX = 42, 16, 14
_ELIDE = Qt.TextElideMode.ElideRight
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Column(msgspec.Struct, frozen=True):
    """One column."""

    words: str
    wide_desk_px: int
    """Least width at desk density."""
    grow: int = 0
    """Share of what is left over."""
    right: bool = False
    """Numbers stand at the right."""
    need: int = 9
    """Where room is short the least needed goes first; 9: always shown."""


class Cell(msgspec.Struct, frozen=True):
    """What stands in one cell."""

    words: str = ""
    under: str = ""
    """Second line, smaller."""
    colour: str = ""
    """#RRGGBB of the words; empty: first text."""
    under_colour: str = ""
    strong: bool = False
    group: ColourGroup | None = None
    """Its sign stands before the words."""
    wraps: bool = False
    """Takes two lines where there is no second one."""
    edited: bool = False
    """May be typed into: framed."""


class CellRow(msgspec.Struct, frozen=True):
    """One row, or a heading between rows."""

    key: str
    cells: tuple[Cell, ...] = ()
    heading: str = ""
    marked: bool = False
    """Ticked for what is done to many."""


class CellModel(QAbstractListModel):
    """Rows in their order."""

    rows: Sequence[CellRow] = ()

    def set_rows(self, rows: Sequence[CellRow]) -> None:
        """Show `rows`; where the keys are the same nothing moves."""
        if [row.key for row in rows] == [row.key for row in self.rows]:
            self.rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if self.rows[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row; its words for assistive technology."""
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        words = row.heading or " · ".join(cell.words for cell in row.cells if cell.words)
        return words if role == Qt.ItemDataRole.AccessibleTextRole else None

    def number_of(self, key: str) -> int:
        """Return the place of a key, -1 where it is not shown."""
        return next((k for k, row in enumerate(self.rows) if row.key == key and not row.heading), -1)


def lanes(columns: Sequence[Column], width: float, look: Look) -> list[tuple[float, float]]:
    """Return left edge and width of each column (px); a width of 0: there is no room for it."""
    pad, gap = look.px(PAD_DESK_PX), look.px(GAP_DESK_PX)
    shown = set(range(len(columns)))

    def used() -> float:
        return 2.0 * pad + sum(look.px(columns[k].wide_desk_px) for k in shown) + gap * (len(shown) - 1)

    for k in sorted(shown, key=lambda k: columns[k].need):
        if used() <= width or columns[k].need >= 9:
            break
        shown.discard(k)
    free = width - used()
    shares = sum(columns[k].grow for k in shown)
    found, left = [], float(pad)
    for k, column in enumerate(columns):
        if k not in shown:
            found.append((left, 0.0))
            continue
        wide = look.px(column.wide_desk_px) + (free * column.grow / shares if shares else 0.0)
        found.append((left, max(1.0, wide)))
        left += wide + gap
    return found


class CellDelegate(QStyledItemDelegate):
    """Paints a row."""

    def __init__(
        self, look: Look, lanes_of: Callable[[], Sequence[tuple[float, float]]], parent: QObject
    ) -> None:
        """Paint in `look`; `lanes_of()` gives the columns."""
        super().__init__(parent)
        self._look, self._lanes_of = look, lanes_of
        self.columns: Sequence[Column] = ()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        if cut_off(option.widget, option.rect):
            return
        look, tokens, row = self._look, self._look.tokens, index.data(ROW_ROLE)
        box = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.heading:
            self._paint_heading(painter, box, row.heading)
        else:
            if option.state & QStyle.StateFlag.State_Selected or row.marked:
                tint = QColor(tokens.focus)
                tint.setAlpha(30)
                painter.fillRect(box, tint)
            if row.marked:
                painter.fillRect(
                    QRectF(box.left(), box.top(), look.px(4), box.height()), QColor(tokens.focus)
                )
            for cell, lane, column in zip(row.cells, self._lanes_of(), self.columns, strict=True):
                if lane[1]:
                    place = QRectF(box.left() + lane[0], box.top(), lane[1], box.height())
                    self._paint_cell(painter, place, cell, right=column.right)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.restore()

    def _paint_heading(self, painter: QPainter, box: QRectF, words: str) -> None:
        look = self._look
        tint = QColor(look.tokens.line)
        tint.setAlpha(110)
        painter.fillRect(box, tint)
        painter.setFont(sized_font(look.px(17), HEAD_WEIGHT))
        painter.setPen(QColor(look.tokens.text_second))
        line = box.adjusted(look.px(PAD_DESK_PX), 0, -look.px(PAD_DESK_PX), 0)
        painter.drawText(line, LEFT, words)

    def _paint_cell(self, painter: QPainter, box: QRectF, cell: Cell, *, right: bool) -> None:
        look, tokens = self._look, self._look.tokens
        if cell.edited:
            painter.setPen(QPen(QColor(tokens.text_third), 1))
            painter.setBrush(QColor(tokens.ground))
            painter.drawRoundedRect(box.adjusted(0, look.px(5), 0, -look.px(6)), 4, 4)
            box = box.adjusted(look.px(10), 0, -look.px(10), 0)
        if cell.group is not None:
            side = look.px(16)
            paint_group(
                painter, QRectF(box.left(), box.center().y() - side / 2, side, side), cell.group, look
            )
            box = box.adjusted(side + look.px(8), 0, 0, 0)
        flags = RIGHT if right else LEFT
        weight = HEAD_WEIGHT if cell.strong else TEXT_WEIGHT
        painter.setPen(QColor(cell.colour or tokens.text))
        if cell.wraps and not cell.under:
            font = sized_font(look.px(18), weight)
            if QFontMetricsF(font).horizontalAdvance(cell.words) > box.width():
                font = sized_font(look.px(16), weight)
            painter.setFont(font)
            painter.drawText(box, _WRAPPED, two_lines(cell.words, QFontMetricsF(font), box.width()))
            return
        upper = QRectF(box)
        if cell.under:
            high = look.px(23)
            top = box.center().y() - look.px(22)
            upper = QRectF(box.left(), top, box.width(), high)
            self._line(painter, QRectF(box.left(), top + high, box.width(), look.px(20)), cell, flags)
        font = fitted_font(cell.words, upper.width(), look.px(18), weight, look.px(14))
        painter.setFont(font)
        painter.setPen(QColor(cell.colour or tokens.text))
        painter.drawText(upper, flags, QFontMetricsF(font).elidedText(cell.words, _ELIDE, upper.width()))

    def _line(self, painter: QPainter, box: QRectF, cell: Cell, flags: int) -> None:
        look = self._look
        font = fitted_font(cell.under, box.width(), look.px(15), TEXT_WEIGHT, look.px(13))
        painter.setFont(font)
        painter.setPen(QColor(cell.under_colour or look.tokens.text_second))
        painter.drawText(box, flags, QFontMetricsF(font).elidedText(cell.under, _ELIDE, box.width()))


class CellHead(QWidget):
    """Words over the columns."""

    def __init__(
        self, look: Look, lanes_of: Callable[[], Sequence[tuple[float, float]]], parent: QWidget
    ) -> None:
        """Stand over the columns that `lanes_of()` gives."""
        super().__init__(parent)
        self._look, self._lanes_of = look, lanes_of
        self.columns: Sequence[Column] = ()
        self.setFixedHeight(look.px(HEAD_DESK_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words, over two lines where one is too short."""
        tokens = self._look.tokens
        painter = QPainter(self)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(QLineF(0, self.height() - 1, self.width(), self.height() - 1))
        painter.setPen(QColor(tokens.text_third))
        for column, lane in zip(self.columns, self._lanes_of(), strict=True):
            if lane[1]:
                self._paint(painter, QRectF(lane[0], 0, lane[1], self.height()), column)
        painter.end()

    def _paint(self, painter: QPainter, box: QRectF, column: Column) -> None:
        look = self._look
        font, lines = sized_font(look.px(16), 600), [column.words]
        if QFontMetricsF(font).horizontalAdvance(column.words) > box.width():
            font, lines = sized_font(look.px(14), 600), halves(column.words)
        painter.setFont(font)
        high = look.px(17)
        top = box.center().y() - high * len(lines) / 2
        for k, line in enumerate(lines):
            place = QRectF(box.left(), top + k * high, box.width(), high)
            shown = QFontMetricsF(font).elidedText(line, _ELIDE, box.width())
            painter.drawText(place, RIGHT if column.right else LEFT, shown)


class CellTable(QWidget):
    """Head and rows."""

    def __init__(self, look: Look, row_desk_px: int, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._look = look
        self.columns: Sequence[Column] = ()
        self.model = CellModel(self)
        self.view = ListView(look, self.model, look.px(row_desk_px), self)
        self.delegate = CellDelegate(look, self.lanes, self)
        self.view.set_delegate(self.delegate)
        self.head = CellHead(look, self.lanes, self)
        self.setFocusProxy(self.view)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Have these columns."""
        self.columns = self.delegate.columns = self.head.columns = columns
        self.head.update()
        self.view.viewport().update()

    def lanes(self) -> Sequence[tuple[float, float]]:
        """Return the columns at the present width."""
        return lanes(self.columns, self.width() - self._look.px(10), self._look)

    def set_rows(self, rows: Sequence[CellRow]) -> None:
        """Show rows; the chosen one stays chosen."""
        before = self.chosen_key()
        self.model.set_rows(rows)
        k = self.model.number_of(before)
        if k >= 0 and k != self.view.selected_row():
            self.view.selectRow(k)
        self.view.viewport().update()

    def chosen_key(self) -> str:
        """Return the key of the chosen row, empty where there is none."""
        k = self.view.selected_row()
        row = self.model.rows[k] if 0 <= k < len(self.model.rows) else None
        return row.key if row is not None and not row.heading else ""

    def choose(self, key: str) -> None:
        """Choose a row."""
        k = self.model.number_of(key)
        if k >= 0:
            self.view.selectRow(k)

    def choose_first(self) -> None:
        """Choose the first row that is no heading, where none is chosen."""
        if not self.chosen_key():
            self.choose(next((row.key for row in self.model.rows if not row.heading), ""))

    def cell_rect(self, key: str, column: int) -> QRect:
        """Return where a cell stands within the view's viewport; empty where it is not shown."""
        k = self.model.number_of(key)
        lane = self.lanes()[column]
        if k < 0 or not lane[1]:
            return QRect()
        row = self.view.visualRect(self.model.index(k, 0))
        return QRect(round(lane[0]), row.top(), round(lane[1]), row.height())

    def resizeEvent(self, event: object) -> None:
        """Stand the rows beneath the head."""
        high = self.head.height()
        self.head.setGeometry(0, 0, self.width(), high)
        self.view.setGeometry(0, high, self.width(), self.height() - high)
