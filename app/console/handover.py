"""The handover of a shift: compiled by the daemon, ticked item by item, signed by both, printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.console import handover_pdf
from app.console.handover_head import HandoverHead
from app.console.handover_list import ItemList, TickAsked
from app.console.handover_side import HandoverSide
from app.console.handover_words import (
    current,
    first_unticked,
    may_compile,
    n_ticked,
    since_words,
)
from app.console.refusals import refusal_words
from app.console.signature import SignAsked
from backend.contract.messages import Failure, ReplyBody
from backend.contract.work import Handover, HandoverItem
from backend.contract.work_requests import (
    CompileHandover,
    GetHandoverPdf,
    GetWork,
    Kept,
    Made,
    SignHandover,
    TickHandover,
    Work,
)
from widgets.parts.control_bar import label
from widgets.parts.words import severity_word
from widgets.theme.stylesheet import stylesheet
from widgets.tile import TileContext

tr = QCoreApplication.translate

N_EARLIER = 20
COMPILE_S, SIGN_S, PDF_S = 15.0, 15.0, 30.0
"""How long the daemon may take: it reads its store, and passwords are slow to check on purpose."""
AskPath = Callable[[QWidget, str], Path | None]


class HandoverPane(QWidget):
    """Laid over the wall or a desk; Esc goes back."""

    closed = Signal()

    def __init__(
        self,
        context: TileContext,
        parent: QWidget | None = None,
        *,
        ask_path: AskPath = handover_pdf.ask_path,
    ) -> None:
        """Show the handover that is under way; `ask_path` asks where its document goes."""
        super().__init__(parent)
        # whoever ticks and signs sits at arm's length: desk type on walls of any density
        look = msgspec.structs.replace(context.look, density="desk")
        self.context = msgspec.structs.replace(context, look=look)
        self.setStyleSheet(stylesheet(look))
        self._ask_path = ask_path
        self._shown_id = ""
        self._earlier: dict[str, Handover] = {}
        self._compiling = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(look.tokens.tile))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.items = ItemList(look, self._since, self)
        self.side = HandoverSide(self.context, self)
        self._lay_out()
        self._connect()
        self._ask_earlier()
        self.refresh()
        self.setFocusProxy(self.items)

    def _lay_out(self) -> None:
        look = self.context.look
        self.head = HandoverHead(self.context, self)
        halves = QHBoxLayout()
        halves.setSpacing(0)
        halves.addLayout(self._listed(), 3)
        halves.addWidget(_line(look.tokens.line, self, upright=True))
        halves.addWidget(self.side, 2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.head)
        box.addLayout(halves, 1)

    def _listed(self) -> QVBoxLayout:
        """Return the items, or why there are none, with the chosen one in full beneath them."""
        look = self.context.look
        self.empty = label(look, 20, colour=look.tokens.text_second)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(look.px(40), 0, look.px(40), 0)
        listed = QWidget(self)
        self._stack = QStackedLayout(listed)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.items)
        self.detail = label(look, 17)
        self.detail.setWordWrap(True)
        self.detail.setMinimumHeight(look.px(92))
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        keys = label(look, 16, colour=look.tokens.text_third)
        keys.setWordWrap(True)
        keys.setText(tr("Handover", "Space: read or not · Enter: read, then the next one"))
        foot = QVBoxLayout()
        foot.setContentsMargins(look.px(16), look.px(10), look.px(16), look.px(12))
        foot.setSpacing(look.px(6))
        foot.addWidget(self.detail)
        foot.addWidget(keys)
        box = QVBoxLayout()
        box.setSpacing(0)
        box.addWidget(listed, 1)
        box.addWidget(_line(look.tokens.line, self))
        box.addLayout(foot)
        return box

    def _connect(self) -> None:
        live = self.context.live
        live.work_changed.connect(self.refresh)
        live.ticked.connect(self._show_age)
        self.head.back_asked.connect(self.closed)
        self.items.tick_asked.connect(self._tick)
        self.items.item_chosen.connect(self._show_detail)
        self.side.compile_asked.connect(self.compile)
        self.side.note_given.connect(self._add_note)
        self.side.pdf_asked.connect(self.print)
        self.side.handover_chosen.connect(self.show_handover)
        for form in (self.side.out, self.side.incoming):
            form.sign_asked.connect(self._sign)

    # ---- what is shown ------------------------------------------------------------------------

    @property
    def handover(self) -> Handover | None:
        """The handover that is shown."""
        live = self.context.live.state.work.get(self._shown_id)
        return live if isinstance(live, Handover) else self._earlier.get(self._shown_id)

    @Slot(str)
    def show_handover(self, handover_id: str) -> None:
        """Show another handover: one that is kept, or the one under way."""
        self._shown_id = handover_id
        self.side.say("")
        self.refresh()

    @Slot(object)
    def refresh(self, _change: object = None) -> None:
        """Show what is true now; another desk may have ticked or signed."""
        if not self._shown_id:
            found = current(self.context.live.state.handovers())
            self._shown_id = found.handover_id if found is not None else ""
        handover = self.handover
        self.items.show_handover(handover)
        self.side.show_handover(handover)
        self.side.show_earlier(self._known(), self._shown_id)
        self.head.show_handover(handover)
        self._show_detail()
        self._stack.setCurrentWidget(self.items if handover is not None and handover.items else self.empty)
        self.empty.setText(self._empty_words(handover))

    def _empty_words(self, handover: Handover | None) -> str:
        if self._compiling:
            return tr("Handover", "Being compiled…")
        if handover is None:
            return tr("Handover", "There is no handover of this shift yet: F5 compiles it.")
        return tr("Handover", "Nothing is open: there is nothing to hand over. Both sign all the same.")

    @Slot()
    def _show_age(self) -> None:
        self.head.show_age(self.handover)

    @Slot()
    def _show_detail(self) -> None:
        item = self.items.item()
        if item is None:
            self.detail.clear()
            return
        severity = severity_word(item.severity) if item.severity is not None else ""
        facts = " · ".join(part for part in (item.title, severity, self._since(item)) if part)
        self.detail.setText("\n".join(part for part in (facts, item.detail) if part))

    def _since(self, item: HandoverItem) -> str:
        live = self.context.live
        return since_words(item, live.clock.now(), live.state.centre.timezone)

    # ---- what people do -----------------------------------------------------------------------

    @Slot()
    def compile(self) -> None:
        """Have the daemon compile it, or bring it up to date."""
        self._compile("")

    @Slot(str)
    def _add_note(self, words: str) -> None:
        self._compile(words)

    def _compile(self, note: str) -> None:
        if self._compiling or not may_compile(self.handover):
            return
        self._compiling = True
        self.side.say(tr("Handover", "Being compiled…"))
        self.context.live.request(CompileHandover(note), self._take_compiled, COMPILE_S)

    def _take_compiled(self, reply: ReplyBody) -> None:
        self._compiling = False
        if isinstance(reply, Made):
            self._shown_id = reply.made_id
            self.side.note.clear()
            self.side.say(tr("Handover", "Up to date. Items whose words changed are to be read again."))
        else:
            self.side.say(refusal_words(reply), bad=True)
        self.refresh()

    @Slot(object)
    def _tick(self, asked: TickAsked) -> None:
        handover = self.handover
        if handover is None or not handover.open:
            self.side.say(tr("Handover", "Signed by both; nothing changes any more."))
            return
        request = TickHandover(handover.handover_id, (asked.item_id,), asked.ticked)
        self.context.live.request(request, self._take_done)

    @Slot(object)
    def _sign(self, asked: SignAsked) -> None:
        handover, form = self.handover, self.side.out if asked.side == "out" else self.side.incoming
        refusal = self._why_not(handover, asked)
        if refusal or handover is None:
            form.refuse(refusal)
            return

        def take(reply: ReplyBody) -> None:
            if not isinstance(reply, Failure):
                form.clear()
                self.refresh()
            elif reply.kind == "not_signed_in":
                form.refuse(
                    tr("Handover", "Account or password is wrong; after five failures the account rests.")
                )
            else:
                form.refuse(refusal_words(reply))

        request = SignHandover(handover.handover_id, asked.side, asked.user, asked.password)
        self.context.live.request(request, take, SIGN_S)

    def _why_not(self, handover: Handover | None, asked: SignAsked) -> str:
        """Return what the daemon would refuse, in words; empty where it may be signed."""
        if handover is None:
            return tr("Handover", "Nothing to sign yet.")
        if asked.side == "out":
            return ""
        if handover.signed_out is None:
            return tr("Handover", "The outgoing officer signs first.")
        if handover.signed_out.user.casefold() == asked.user.casefold():
            words = tr("Handover", "{name} handed over; another person signs for it.")
            return words.format(name=handover.signed_out.name)
        left = first_unticked(handover)
        if left is not None:
            self.items.choose(left.item_id)
            words = tr("Handover", "{n} items were not read yet, the first: {title}")
            return words.format(n=len(handover.items) - n_ticked(handover.items), title=left.title)
        return ""

    @Slot()
    def print(self) -> None:
        """Fetch the handover as a document and put it where the person wants it."""
        if self._shown_id:
            self.side.say(tr("Handover", "The document is being made…"))
            self.context.live.request(GetHandoverPdf(self._shown_id), self._take_pdf, PDF_S)

    def _take_pdf(self, reply: ReplyBody) -> None:
        if not isinstance(reply, Kept):
            self.side.say(refusal_words(reply), bad=True)
            return
        self.side.say("")
        path = self._ask_path(self, reply.name)
        if path is None:
            return
        try:
            self.side.say(handover_pdf.write(path, reply.data))
        except OSError as error:
            words = tr("Handover", "{path} cannot be written ({reason}); choose another folder.")
            self.side.say(words.format(path=path, reason=error.strerror or error), bad=True)

    def _take_done(self, reply: ReplyBody) -> None:
        if isinstance(reply, Failure):
            self.side.say(refusal_words(reply), bad=True)

    # ---- earlier ones -------------------------------------------------------------------------

    def _ask_earlier(self) -> None:
        self.context.live.request(GetWork(kind="handover", limit=N_EARLIER), self._take_earlier)

    def _take_earlier(self, reply: ReplyBody) -> None:
        if isinstance(reply, Work):
            self._earlier = {item.handover_id: item for item in reply.items if isinstance(item, Handover)}
            self.refresh()
        elif isinstance(reply, Failure):
            self.side.say(refusal_words(reply), bad=True)

    def _known(self) -> list[Handover]:
        live = {handover.handover_id: handover for handover in self.context.live.state.handovers()}
        return sorted({**self._earlier, **live}.values(), key=lambda h: -h.compiled_at)

    # ---- keys and space -----------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep the pane's keys from the wall, whose own would turn pages or close it while somebody types."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Backspace)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Carry out the pane's keys; Esc in a field goes back to the list, in the list it closes."""
        actions: dict[int, Callable[[], object]] = {
            Qt.Key.Key_F2: self.side.note.setFocus,
            Qt.Key.Key_F5: self.compile,
            Qt.Key.Key_F6: self.side.out.ask,
            Qt.Key.Key_F7: self.side.incoming.ask,
            Qt.Key.Key_F8: self.print,
            Qt.Key.Key_F9: self.side.earlier.setFocus,
            Qt.Key.Key_Escape: self._leave,
        }
        action = actions.get(event.key())
        if action is None:
            super().keyPressEvent(event)
        else:
            action()

    def _leave(self) -> None:
        if self.side.isAncestorOf(self.window().focusWidget()):
            self.items.setFocus()
        else:
            self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out of the head what a narrow pane has no room for."""
        self.head.set_narrow(narrow=self.width() < self.context.look.px(900))
        super().resizeEvent(event)


def _line(colour: str, parent: QWidget, *, upright: bool = False) -> QFrame:
    line = QFrame(parent)
    if upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    line.setStyleSheet(f"background: {colour};")
    return line
