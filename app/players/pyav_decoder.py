"""Decoder on PyAV (FFmpeg): RTSP over TCP, files, HTTP."""

from __future__ import annotations

import threading
import time
from typing import Any, NamedTuple

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from app.players.address import AddressKind, kind_of, path_of, reason_of
from app.players.decoder import Sink, StreamError
from app.players.pacing import Pacer

RTSP_OPTIONS = {"rtsp_transport": "tcp", "analyzeduration": "500000", "probesize": "200000"}
"""TCP: over UDP a wall of cameras loses packets, and each loss smears the picture until the next key
frame. The two others cut FFmpeg's probing of a live stream from 5 s and 5 MB to half a second."""

ONE_THREAD_PIXELS = 1920 * 1088
"""Up to this size one thread decodes fast enough (169 frames/s of 1080p measured on one core), and
many cameras share the cores better without threads of their own."""

LATE_S = 0.7
"""Decoding that falls behind the camera by more leaves out frames that no other frame needs."""


def open_input(address: str, timeout_s: float) -> Any:
    """Return the opened PyAV container of an address.

    Raises:
        StreamError: it cannot be opened.
    """
    kind = kind_of(address)
    options = RTSP_OPTIONS if kind == "rtsp" else {}
    try:
        return av.open(
            path_of(address) if kind == "file" else address,
            options=dict(options),
            timeout=None if kind == "file" else (timeout_s, timeout_s),
        )
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise StreamError(reason_of(error, kind), str(error)) from error


def video_of(container: Any) -> Any:
    """Return the video stream of an opened container.

    Raises:
        StreamError: it has none, or its picture's size is not known.
    """
    if not container.streams.video:
        raise StreamError("no_picture", "no video in the stream")
    stream = container.streams.video[0]
    if not stream.codec_context.width or not stream.codec_context.height:
        raise StreamError("no_picture", "the stream opened, but no picture came")
    return stream


class PictureSize(NamedTuple):
    """Size of a stream's picture as coded."""

    coded: tuple[int, int]
    """Width and height, px."""
    pixel_aspect: float
    """Width of a coded pixel over its height."""

    @classmethod
    def of(cls, described: Any) -> PictureSize:
        """Return the size of a PyAV codec context."""
        aspect = described.sample_aspect_ratio
        return cls((described.width, described.height), float(aspect) if aspect else 1.0)


def picture_size(address: str, timeout_s: float) -> PictureSize:
    """Return the size of an address's picture, from its headers.

    Raises:
        StreamError: it cannot be opened, or has no video.
    """
    with open_input(address, timeout_s) as container:
        return PictureSize.of(video_of(container).codec_context)


class PyavDecoder:
    """Plays one address with PyAV, a thread's worth of work."""

    def __init__(self) -> None:
        """Prepare nothing: each stream opens what it needs."""
        self._reformatter = VideoReformatter()
        self._pacer = Pacer()
        self._base_s: float | None = None
        self._pixel_aspect = 1.0

    def play(self, address: str, sink: Sink, stop: threading.Event) -> None:
        """Fill `sink` until `stop` is set; a file starts over at its end.

        Raises:
            StreamError: the stream cannot be opened, or went away.
        """
        kind = kind_of(address)
        while not stop.is_set():
            with open_input(address, sink.timeout_s) as container:
                n_frames = self._play_once(container, kind, sink, stop)
            if stop.is_set():
                return
            if kind != "file":
                raise StreamError("ended")
            if n_frames == 0:
                raise StreamError("no_picture", "the file holds no frame")

    def _play_once(self, container: Any, kind: AddressKind, sink: Sink, stop: threading.Event) -> int:
        stream = video_of(container)
        _set_threads(stream.codec_context)
        self._pixel_aspect = PictureSize.of(stream.codec_context).pixel_aspect
        self._pacer = Pacer()
        self._base_s = None
        n_frames = 0
        try:
            for packet in container.demux(stream):
                if stop.is_set():
                    break
                for frame in self._decode(packet):
                    n_frames += 1
                    if self._pause(frame, stream, kind, stop):
                        self._show(frame, sink)
        except (av.error.FFmpegError, OSError) as error:
            raise StreamError(reason_of(error, kind), str(error)) from error
        return n_frames

    def _decode(self, packet: Any) -> list[Any]:
        try:
            return list(packet.decode())
        except av.error.InvalidDataError:
            return []  # a damaged frame: the next key frame repairs the picture

    def _pause(self, frame: Any, stream: Any, kind: AddressKind, stop: threading.Event) -> bool:
        """Wait until the frame is due; return False where the stream is to stop."""
        if kind == "rtsp":
            self._keep_up(frame, stream)
            return not stop.is_set()
        wait = self._pacer.wait_s(frame.time, time.monotonic())
        return not (stop.wait(wait) if wait > 0 else stop.is_set())

    def _keep_up(self, frame: Any, stream: Any) -> None:
        if frame.time is None:
            return
        lead = time.monotonic() - frame.time
        self._base_s = lead if self._base_s is None else min(self._base_s, lead)
        late = lead - self._base_s > LATE_S
        wanted = "NONREF" if late else "DEFAULT"
        if stream.codec_context.skip_frame != wanted:
            stream.codec_context.skip_frame = wanted

    def _show(self, frame: Any, sink: Sink) -> None:
        if not sink.wants_frame():
            return
        memory, slot = sink.begin((frame.width, frame.height), self._pixel_aspect)
        picture = self._reformatter.reformat(
            frame,
            slot.width_px,
            slot.height_px,
            format="bgra",
            interpolation=_interpolation(frame, slot.width_px),
            threads=1,
        )
        plane = picture.planes[0]
        source = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        n = slot.width_px * 4
        memory.pixels(slot)[:, :n] = source[: slot.height_px, :n]
        sink.publish(memory, slot)


def _interpolation(frame: Any, width_px: int) -> Interpolation:
    # AREA is both the cheapest and the cleanest when shrinking; it would be blocky when enlarging.
    return Interpolation.AREA if width_px < frame.width else Interpolation.BILINEAR


def _set_threads(codec: Any) -> None:
    large = codec.width * codec.height > ONE_THREAD_PIXELS
    codec.thread_type = "AUTO" if large else "SLICE"
    codec.thread_count = 2 if large else 1
