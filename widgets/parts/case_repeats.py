"""The field of a merger: cases that may be one, ticked to be merged, or any other one by its code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.contract.case_likeness import AlikeCases, GetAlike
from backend.contract.cases import CaseFile
from backend.contract.messages import ReplyBody
from widgets.logic import formats
from widgets.logic.case_repeats import Merger, Repeat, begun
from widgets.parts.case_book import CaseBook
from widgets.parts.case_pickers import CasePicker
from widgets.parts.control_bar import label
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, sized_font
from widgets.theme.look import Look
from widgets.tile import TileContext

translate = QCoreApplication.translate
ROW_PX, BOX_PX, N_SHOWN = 38, 18, 6
MOST_ASKED = 8
"""More cases than these are merged by a code that is written."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def why_words(row: Repeat, language: str) -> str:
    """Return why a case may be the same: `cùng số điện thoại, cách 14 m`."""
    if row.asked:
        return translate("Cases", "this one")
    said = [translate("Cases", "same telephone")] if row.same_phone else []
    if row.apart_m is not None:
        said.append(translate("Cases", "{n} m away").format(n=formats.number(row.apart_m, 0, language)))
    return ", ".join(said)


class RepeatList(QWidget):
    """Rows of cases: Space or a click ticks one, G or a click at its right end makes it stay."""

    changed = Signal()

    def __init__(self, context: TileContext, book: CaseBook, parent: QWidget) -> None:
        """Start with no row, and hidden."""
        super().__init__(parent)
        self._context, self._book = context, book
        self.merger = Merger()
        self.at = 0
        self._first = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def show_merger(self, merger: Merger) -> None:
        """Show rows; one alone is nothing to choose among."""
        self.merger, self.at, self._first = merger, 0, 0
        n_rows = len(merger.rows)
        self.setFixedHeight(self._row_px() * min(n_rows, N_SHOWN) + 2)
        self.setVisible(n_rows > 1)
        self._tell()

    def row_words(self, row: Repeat) -> list[str]:
        """Return code, words and what stands at the right of a row."""
        file, language = row.file, self._context.language
        timezone = self._context.live.state.centre.timezone
        opened = formats.moment(file.opened_at, self._context.live.clock.now(), timezone)
        about = " · ".join(part for part in (file.title, file.place or file.area_name) if part)
        right = [why_words(row, language), self._book.status_name(file), opened]
        return [file.case_id, about, " · ".join(part for part in right if part)]

    # ---- hands ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, tick, choose the one that stays."""
        rows = self.merger.rows
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and rows:
            self.at = max(0, min(len(rows) - 1, self.at + step))
            self._first = max(self.at - N_SHOWN + 1, min(self._first, self.at))
            self.update()
        elif event.key() == Qt.Key.Key_Space and rows:
            self._turn(self.at)
        elif event.key() == Qt.Key.Key_G and rows:
            self._keep(self.at)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick, or choose the one that stays at the right end."""
        at = self._first + int(event.position().y() // self._row_px())
        if not 0 <= at < len(self.merger.rows):
            return
        self.at = at
        if event.position().x() >= self.width() - self._main_px():
            self._keep(at)
        else:
            self._turn(at)

    def _turn(self, at: int) -> None:
        self.merger = self.merger.turned(self.merger.rows[at].file.case_id)
        self._tell()

    def _keep(self, at: int) -> None:
        self.merger = self.merger.kept(self.merger.rows[at].file.case_id)
        self._tell()

    def _tell(self) -> None:
        said = [" ".join(self.row_words(row)) for row in self.merger.rows]
        self.setAccessibleName("; ".join(said))
        self.update()
        self.changed.emit()

    def event(self, event: QEvent) -> bool:
        """Keep Space and G from the keys of the wall."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
            return super().event(event)
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_G):
            event.accept()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys go."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys go elsewhere."""
        self.update()
        super().focusOutEvent(event)

    # ---- paint ------------------------------------------------------------------------------------

    def _row_px(self) -> int:
        return self._context.look.px(ROW_PX)

    def _main_px(self) -> float:
        font = sized_font(self._context.look.px(15), HEAD_WEIGHT)
        wide = QFontMetricsF(font).horizontalAdvance(translate("Cases", "the others join it"))
        return wide + self._context.look.px(28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows in view."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self.merger.rows[self._first : self._first + N_SHOWN]
        for k, row in enumerate(shown):
            box = QRectF(0, k * self._row_px() + 1, self.width(), self._row_px())
            self._paint_row(painter, box, row, here=self.hasFocus() and self._first + k == self.at)
        painter.end()

    def _paint_row(self, painter: QPainter, box: QRectF, row: Repeat, *, here: bool) -> None:
        look, tokens = self._context.look, self._context.look.tokens
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if here:
            painter.setPen(QPen(QColor(tokens.focus), 1))
            painter.drawRoundedRect(box.adjusted(0.5, 1.5, -0.5, -1.5), 3, 3)
        case_id = row.file.case_id
        chosen, main = case_id in self.merger.chosen, case_id == self.merger.main
        side = look.px(BOX_PX)
        tick = QRectF(box.left() + look.px(10), box.center().y() - side / 2, side, side)
        _paint_tick(painter, tick, look, chosen=chosen)
        code, about, right = self.row_words(row)
        inner = QRectF(tick.right() + look.px(10), box.top(), 0, box.height())
        inner.setRight(box.right() - self._main_px())
        if main:
            self._paint_main(painter, box)
        text = QColor(tokens.text if chosen else tokens.text_third)
        self._paint_words(painter, inner, (code, about, right), text)

    def _paint_main(self, painter: QPainter, box: QRectF) -> None:
        look, tokens = self._context.look, self._context.look.tokens
        painter.setFont(sized_font(look.px(15), HEAD_WEIGHT))
        painter.setPen(QColor(tokens.focus))
        painter.drawText(
            box.adjusted(0, 0, -look.px(10), 0), int(_RIGHT), translate("Cases", "the others join it")
        )

    def _paint_words(
        self, painter: QPainter, box: QRectF, words: tuple[str, str, str], colour: QColor
    ) -> None:
        look, (code, about, right) = self._context.look, words
        small, strong, plain = (
            sized_font(look.px(15), TEXT_WEIGHT),
            sized_font(look.px(16), HEAD_WEIGHT),
            sized_font(look.px(17), TEXT_WEIGHT),
        )
        painter.setFont(small)
        painter.setPen(QColor(look.tokens.text_second))
        metrics = QFontMetricsF(small)
        said = metrics.elidedText(right, Qt.TextElideMode.ElideRight, box.width() * 0.58)
        painter.drawText(box, int(_RIGHT), said)
        room = QRectF(box)
        room.setRight(box.right() - metrics.horizontalAdvance(said) - look.px(14))
        painter.setPen(colour)
        painter.setFont(strong)
        painter.drawText(room, int(_LEFT), code)
        room.setLeft(room.left() + QFontMetricsF(strong).horizontalAdvance(code) + look.px(12))
        painter.setFont(plain)
        cut = QFontMetricsF(plain).elidedText(about, Qt.TextElideMode.ElideRight, max(0.0, room.width()))
        painter.drawText(room, int(_LEFT), cut)


def _paint_tick(painter: QPainter, box: QRectF, look: Look, *, chosen: bool) -> None:
    """Paint a box, ticked where it is chosen."""
    painter.setPen(QPen(QColor(look.tokens.focus if chosen else look.tokens.text_third), 1.5))
    painter.drawRoundedRect(box, 3, 3)
    if chosen:
        painter.setPen(QPen(QColor(look.tokens.focus), 2.2))
        low = box.bottom() - box.height() * 0.25
        x = box.left()
        painter.drawLine(
            QRectF(x + box.width() * 0.2, box.center().y(), 0, 0).topLeft(),
            QRectF(x + box.width() * 0.42, low, 0, 0).topLeft(),
        )
        painter.drawLine(
            QRectF(x + box.width() * 0.42, low, 0, 0).topLeft(),
            QRectF(x + box.width() * 0.82, box.top() + box.height() * 0.27, 0, 0).topLeft(),
        )


class RepeatsField(QWidget):
    """What may be the same, as the kind's pack says it, with ticks; beneath it any other case by its code."""

    def __init__(
        self, context: TileContext, book: CaseBook, kind: str, files: Sequence[CaseFile], parent: QWidget
    ) -> None:
        """Ask what may be the same as one case; several that were marked are what may be the same."""
        super().__init__(parent)
        self._context, self._files = context, tuple(files)
        look = context.look
        self.list = RepeatList(context, book, self)
        self.said = label(look, 16, colour=look.tokens.text_second)
        self.said.setWordWrap(True)
        self.said.hide()
        self.picker = CasePicker(context.live, look, kind, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px(6))
        for part in (self.list, self.said, self.picker):
            box.addWidget(part)
        self.setFocusProxy(self.picker)
        self.list.changed.connect(self._sum_up)
        self.picker.field.textChanged.connect(self._sum_up)
        if 1 < len(self._files) <= MOST_ASKED:
            self._offer(begun(self._files))
        elif len(self._files) == 1:
            context.live.request(GetAlike(self._files[0].case_id), self._take)

    def value(self) -> str:
        """Return the code of the case that the others join, empty where nobody has chosen one."""
        written = self._other()
        if written:
            return written
        merger = self.list.merger
        return merger.main if merger.joined else ""

    def cases(self) -> tuple[str, ...]:
        """Return the codes of the cases that become duplicates of it."""
        if not self._other() and self.list.merger.joined:
            return self.list.merger.joined
        return tuple(file.case_id for file in self._files)

    def _other(self) -> str:
        """Return what is written in the field of any other case."""
        return (self.picker.value() or self.picker.written()) if self.picker.written() else ""

    def _take(self, reply: ReplyBody) -> None:
        if isinstance(reply, AlikeCases) and reply.rows:
            self._offer(begun(self._files, reply.rows))

    def _offer(self, merger: Merger) -> None:
        had_focus = self.window().focusWidget() is self.picker.field and not self.picker.written()
        self.list.show_merger(merger)
        self.picker.field.setPlaceholderText(translate("Cases", "Another case: its code or title"))
        self.setFocusProxy(self.list)
        if had_focus:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sum_up(self) -> None:
        """Say what Enter would do."""
        merger = self.list.merger
        self.said.setVisible(len(merger.rows) > 1)
        self.list.setEnabled(not self._other())
        language = self._context.language
        if self.value():
            n_joined = formats.number(len(self.cases()), 0, language)
            words = translate("Cases", "Enter: merge {n} into {main} · Space: tick · G: this one stays")
            self.said.setText(words.format(n=n_joined, main=self.value()))
        else:
            self.said.setText(translate("Cases", "Tick what is the same · Space: tick · G: this one stays"))
