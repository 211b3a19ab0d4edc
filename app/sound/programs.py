"""System programs that are started and not waited for: players and voices."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QProcess, QStandardPaths, QTimer

FindProgram = Callable[[str], str]
"""Name of a program → its path, empty where there is none."""
OnEnd = Callable[[int, str], None]
"""Called once with the exit code, −1 where it did not start or was ended, and what it wrote."""


def find_program(name: str) -> str:
    """Return the path of a system program, empty where there is none."""
    return QStandardPaths.findExecutable(name)


class Errand(QProcess):
    """One run of a program; ends it where it takes too long, and gives itself back."""

    def __init__(self, parent: QObject, on_end: OnEnd) -> None:
        """Prepare; `set_out` starts it."""
        super().__init__(parent)
        self._on_end: OnEnd | None = on_end
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self.kill)
        self.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self.finished.connect(self._take_end)
        self.errorOccurred.connect(self._take_error)

    def set_out(self, path: str, arguments: Sequence[str], patience_s: float) -> None:
        """Start the program and return at once."""
        self._patience.start(round(patience_s * 1000))
        self.start(path, list(arguments))
        self.closeWriteChannel()

    def call_off(self) -> None:
        """End it now; nobody is told."""
        self._on_end = None
        self.kill()
        self.waitForFinished(500)

    def _take_end(self, code: int, status: QProcess.ExitStatus) -> None:
        self._end(code if status == QProcess.ExitStatus.NormalExit else -1)

    def _take_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(-1)

    def _end(self, code: int) -> None:
        self._patience.stop()
        on_end, self._on_end = self._on_end, None
        written = bytes(self.readAll().data()).decode("utf-8", "replace")
        self.deleteLater()
        if on_end is not None:
            on_end(code, written)
