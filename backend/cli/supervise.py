"""Keeps a handful of processes running: starts them in order, restarts what dies, stops all at the end."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

log = logging.getLogger(__name__)

FIRST_WAIT_S, LONGEST_WAIT_S = 0.2, 10.0
STEADY_S = 20.0
"""A process that ran so long starts again with the shortest wait."""


class Child:
    """One process, its log file, and when it may start again."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log_file: Path,
        environment: Mapping[str, str] | None = None,
        *,
        restart: bool = True,
    ) -> None:
        """Prepare; nothing runs yet."""
        self.name, self.restart = name, restart
        self.n_starts = 0
        self._command, self._log_file = list(command), log_file
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at, self._wait_s, self._due_at = 0.0, FIRST_WAIT_S, 0.0

    @property
    def pid(self) -> int | None:
        """Return the process number, None while it does not run."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    @property
    def exit_code(self) -> int | None:
        """Return how it ended, None while it runs or before its first start."""
        return self._process.poll() if self._process is not None else None

    def start(self) -> None:
        """Start the process in a group of its own."""
        self._log_file.parent.mkdir(parents=True, exist_ok=True)
        with self._log_file.open("ab") as file:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                env=self._environment,
                start_new_session=True,
            )
        self._started_at, self._due_at = time.monotonic(), 0.0
        self.n_starts += 1

    def look(self) -> None:
        """Start it again if it died and its wait is over."""
        if self._process is None or self._process.poll() is None or not self.restart:
            return
        now = time.monotonic()
        if not self._due_at:
            if now - self._started_at > STEADY_S:
                self._wait_s = FIRST_WAIT_S
            self._due_at = now + self._wait_s
            self._wait_s = min(self._wait_s * 2, LONGEST_WAIT_S)
            log.warning("%s ended with code %s; starting it again", self.name, self._process.returncode)
        elif now >= self._due_at:
            self.start()

    def stop(self, patience_s: float = 5.0) -> None:
        """Ask it to end, then make it."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            log.warning("%s did not end within %.0f s and was killed", self.name, patience_s)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Household:
    """All the processes of a run."""

    def __init__(self) -> None:
        """Start with none."""
        self.children: list[Child] = []

    def add(self, child: Child) -> Child:
        """Start a process and keep it running."""
        child.start()
        self.children.append(child)
        return child

    def look(self) -> None:
        """Start again what died; call it a few times a second."""
        for child in self.children:
            child.look()

    def stop(self) -> None:
        """End all, the last started first."""
        for child in reversed(self.children):
            child.stop()
        self.children.clear()
