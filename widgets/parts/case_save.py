"""Saves what the daemon gave (a spreadsheet, a document) as a file; writing is another thread's work."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QIODevice, QObject, QRunnable, QSaveFile, QThreadPool, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from backend.contract.case_requests import ExportCases
from backend.contract.messages import Failure, ReplyBody
from backend.contract.season import ExportSeries
from backend.contract.work_requests import GetEvidence, Kept
from widgets.tile import TileContext

translate = QCoreApplication.translate
EXPORT_DEADLINE_S = 300.0
"""A million rows take the daemon minutes."""


class _Told(QObject):
    """Carries the end of a writing to the GUI thread."""

    ended = Signal(str, str)
    """Path, and why it failed (empty: it did not)."""


class _Write(QRunnable):
    """Writes a file whole or not at all."""

    def __init__(self, path: str, data: bytes, told: _Told) -> None:
        super().__init__()
        self._path, self._data, self._told = path, data, told

    def run(self) -> None:
        """Write."""
        file = QSaveFile(self._path)
        done = file.open(QIODevice.OpenModeFlag.WriteOnly)
        done = done and file.write(self._data) == len(self._data) and file.commit()
        self._told.ended.emit(self._path, "" if done else file.errorString())


class SaveDesk(QObject):
    """Asks the daemon, then the person for a path, then writes."""

    said = Signal(str, bool)
    """Words, and whether it went wrong."""

    def __init__(self, context: TileContext, window: QWidget) -> None:
        """Open dialogs over `window`."""
        super().__init__(window)
        self._context, self._window = context, window
        self._told = _Told()  # no child of ours: the tile may go while a file is written
        self._told.ended.connect(self._ended)
        self._waiting = False
        self.dialog: QFileDialog | None = None

    def export(self, request: ExportCases | ExportSeries) -> None:
        """Have what a query means made into a spreadsheet and save it."""
        if self._waiting:
            self.said.emit(translate("Cases", "The last export is still being made."), False)
            return
        self._waiting = True
        self.said.emit(translate("Cases", "The spreadsheet is being made …"), False)
        self._context.live.request(request, self._take, EXPORT_DEADLINE_S)

    def document(self, digest: str) -> None:
        """Save a document of a case."""
        self.said.emit(translate("Cases", "is being fetched …"), False)
        self._context.live.request(GetEvidence(digest), self._take, 30.0)

    def _take(self, reply: ReplyBody) -> None:
        self._waiting = False
        if isinstance(reply, Kept):
            self.said.emit("", False)
            self._ask_path(reply)
        elif isinstance(reply, Failure):
            self.said.emit(reply.said(self._context.language), True)

    def _ask_path(self, kept: Kept) -> None:
        dialog = QFileDialog(self._window, translate("Cases", "Save as"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(kept.name)
        dialog.fileSelected.connect(partial(self.write, kept.data))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self.dialog = dialog

    def write(self, data: bytes, path: str) -> None:
        """Write `data` to `path`."""
        QThreadPool.globalInstance().start(_Write(path, data, self._told))

    def _ended(self, path: str, fault: str) -> None:
        name = Path(path).name
        if fault:
            words = translate("Cases", "{file} could not be written ({why}). Choose another folder.")
            self.said.emit(words.format(file=name, why=fault), True)
        else:
            self.said.emit(translate("Cases", "Saved: {file}").format(file=name), False)
