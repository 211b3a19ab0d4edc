"""Feeds a libVLC without RTSP: PyAV reads the camera and writes MPEG transport stream into a pipe."""

from __future__ import annotations

import os
import threading
from typing import Any

import av

from app.players.address import kind_of, reason_of
from app.players.decoder import StreamError
from app.players.pyav_decoder import PictureSize, open_input, video_of


class _PipeEnd:
    """The writing end of a pipe, as PyAV wants it."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def write(self, data: bytes) -> int:
        view = memoryview(data)
        while view:
            view = view[os.write(self._fd, view) :]
        return len(data)


class Remux(threading.Thread):
    """Copies one camera's packets, undecoded, from its address into a pipe."""

    def __init__(self, address: str, timeout_s: float) -> None:
        """Open nothing yet; libVLC reads from `reader_fd`."""
        super().__init__(name="remux", daemon=True)
        self.error: StreamError | None = None
        self.reader_fd, self._writer_fd = os.pipe()
        self._address = address
        self._timeout_s = timeout_s
        self._closed = threading.Event()
        self._opened = threading.Event()
        self._picture: PictureSize | None = None

    def wait_opened(self) -> PictureSize:
        """Return the size of the camera's picture once it is known.

        Raises:
            StreamError: the camera cannot be opened.
        """
        self._opened.wait()  # the opening itself times out
        if self._picture is None:
            raise self.error or StreamError("broken", "the camera was opened and lost at once")
        return self._picture

    def run(self) -> None:
        """Copy until closed, the camera ends, or the reader is gone."""
        try:
            with open_input(self._address, self._timeout_s) as source:
                self._copy(source)
            self.error = StreamError("ended")
        except StreamError as error:
            self.error = error
        except (av.error.FFmpegError, OSError) as error:
            self.error = StreamError(reason_of(error, kind_of(self._address)), str(error))
        finally:
            self._opened.set()
            os.close(self._writer_fd)

    def close(self) -> None:
        """Stop copying; a writer that waits for room in the pipe wakes up with an error."""
        self._closed.set()
        os.close(self.reader_fd)

    def _copy(self, source: Any) -> None:
        stream = video_of(source)
        self._picture = PictureSize.of(stream.codec_context)
        self._opened.set()
        with av.open(
            _PipeEnd(self._writer_fd), "w", format="mpegts", options={"flush_packets": "1"}
        ) as target:
            copy = target.add_stream_from_template(stream)
            for packet in source.demux(stream):
                if self._closed.is_set():
                    return
                if packet.dts is None:
                    continue  # the empty packet at the end, and what came before the first timestamp
                packet.stream = copy
                target.mux(packet)
