"""The page of procedures: versions, what runs on older ones, moving it with a preview, the designer."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from app.settings.asking import ask
from app.settings.designer_start import DesignerStart
from app.settings.desk import Desk
from app.settings.parts import Table, button, hairline, say, supervisors_only, words
from backend.contract.work import MoveRow, ProcedureInfo
from backend.contract.work_requests import (
    GetProcedure,
    GetProcedures,
    Moved,
    MoveRuns,
    Procedures,
    ProcedureText,
)
from widgets.logic import formats

tr = QCoreApplication.translate

VERDICT = 2
OLDER = 5
"""Columns that take a colour."""


class ProceduresPage(QWidget):
    """A move is always seen before it is done."""

    def __init__(self, desk: Desk, designer: DesignerStart, parent: QWidget | None = None) -> None:
        """Ask for the procedures."""
        super().__init__(parent)
        self.setObjectName("page")
        self._desk, self._designer = desk, designer
        self._procedures: tuple[ProcedureInfo, ...] = ()
        self._previewed: tuple[str, int] | None = None
        """Procedure and version of the preview that is shown."""
        self._rows: tuple[MoveRow, ...] = ()
        self._lay_out()
        self._connect()
        self.load()

    def _lay_out(self) -> None:
        look = self._desk.look
        heads = [
            tr("Procedures", "Procedure"),
            tr("Procedures", "Id of the procedure"),
            tr("Procedures", "Pack"),
            tr("Procedures", "Newest version"),
            tr("Procedures", "Running"),
            tr("Procedures", "On older versions"),
        ]
        self.table = Table(heads, self, numbers=(3, 4, 5))
        self.message = words(look)
        say(self.message, look, "" if self._desk.supervises else supervisors_only())
        self.open = button(look, tr("Procedures", "Open in the designer (F4)"), self)
        self.heading = words(look, desk_px=20, head=True)
        note = tr(
            "Procedures",
            "What runs stays on the version that it began with. To move it to another one, look first at "
            "what would happen: a run whose open step is missing there, or does something else, stays.",
        )
        self.version = QSpinBox(self)
        self.version.setMinimumWidth(look.px(110))
        self.version.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.version.setAccessibleName(tr("Procedures", "to version"))
        self.preview = button(look, tr("Procedures", "Show what would happen (F5)"), self)
        self.move_seen = button(look, "", self)
        self.verdict = words(look, colour=look.tokens.text)
        self.rows = Table(
            [
                tr("Procedures", "Run"),
                tr("Procedures", "Now on"),
                tr("Procedures", "Moves"),
                tr("Procedures", "Why not"),
            ],
            self,
            stretched=3,
            numbers=(1,),
        )
        self.reason = words(look)
        say(self.reason, look, "")
        left, right = QVBoxLayout(), QVBoxLayout()
        for half in (left, right):
            half.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(16))
            half.setSpacing(look.px(12))
        below = QHBoxLayout()
        below.addWidget(self.open)
        below.addStretch(1)
        left.addWidget(self.table, 1)
        left.addWidget(self.message)
        left.addLayout(below)
        asked = QHBoxLayout()
        asked.setSpacing(look.px(10))
        to_version = words(look, tr("Procedures", "to version"))
        to_version.setWordWrap(False)
        for part in (to_version, self.version, self.preview):
            asked.addWidget(part)
        asked.addStretch(1)
        done = QHBoxLayout()
        done.addWidget(self.move_seen)
        done.addStretch(1)
        right.addWidget(self.heading)
        right.addWidget(words(look, note, 16))
        right.addLayout(asked)
        right.addWidget(self.verdict)
        right.addWidget(self.rows, 1)
        right.addWidget(self.reason)
        right.addLayout(done)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(left, 7)
        box.addWidget(hairline(self, upright=True))
        box.addLayout(right, 5)

    def _connect(self) -> None:
        self._desk.live.snapshot_taken.connect(self.load)
        self.table.currentItemChanged.connect(self._show_chosen)
        self.table.itemActivated.connect(self.show_preview)
        self.version.valueChanged.connect(self._forget_preview)
        self.rows.currentItemChanged.connect(self._show_reason)
        self.preview.clicked.connect(self.show_preview)
        self.move_seen.clicked.connect(self.move_runs)
        self.open.clicked.connect(self.open_designer)

    # ---- what is there ------------------------------------------------------------------------

    @Slot()
    def load(self) -> None:
        """Read the procedures anew."""
        ask(self._desk.live, GetProcedures(), Procedures, self._take, self._refuse)

    def _take(self, answer: Procedures) -> None:
        self._procedures, language = answer.procedures, self._desk.language

        def number(n: int) -> str:
            return formats.number(n, 0, language)

        own = tr("Procedures", "the centre's own")
        rows = [
            (
                p.title,
                p.procedure_id,
                p.pack_id or own,
                str(p.version),
                number(p.n_running),
                number(p.n_on_older),
            )
            for p in answer.procedures
        ]
        before = self.table.chosen_id()
        self.table.set_rows(rows, [p.procedure_id for p in answer.procedures])
        for row, procedure in enumerate(answer.procedures):
            if procedure.n_on_older:
                self.table.colour(row, OLDER, self._desk.look.tokens.age)
        if not answer.procedures:
            say(self.message, self._desk.look, tr("Procedures", "This centre has no procedure yet."))
        if self.table.chosen_id() != before:
            self._show_chosen()

    def _refuse(self, why: str) -> None:
        say(self.message, self._desk.look, why, bad=True)

    def chosen(self) -> ProcedureInfo | None:
        """Return the chosen procedure."""
        wanted = self.table.chosen_id()
        return next((p for p in self._procedures if p.procedure_id == wanted), None)

    @Slot()
    def _show_chosen(self, *_: object) -> None:
        chosen = self.chosen()
        for part in (self.open, self.preview, self.version):
            part.setEnabled(chosen is not None)
        self.heading.setText(chosen.title if chosen is not None else "")
        if chosen is not None:
            self.version.setRange(1, chosen.version)
            self.version.setValue(chosen.version)
        self._forget_preview()

    # ---- the move -----------------------------------------------------------------------------

    @Slot()
    def _forget_preview(self, *_: object) -> None:
        """Show no preview: what it says is not about what is chosen now."""
        self._previewed, self._rows = None, ()
        self.rows.set_rows(())
        self.rows.hide()
        self.move_seen.hide()
        say(self.reason, self._desk.look, "")
        say(self.verdict, self._desk.look, "")

    @Slot()
    def show_preview(self, *_: object) -> None:
        """Ask what moving would do."""
        chosen, version = self.chosen(), self.version.value()
        if chosen is None:
            return
        wanted = (chosen.procedure_id, version)
        self._previewed = wanted
        say(self.verdict, self._desk.look, tr("Procedures", "Being looked at…"))

        def take(answer: Moved) -> None:
            if self._previewed == wanted:
                self._show_rows(answer.rows)

        def refuse(why: str) -> None:
            if self._previewed == wanted:
                self._forget_preview()
                say(self.verdict, self._desk.look, why, bad=True)

        ask(self._desk.live, MoveRuns(*wanted, preview=True), Moved, take, refuse)

    def _show_rows(self, rows: tuple[MoveRow, ...], *, done: bool = False) -> None:
        look, n = self._desk.look, sum(row.moves for row in rows)
        self._rows = rows
        yes = tr("Procedures", "✓ moved") if done else tr("Procedures", "✓ yes")
        no = tr("Procedures", "stays")
        self.rows.set_rows(
            [(r.run_id, str(r.version), yes if r.moves else no, r.reason) for r in rows],
            [r.run_id for r in rows],
        )
        for number, row in enumerate(rows):
            self.rows.colour(number, VERDICT, look.tokens.done if row.moves else look.tokens.age)
        self.rows.setVisible(bool(rows))
        self._show_reason()
        self.move_seen.setText(tr("Procedures", "Move {n} runs (F6)").format(n=n))
        self.move_seen.setVisible(n > 0 and not done)
        if done:
            text = tr("Procedures", "Moved: {n}. Staying as they were: {rest}.")
        elif not rows:
            text = tr("Procedures", "Nothing runs on another version: there is nothing to move.")
        else:
            text = tr("Procedures", "Would move: {n}. Would stay: {rest}. Nothing is changed yet.")
        say(self.verdict, look, text.format(n=n, rest=len(rows) - n))

    @Slot()
    def _show_reason(self, *_: object) -> None:
        """Say in full why the chosen run stays: the row may cut it."""
        reasons = {row.run_id: row.reason for row in self._rows}
        chosen = self.rows.chosen_id()
        reason = reasons.get(chosen, "")
        say(self.reason, self._desk.look, f"{chosen}: {reason}" if reason else "")

    @Slot()
    def move_runs(self) -> None:
        """Move what the preview says."""
        if self._previewed is None or not any(row.moves for row in self._rows):
            return
        wanted = self._previewed
        self.move_seen.hide()  # once

        def take(answer: Moved) -> None:
            if self._previewed == wanted:
                self._show_rows(answer.rows, done=True)
            self.load()

        def refuse(why: str) -> None:
            say(self.verdict, self._desk.look, why, bad=True)

        ask(self._desk.live, MoveRuns(*wanted, preview=False), Moved, take, refuse)

    # ---- the designer -------------------------------------------------------------------------

    @Slot()
    def open_designer(self) -> None:
        """Open the newest version of the chosen procedure in the designer."""
        chosen = self.chosen()
        if chosen is not None:
            say(self.message, self._desk.look, tr("Procedures", "The designer is being started…"))
            ask(self._desk.live, GetProcedure(chosen.procedure_id), ProcedureText, self._start, self._refuse)

    def _start(self, text: ProcedureText) -> None:
        try:
            started = self._designer.open(text.procedure_id, text.xml)
        except OSError as error:
            words = tr("Procedures", "The drawing cannot be written for the designer ({reason}); make room.")
            self._refuse(words.format(reason=error.strerror or error))
            return
        if started:
            say(self.message, self._desk.look, tr("Procedures", "The designer opens in a window of its own."))
        else:
            self._refuse(tr("Procedures", "The designer could not be started; try: python -m app.designer"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Carry out the page's keys."""
        actions = {
            Qt.Key.Key_F4: self.open_designer,
            Qt.Key.Key_F5: self.show_preview,
            Qt.Key.Key_F6: self.move_runs,
        }
        action = actions.get(Qt.Key(event.key()))
        if action is None:
            super().keyPressEvent(event)
        else:
            action()

    def showEvent(self, event: QEvent) -> None:
        """Read what runs anew when the page comes to sight."""
        self.load()
