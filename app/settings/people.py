"""What the settings ask a person beside their own fields: a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

tr = QCoreApplication.translate


class People:
    """Asks by dialogs; a test answers in its place."""

    def file_for_rule(self, above: QWidget, name: str) -> Path | None:
        """Return where a rule's file goes, None where the person thought better of it."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(documents or str(Path.home())) / name)
        title = tr("Settings", "Save the rule")
        found, _kind = QFileDialog.getSaveFileName(above, title, proposed, "YAML (*.yaml)")
        if not found:
            return None
        path = Path(found)
        return path if path.suffix else path.with_suffix(".yaml")
