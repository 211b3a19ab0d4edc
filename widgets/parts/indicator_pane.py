"""The record of one figure over a tile; explain, review and plan by key."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from backend.contract.indicators import FigureVersions, GetFigureVersions, IndicatorFigure
from backend.contract.messages import Failure, ReplyBody
from widgets.live import RegistersUpdated
from widgets.logic.indicator_board import Entry
from widgets.parts.case_bar import ActionBar
from widgets.parts.case_page import CasePage
from widgets.parts.control_bar import label
from widgets.parts.indicator_ask import AskForm
from widgets.parts.indicator_book import ExplanationBook
from widgets.parts.indicator_colours import group_colour
from widgets.parts.indicator_deeds import asked_for, deeds, plan_deed
from widgets.parts.indicator_record import Known, record_of
from widgets.parts.indicator_words import period_words, valued
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.tile import TileContext

translate = QCoreApplication.translate
_BACK = (Qt.Key.Key_Escape, Qt.Key.Key_Backspace)
_SCROLL = {Qt.Key.Key_Down: 60, Qt.Key.Key_Up: -60, Qt.Key.Key_PageDown: 400, Qt.Key.Key_PageUp: -400}


class IndicatorPane(QWidget):
    """Esc goes back; the line at the foot says which keys do something."""

    closed = Signal()
    case_chosen = Signal(str)
    changed = Signal()
    """A person did something: ask again."""

    def __init__(
        self, context: TileContext, entry: Entry, known: Known, book: ExplanationBook, parent: QWidget
    ) -> None:
        """Show `entry` and ask for its versions."""
        super().__init__(parent)
        self.context, self.entry, self.known, self._book = context, entry, known, book
        look = context.look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        palette = self.palette()
        palette.setColor(self.backgroundRole(), QColor(look.tokens.tile))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.page = CasePage(look, self)
        self.page.link_chosen.connect(self.case_chosen)
        self.form = AskForm(context, self)
        self.form.closed.connect(self.setFocus)
        self.form.done.connect(self._done)
        self.bar = ActionBar(look, self)
        self.bar.pressed.connect(self.do)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(self._make_head())
        for part, stretch in ((self.page, 1), (self.form, 0), (self.bar, 0)):
            box.addWidget(part, stretch)
        book.changed.connect(self.tell)
        context.live.registers_changed.connect(self._note_change)
        context.live.ticked.connect(self._tell_deadline)
        self._stopped = False
        self.tell()
        self.ask()
        if entry.figure.explanation:
            book.read(entry.figure.explanation)

    def _make_head(self) -> QHBoxLayout:
        look = self.context.look
        back = QPushButton(translate("Board", "‹ Back (Esc)"), self)
        back.setFont(text_font(look, 17))
        back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        back.clicked.connect(self.closed)
        self.title = label(look, 21, HEAD_WEIGHT)
        self.title.setWordWrap(True)
        self.value = label(look, 30, HEAD_WEIGHT)
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        head.setSpacing(look.px(16))
        head.addWidget(back)
        head.addWidget(self.title, 1)
        head.addWidget(self.value)
        return head

    # ---- data -------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask for the versions."""
        figure = self.entry.figure
        body = GetFigureVersions(figure.code, figure.period, figure.area, figure.breakdown)
        self.context.live.request(body, self._take)

    def _take(self, reply: ReplyBody) -> None:
        if self._stopped:
            return
        if isinstance(reply, Failure):
            self.form.say(reply.said(self.context.language), bad=True)
        elif isinstance(reply, FigureVersions):
            self.known = msgspec.structs.replace(self.known, versions=reply.figures)
            self.tell()

    def set_entry(self, entry: Entry) -> None:
        """Show a newer answer about the same figure."""
        if entry != self.entry:
            self.entry = entry
            if entry.figure.explanation:
                self._book.read(entry.figure.explanation)
            self.tell()

    def waiting(self) -> IndicatorFigure | None:
        """Return the version that waits for review."""
        return next((figure for figure in self.known.versions if figure.state == "submitted"), None)

    def tell(self) -> None:
        """Write the record anew."""
        entry, language, look = self.entry, self.context.language, self.context.look
        found = self._book.of(entry.figure.explanation)
        self.known = msgspec.structs.replace(self.known, explanation=found)
        name = entry.info.name.in_language(language)
        self.title.setText(f"{name} · {period_words(entry.info, entry.figure, language)}")
        self.value.setText(valued(entry.info, entry.figure.value, language))
        group = entry.figure.colour
        colour = look.tokens.text_second if group == "none" else group_colour(group, look)
        self.value.setStyleSheet(f"color: {colour};")
        self.page.set_sections(record_of(entry, self.known, self.context))
        self.bar.set_deeds("", [*deeds(entry, found, self.waiting()), plan_deed()])

    def _tell_deadline(self) -> None:
        if self.known.explanation is not None:
            self.tell()

    def _note_change(self, change: RegistersUpdated) -> None:
        if not self._stopped and (not change.kinds or "indicators" in change.kinds):
            self.ask()

    # ---- hands ------------------------------------------------------------------------------------

    def do(self, deed: str) -> None:
        """Ask what a deed needs, or do it."""
        found = self._book.of(self.entry.figure.explanation)
        if deed == "open_case":
            self.case_chosen.emit(self.entry.figure.explanation)
            return
        entry, waiting = self.entry, self.waiting()
        if deed in ("accept_figure", "return_figure") and waiting is not None:
            entry = Entry(entry.info, waiting)
        asked = asked_for(deed, entry, self.context.language, found)
        if asked is not None:
            self.form.open(asked)

    def _done(self, _reply: object) -> None:
        self.ask()
        if self.entry.figure.explanation:
            self._book.read(self.entry.figure.explanation)
        self.changed.emit()

    def event(self, event: QEvent) -> bool:
        """Take the keys of the pane before the wall's own."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
            return super().event(event)
        if event.key() in (*_BACK, *_SCROLL) or self._deed(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back, scroll, or begin a deed."""
        if event.key() in _BACK:
            self.closed.emit()
        elif event.key() in _SCROLL:
            bar = self.page.verticalScrollBar()
            bar.setValue(bar.value() + _SCROLL[Qt.Key(event.key())])
        elif deed := self._deed(event):
            self.do(deed)
        else:
            super().keyPressEvent(event)

    def _deed(self, event: QKeyEvent) -> str:
        typed = event.text().upper()
        return next((deed.deed for deed in self.bar.deeds if typed and deed.key == typed), "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame the pane: it may lie over the wall."""
        painter = QPainter(self)
        painter.setPen(QPen(QColor(self.context.look.tokens.focus), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def release(self) -> None:
        """Drop answers under way."""
        self._stopped = True
        self.form.leave()
