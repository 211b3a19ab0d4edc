"""Puts a handover's document where a person wants it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

tr = QCoreApplication.translate


def ask_path(parent: QWidget, name: str) -> Path | None:
    """Return where a person wants the document `name`, in their documents if they say nothing else."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    proposed = str(Path(documents or str(Path.home())) / name)
    title = tr("Handover", "Save the handover")
    found, _kind = QFileDialog.getSaveFileName(parent, title, proposed, "PDF (*.pdf)")
    if not found:
        return None
    path = Path(found)
    return path if path.suffix else path.with_suffix(".pdf")


def write(path: Path, data: bytes) -> str:
    """Write the document whole or not at all; return what to tell the person.

    Raises:
        OSError: it cannot be written there.
    """
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)
    return tr("Handover", "Written: {path}").format(path=path)
