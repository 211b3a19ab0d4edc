"""Opens a procedure in the designer, a process of its own with the same connection."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QProcess

ROOT = Path(__file__).resolve().parents[2]

Start = Callable[[str, list[str], str], bool]
"""Starts a program with arguments in a folder; returns whether it runs."""


class Connection(msgspec.Struct, frozen=True):
    """How this window reaches its daemon; the designer reaches it alike."""

    feed: str
    requests: str
    keys: Path | None
    user: str
    language: str
    theme: str


class DesignerStart:
    """Starts designers; the password is not handed on: each asks for its own."""

    def __init__(self, connection: Connection, start: Start | None = None) -> None:
        """Start designers with `connection`; `start` is replaced by tests."""
        self._connection, self._start = connection, start or _start_detached
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def open(self, procedure_id: str, xml: str) -> bool:
        """Open the newest version of a procedure; return whether the designer runs.

        Raises:
            OSError: the drawing cannot be written to the folder of temporary files.
        """
        # kept until this window ends: the designer reads it when it is up
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="toancanh-settings-")
        file = Path(self._folder.name) / f"{safe_name(procedure_id)}.bpmn"
        file.write_text(xml, encoding="utf-8")
        return self._start(sys.executable, self.arguments(file), str(ROOT))

    def close(self) -> None:
        """Remove the drawings that were handed over."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def arguments(self, file: Path) -> list[str]:
        """Return the designer's command line after the interpreter."""
        c = self._connection
        given = ["-m", "app.designer", str(file), "--connect", f"{c.feed},{c.requests}"]
        given += ["--language", c.language, "--theme", c.theme]
        given += ["--keys", str(c.keys.resolve())] if c.keys is not None else []
        return given + (["--user", c.user] if c.user else [])


def safe_name(procedure_id: str) -> str:
    """Return a name that any file system takes."""
    return re.sub(r"[^\w.-]+", "_", procedure_id).strip("._") or "procedure"


def _start_detached(program: str, arguments: list[str], folder: str) -> bool:
    # PySide returns (started, process id)
    return bool(QProcess.startDetached(program, arguments, folder)[0])
