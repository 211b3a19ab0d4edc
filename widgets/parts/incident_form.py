"""A small form inside a tile: asks for words or a choice, sends a request, says what was answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from backend.contract.messages import Failure, ReplyBody, RequestBody
from widgets.logic.search import matches
from widgets.parts.control_bar import label
from widgets.theme.fonts import HEAD_WEIGHT, text_font
from widgets.theme.look import Look
from widgets.tile import TileContext

translate = QCoreApplication.translate
ROW_PX = 40
SHOWN_ROWS = 5


class Field(msgspec.Struct, frozen=True):
    """One line to write in."""

    hint: str
    """What to write, shown while it is empty."""
    missing: str = ""
    """Said where it was left empty; empty: it may be."""
    secret: bool = False
    """A password."""
    text: str = ""
    """What stands in it at first."""


class Choice(msgspec.Struct, frozen=True):
    """One thing to choose."""

    value: str
    words: str
    chosen: bool = False


class Question(msgspec.Struct, frozen=True):
    """What a form asks."""

    heading: str
    request: Callable[[tuple[str, ...], tuple[str, ...]], RequestBody | None]
    """Makes the request of the fields' texts and the chosen values; None: the asker goes on by itself."""
    fields: tuple[Field, ...] = ()
    choices: tuple[Choice, ...] = ()
    several: bool = False
    """More than one may be chosen: the space bar ticks."""
    nothing: str = ""
    """Said where nothing was chosen; empty: that is allowed."""
    deadline_s: float = 5.0


