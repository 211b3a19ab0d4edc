"""The events of a season as a list: when, how long, how high, where, on which named day."""

from __future__ import annotations

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
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from backend.contract.season import Episode, Episodes
from widgets.logic import formats
from widgets.logic.season import span_words
from widgets.parts.list_view import cut_off
from widgets.parts.row_ground import paint_row_ground
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.tile import TileContext

translate = QCoreApplication.translate
ROW_DESK_PX = 64
EVENT_ROLE = Qt.ItemDataRole.UserRole + 1
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_INVALID = QModelIndex()


class EventModel(QAbstractListModel):
    """Events, the newest first."""

    def __init__(self, parent: QObject) -> None:
        """Start empty."""
        super().__init__(parent)
        self.rows: list[Episode] = []

    def set_rows(self, rows: Sequence[Episode]) -> None:
        """Show events, given oldest first."""
        self.beginResetModel()
        self.rows = list(reversed(rows))
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _INVALID) -> int:
        """Return the number of events."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        """Return an event."""
        if role == EVENT_ROLE and 0 <= index.row() < len(self.rows):
            return self.rows[index.row()]
        return None


class EventDelegate(QStyledItemDelegate):
    """Paints one event in two lines."""

    def __init__(self, context: TileContext, parent: QObject) -> None:
        """Paint in the look and language of `context`."""
        super().__init__(parent)
        self._context = context
        self.found: Episodes | None = None
        self.decimals = 0

    def words(self, event: Episode) -> tuple[str, str, str, str]:
        """Return what stands left above, right above, left below, right below."""
        live, language = self._context.live, self._context.language
        timezone, unit = live.state.centre.timezone, self.found.unit if self.found else ""
        peak = f"{formats.number(event.peak, self.decimals, language)} {unit}"
        place = live.state.places.get(event.peak_place)
        days = {day.day_id: day.name for day in live.state.reference_days}
        notes = [
            place.name if place else event.peak_place,
            translate("Season", "{count} places").format(count=len(event.stations)),
        ]
        if not event.complete:
            notes.append(translate("Season", "cut by the season's edge"))
        if event.reference_day:
            day = days.get(event.reference_day, event.reference_day)
            notes.append(translate("Season", "day {day}").format(day=day))
        length = formats.duration(event.end_at - event.start_at, language)
        if event.total is not None:
            amount = formats.number(event.total, 0, language)
            length = translate("Season", "{amount} in all · {length}").format(
                amount=f"{amount} {unit.removesuffix('/h')}", length=length
            )
        return span_words(event, timezone), peak, " · ".join(notes), length

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one event."""
        if cut_off(option.widget, option.rect):
            return
        look, tokens = self._context.look, self._context.look.tokens
        when, peak, notes, length = self.words(index.data(EVENT_ROLE))
        painter.save()
        box = paint_row_ground(painter, option, look)
        inner = box.adjusted(look.px(16), look.px(6), -look.px(16), -look.px(6))
        half = inner.height() / 2
        upper = QRectF(inner.left(), inner.top(), inner.width(), half)
        lower = QRectF(inner.left(), inner.top() + half, inner.width(), half)
        self._line(painter, upper, (when, peak), (tokens.text, tokens.text), strong=True)
        self._line(painter, lower, (notes, length), (tokens.text_third, tokens.text_second), strong=False)
        painter.restore()

    def _line(
        self,
        painter: QPainter,
        box: QRectF,
        words: tuple[str, str],
        inks: tuple[str, str],
        *,
        strong: bool,
    ) -> None:
        look = self._context.look
        font = sized_font(look.px(19 if strong else 16), HEAD_WEIGHT if strong else TEXT_WEIGHT)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(inks[1]))
        painter.drawText(box, _RIGHT, words[1])
        box.setRight(box.right() - metrics.horizontalAdvance(words[1]) - look.px(12))
        painter.setPen(QColor(inks[0]))
        painter.drawText(box, _LEFT, metrics.elidedText(words[0], Qt.TextElideMode.ElideRight, box.width()))
