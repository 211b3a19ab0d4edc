"""Lets a person choose a photo or document of this machine for a case."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, QMimeDatabase, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

translate = QCoreApplication.translate
MAX_BYTES = 8_000_000
"""What one message to the daemon carries at most; a kind of case may take less."""
ENDINGS = "*.jpg *.jpeg *.png *.webp *.pdf *.txt *.csv *.mp4 *.xlsx *.docx"


class Chosen(msgspec.Struct, frozen=True):
    """A file that was chosen and read."""

    name: str
    media_type: str
    data: bytes

    @property
    def is_photo(self) -> bool:
        """Return whether it is a picture."""
        return self.media_type.startswith("image/")


class FileChooser(QObject):
    """A file dialog that the wall goes on beneath."""

    chosen = Signal(object)
    """A `Chosen`."""
    failed = Signal(str)
    """Why the file cannot be taken, and what to do."""

    def __init__(self, window: QWidget) -> None:
        """Open dialogs over `window`."""
        super().__init__(window)
        self._window = window
        self.dialog: QFileDialog | None = None

    def ask(self, *, photos_only: bool = False) -> None:
        """Let the person choose one file."""
        dialog = QFileDialog(self._window, translate("Cases", "Photo or document for the case"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        endings = "*.jpg *.jpeg *.png *.webp" if photos_only else ENDINGS
        dialog.setNameFilter(translate("Checklist", "Photos and documents") + f" ({endings})")
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self.dialog = dialog

    def take(self, path_words: str) -> None:
        """Read the file at a path."""
        path = Path(path_words)
        try:
            n_bytes = path.stat().st_size
            data = path.read_bytes() if n_bytes <= MAX_BYTES else b""
        except OSError as error:
            words = translate("Checklist", "{file} cannot be read ({why}). Choose another file.")
            self.failed.emit(words.format(file=path.name, why=error.strerror or str(error)))
            return
        if not data:
            words = translate("Checklist", "{file} is empty or larger than {most} MB. Choose another file.")
            self.failed.emit(words.format(file=path.name, most=MAX_BYTES // 1_000_000))
            return
        media_type = QMimeDatabase().mimeTypeForFile(str(path)).name()
        self.chosen.emit(Chosen(path.name, media_type, data))
