"""Decoder on libVLC through python-vlc: its memory callbacks fill the frame memory directly."""

from __future__ import annotations

import ctypes
import queue
import threading
from typing import Any

import vlc

from app.players.address import AddressKind, kind_of, path_of
from app.players.decoder import Sink, StreamError
from app.players.frames import FrameMemory, Slot
from app.players.probe import libvlc_instance
from app.players.pyav_decoder import PictureSize, picture_size
from app.players.remux import Remux

CACHING_MS = 300
POLL_S = 0.25
"""How soon a stream that is to stop, does."""

_SETUP = ctypes.CFUNCTYPE(
    ctypes.c_uint,
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.c_void_p,
    *[ctypes.POINTER(ctypes.c_uint)] * 4,
)
# python-vlc declares the pixel format as c_char_p, which ctypes hands over as a copy that nobody reads.

LOOPS = 65_535
"""libVLC's largest number of repetitions of a file."""


class VlcDecoder:
    """Plays one address with libVLC; the thread that calls `play` only waits."""

    def __init__(self, has_rtsp: bool) -> None:
        """Use libVLC's own RTSP where it `has_rtsp`, else the remultiplexer."""
        self._has_rtsp = has_rtsp
        self._instance = libvlc_instance()

    def play(self, address: str, sink: Sink, stop: threading.Event) -> None:
        """Fill `sink` until `stop` is set; a file starts over at its end.

        Raises:
            StreamError: the stream cannot be opened, or went away.
        """
        kind = kind_of(address)
        again = True
        while again and not stop.is_set():
            if kind == "rtsp" and not self._has_rtsp:
                again = self._play_remuxed(address, sink, stop)
            else:
                again = self._play(
                    self._media(address, kind), picture_size(address, sink.timeout_s), sink, stop
                )

    def _play_remuxed(self, address: str, sink: Sink, stop: threading.Event) -> bool:
        remux = Remux(address, sink.timeout_s)
        remux.start()
        try:
            picture = remux.wait_opened()
            media = self._instance.media_new(f"fd://{remux.reader_fd}")
            media.add_option(":demux=ts")
            return self._play(_with_common_options(media), picture, sink, stop)
        except StreamError:
            remux.join(0.5)  # its reason is the better one, and mostly it comes first
            raise remux.error or StreamError("timed_out", "no picture from the camera") from None
        finally:
            remux.close()

    def _media(self, address: str, kind: AddressKind) -> Any:
        if kind == "file":
            media = self._instance.media_new_path(path_of(address))
            media.add_option(f":input-repeat={LOOPS}")
        else:
            media = self._instance.media_new(address)
            if kind == "rtsp":
                media.add_option(":rtsp-tcp")
        return _with_common_options(media)

    def _play(self, media: Any, picture: PictureSize, sink: Sink, stop: threading.Event) -> bool:
        """Play until something happens; return True where it is only the size that must change."""
        events: queue.SimpleQueue[str] = queue.SimpleQueue()
        player = self._instance.media_player_new()
        player.set_media(media)
        output = _MemoryOutput(sink, picture, events)
        output.connect(player)
        for kind in (vlc.EventType.MediaPlayerEncounteredError, vlc.EventType.MediaPlayerEndReached):
            player.event_manager().event_attach(kind, lambda _event: events.put("over"))
        try:
            player.play()
            return self._wait(output, events, sink.timeout_s, stop)
        finally:
            player.stop()
            player.release()
            media.release()

    def _wait(
        self, output: _MemoryOutput, events: queue.SimpleQueue[str], timeout_s: float, stop: threading.Event
    ) -> bool:
        """Sleep until libVLC says that the stream is over, or gives no frame for too long."""
        n_before, n_quiet = 0, 0
        while not stop.is_set():
            try:
                event = events.get(timeout=POLL_S)
            except queue.Empty:
                n_quiet = 0 if output.n_frames != n_before else n_quiet + 1
                n_before = output.n_frames
                if n_quiet * POLL_S > timeout_s:
                    raise StreamError("timed_out", "libVLC gave no frame") from None
            else:
                if event == "resize":
                    return True
                raise StreamError("ended" if output.n_frames else "unsupported", "libVLC ended the stream")
        return False


def _with_common_options(media: Any) -> Any:
    for name in ("network", "file", "live"):
        media.add_option(f":{name}-caching={CACHING_MS}")
    media.add_option(":no-audio")
    return media


class _MemoryOutput:
    """libVLC's memory callbacks; kept alive as long as the player may call them."""

    def __init__(self, sink: Sink, picture: PictureSize, events: queue.SimpleQueue[str]) -> None:
        self.n_frames = 0
        self._picture = picture
        self._sink = sink
        self._events = events
        self._size = (2, 2)
        self._spill = ctypes.create_string_buffer(64)
        self._current: tuple[FrameMemory, Slot] | None = None
        self._setup = _SETUP(self._set_format)
        self._cleanup = vlc.CallbackDecorators.VideoCleanupCb(lambda _opaque: None)
        self._lock = vlc.CallbackDecorators.VideoLockCb(self._begin)
        self._unlock = vlc.CallbackDecorators.VideoUnlockCb(lambda *_arguments: None)
        self._display = vlc.CallbackDecorators.VideoDisplayCb(self._show)

    def connect(self, player: Any) -> None:
        """Make `player` draw here."""
        player.video_set_callbacks(self._lock, self._unlock, self._display, None)
        setup = ctypes.cast(self._setup, vlc.CallbackDecorators.VideoFormatCb)
        player.video_set_format_callbacks(setup, self._cleanup)

    def _set_format(
        self, _opaque: Any, chroma: int, width: Any, height: Any, pitches: Any, lines: Any
    ) -> int:
        # What comes in is the size of the decoder's buffer, padding included: no use.
        _memory, slot = self._sink.begin(self._picture.coded, self._picture.pixel_aspect)
        self._size = (slot.width_px, slot.height_px)
        n_bytes = slot.stride_bytes * slot.height_px
        self._spill = ctypes.create_string_buffer(n_bytes + 64)
        ctypes.memmove(chroma, b"RV32", 4)
        width[0], height[0] = self._size
        pitches[0], lines[0] = slot.stride_bytes, slot.height_px
        return 1

    def _begin(self, _opaque: Any, planes: Any) -> None:
        self._current = None
        if self._sink.wants_frame():
            memory, slot = self._sink.begin(self._picture.coded, self._picture.pixel_aspect)
            if (slot.width_px, slot.height_px) == self._size:
                self._current = memory, slot
            else:
                self._events.put("resize")
        if self._current is None:  # libVLC must draw somewhere
            planes[0] = (ctypes.addressof(self._spill) + 63) // 64 * 64
        else:
            planes[0] = self._current[0].pixels(self._current[1]).ctypes.data

    def _show(self, _opaque: Any, _picture: Any) -> None:
        self.n_frames += 1
        if self._current is not None:
            self._sink.publish(*self._current)
            self._current = None
