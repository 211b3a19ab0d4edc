"""What the designer asks a person: a file, a note, what to do with unsaved changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMessageBox, QPushButton, QWidget

from backend.contract.work import ProcedureInfo

tr = QCoreApplication.translate

Keeping = Literal["save", "drop", "stay"]


class People:
    """Asks by dialogs over a window; a test answers in its place."""

    def __init__(self, window: QWidget) -> None:
        """Show dialogs over `window`."""
        self._window = window

    def file_to_open(self) -> Path | None:
        """Return the file to open, None when the person thought better of it."""
        kinds = tr("Designer", "Procedures (*.bpmn *.xml)")
        found, _ = QFileDialog.getOpenFileName(self._window, tr("Designer", "Open a procedure"), "", kinds)
        return Path(found) if found else None

    def file_to_save(self, proposed: str) -> Path | None:
        """Return the file to save to."""
        kinds = tr("Designer", "Procedures (*.bpmn *.xml)")
        found, _ = QFileDialog.getSaveFileName(
            self._window, tr("Designer", "Save the procedure"), proposed, kinds
        )
        return with_ending(found, ".bpmn")

    def file_for_picture(self, proposed: str) -> Path | None:
        """Return the file to draw to; its ending says the kind."""
        kinds = "PDF (*.pdf);;PNG (*.png);;SVG (*.svg)"
        title = tr("Designer", "Print or export the drawing")
        found, kind = QFileDialog.getSaveFileName(self._window, title, proposed, kinds)
        return with_ending(found, f".{kind[:3].lower()}" if kind else ".pdf")

    def keeping(self, name: str) -> Keeping:
        """Return what to do with unsaved changes of `name`."""
        words = tr("Designer", "“{name}” has changes that are not saved.").format(name=name)
        box = QMessageBox(
            QMessageBox.Icon.NoIcon, tr("Designer", "Unsaved changes"), words, parent=self._window
        )
        save = box.addButton(tr("Designer", "Save"), QMessageBox.ButtonRole.AcceptRole)
        drop = box.addButton(tr("Designer", "Discard"), QMessageBox.ButtonRole.DestructiveRole)
        stay = box.addButton(tr("Designer", "Go on drawing"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.setEscapeButton(stay)
        box.exec()
        answers: dict[object, Keeping] = {save: "save", drop: "drop"}
        return answers.get(box.clickedButton(), "stay")

    def restore(self, name: str) -> bool:
        """Return whether a draft that a designer left behind is to be opened."""
        words = tr("Designer", "“{name}” was not saved when the designer ended. Restore it?").format(
            name=name
        )
        return self._yes(
            tr("Designer", "Restore a draft"), words, tr("Designer", "Restore"), tr("Designer", "Not now")
        )

    def note(self, procedure_id: str) -> str | None:
        """Return the note of a new version, None when it is not to be published."""
        title = tr("Designer", "Publish “{id}”").format(id=procedure_id)
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(title)
        dialog.setLabelText(tr("Designer", "What changed? The note stays with the version."))
        dialog.setOkButtonText(tr("Designer", "Publish"))
        dialog.setCancelButtonText(tr("Designer", "Not now"))
        dialog.setMinimumWidth(560)
        while dialog.exec():
            if note := dialog.textValue().strip():
                return note
        return None

    def procedure(self, known: Sequence[ProcedureInfo]) -> ProcedureInfo | None:
        """Return the published procedure to open."""
        words = tr("Designer", "{title} – version {version} ({id})")
        rows = [words.format(title=p.title, version=p.version, id=p.procedure_id) for p in known]
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr("Designer", "Open a published procedure"))
        dialog.setLabelText(tr("Designer", "Procedure"))
        dialog.setComboBoxItems(rows)
        dialog.setOption(QInputDialog.InputDialogOption.UseListViewForComboBoxItems)
        dialog.setOkButtonText(tr("Designer", "Open it"))
        dialog.setCancelButtonText(tr("Designer", "Not now"))
        dialog.resize(640, 420)
        return known[rows.index(dialog.textValue())] if rows and dialog.exec() else None

    def tell(self, title: str, words: str) -> None:
        """Say what went wrong, with the way out."""
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, words, parent=self._window)
        box.addButton(tr("Designer", "Close"), QMessageBox.ButtonRole.AcceptRole)
        box.exec()

    def _yes(self, title: str, words: str, yes: str, no: str) -> bool:
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, words, parent=self._window)
        accept: QPushButton = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(accept)
        box.exec()
        return box.clickedButton() is accept


def ask_password(user: str) -> str | None:
    """Return the password that a person types for an account, None where they give none."""
    words = tr("Designer", "Password of {user}").format(user=user)
    text, given = QInputDialog.getText(None, tr("Designer", "Sign in"), words, QLineEdit.EchoMode.Password)
    return text if given and text else None


def with_ending(name: str, ending: str) -> Path | None:
    """Return a chosen file, with `ending` where it has none; None for no file."""
    if not name:
        return None
    path = Path(name)
    return path if path.suffix else path.with_suffix(ending)