class AskForm(QFrame):
    """Fields, a list, Enter and Esc."""

    closed = Signal()

    def __init__(self, context: TileContext, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._context = context
        self._question: Question | None = None
        look = context.look
        self.setStyleSheet(f"AskForm {{ border-top: 1px solid {look.tokens.focus}; }}")
        self.heading = label(look, 18, HEAD_WEIGHT)
        self.heading.setWordWrap(True)
        self.fields: list[QLineEdit] = []
        self.list = QListWidget(self)
        self.list.setFont(text_font(look, 18))
        self.list.installEventFilter(self)
        self.list.itemClicked.connect(self._clicked)
        self.list.setStyleSheet(_list_style(look))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.message = label(look, 17, colour=look.tokens.text_second)
        self.message.setWordWrap(True)
        self._row = QHBoxLayout()
        self._row.setSpacing(look.px(8))
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(12))
        box.setSpacing(look.px(8))
        box.addWidget(self.heading)
        box.addLayout(self._row)
        box.addWidget(self.list)
        box.addWidget(self.message)
        self.hide()

    # ---- asking -----------------------------------------------------------------------------------

    def ask(self, question: Question) -> None:
        """Show a question; an older one is forgotten."""
        self._question = question
        self.heading.setText(question.heading)
        self._make_fields(question.fields)
        self._fill_list("")
        self.list.setVisible(bool(question.choices))
        keys = translate("AskForm", "Enter: send · Esc: leave it")
        if question.several:
            keys = translate("AskForm", "Space: tick") + " · " + keys
        self.say(keys)
        self.show()
        first: QWidget = self.fields[0] if self.fields else self.list
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_fields(self, wanted: Sequence[Field]) -> None:
        look = self._context.look
        for old in self.fields:
            old.hide()
            old.deleteLater()
        self.fields = []
        for field in wanted:
            edit = QLineEdit(field.text, self)
            edit.setPlaceholderText(field.hint)
            edit.setFont(text_font(look, 18))
            edit.setMinimumHeight(look.px(ROW_PX))
            if field.secret:
                edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.installEventFilter(self)
            self._row.addWidget(edit)
            self.fields.append(edit)
        if self._filters():
            self.fields[0].textChanged.connect(self._fill_list)

    def _filters(self) -> bool:
        """Return whether the one field only looks for a choice."""
        question = self._question
        return (
            question is not None and bool(question.choices) and len(self.fields) == 1 and not question.several
        )

    def _fill_list(self, wanted: str) -> None:
        question, look = self._question, self._context.look
        self.list.clear()
        if question is None:
            return
        for choice in question.choices:
            if wanted and not matches(wanted, [choice.words]):
                continue
            item = QListWidgetItem(choice.words, self.list)
            item.setData(Qt.ItemDataRole.UserRole, choice.value)
            item.setSizeHint(QSize(0, look.px(ROW_PX)))
            if question.several:
                state = Qt.CheckState.Checked if choice.chosen else Qt.CheckState.Unchecked
                item.setCheckState(state)
        self.list.setCurrentRow(0)
        n_rows = min(SHOWN_ROWS, max(1, len(question.choices)))
        self.list.setFixedHeight(n_rows * look.px(ROW_PX) + 2)

    def say(self, words: str, *, bad: bool = False) -> None:
        """Say something beneath the fields."""
        tokens = self._context.look.tokens
        self.message.setStyleSheet(f"color: {tokens.critical if bad else tokens.text_second};")
        self.message.setText(words)

    def leave(self) -> None:
        """Close without sending."""
        self._question = None
        self.hide()
        self.closed.emit()

    # ---- answering --------------------------------------------------------------------------------

    def chosen(self) -> tuple[str, ...]:
        """Return the chosen values."""
        if self._question is None:
            return ()
        items = [self.list.item(i) for i in range(self.list.count())]
        if self._question.several:
            items = [item for item in items if item.checkState() == Qt.CheckState.Checked]
        else:
            items = self.list.selectedItems()
        return tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in items)

    def send(self) -> None:
        """Ask the daemon; the form closes when it is committed there."""
        question = self._question
        if question is None:
            return
        for edit, field in zip(self.fields, question.fields, strict=True):
            if field.missing and not edit.text().strip():
                self.say(field.missing, bad=True)
                edit.setFocus()
                return
        chosen = self.chosen()
        if question.nothing and not chosen:
            self.say(question.nothing, bad=True)
            return
        texts = tuple(
            edit.text() if field.secret else edit.text().strip()
            for edit, field in zip(self.fields, question.fields, strict=True)
        )
        body = question.request(texts, chosen)
        if body is None:
            self.leave()
            return
        self.say(translate("AskForm", "being sent …"))
        self._context.live.request(body, partial(self._answered, question), question.deadline_s)

    def _answered(self, question: Question, reply: ReplyBody) -> None:
        if question is not self._question:
            return  # the form was left, or asks something else by now
        if not isinstance(reply, Failure):
            self.leave()
            return
        self.say(reply.said(self._context.language), bad=True)
        for edit in self.fields:
            if edit.echoMode() == QLineEdit.EchoMode.Password:
                edit.clear()

    # ---- keys -------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep Esc and the space bar from the keys of the wall while the form is open."""
        kept = (Qt.Key.Key_Escape, Qt.Key.Key_Space)
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in kept
        ):
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list from the field that filters it; Enter sends from anywhere."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(watched)
        elif key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and watched is not self.list and self.list.count():
            row = self.list.currentRow() + (1 if key == Qt.Key.Key_Down else -1)
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, row)))
        else:
            return False
        return True

    def _enter(self, watched: QObject) -> None:
        """Go to the next empty field, else send."""
        at = self.fields.index(watched) if isinstance(watched, QLineEdit) and watched in self.fields else -1
        following = self.fields[at + 1 :] if at >= 0 else []
        if following and not following[0].text():
            following[0].setFocus()
        else:
            self.send()

    def _clicked(self, item: QListWidgetItem) -> None:
        if self._question is not None and not self._question.several:
            self.send()


def _list_style(look: Look) -> str:
    tokens, px = look.tokens, look.px
    return f"""
QListWidget {{
  background: {tokens.ground}; border: 1px solid {tokens.line}; border-radius: 4px; outline: 0;
}}
QListWidget::item {{ padding: 0 {px(10)}px; }}
QListWidget::item:selected {{
  background: {tokens.line}; color: {tokens.text}; border-left: {px(3)}px solid {tokens.focus};
}}
QListWidget::indicator {{ width: {px(20)}px; height: {px(20)}px; border-radius: 3px;
  border: 1px solid {tokens.text_third}; }}
QListWidget::indicator:checked {{ background: {tokens.focus}; border-color: {tokens.focus}; }}
"""
