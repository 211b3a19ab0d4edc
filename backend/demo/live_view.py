"""What a demo camera with a moving head sees: a part of its clip, by pan, tilt and zoom.

Encoded only while somebody watches: the RTSP server connects to the camera's socket then.
"""

from __future__ import annotations

import io
import itertools
import logging
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import av
from PIL import Image

from backend.demo.camera_head import Axes
from backend.demo.onvif_device import Device

log = logging.getLogger(__name__)

WIDTH, HEIGHT, FRAMES_PER_S = 640, 360, 15
WIDEST, NARROWEST = 0.62, 0.22
"""Share of the clip's width that is seen zoomed out and in."""
SNAPSHOT_WITHIN_S = 8.0
"""A picture is taken from so much of the clip."""
HEAD = struct.Struct(">IB")


def window(axes: Axes, width: int, height: int) -> tuple[int, int, int, int]:
    """Return the part of a picture that a head sees: left, top, width, height, px, all even.

    Args:
        axes: pan and tilt -1..1 (up is positive), zoom 0..1.
        width: of the picture, px.
        height: of the picture, px.
    """
    pan, tilt, zoom = axes
    share = WIDEST * (NARROWEST / WIDEST) ** zoom
    wide, high = int(width * share) // 2 * 2, int(height * share) // 2 * 2
    left = int((width - wide) * (1 + pan) / 2) // 2 * 2
    top = int((height - high) * (1 - tilt) / 2) // 2 * 2
    return left, top, wide, high


class LiveView:
    """Serves what one camera sees on a Unix socket until it is closed."""

    def __init__(self, device: Device, clip: Path, address: Path) -> None:
        """Listen on `address`.

        Raises:
            OSError: the socket cannot be made.
        """
        self._device, self._clip, self.address = device, clip, address
        self._closed = threading.Event()
        address.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(address))
        self._socket.listen(4)
        self._socket.settimeout(0.2)
        self._thread = threading.Thread(target=self._serve, name=f"view {address.stem}", daemon=True)
        self._thread.start()

    def jpeg(self) -> bytes:
        """Return what the camera sees now, as JPEG."""
        picture = next(self._pictures(self._device.now() % SNAPSHOT_WITHIN_S))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=90)
        return out.getvalue()

    def close(self) -> None:
        """Stop."""
        self._closed.set()
        self._thread.join()
        self._socket.close()
        self.address.unlink(missing_ok=True)

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                line, _ = self._socket.accept()
            except TimeoutError:
                continue
            threading.Thread(target=self._show, args=(line,), name="view", daemon=True).start()

    def _show(self, line: socket.socket) -> None:
        try:
            with line:
                self._encode(line)
        except OSError:
            log.debug("%s: nobody watches any more", self.address.stem)

    def _encode(self, line: socket.socket) -> None:
        encoder = av.CodecContext.create("libx264", "w")
        encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        encoder.framerate = FRAMES_PER_S
        encoder.gop_size = FRAMES_PER_S
        encoder.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "crf": "25",
            "x264-params": "repeat-headers=1",
        }
        due = time.monotonic()
        for n, picture in enumerate(self._pictures(0.0)):
            if self._closed.is_set():
                return
            frame = av.VideoFrame.from_image(picture)
            frame.pts = n
            for packet in encoder.encode(frame):
                line.sendall(HEAD.pack(packet.size, packet.is_keyframe) + bytes(packet))
            due = max(due + 1 / FRAMES_PER_S, time.monotonic() - 1)
            time.sleep(max(0.0, due - time.monotonic()))

    def _pictures(self, start_s: float) -> Iterator[Image.Image]:
        """Yield what the head sees at the camera's pace, the clip round and round, from `start_s` on."""
        for turn in itertools.count():
            with av.open(str(self._clip)) as container:
                stream = container.streams.video[0]
                rate, shown = float(stream.average_rate or FRAMES_PER_S), -1
                for i, frame in enumerate(container.decode(stream)):
                    number = int(i / rate * FRAMES_PER_S)
                    if number == shown or (turn == 0 and i / rate < start_s):
                        continue
                    shown = number
                    left, top, wide, high = window(self._device.look(), frame.width, frame.height)
                    whole = frame.to_image()
                    part = whole.crop((left, top, left + wide, top + high))
                    yield part.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
