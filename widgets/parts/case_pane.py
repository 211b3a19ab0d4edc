"""The case window: everything about one case, and what can be done with it."""

from __future__ import annotations

from functools import partial
from typing import Literal, get_args

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from backend.contract.case_requests import AttachToCase, CaseDetail, GetCase
from backend.contract.cases import CaseFile
from backend.contract.messages import EntryAppended, Failure, GetJournal, Journal, ReplyBody
from backend.contract.work import Run
from widgets.live import RegistersUpdated
from widgets.logic.case_actions import by_key, offers
from widgets.parts.case_bar import ActionBar, Deed
from widgets.parts.case_book import CaseBook
from widgets.parts.case_correct_form import CorrectCaseForm
from widgets.parts.case_form import CaseForm
from widgets.parts.case_head import CaseHead
from widgets.parts.case_note_box import NoteBox
from widgets.parts.case_page import CasePage
from widgets.parts.case_photos import PhotoGrid, PhotoView
from widgets.parts.case_pictures import PictureShelf
from widgets.parts.case_save import SaveDesk
from widgets.parts.case_sections import CaseTeller
from widgets.parts.case_tabs import Tab, TabStrip
from widgets.parts.case_upload import Chosen, FileChooser
from widgets.parts.strip import Strip
from widgets.theme.fonts import text_font
from widgets.tile import TileContext

translate = QCoreApplication.translate
Part = Literal["general", "result", "remarks", "duplicates", "history"]
PARTS: tuple[Part, ...] = get_args(Part)
GATHER_MS = 400
N_ENTRIES = 100
ATTACH_DEADLINE_S = 30.0


