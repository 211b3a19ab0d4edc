"""The wall's handle on one player process: starts it, talks to it, notices its silence, ends it."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import msgspec
from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

from app.players.messages import MAX_MESSAGE_BYTES, Beat, Command, DecoderName, Event, decode_event, encode
from app.players.probe import SETTING

log = logging.getLogger(__name__)

MODULE = "app.players.player"
_ROOT = Path(__file__).parents[2]

MAX_SILENT_TICKS = 4
"""Looks (one a second) without a beat after which a player counts as hanging. Counted in the wall's
own looks, not by the clock, so that a wall that was busy does not kill healthy players."""
MAX_STARTING_TICKS = 15
"""The same before the first beat: loading the libraries on a busy machine takes its time."""
END_WAIT_S = 2.0


class PlayerProcess(QObject):
    """One child process that plays a few streams."""

    frames_arrived = Signal()
    event_received = Signal(object)
    ended = Signal()
    """The process is gone or was killed for hanging; emitted once, unless `end` was called."""

    _probed: ClassVar[DecoderName | None] = None
    """What the first player chose by itself: the next ones need not load libVLC to find out again."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start the process.

        Raises:
            OSError: it cannot be started.
        """
        super().__init__(parent)
        self.stream_ids: set[int] = set()
        self.hung = False
        self._silent_ticks = 0
        self._beating = False
        self._chooses = os.environ.get(SETTING, "").strip().lower() in ("", "auto")
        self._gone = False
        self._wake_fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._child = self._start(theirs.fileno())
        except OSError:
            self._close_descriptors()
            raise
        finally:
            theirs.close()
        self._control.setblocking(False)
        self._wake_notifier = QSocketNotifier(self._wake_fd, QSocketNotifier.Type.Read, self)
        self._wake_notifier.activated.connect(self._on_wake)
        self._control_notifier = QSocketNotifier(self._control.fileno(), QSocketNotifier.Type.Read, self)
        self._control_notifier.activated.connect(self._on_control)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._child.pid

    @property
    def running(self) -> bool:
        """False once it is gone."""
        return not self._gone

    def send(self, command: Command, fd: int | None = None) -> bool:
        """Send a command, with a descriptor where it needs one; never waits.

        Returns:
            False where the process is gone or does not read: it is then being replaced.
        """
        if self._gone:
            return False
        try:
            socket.send_fds(self._control, [encode(command)], [] if fd is None else [fd])
        except OSError as error:
            log.warning("player %d takes no commands (%s): it is replaced", self.pid, error)
            self._fail(hung=isinstance(error, BlockingIOError))
            return False
        return True

    def look(self) -> None:
        """Check, once a second, that the process still beats."""
        if self._gone:
            return
        self._on_control()
        self._silent_ticks += 1
        limit = MAX_SILENT_TICKS if self._beating else MAX_STARTING_TICKS
        if not self._gone and self._silent_ticks > limit:
            log.warning("player %d is silent: it is killed and replaced", self.pid)
            self._fail(hung=True)

    def end(self) -> None:
        """End the process for good, without `ended`."""
        if not self._gone:
            self._gone = True
            self._shut()

    @Slot()
    def _on_wake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self._wake_fd)
        self.frames_arrived.emit()

    @Slot()
    def _on_control(self) -> None:
        while not self._gone:
            try:
                data = self._control.recv(MAX_MESSAGE_BYTES)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                log.warning("player %d is gone: it is replaced", self.pid)
                self._fail(hung=False)
                return
            self._take(data)

    def _take(self, data: bytes) -> None:
        try:
            event: Event = decode_event(data)
        except msgspec.DecodeError:
            log.warning("player %d sent what is no message of this version", self.pid)
            return
        self._silent_ticks = 0
        self._beating = True
        if not isinstance(event, Beat):
            self.event_received.emit(event)
        elif self._chooses:
            PlayerProcess._probed = event.decoder

    def _fail(self, *, hung: bool) -> None:
        if self._gone:
            return
        self._gone, self.hung = True, hung
        self._shut()
        self.ended.emit()

    def _shut(self) -> None:
        self._wake_notifier.setEnabled(False)
        self._control_notifier.setEnabled(False)
        with contextlib.suppress(ProcessLookupError):
            self._child.kill()  # it holds nothing worth a farewell, and may hang
        self._close_descriptors()
        try:
            self._child.wait(END_WAIT_S)
        except subprocess.TimeoutExpired:
            log.warning("player %d does not die (waits in the kernel); left to the system", self.pid)

    def _close_descriptors(self) -> None:
        self._control.close()
        os.close(self._wake_fd)

    def _start(self, control_fd: int) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))
        environment = {**os.environ, "PYTHONPATH": path}
        if self._chooses and self._probed is not None:
            environment[SETTING] = self._probed
        return subprocess.Popen(
            [sys.executable, "-m", MODULE, str(control_fd), str(self._wake_fd)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(control_fd, self._wake_fd),
            env=environment,
        )
