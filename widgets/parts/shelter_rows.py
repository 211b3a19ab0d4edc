"""Rows of places with room: name, how full as a bar, room left, state, distance and age."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from backend.contract.state import Severity
from widgets.logic import formats
from widgets.logic.shelters import RoomState, Shelter
from widgets.parts.column_fonts import ColumnFonts
from widgets.parts.list_view import cut_off
from widgets.parts.row_ground import paint_row_ground
from widgets.parts.words import late_words, lost_words
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.shapes import paint_hatch, paint_shape
from widgets.tile import TileContext

translate = QCoreApplication.translate
ROW_DESK_PX = 76
SHELTER_ROLE = Qt.ItemDataRole.UserRole + 1
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_INVALID = QModelIndex()
SEVERITY: dict[RoomState, Severity | None] = {
    "open": None,
    "nearly_full": "medium",
    "full": "high",
    "closed": None,
    "unknown": None,
}


def state_word(state: RoomState) -> str:
    """Return the word of a place's state."""
    return {
        "open": translate("Shelters", "has room"),
        "nearly_full": translate("Shelters", "nearly full"),
        "full": translate("Shelters", "full"),
        "closed": translate("Shelters", "closed"),
        "unknown": translate("Shelters", "not known"),
    }[state]


def left_words(one: Shelter, language: str) -> str:
    """Return how much room is left: `còn 120 chỗ`, `quá tải 12 người`."""
    if one.state == "closed":
        return state_word("closed")
    if one.state == "unknown" or math.isnan(one.left):
        return state_word("unknown")
    over = one.used - one.total
    if over > 0:
        return translate("Shelters", "{count} too many").format(count=formats.number(over, 0, language))
    return translate("Shelters", "{count} places left").format(count=formats.number(one.left, 0, language))


def used_words(one: Shelter, language: str) -> str:
    """Return `180/300`; a dash for what nobody has said."""
    return f"{formats.number(one.used, 0, language)}/{formats.number(one.total, 0, language)}"


def distance_words(one: Shelter, language: str) -> str:
    """Return `1,2 km`, empty where there is nothing to be near to."""
    if math.isnan(one.distance_m):
        return ""
    return f"{formats.number(one.distance_m / 1000, 1, language)} km"


class ShelterModel(QAbstractListModel):
    """The rows in order."""

    def __init__(self, parent: QObject) -> None:
        """Start empty."""
        super().__init__(parent)
        self.rows: list[Shelter] = []

    def set_rows(self, rows: Sequence[Shelter]) -> None:
        """Show `rows`; the view keeps its place where their number stays."""
        if list(rows) == self.rows:
            return
        same = [row.place_id for row in rows] == [row.place_id for row in self.rows]
        if same:
            self.rows = list(rows)
            self.dataChanged.emit(self.index(0), self.index(max(0, len(rows) - 1)))
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _INVALID) -> int:
        """Return the number of places."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        """Return a place, or its words for screen readers."""
        if not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == SHELTER_ROLE:
            return row
        return row.name if role == Qt.ItemDataRole.DisplayRole else None


class ShelterDelegate(QStyledItemDelegate):
    """Paints one place in two lines with the bar beneath."""

    def __init__(self, context: TileContext, parent: QObject) -> None:
        """Paint in the look and language of `context`."""
        super().__init__(parent)
        self._context = context
        self._fonts = ColumnFonts()

    def age_words(self, one: Shelter) -> str:
        """Return when people were counted, louder where that is long ago."""
        live, language = self._context.live, self._context.language
        now, timezone = live.clock.now(), live.state.centre.timezone
        if one.age == "lost":
            return lost_words(one.counted_at, now, timezone)
        age_s = now - (one.counted_at or now)
        if one.age == "late":
            return late_words(age_s, language)
        return translate("Shelters", "counted {age} ago").format(age=formats.rough_duration(age_s, language))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one place."""
        if cut_off(option.widget, option.rect):
            return
        self._fonts.watch(index.model())
        one: Shelter = index.data(SHELTER_ROLE)
        look, language = self._context.look, self._context.language
        painter.save()
        box = paint_row_ground(painter, option, look)
        inner = box.adjusted(look.px(16), look.px(6), -look.px(16), -look.px(10))
        bar_px = look.px(7)
        high = (inner.height() - bar_px - look.px(4)) / 2
        upper = QRectF(inner.left(), inner.top(), inner.width(), high)
        lower = QRectF(inner.left(), upper.bottom(), inner.width(), high)
        self._paint_upper(painter, upper, one)
        second = " · ".join(
            part for part in (distance_words(one, language), one.area, self.age_words(one)) if part
        )
        tokens = look.tokens
        font, right = sized_font(look.px(16), TEXT_WEIGHT), used_words(one, language)
        wide = QFontMetricsF(font).horizontalAdvance(right) + look.px(10)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text_second))
        painter.drawText(lower, _RIGHT, right)
        lower.setRight(lower.right() - wide)
        painter.setPen(QColor(tokens.age if one.age != "fresh" else tokens.text_third))
        elided = QFontMetricsF(font).elidedText(second, Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, _LEFT, elided)
        self._paint_bar(painter, QRectF(inner.left(), inner.bottom() - bar_px, inner.width(), bar_px), one)
        painter.restore()

    def _paint_upper(self, painter: QPainter, box: QRectF, one: Shelter) -> None:
        look, tokens, language = self._context.look, self._context.look.tokens, self._context.language
        severity = SEVERITY[one.state]
        quiet = one.state in ("closed", "unknown")
        words = left_words(one, language)
        font = sized_font(look.px(19), HEAD_WEIGHT)
        wide = QFontMetricsF(font).horizontalAdvance(words)
        colour = look.severity(severity) if severity else tokens.text_second if quiet else tokens.text
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(box, _RIGHT, words)
        side = look.px(18)
        if severity is not None:
            sign = QRectF(box.right() - wide - side - look.px(8), box.center().y() - side / 2, side, side)
            paint_shape(painter, sign, severity, look)
            wide += side + look.px(8)
        name = self._name_font(box.width() - side - look.px(20))
        box.setRight(box.right() - wide - look.px(12))
        painter.setFont(name)
        painter.setPen(QColor(tokens.text_second if quiet else tokens.text))
        painter.drawText(
            box, _LEFT, QFontMetricsF(name).elidedText(one.name, Qt.TextElideMode.ElideRight, box.width())
        )

    def _name_font(self, width: float) -> QFont:
        """Return the font of every name, so that the longest has room beside what is said of room."""
        look, language = self._context.look, self._context.language
        rows: list[Shelter] = self._fonts.rows(SHELTER_ROLE)
        px = look.px(19)
        taken = self._fonts.widest(
            "left", lambda: [left_words(row, language) for row in rows], px, HEAD_WEIGHT
        )
        names = [row.name for row in rows]
        return self._fonts.font("name", lambda: names, width - taken, px, HEAD_WEIGHT, look.px(16))

    def _paint_bar(self, painter: QPainter, box: QRectF, one: Shelter) -> None:
        look, tokens = self._context.look, self._context.look.tokens
        painter.fillRect(box, QColor(tokens.grid))
        if not math.isnan(one.share):
            taken = QRectF(box)
            taken.setWidth(box.width() * min(1.0, max(0.0, one.share)))
            severity = SEVERITY[one.state]
            colour = look.severity(severity) if severity else tokens.live_series
            painter.fillRect(taken, QColor(tokens.lost if one.state in ("closed", "unknown") else colour))
        if one.age != "fresh" or math.isnan(one.share):
            paint_hatch(painter, box, look, 12)
