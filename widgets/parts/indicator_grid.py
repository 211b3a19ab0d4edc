"""A board of indicators: cells by colour, the rule beside each colour; keys and mouse choose a figure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from backend.contract.indicators import ColourGroup, ColourRule
from widgets.logic import formats
from widgets.logic.indicator_layout import Box, CellSize, Page, pages
from widgets.parts.indicator_cell import CELL_DESK_PX, CELL_HIGH_DESK_PX, LEFT, RIGHT, paint_cell
from widgets.parts.indicator_colours import group_colour, paint_group
from widgets.parts.indicator_face import IndicatorFace, tip_of
from widgets.parts.indicator_message import paint_message
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, fitted_font, sized_font
from widgets.tile import TileContext

translate = QCoreApplication.translate
HEAD_DESK_PX, FOOT_DESK_PX = 40, 30
_STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class Group(msgspec.Struct, frozen=True):
    """One colour with its figures."""

    group: ColourGroup
    rule: ColourRule | None
    faces: tuple[IndicatorFace, ...]


class IndicatorGrid(QWidget):
    """Enter or a click opens a figure; more than fit stand on further pages (PgDn, wheel)."""

    figure_chosen = Signal(object)
    """An `Entry`."""
    page_turned = Signal()

    def __init__(self, context: TileContext, parent: QWidget | None = None) -> None:
        """Start with none."""
        super().__init__(parent)
        self._context, self._look = context, context.look
        self._groups: Sequence[Group] = ()
        self._faces: list[IndicatorFace] = []
        self._pages: list[Page] | None = None
        self.page = 0
        self._chosen = -1
        self.empty_words = ""
        """Said where there is no figure."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    # ---- data -------------------------------------------------------------------------------------

    def groups(self) -> Sequence[Group]:
        """Return what is shown."""
        return self._groups

    def faces(self) -> list[IndicatorFace]:
        """Return all figures in their order."""
        return self._faces

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Show figures; the chosen one stays chosen where it is still there."""
        if list(groups) == list(self._groups):
            return
        before = self.chosen()
        self._groups = list(groups)
        self._faces = [face for group in groups for face in group.faces]
        self._pages = None
        codes = [face.entry.info.code for face in self._faces]
        if before is not None and before.entry.info.code in codes:
            self.choose(codes.index(before.entry.info.code))
        else:
            self._chosen = 0 if self._faces else -1
            self.page = 0
        self.update()

    def chosen(self) -> IndicatorFace | None:
        """Return the figure that keys act on; one that stands alone is always it."""
        if len(self._faces) == 1:
            return self._faces[0]
        return self._faces[self._chosen] if 0 <= self._chosen < len(self._faces) else None

    def choose(self, k: int) -> None:
        """Let the keys act on figure `k`, and show its page."""
        self._chosen = k
        at = next(
            (n for n, page in enumerate(self.pages()) if any(c == k for c, _b in page.cells)), self.page
        )
        self.turn_to(at)
        self.update()

    # ---- room -------------------------------------------------------------------------------------

    def pages(self) -> list[Page]:
        """Return the pages at the present size."""
        if self._pages is None:
            px = self._look.px
            size = CellSize(px(CELL_DESK_PX), px(CELL_HIGH_DESK_PX), px(HEAD_DESK_PX), px(FOOT_DESK_PX))
            counts = [len(group.faces) for group in self._groups]
            self._pages = pages(counts, self.width(), self.height(), size)
            self.page = max(0, min(self.page, len(self._pages) - 1))
        return self._pages

    def turn_to(self, page: int) -> None:
        """Show another page."""
        page = max(0, min(page, len(self.pages()) - 1))
        if page != self.page:
            self.page = page
            self.update()
            self.page_turned.emit()

    def cell_at(self, point: QPointF) -> int:
        """Return the number of the figure under a point, -1 where there is none."""
        if len(self._faces) == 1:
            return 0
        shown = self.pages()[self.page].cells if self.pages() else ()
        return next((k for k, box in shown if _rect(box).contains(point)), -1)

    # ---- painting ---------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, tokens = self._look, self._look.tokens
        if not self._faces:
            painter.setFont(
                fitted_font(self.empty_words, self.width() - look.px(32), look.px(19), TEXT_WEIGHT)
            )
            painter.setPen(QColor(tokens.text_second))
            painter.drawText(QRectF(self.rect()), int(Qt.AlignmentFlag.AlignCenter), self.empty_words)
        elif len(self._faces) == 1:
            paint_message(painter, QRectF(self.rect()), self._faces[0], self._groups[0].rule, self._context)
        else:
            self._paint_page(painter, self.pages()[self.page])
        painter.end()

    def _paint_page(self, painter: QPainter, page: Page) -> None:
        look, tokens = self._look, self._look.tokens
        for number, box in page.heads:
            self._paint_head(painter, _rect(box), self._groups[number])
        for k, box in page.cells:
            cell = _rect(box)
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(QLineF(cell.topLeft(), cell.topRight()))
            if cell.left() > 1:
                painter.drawLine(QLineF(cell.topLeft(), cell.bottomLeft()))
            paint_cell(painter, cell, self._faces[k], look)
            if k == self._chosen and self.hasFocus():
                painter.setPen(QPen(QColor(tokens.focus), max(1.5, look.px(1.5))))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(cell.adjusted(1.5, 1.5, -1.5, -1.5), 3, 3)
        if len(self.pages()) > 1:
            self._paint_foot(painter, page)

    def _paint_head(self, painter: QPainter, box: QRectF, group: Group) -> None:
        """Paint sign, name, number and the rule of a colour."""
        look, tokens, language = self._look, self._look.tokens, self._context.language
        tint = QColor(group_colour(group.group, look))
        tint.setAlpha(26)
        painter.fillRect(box, tint)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(QLineF(box.topLeft(), box.topRight()))
        side, pad = look.px(17), look.px(14)
        paint_group(
            painter, QRectF(box.left() + pad, box.center().y() - side / 2, side, side), group.group, look
        )
        line = box.adjusted(pad + side + look.px(10), 0, -pad, 0)
        name = group.rule.name.in_language(language) if group.rule is not None else group.group
        font = sized_font(look.px(18), HEAD_WEIGHT)
        count = formats.number(len(group.faces), 0, language)
        for words, colour in ((name, tokens.text), (count, tokens.text_second)):
            font = fitted_font(words, line.width(), look.px(18), HEAD_WEIGHT, look.px(13))
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(line, LEFT, words)
            line.setLeft(line.left() + QFontMetricsF(font).horizontalAdvance(words) + look.px(12))
        rule = group.rule.rule.in_language(language) if group.rule is not None else ""
        if rule and line.width() > look.px(90):
            font = fitted_font(rule, line.width(), look.px(16), TEXT_WEIGHT, look.px(12))
            painter.setFont(font)
            painter.setPen(QColor(tokens.text_second))
            shown = QFontMetricsF(font).elidedText(rule, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, RIGHT, shown)

    def _paint_foot(self, painter: QPainter, page: Page) -> None:
        look, language = self._look, self._context.language
        high = look.px(FOOT_DESK_PX)
        box = QRectF(look.px(14), self.height() - high, self.width() - look.px(28), high)
        first, last = page.cells[0][0] + 1, page.cells[-1][0] + 1
        words = translate("Indicators", "{first}–{last} of {total} · PgDn: next page").format(
            first=first, last=last, total=formats.number(len(self._faces), 0, language)
        )
        painter.setPen(QPen(QColor(look.tokens.line), 1))
        painter.drawLine(QLineF(0, box.top(), self.width(), box.top()))
        painter.setFont(fitted_font(words, box.width(), look.px(16), TEXT_WEIGHT))
        painter.setPen(QColor(look.tokens.text_third))
        painter.drawText(box, LEFT, words)

    # ---- hands ------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out at the new size, with the chosen figure in view."""
        self._pages = None
        if self._chosen >= 0:
            self.choose(self._chosen)

    def event(self, event: QEvent) -> bool:
        """Tell why a figure has its colour where the pointer rests."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            k = self.cell_at(QPointF(event.pos()))
            if k >= 0:
                QToolTip.showText(event.globalPos(), tip_of(self._faces[k], self._context.language), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the figure under the pointer."""
        k = self.cell_at(event.position()) if self._faces else -1
        if event.button() != Qt.MouseButton.LeftButton or k < 0:
            super().mousePressEvent(event)
            return
        self.choose(k)
        self.figure_chosen.emit(self._faces[k].entry)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the page."""
        self.turn_to(self.page + (1 if event.angleDelta().y() < 0 else -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show which figure the keys act on."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame away."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the neighbour, Enter opens, PgUp and PgDn turn pages."""
        key, face = Qt.Key(event.key()), self.chosen()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and face is not None:
            self.figure_chosen.emit(face.entry)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in _STEPS and self._faces:
            self._step(*_STEPS[key])
        else:
            super().keyPressEvent(event)

    def _turn(self, by: int) -> None:
        self.turn_to(self.page + by)
        if self.pages() and self.pages()[self.page].cells:
            self._chosen = self.pages()[self.page].cells[0][0]

    def _step(self, across: int, down: int) -> None:
        """Go to the neighbour; sideways over line ends, up and down over pages."""
        here = max(0, self._chosen)
        if across:
            self.choose(max(0, min(len(self._faces) - 1, here + across)))
            return
        cells = dict(self.pages()[self.page].cells)
        if here not in cells:
            return
        at = cells[here]
        rows = sorted({box.top for box in cells.values()})
        row = rows.index(at.top) + down
        if 0 <= row < len(rows):
            line = [(abs(box.left - at.left), k) for k, box in cells.items() if box.top == rows[row]]
            self.choose(min(line)[1])
        elif 0 <= self.page + down < len(self.pages()):
            self._turn(down)


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)
