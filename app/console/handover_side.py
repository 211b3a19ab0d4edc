"""What stands beside a handover's items: remark, signatures, document, earlier handovers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.console.handover_words import earlier_words, may_compile, state_words
from app.console.signature import SignatureForm
from backend.contract.work import Handover
from widgets.parts.control_bar import label
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.theme.look import Look
from widgets.tile import TileContext

tr = QCoreApplication.translate


class HandoverSide(QWidget):
    """Only shows and asks; the pane talks to the daemon."""

    compile_asked = Signal()
    note_given = Signal(str)
    pdf_asked = Signal()
    handover_chosen = Signal(str)
    """Id of an earlier handover, or of the current one again."""

    def __init__(self, context: TileContext, parent: QWidget) -> None:
        """Start without a handover."""
        super().__init__(parent)
        self._context = context
        look = context.look
        self.state = label(look, 17, colour=look.tokens.text_second)
        self.state.setWordWrap(True)
        self.compile = self._button(tr("Handover", "Bring up to date (F5)"))
        self.print = self._button(tr("Handover", "Print PDF (F8)"))
        self.note = QLineEdit(self)
        self.note.setFont(text_font(look, 17))
        self.note.setMinimumHeight(look.px(40))
        self.note.setPlaceholderText(tr("Handover", "What the next shift should know; Enter adds it"))
        self.add = self._button(tr("Handover", "Add (F2)"))
        self.out = SignatureForm(look, "out", self)
        self.incoming = SignatureForm(look, "in", self)
        self.message = label(look, 16, colour=look.tokens.text_second)
        self.message.setWordWrap(True)
        self.message.hide()
        self.earlier = _plain_list(look, self)
        self._lay_out()
        self.compile.clicked.connect(self.compile_asked)
        self.print.clicked.connect(self.pdf_asked)
        self.add.clicked.connect(self._give_note)
        self.note.returnPressed.connect(self._give_note)
        self.earlier.itemActivated.connect(self._choose)
        self.earlier.itemClicked.connect(self._choose)

    def _button(self, words: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setFont(text_font(self._context.look, 17))
        button.setMinimumHeight(self._context.look.px(40))
        return button

    def _lay_out(self) -> None:
        look = self._context.look
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(20), look.px(12), look.px(20), look.px(12))
        box.setSpacing(look.px(10))
        box.addWidget(self.state)
        deeds = QHBoxLayout()
        deeds.setSpacing(look.px(8))
        deeds.addWidget(self.compile, 1)
        deeds.addWidget(self.print, 1)
        box.addLayout(deeds)
        box.addWidget(self.message)
        self._note_line = _hairline(look, self)
        box.addWidget(self._note_line)
        self._note_head = self._heading(tr("Handover", "Remark of the outgoing officer"))
        box.addWidget(self._note_head)
        note = QHBoxLayout()
        note.setSpacing(look.px(8))
        note.addWidget(self.note, 1)
        note.addWidget(self.add)
        box.addLayout(note)
        for form in (self.out, self.incoming):
            box.addWidget(_hairline(look, self))
            box.addWidget(form)
        box.addWidget(_hairline(look, self))
        box.addWidget(self._heading(tr("Handover", "Handovers (F9)")))
        box.addWidget(self.earlier, 1)

    def _heading(self, words: str) -> QWidget:
        made = label(self._context.look, 17, HEAD_WEIGHT)
        made.setText(words)
        return made

    # ---- showing ------------------------------------------------------------------------------

    def show_handover(self, handover: Handover | None) -> None:
        """Show where a handover stands and what may be done with it."""
        live = self._context.live
        now, zone = live.clock.now(), live.state.centre.timezone
        nothing = tr("Handover", "There is no handover of this shift yet: F5 compiles it.")
        self.state.setText(state_words(handover) if handover is not None else nothing)
        new = handover is None or not handover.open
        update = tr("Handover", "Bring up to date (F5)")
        self.compile.setText(tr("Handover", "Compile a new one (F5)") if new else update)
        self.compile.setEnabled(may_compile(handover))
        self.print.setEnabled(handover is not None)
        writable = handover is not None and handover.open and handover.signed_out is None
        for part in (self._note_line, self._note_head, self.note, self.add):
            part.setVisible(writable)
        signed_out = handover.signed_out if handover is not None else None
        self.out.show_signature(signed_out, now, zone)
        self.out.set_open(
            open_now=handover is not None and handover.open,
            why_not=tr("Handover", "Nothing to sign yet.") if handover is None else "",
        )
        self.incoming.show_signature(handover.signed_in if handover is not None else None, now, zone)
        self.incoming.set_open(
            open_now=signed_out is not None, why_not=tr("Handover", "The outgoing officer signs first.")
        )

    def show_earlier(self, handovers: Sequence[Handover], shown_id: str) -> None:
        """List the handovers to look at, newest first; the shown one is marked."""
        live = self._context.live
        now, zone = live.clock.now(), live.state.centre.timezone
        row = self.earlier.currentRow()
        self.earlier.clear()
        for handover in handovers:
            item = QListWidgetItem(earlier_words(handover, now, zone))
            item.setData(Qt.ItemDataRole.UserRole, handover.handover_id)
            if handover.handover_id == shown_id:
                item.setFont(text_font(self._context.look, 16, HEAD_WEIGHT))
            item.setToolTip(item.text())
            self.earlier.addItem(item)
        self.earlier.setCurrentRow(max(0, min(row, self.earlier.count() - 1)))

    def say(self, words: str, *, bad: bool = False) -> None:
        """Say something beneath the buttons."""
        tokens = self._context.look.tokens
        self.message.setStyleSheet(f"color: {tokens.critical if bad else tokens.text_second};")
        self.message.setText(words)
        self.message.setVisible(bool(words))

    # ---- hands --------------------------------------------------------------------------------

    def _give_note(self) -> None:
        words = self.note.text().strip()
        if words:
            self.note_given.emit(words)
        else:
            self.say(tr("Handover", "Write the remark first."), bad=True)
            self.note.setFocus()

    def _choose(self, item: QListWidgetItem) -> None:
        self.handover_chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))


def _hairline(look: Look, parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setFixedHeight(1)
    line.setStyleSheet(f"background: {look.tokens.line};")
    return line


def _plain_list(look: Look, parent: QWidget) -> QListWidget:
    made = QListWidget(parent)
    made.setFont(text_font(look, 16))
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setTextElideMode(Qt.TextElideMode.ElideRight)
    made.setMinimumHeight(look.px(80))
    tokens = look.tokens
    made.setStyleSheet(
        f"QListWidget {{ background: {tokens.tile}; outline: none; }}"
        f"QListWidget::item {{ padding: {look.px(7)}px 0; color: {tokens.text_second}; }}"
        f"QListWidget::item:selected {{ background: transparent; color: {tokens.text_second}; }}"
        f"QListWidget::item:selected:active {{ color: {tokens.focus}; }}"
    )
    return made
