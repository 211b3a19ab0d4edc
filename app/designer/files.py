"""The open procedure and where it is kept: files, drafts against a crash, the daemon's shelf."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from app.designer.document import Document, decode_xml, new_procedure, procedure_id
from app.designer.drafts import Drafts
from app.designer.judge import Refusal, Shelf
from app.designer.page_messages import Imported
from app.designer.people import People
from backend.contract.work import ProcedureInfo
from backend.contract.work_requests import ProcedureText, Published

log = logging.getLogger(__name__)
tr = QCoreApplication.translate

DRAFT_AFTER_MS = 1000


class Files(QObject):
    """One open procedure; nothing of it is lost without a person having said so."""

    to_draw = Signal(str)
    """BPMN text that is to be opened; `note_imported` or `note_refused` follows."""
    to_draw_again = Signal(str)
    """The former text: what was to be opened instead could not be drawn."""
    changed = Signal()
    """`document` is another one, or saved."""
    said = Signal(str)

    def __init__(
        self, people: People, drafts: Drafts, shelf: Shelf | None, parent: QObject | None = None
    ) -> None:
        """Start with nothing open."""
        super().__init__(parent)
        self._people, self._drafts, self._shelf = people, drafts, shelf
        self.document: Document | None = None
        self._opening: Document | None = None
        """What is being opened; its text becomes the clean one once it is drawn."""
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_AFTER_MS)
        self._draft_timer.timeout.connect(self.keep_draft)

    @property
    def name(self) -> str:
        """Return what the open procedure is called: its file, published version, or id."""
        return _name(self.document) if self.document is not None else ""

    # ---- opening ----------------------------------------------------------------------------------

    def open_new(self) -> None:
        """Start a new procedure."""
        name, task = tr("Designer", "New procedure"), tr("Designer", "First task")
        xml = new_procedure(name, tr("Designer", "Start"), task, tr("Designer", "End"))
        self._open(Document(xml, xml))

    def open_file(self, path: Path) -> None:
        """Open a file; what cannot be read is said."""
        try:
            xml = decode_xml(path.read_bytes())
        except (OSError, UnicodeError, LookupError) as error:
            words = tr("Designer", "{path} cannot be read: {reason}").format(path=path, reason=error)
            self._people.tell(tr("Designer", "Not opened"), words)
            return
        self._open(Document(xml, xml, path))

    def open_draft(self, xml: str, path: Path | None) -> None:
        """Open a draft that was left behind: it counts as changed until it is saved."""
        self._open(Document(xml, "", path))

    def choose_file(self) -> None:
        """Have a person choose a file, and open it."""
        path = self._people.file_to_open()
        if path is not None:
            self.open_file(path)

    def choose_published(self) -> None:
        """Have a person choose a published procedure, and open its newest version."""
        shelf = self._shelf
        if shelf is None:
            return

        def choose(known: tuple[ProcedureInfo, ...] | Refusal) -> None:
            if isinstance(known, Refusal):
                self._people.tell(tr("Designer", "Not opened"), known.words)
                return
            chosen = self._people.procedure(known)
            if chosen is not None:
                self.open_published(chosen.procedure_id, chosen.version)

        shelf.procedures(choose)

    def open_published(self, procedure_id: str, version: int = 0) -> None:
        """Open a published procedure; version 0 is the newest. Without an answer there is a new one."""

        def show(text: ProcedureText | Refusal) -> None:
            if not isinstance(text, Refusal):
                self._open(Document(text.xml, text.xml, origin=f"{text.procedure_id} v{text.version}"))
                return
            self._people.tell(tr("Designer", "Not opened"), text.words)
            if self.document is None:
                self.open_new()

        if self._shelf is not None:
            self._shelf.text(procedure_id, version, show)

    def note_imported(self, event: Imported) -> None:
        """The text that was to be opened is drawn."""
        opened, self._opening = self._opening, None
        if opened is None:
            return
        clean = event.xml if opened.clean_xml else ""
        self._drafts.drop()
        self.document = msgspec.structs.replace(opened, xml=event.xml, clean_xml=clean)
        for warning in event.warnings:
            log.info("%s: %s", self.name, warning)
        if event.warnings:
            self.said.emit(
                tr("Designer", "Opened; {n} parts could not be drawn.").format(n=len(event.warnings))
            )
        self.changed.emit()
        self.keep_draft()

    def note_refused(self, reason: str) -> None:
        """The text that was to be opened is no drawing: what was open stays."""
        refused, self._opening = self._opening, None
        name = _name(refused) if refused is not None else ""
        words = tr("Designer", "“{name}” is no BPMN drawing that can be shown: {reason}")
        self._people.tell(tr("Designer", "Not opened"), words.format(name=name, reason=reason))
        if self.document is not None:
            self.to_draw_again.emit(self.document.xml)
        else:
            self.open_new()

    # ---- keeping ----------------------------------------------------------------------------------

    def note_text(self, xml: str) -> None:
        """The drawing has another text; a draft of it is kept soon."""
        if self.document is None or self._opening is not None or not xml:
            return
        self.document = self.document.now(xml)
        if self.document.changed:
            self._draft_timer.start()
        else:
            self._forget_draft()
        self.changed.emit()

    @Slot()
    def keep_draft(self) -> None:
        """Keep what is not saved on disk, against a crash."""
        if self.document is None or not self.document.changed:
            return
        try:
            self._drafts.keep(self.document.xml, self.document.path)
        except OSError as error:
            words = tr("Designer", "The draft cannot be kept ({reason}): save now.")
            self.said.emit(words.format(reason=error.strerror))

    def may_go(self) -> bool:
        """Return whether nothing unsaved is lost by leaving the document: saved now, or given up."""
        if self.document is None or not self.document.changed:
            return True
        answer = self._people.keeping(self.name)
        if answer == "drop" or (answer == "save" and self.save()):
            self._forget_draft()
            return True
        return False

    def save(self) -> bool:
        """Save to the procedure's file, asking for one where there is none; return whether it is safe."""
        if self.document is None:
            return False
        return self._write() if self.document.path is not None else self.save_elsewhere()

    def save_elsewhere(self) -> bool:
        """Save to a file that a person chooses; return whether it is safe."""
        if self.document is None:
            return False
        proposed = str(self.document.path or f"{procedure_id(self.document.xml)}.bpmn")
        path = self._people.file_to_save(proposed)
        if path is None:
            return False
        former, self.document = self.document, msgspec.structs.replace(self.document, path=path)
        if not self._write():
            self.document = former
            return False
        return True

    def publish(self) -> None:
        """Publish as a new version, with a note; said either way."""
        shelf, document = self._shelf, self.document
        if shelf is None:
            words = tr("Designer", "There is no daemon to publish to: start the designer with --connect.")
            self._people.tell(tr("Designer", "Not published"), words)
            return
        note = self._people.note(procedure_id(document.xml)) if document is not None else None
        if document is not None and note is not None:
            shelf.publish(document.xml, note, lambda answer: self._note_published(document, answer))

    def _note_published(self, document: Document, answer: Published | Refusal) -> None:
        if isinstance(answer, Refusal):
            self._people.tell(tr("Designer", "Not published"), answer.words)
            return
        if self.document is not None and self.document.path is None and self.document.xml == document.xml:
            self.document = document.kept(f"{answer.procedure_id} v{answer.version}")
            self._forget_draft()
            self.changed.emit()
        words = tr("Designer", "“{id}” is published as version {version}; new runs take it.")
        self.said.emit(words.format(id=answer.procedure_id, version=answer.version))

    def _open(self, document: Document) -> None:
        self._opening = document
        self.to_draw.emit(document.xml)

    def _write(self) -> bool:
        document = self.document
        if document is None or document.path is None:
            return False
        part = document.path.with_name(document.path.name + ".part")
        try:
            part.write_text(document.xml, encoding="utf-8")
            part.replace(document.path)
        except OSError as error:
            words = tr("Designer", "{path} cannot be written: {reason}. Choose another folder.")
            self._people.tell(
                tr("Designer", "Not saved"), words.format(path=document.path, reason=error.strerror)
            )
            return False
        self.document = document.saved(document.path)
        self._forget_draft()
        self.changed.emit()
        self.said.emit(tr("Designer", "Saved."))
        return True

    def _forget_draft(self) -> None:
        self._draft_timer.stop()
        self._drafts.drop()


def _name(document: Document) -> str:
    if document.path is not None:
        return document.path.name
    return document.origin or procedure_id(document.xml)