class CasePane(QWidget):
    """Tabs over pages, the note box, the form, the actions; Esc goes back."""

    closed = Signal()

    def __init__(
        self,
        context: TileContext,
        case_id: str,
        parent: QWidget | None = None,
        *,
        book: CaseBook | None = None,
        acting: bool = True,
    ) -> None:
        """Ask for the case of `case_id`; without `acting` it is only looked at."""
        super().__init__(parent)
        self.context, self.case_id, self.acting = context, case_id, acting
        self.book = book or CaseBook(context, self)
        self.teller = CaseTeller(context, self.book)
        self.detail: CaseDetail | None = None
        self.entries: tuple[EntryAppended, ...] = ()
        self.part: Part = "general"
        self._came_from: list[str] = []
        look, live = context.look, context.live
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(look.tokens.tile))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.shelf = PictureShelf(live, self)
        self.head = CaseHead(context, self.book, self)
        self.tabs = TabStrip(look, context.language, self)
        self.tabs.chosen.connect(self._turn)
        self.pages: dict[Part, CasePage] = {part: CasePage(look, self) for part in PARTS}
        self.photos = {part: PhotoGrid(look, self.shelf, self) for part in ("general", "result")}
        self.note_box = NoteBox(context, self)
        self.form = CaseForm(context, self.book, self)
        self.message = Strip(look, "", self)
        self.bar = ActionBar(look, self)
        self.chooser = FileChooser(self)
        self.saver = SaveDesk(context, self)
        self.view: PhotoView | None = None
        self.correcting: CorrectCaseForm | None = None
        self._lay_out()
        self._connect()
        self._gather = QTimer(self, singleShot=True, interval=GATHER_MS)
        self._gather.timeout.connect(self.reload)
        self.reload()
        self.refresh()

    def _lay_out(self) -> None:
        look = self.context.look
        self._back = QPushButton(translate("Record", "‹ Back (Esc)"), self)
        self._back.setFont(text_font(look, 17))
        self._back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._back.clicked.connect(self.go_back)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), 0, 0, 0)
        head.addWidget(self._back)
        head.addWidget(self.head, 1)
        self._stack = QStackedWidget(self)
        for part, page in self.pages.items():
            if part in self.photos:
                page.add_part(self.photos[part])
            self._stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.tabs)
        box.addWidget(self._stack, 1)
        for part_widget in (self.note_box, self.form, self.message, self.bar):
            box.addWidget(part_widget)
        self.message.hide()

    def _connect(self) -> None:
        live = self.context.live
        self.book.changed.connect(self.refresh)
        live.registers_changed.connect(self._note_change)
        live.work_changed.connect(self.refresh)
        live.ticked.connect(self.refresh)
        for page in self.pages.values():
            page.link_chosen.connect(self._follow)
        for grid in self.photos.values():
            grid.chosen.connect(self._enlarge)
        self.bar.pressed.connect(self.act)
        self.form.closed.connect(self._form_closed)
        self.form.acted.connect(self.reload)
        self.note_box.said.connect(self.say)
        self.note_box.left.connect(self._note_left)
        self.chooser.chosen.connect(self._attach)
        self.chooser.failed.connect(partial(self.say, bad=True))
        self.saver.said.connect(self.say)

    # ---- what it knows ----------------------------------------------------------------------------

    def show_case(self, case_id: str) -> None:
        """Show another case; Esc comes back to this one."""
        self._came_from.append(self.case_id)
        self._show(case_id)

    def _show(self, case_id: str) -> None:
        self.case_id, self.detail, self.entries = case_id, None, ()
        self._put_away()
        self.form.close_form()
        self.say("")
        self.reload()
        self.refresh()

    def reload(self, _answer: object = None) -> None:
        """Ask for the case and its history again."""
        live, case_id = self.context.live, self.case_id
        live.request(GetCase(case_id), partial(self._take_detail, case_id))
        body = GetJournal(limit=N_ENTRIES, subject=case_id, newest_first=True)
        live.request(body, partial(self._take_journal, case_id))

    def _take_detail(self, case_id: str, reply: ReplyBody) -> None:
        if case_id != self.case_id:
            return
        if isinstance(reply, CaseDetail):
            self.detail = reply
            self.refresh()
        elif isinstance(reply, Failure):
            self.say(reply.said(self.context.language), bad=True)

    def _take_journal(self, case_id: str, reply: ReplyBody) -> None:
        if case_id == self.case_id and isinstance(reply, Journal):
            self.entries = reply.entries
            self.refresh()

    def _note_change(self, change: RegistersUpdated) -> None:
        kind = self.detail.file.kind if self.detail is not None else ""
        mine = not change.kinds or kind in change.kinds
        known = not change.case_ids or self.case_id in change.case_ids
        children = {child.case_id for child in self.detail.children} if self.detail is not None else set()
        if mine and (known or children & set(change.case_ids)) and not self._gather.isActive():
            self._gather.start()

    def file(self) -> CaseFile | None:
        """Return the case, None until it is there."""
        return self.detail.file if self.detail is not None else None

    def runs(self) -> list[Run]:
        """Return the procedures that were started for the case."""
        work = self.context.live.state.work.values()
        return [item for item in work if isinstance(item, Run) and item.case_id == self.case_id]

    # ---- what it shows ----------------------------------------------------------------------------

    def refresh(self, _change: object = None) -> None:
        """Show what is known now; only what is in view is built."""
        detail = self.detail
        self.head.set_file(self.file())
        self.tabs.set_tabs(self._tabs(), self.part)
        self.note_box.case_id = self.case_id
        self.note_box.setVisible(self.part == "remarks" and self.acting)
        self._stack.setCurrentWidget(self.pages[self.part])
        if detail is not None:
            self._fill(detail)
        self._show_actions()

    def _tabs(self) -> list[Tab]:
        file, detail = self.file(), self.detail
        words = {
            "general": translate("Cases", "General information"),
            "result": translate("Cases", "Result of handling"),
            "remarks": translate("Cases", "Remarks"),
            "duplicates": translate("Cases", "{kind}: duplicates").format(kind=self._kind_name()),
            "history": translate("Cases", "History"),
        }
        counted = {
            "remarks": len(file.notes) if file is not None else None,
            "duplicates": len(detail.children) if detail is not None else None,
        }
        return [Tab(part, words[part], counted.get(part)) for part in PARTS]

    def _kind_name(self) -> str:
        file = self.file()
        kind = self.book.kind(file.kind) if file is not None else None
        return kind.name.in_language(self.context.language) if kind is not None else ""

    def _fill(self, detail: CaseDetail) -> None:
        file, page = detail.file, self.pages[self.part]
        photos = [a for a in file.attachments if a.media_type.startswith("image/")]
        match self.part:
            case "general":
                page.set_sections(
                    [*self.teller.facts(file, self.runs()), *self.teller.papers(file.attachments)]
                )
                self.photos["general"].set_photos(photos)
            case "result":
                page.set_sections(self.teller.result(file))
                self.photos["result"].set_photos([p for p in photos if p.phase])
            case "remarks":
                page.set_sections(self.teller.remarks(file))
            case "duplicates":
                page.set_sections(self.teller.duplicates(detail))
            case "history":
                page.set_sections(self.teller.history(self.entries, file))

    def _show_actions(self) -> None:
        file, detail = self.file(), self.detail
        kind = self.book.kind(file.kind) if file is not None else None
        self.bar.setVisible(self.acting and self.form.isHidden())
        if file is None or kind is None or detail is None:
            self.bar.set_deeds("", ())
            return
        language = self.context.language
        deeds = [
            Deed(offer.action.action, offer.action.key, offer.action.name.in_language(language))
            for offer in offers(kind, [file], detail.actions)
        ]
        keys = [
            Deed("/", "/", translate("Cases", "remark")),
            Deed("+", "+", translate("Cases", "attach")),
            *([Deed("=", "=", translate("Cases", "correct"))] if detail.correctable else []),
        ]
        self.bar.set_deeds("", [*deeds, *keys])

    def say(self, words: str, bad: bool = False) -> None:
        """Say something above the actions; nothing takes no room."""
        self.message.set_words(words)
        self.message.setVisible(bool(words))
        self.message.setAccessibleName(words if bad else "")

    # ---- hands ------------------------------------------------------------------------------------

    def _turn(self, part: str) -> None:
        self.part = next(known for known in PARTS if known == part)
        self.refresh()

    def act(self, deed: str) -> None:
        """Do what a key or click on the line of actions means."""
        file, detail = self.file(), self.detail
        kind = self.book.kind(file.kind) if file is not None else None
        if deed == "/":
            self.tabs.choose("remarks")
            self.note_box.setFocus()
        elif deed == "+":
            self.chooser.ask()
        elif deed == "=":
            self._correct()
        elif file is not None and kind is not None and detail is not None:
            found = next((a for a in kind.actions if a.action == deed and deed in detail.actions), None)
            if found is not None:
                self.say("")
                self.form.open(found, [file])
                self._show_actions()

    def _correct(self) -> None:
        """Open the form that corrects what the case says, over everything."""
        file, detail = self.file(), self.detail
        kind = self.book.kind(file.kind) if file is not None else None
        if file is None or detail is None or kind is None:
            return
        if not detail.correctable:
            words = translate("Cases", "What {code} says cannot be corrected now: {status}.")
            self.say(words.format(code=file.case_id, status=self.book.status_name(file)), bad=True)
            return
        self._put_away()
        self.correcting = CorrectCaseForm(self.context, self.book, kind, file, self)
        self.correcting.closed.connect(self._put_away)
        self.correcting.corrected.connect(self._corrected)
        self._lay_over(self.correcting)

    def _corrected(self) -> None:
        self._put_away()
        self.say(translate("Cases", "The corrections are kept."))
        self.reload()

    def _form_closed(self) -> None:
        self._show_actions()
        self.setFocus()

    def _note_left(self) -> None:
        self.setFocus()
        self.reload()

    def _attach(self, chosen: Chosen) -> None:
        file = self.file()
        phase: Literal["", "before", "after"] = ""
        if chosen.is_photo and file is not None:
            phase = "before" if file.group == "waiting" else "after"
        body = AttachToCase(self.case_id, chosen.name, chosen.media_type, chosen.data, phase=phase)
        words = translate("Checklist", "{file} is being kept …")
        self.say(words.format(file=chosen.name))
        self.context.live.request(body, self._attached, ATTACH_DEADLINE_S)

    def _attached(self, reply: ReplyBody) -> None:
        if isinstance(reply, Failure):
            self.say(reply.said(self.context.language), bad=True)
            return
        self.say("")
        self.reload()

    def _follow(self, link: str) -> None:
        """Go where a link leads: another case, the incident of a procedure, a document."""
        run = self.context.live.state.work.get(link)
        if isinstance(run, Run):
            if run.incident_id and self.context.focus is not None:
                self.context.focus.choose(run.incident_id)
            return
        file = self.file()
        if file is not None and any(a.digest == link for a in file.attachments):
            self.saver.document(link)
        else:
            self.show_case(link)

    def _enlarge(self, digest: str) -> None:
        self._put_away()
        self.view = PhotoView(self.context.look, self.shelf, digest, self)
        self.view.closed.connect(self._put_away)
        self._lay_over(self.view)

    def _lay_over(self, widget: QWidget) -> None:
        widget.setGeometry(self.rect())
        widget.show()
        widget.raise_()
        widget.setFocus()

    def _put_away(self) -> None:
        over: list[QWidget | None] = [self.view, self.correcting]
        self.view = self.correcting = None
        for widget in over:
            if widget is not None:
                widget.hide()
                widget.deleteLater()
                self.setFocus()

    def go_back(self) -> None:
        """Go back to the case that led here, else to the list."""
        if self._came_from:
            self._show(self._came_from.pop())
        else:
            self.closed.emit()

    def resizeEvent(self, event: object) -> None:
        """Keep a large photo, or the form of corrections, over everything."""
        for over in (self.view, self.correcting):
            if over is not None:
                over.setGeometry(self.rect())

    def event(self, event: QEvent) -> bool:
        """Keep Esc and Backspace from the keys of the wall."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
            return super().event(event)
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages, scroll, act."""
        key = Qt.Key(event.key())
        bar = self.pages[self.part].verticalScrollBar()
        moves = {
            Qt.Key.Key_Up: -bar.singleStep() * 3,
            Qt.Key.Key_Down: bar.singleStep() * 3,
            Qt.Key.Key_PageUp: -bar.pageStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
        }
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            self.go_back()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.tabs.step(-1 if key == Qt.Key.Key_Left else 1)
        elif key in moves:
            bar.setValue(bar.value() + moves[key])
        elif not (self.acting and self._act_key(event.text())):
            event.ignore()

    def _act_key(self, typed: str) -> bool:
        file = self.file()
        kind = self.book.kind(file.kind) if file is not None else None
        if typed in ("/", "+", "="):
            self.act(typed)
            return True
        found = by_key(kind, typed) if kind is not None and typed.strip() else None
        if found is None:
            return False
        if found.action in [deed.deed for deed in self.bar.deeds]:
            self.act(found.action)
        else:
            name = found.name.in_language(self.context.language)
            words = translate("Cases", "“{action}” is not possible now: {status}.")
            status = self.book.status_name(file) if file is not None else ""
            self.say(words.format(action=name, status=status), bad=True)
        return True
