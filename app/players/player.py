"""Player process: plays cameras into shared memory. Started by the wall, ends with it.

    python -m app.players.player CONTROL_FD WAKE_FD

CONTROL_FD is one end of a SOCK_SEQPACKET pair (`messages`), WAKE_FD an eventfd that counts frames.
"""

from __future__ import annotations

import ctypes
import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable

from app.players.decoder import Decoder
from app.players.frames import FrameMemory
from app.players.messages import (
    MAX_MESSAGE_BYTES,
    Beat,
    DecoderName,
    Report,
    Unwatch,
    Watch,
    decode_command,
    encode,
)
from app.players.playback import Playback
from app.players.probe import chosen, probe

log = logging.getLogger(__name__)

BEAT_S = 1.0
REPORT_S = 0.25
"""Conditions are looked at so often while something is being played."""
NICENESS = 5
"""Where there is too little CPU, cameras lose frames before the wall loses its hands."""
_PR_SET_PDEATHSIG = 1


class Player:
    """The process's main thread: takes commands, reports conditions, beats."""

    def __init__(self, control: socket.socket, wake_fd: int, decoder: DecoderName) -> None:
        """Serve the wall behind `control`."""
        self._control = control
        self._wake_fd = wake_fd
        self._decoder = decoder
        self._playbacks: dict[int, Playback] = {}
        self._reported: dict[int, Report] = {}
        self._next_beat_at = 0.0

    def run(self) -> None:
        """Serve until the wall closes its end."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        while True:
            wait_s = REPORT_S if self._playbacks else BEAT_S
            if poll.poll(wait_s * 1000) and not self._take_command():
                return
            self._report()

    def _take_command(self) -> bool:
        data, fds, _flags, _address = socket.recv_fds(self._control, MAX_MESSAGE_BYTES, 1)
        if not data:
            return False
        command = decode_command(data)
        if isinstance(command, Unwatch):
            playback = self._playbacks.pop(command.stream_id, None)
            self._reported.pop(command.stream_id, None)
            if playback is not None:
                playback.stop()
        else:
            self._watch(command, FrameMemory.attach(fds[0]))
        return True

    def _watch(self, command: Watch, memory: FrameMemory) -> None:
        playing = self._playbacks.get(command.stream_id)
        if playing is not None:
            playing.retarget(command, memory)
            return
        playback = Playback(command, memory, self._decoder_maker(), self._wake)
        self._playbacks[command.stream_id] = playback
        playback.start()

    def _decoder_maker(self) -> Callable[[], Decoder]:
        if self._decoder == "vlc":
            from app.players.vlc_decoder import VlcDecoder  # noqa: PLC0415 - needs libVLC, which may be missing

            return lambda: VlcDecoder(probe().libvlc_rtsp)
        from app.players.pyav_decoder import PyavDecoder  # noqa: PLC0415 - spares libVLC players its libraries

        return PyavDecoder

    def _wake(self) -> None:
        os.eventfd_write(self._wake_fd, 1)

    def _report(self) -> None:
        for stream_id, playback in self._playbacks.items():
            report = playback.report()
            before = self._reported.get(stream_id)
            if before is None or (report.condition, report.reason) != (before.condition, before.reason):
                if not self._send(report):
                    return
                self._reported[stream_id] = report
        if time.monotonic() >= self._next_beat_at and self._send(Beat(self._decoder)):
            self._next_beat_at = time.monotonic() + BEAT_S

    def _send(self, event: Report | Beat) -> bool:
        """Send without waiting; return False where the wall is too busy to read (said again later)."""
        try:
            self._control.send(encode(event), socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        return True


def _end_with_parent() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal goes to the wall, which ends us


def main(arguments: list[str]) -> None:
    """Serve the wall that started this process."""
    logging.basicConfig(level=logging.WARNING, format="player %(process)d: %(message)s")
    _end_with_parent()
    os.nice(NICENESS)
    control = socket.socket(fileno=int(arguments[0]))
    player = Player(control, int(arguments[1]), chosen())
    try:
        player.run()
    except (BrokenPipeError, ConnectionResetError):
        log.info("the wall is gone")
    except BaseException:
        log.exception("player fails; the wall starts another")
        raise
    finally:
        os._exit(0)  # decoding threads may wait in a library; nothing of theirs needs saving


if __name__ == "__main__":
    main(sys.argv[1:])
