"""The designer's window: drawing, properties, findings and dry run around one open procedure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QSplitter, QTabWidget

from app.designer.canvas import Canvas
from app.designer.document import procedure_id
from app.designer.drafts import Drafts
from app.designer.files import Files
from app.designer.findings_pane import FindingsPane
from app.designer.judge import Judge, Refusal, Shelf
from app.designer.page_messages import Changed, Element, Handed, Imported, PageEvent, Refused, Selected, Unset
from app.designer.panel import FieldEdited, ParametersEdited, PropertiesPanel
from app.designer.paper import Printer
from app.designer.people import People
from app.designer.style import designer_style
from app.designer.tools import make_tool_bar
from app.designer.trial_pane import TrialPane
from backend.contract.work import Finding, TraceStep
from widgets.theme.look import Look

tr = QCoreApplication.translate

LINT_AFTER_MS = 1500
SAID_FOR_MS = 12_000
PANEL_PX = 400
BOTTOM_PX = 260


class Surroundings(msgspec.Struct, frozen=True):
    """What the window stands on."""

    look: Look
    language: str
    judge: Judge
    drafts: Drafts
    shelf: Shelf | None = None
    """None: there is no daemon; procedures are files."""


class DesignerWindow(QMainWindow):
    """One procedure at a time."""

    def __init__(self, around: Surroundings, people: People | None = None) -> None:
        """Build the window; `files` opens a procedure in it."""
        super().__init__()
        look = around.look
        self._around = around
        self._leaving = False
        self._can_undo = self._can_redo = False
        self.people = people or People(self)
        self.setStyleSheet(designer_style(look))
        self.commands = make_tool_bar(self, look, self.act)
        self.canvas = Canvas(look, around.language, self)
        self.panel = PropertiesPanel(look, around.language, self)
        self.findings = FindingsPane(look, around.language, self)
        self.trial = TrialPane(look, self)
        self.files = Files(self.people, around.drafts, around.shelf, self)
        self.printer = Printer(self)
        self._arrange(look)
        self._lint_timer = QTimer(self, singleShot=True, interval=LINT_AFTER_MS)
        self._lint_timer.timeout.connect(self.lint)
        self._connect()
        self._show_state()

    def _arrange(self, look: Look) -> None:
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.findings, tr("Designer", "Check"))
        self.tabs.addTab(self.trial, tr("Designer", "Dry run"))
        left = QSplitter(Qt.Orientation.Vertical, self)
        left.addWidget(self.canvas)
        left.addWidget(self.tabs)
        left.setSizes([2000, look.px(BOTTOM_PX)])
        whole = QSplitter(Qt.Orientation.Horizontal, self)
        whole.addWidget(left)
        whole.addWidget(self.panel)
        whole.setSizes([4000, look.px(PANEL_PX)])
        for splitter in (left, whole):
            splitter.setStretchFactor(0, 1)
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        self.panel.setMinimumWidth(look.px(320))
        self.canvas.setMinimumSize(look.px(480), look.px(280))
        self.setCentralWidget(whole)
        self.said, self.place, self.link_words = QLabel(self), QLabel(self), QLabel(self)
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.addWidget(self.place)
        bar.addWidget(self.said, 1)
        bar.addPermanentWidget(self.link_words)

    def _connect(self) -> None:
        self.canvas.told.connect(self._take)
        self.canvas.condition_changed.connect(self._note_condition)
        self.panel.edited.connect(self._set_field)
        self.panel.parameters_edited.connect(self._set_parameters)
        self.findings.chosen.connect(self.canvas.select)
        self.trial.chosen.connect(self.canvas.select)
        self.trial.asked.connect(self.dry_run)
        self.files.to_draw.connect(self.canvas.open)
        self.files.to_draw_again.connect(self.canvas.open_again)
        self.files.changed.connect(self._show_state)
        self.files.said.connect(self.say)

    # ---- commands ---------------------------------------------------------------------------------

    @Slot(str)
    def act(self, name: str) -> None:
        """Carry out a command of the tool bar."""
        files = self.files
        commands: dict[str, Callable[[], object]] = {
            "new": lambda: self._leave_document(files.open_new),
            "open": lambda: self._leave_document(files.choose_file),
            "fetch": lambda: self._leave_document(files.choose_published),
            "save": lambda: self._with_xml(lambda _handed: files.save()),
            "save_as": lambda: self._with_xml(lambda _handed: files.save_elsewhere()),
            "publish": lambda: self._with_xml(lambda _handed: files.publish()),
            "undo": self.canvas.undo,
            "redo": self.canvas.redo,
            "lint": self.check,
            "trial": self.dry_run,
            "zoom_in": lambda: self.canvas.zoom("in"),
            "zoom_out": lambda: self.canvas.zoom("out"),
            "zoom_fit": lambda: self.canvas.zoom("fit"),
            "print": self.print,
        }
        commands[name]()

    def check(self) -> None:
        """Check the procedure and show the list of what was found."""
        self.tabs.setCurrentWidget(self.findings)
        self.lint()

    @Slot()
    def lint(self) -> None:
        """Check the procedure and mark what was found."""
        self._lint_timer.stop()
        self._with_xml(lambda handed: self._around.judge.lint(handed.text, self._show_findings))

    @Slot()
    def dry_run(self) -> None:
        """Run the procedure without doing anything, with the answers chosen below."""
        self.tabs.setCurrentWidget(self.trial)

        def go_on(handed: Handed) -> None:
            self.trial.say(tr("Designer", "The procedure is being tried…"))
            self._around.judge.dry_run(handed.text, self.trial.answers(), self._show_trace)

        self._with_xml(go_on)

    def print(self) -> None:
        """Write the drawing in black on white as PDF, PNG or SVG."""
        self.panel.commit()
        self.canvas.hand("svg", self._print)

    @Slot(str)
    def say(self, words: str) -> None:
        """Say something below for a while."""
        self.said.setText(words)
        QTimer.singleShot(SAID_FOR_MS, self, lambda: self._unsay(words))

    def show_link(self, words: str) -> None:
        """Say how the link to the daemon is."""
        self.link_words.setText(words)

    def _unsay(self, words: str) -> None:
        if self.said.text() == words:
            self.said.clear()

    def _leave_document(self, go_on: Callable[[], None]) -> None:
        """Go on once nothing unsaved can be lost."""

        def leave(_handed: Handed) -> None:
            if self.files.may_go():
                go_on()

        self._with_xml(leave)

    def _with_xml(self, go_on: Callable[[Handed], object]) -> None:
        """Have what is being typed taken over, then go on with the newest text."""
        self.panel.commit()

        def take(handed: Handed) -> None:
            self.files.note_text(handed.text)
            # Not from within the page's word: a question asked there would keep it from saying that it lives.
            QTimer.singleShot(0, self, lambda: go_on(handed))

        self.canvas.hand("xml", take)

    # ---- what the drawing tells -------------------------------------------------------------------

    @Slot(object)
    def _take(self, event: PageEvent) -> None:
        match event:
            case Imported():
                self._can_undo = self._can_redo = False
                self.trial.show_questions(event.questions)
                self.trial.say(tr("Designer", "F6 runs the procedure without sending or changing anything."))
                self.findings.clear()
                self.files.note_imported(event)
            case Refused():
                self.files.note_refused(event.reason)
            case Changed():
                self._can_undo, self._can_redo = event.can_undo, event.can_redo
                self.trial.show_questions(event.questions)
                self.files.note_text(event.xml)
            case Selected():
                self.panel.show_element(event.element, event.n_selected)
                self.panel.show_findings(self._findings_of(event.element))
            case Unset():
                self.say(event.reason)
            case _:
                pass
        if isinstance(event, Imported | Changed) and self._around.judge.quick:
            self._lint_timer.start()

    @Slot()
    def _note_condition(self) -> None:
        if self.canvas.failure:
            self.say(tr("Designer", "The drawing is being restarted; nothing is lost."))

    def _findings_of(self, element: Element) -> list[Finding]:
        ids = {element.id, element.values.get("process.id", element.id)}
        return [found for found in self.findings.findings if found.element_id in ids]

    # ---- what the form and the judge tell ---------------------------------------------------------

    @Slot(object)
    def _set_field(self, edited: FieldEdited) -> None:
        self.canvas.set_field(edited.element_id, edited.key, edited.value)

    @Slot(object)
    def _set_parameters(self, edited: ParametersEdited) -> None:
        self.canvas.set_parameters(edited.element_id, edited.pairs)

    def _show_findings(self, answer: tuple[Finding, ...] | Refusal) -> None:
        found = () if isinstance(answer, Refusal) else answer
        self.findings.show_findings(found)
        if isinstance(answer, Refusal):
            self.findings.say(answer.words)
        self.canvas.show_findings(self.findings.levels())
        title = tr("Designer", "Check ({n})").format(n=len(found)) if found else tr("Designer", "Check")
        self.tabs.setTabText(self.tabs.indexOf(self.findings), title)
        if self.panel.element is not None:
            self.panel.show_findings(self._findings_of(self.panel.element))

    def _show_trace(self, answer: tuple[TraceStep, ...] | Refusal) -> None:
        if isinstance(answer, Refusal):
            self.trial.say(answer.words)
            self.canvas.show_trace(())
        else:
            self.trial.show_trace(answer)
            self.canvas.show_trace([step.element_id for step in answer])

    def _print(self, handed: Handed) -> None:
        document = self.files.document
        proposed = f"{procedure_id(document.xml)}.pdf" if document is not None else ""
        path = self.people.file_for_picture(proposed) if handed.text else None
        if path is not None:
            self.printer.write(handed.text, path, lambda reason: self._note_printed(path, reason))
        elif not handed.text:
            self.people.tell(tr("Designer", "Not printed"), handed.reason)

    def _note_printed(self, path: Path, reason: str) -> None:
        if reason:
            self.people.tell(tr("Designer", "Not printed"), reason)
        else:
            self.say(tr("Designer", "Written to {path}").format(path=path))

    # ---- state and end ----------------------------------------------------------------------------

    @Slot()
    def _show_state(self) -> None:
        document, name = self.files.document, self.files.name
        changed = document is not None and document.changed
        self.setWindowTitle(tr("Designer", "{name}[*] — Toàn Cảnh, procedures").format(name=name))
        self.setWindowModified(changed)
        safe = document is not None and document.safe
        state = tr("Designer", "saved") if safe else tr("Designer", "not saved")
        where = str(document.path or name) if document is not None else ""
        self.place.setText(f"{where} · {state}" if where else "")
        self.commands["undo"].setEnabled(self._can_undo)
        self.commands["redo"].setEnabled(self._can_redo)
        for action in ("publish", "fetch"):
            self.commands[action].setEnabled(self._around.shelf is not None)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes first; the drawing is asked for its newest text."""
        if self._leaving:
            event.accept()
            return
        event.ignore()
        self._leave_document(self._leave)

    def _leave(self) -> None:
        self._leaving = True
        self._lint_timer.stop()
        self.printer.release()
        self.canvas.release()
        self.close()
