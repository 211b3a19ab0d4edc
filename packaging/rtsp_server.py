#!/usr/bin/python3
"""Serve H.264 files as RTSP cameras that never end, without re-encoding.

    rtsp_server.py --port 8554 cam1=street.mp4 cam2=bridge.mp4 …

gives `rtsp://127.0.0.1:8554/cam1` and so on. Several mounts may share a file. `cam3=unix:/run/cam3.sock` is
a camera that lives: while somebody watches, the server is connected to that socket, which gives H.264
access units, each after its length (4 bytes, big endian) and 1 for a key frame, else 0. Runs on the system's
Python, which has the GStreamer bindings (Debian: python3-gi, gir1.2-gst-rtsp-server-1.0,
gir1.2-gst-plugins-base-1.0, gstreamer1.0-plugins-{base,good,bad}).
"""

from __future__ import annotations

import argparse
import signal
import socket
import struct
import sys
import threading
from pathlib import Path
from typing import NamedTuple

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstApp, GstRtspServer  # noqa: E402 - versions come first

_ = GstApp  # importing it gives appsink and appsrc their methods
_ANSWER_NS = Gst.SECOND // 10
_MAX_WAITS = 100


class Frame(NamedTuple):
    """One access unit of the stream."""

    data: bytes
    dts: int
    """Nanoseconds from the clip's first decoding time."""
    pts: int
    is_delta: bool


class Clip(NamedTuple):
    """A file, read once."""

    frames: list[Frame]
    caps: str
    duration: int
    """Nanoseconds from one turn to the next."""


def read_clip(path: Path) -> Clip:
    """Read the access units of an H.264 file.

    Raises:
        ValueError: there are none.
    """
    pipeline = Gst.parse_launch(
        "filesrc name=file ! qtdemux ! h264parse config-interval=-1 "
        "! video/x-h264,stream-format=byte-stream,alignment=au ! appsink name=out sync=false"
    )
    pipeline.get_by_name("file").set_property("location", str(path))
    out = pipeline.get_by_name("out")
    pipeline.set_state(Gst.State.PLAYING)
    frames: list[Frame] = []
    caps = ""
    while (sample := _next_sample(pipeline, out)) is not None:
        buffer = sample.get_buffer()
        caps = caps or sample.get_caps().to_string()
        pts = buffer.pts if buffer.pts != Gst.CLOCK_TIME_NONE else 0
        dts = buffer.dts if buffer.dts != Gst.CLOCK_TIME_NONE else pts
        data = buffer.extract_dup(0, buffer.get_size())
        frames.append(Frame(data, dts, pts, buffer.has_flags(Gst.BufferFlags.DELTA_UNIT)))
    pipeline.set_state(Gst.State.NULL)
    if len(frames) < 2:
        raise ValueError(f"{path}: no H.264 video in an MP4 file")
    first = frames[0].dts
    span = max(frame.pts for frame in frames) - min(frame.pts for frame in frames)
    # A turn is one frame longer than from the first to the last picture.
    duration = span + span // (len(frames) - 1)
    moved = [frame._replace(dts=frame.dts - first, pts=frame.pts - first) for frame in frames]
    return Clip(moved, caps, duration)


def _next_sample(pipeline: Gst.Pipeline, out: Gst.Element) -> Gst.Sample | None:
    """Return the next sample, None at the end of the file or when it cannot be read."""
    bus = pipeline.get_bus()
    for _ in range(_MAX_WAITS):
        sample = out.try_pull_sample(_ANSWER_NS)
        fault = bus.pop_filtered(Gst.MessageType.ERROR)
        if sample is not None or fault is not None or out.get_property("eos"):
            return sample
    return None


class CameraFactory(GstRtspServer.RTSPMediaFactory):
    """One camera: a shared medium that plays its clip round and round."""

    def __init__(self, clip: Clip) -> None:
        super().__init__()
        self._clip = clip
        self.set_shared(True)
        # The clip carries its parameter sets with every key frame. Were rtph264pay to add them
        # (config-interval=-1), they would stand before each slice and cut the picture in two.
        self.set_launch(
            "( appsrc name=frames is-live=true block=false format=time max-bytes=200000 "
            "! h264parse ! rtph264pay name=pay0 pt=96 config-interval=0 )"
        )
        self.connect("media-configure", self._on_media)

    def _on_media(self, _factory: object, media: GstRtspServer.RTSPMedia) -> None:
        source = media.get_element().get_by_name("frames")
        source.set_property("caps", Gst.Caps.from_string(self._clip.caps))
        state = {"next": 0}
        source.connect("need-data", self._push, state)

    def _push(self, source: object, _length: int, state: dict[str, int]) -> None:
        turn, index = divmod(state["next"], len(self._clip.frames))
        state["next"] += 1
        frame = self._clip.frames[index]
        buffer = Gst.Buffer.new_wrapped(frame.data)
        # Time runs on over the seam, so that no player sees the clip end.
        buffer.dts = frame.dts + turn * self._clip.duration
        buffer.pts = frame.pts + turn * self._clip.duration
        if frame.is_delta:
            buffer.set_flags(Gst.BufferFlags.DELTA_UNIT)
        source.emit("push-buffer", buffer)


class LiveFactory(GstRtspServer.RTSPMediaFactory):
    """One camera that lives: a shared medium fed from a socket while it is watched."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self.set_shared(True)
        self.set_launch(
            "( appsrc name=frames is-live=true block=false format=time do-timestamp=true max-bytes=400000 "
            "caps=video/x-h264,stream-format=byte-stream,alignment=au "
            "! h264parse ! rtph264pay name=pay0 pt=96 config-interval=0 )"
        )
        self.connect("media-configure", self._on_media)

    def _on_media(self, _factory: object, media: GstRtspServer.RTSPMedia) -> None:
        source = media.get_element().get_by_name("frames")
        line = socket.socket(socket.AF_UNIX)
        media.connect("unprepared", lambda _media: _hang_up(line))
        threading.Thread(target=self._feed, args=(source, line), daemon=True).start()

    def _feed(self, source: object, line: socket.socket) -> None:
        try:
            line.connect(self._address)
            while True:
                length, key = _FRAME_HEAD.unpack(_exactly(line, _FRAME_HEAD.size))
                buffer = Gst.Buffer.new_wrapped(_exactly(line, length))
                if not key:
                    buffer.set_flags(Gst.BufferFlags.DELTA_UNIT)
                source.emit("push-buffer", buffer)
        except OSError:
            source.emit("end-of-stream")
        finally:
            line.close()


_FRAME_HEAD = struct.Struct(">IB")
_LIVE = "unix:"


def _hang_up(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it never was connected


def _exactly(line: socket.socket, n_bytes: int) -> bytes:
    """Return so many bytes.

    Raises:
        OSError: the other side has hung up.
    """
    found = b""
    while len(found) < n_bytes:
        part = line.recv(min(n_bytes - len(found), 65_536))
        if not part:
            raise OSError("the camera has hung up")
        found += part
    return found


def _mount(text: str) -> tuple[str, Path | str]:
    name, sign, path = text.partition("=")
    if name and path.startswith(_LIVE):
        return name.strip("/"), path.removeprefix(_LIVE)
    if not name or not sign or not Path(path).is_file():
        raise argparse.ArgumentTypeError(f"{text!r}: expected name=file.mp4, with a file that exists")
    return name.strip("/"), Path(path)


def main() -> int:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description="Serve H.264 files as endless RTSP cameras.")
    parser.add_argument("--port", type=int, default=8554)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--user", default="", help="ask for this user (digest and basic)")
    parser.add_argument("--password", default="", help="password of --user")
    parser.add_argument("mounts", nargs="+", type=_mount, metavar="name=file.mp4")
    options = parser.parse_args()
    Gst.init(None)
    try:
        clips = {path: read_clip(path) for _, path in options.mounts if isinstance(path, Path)}
    except (ValueError, GLib.Error) as error:
        sys.stderr.write(f"rtsp_server: {error}\n")
        return 1
    server = GstRtspServer.RTSPServer()
    server.set_address(options.host)
    server.set_service(str(options.port))
    if options.user:
        _ask_for(server, options.user, options.password)
    points = server.get_mount_points()
    for name, path in options.mounts:
        factory = LiveFactory(path) if isinstance(path, str) else CameraFactory(clips[path])
        if options.user:
            _open_to(factory, options.user)
        points.add_factory(f"/{name}", factory)
    if server.attach(None) == 0:
        sys.stderr.write(f"rtsp_server: port {options.port} on {options.host} is taken\n")
        return 1
    loop = GLib.MainLoop()
    for number in (signal.SIGTERM, signal.SIGINT):
        GLib.unix_signal_add(GLib.PRIORITY_HIGH, number, loop.quit)
    sys.stdout.write(f"ready rtsp://{options.host}:{options.port}/ {len(options.mounts)}\n")
    sys.stdout.flush()
    loop.run()
    return 0


def _ask_for(server: GstRtspServer.RTSPServer, user: str, password: str) -> None:
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(2)  # GST_RTSP_AUTH_DIGEST; the bindings do not name it
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", user)
    auth.add_digest(user, password, token)
    server.set_auth(auth)


def _open_to(factory: CameraFactory, user: str) -> None:
    permissions = GstRtspServer.RTSPPermissions()
    for name in ("media.factory.access", "media.factory.construct"):
        permissions.add_permission_for_role(user, name, True)
    factory.set_permissions(permissions)


if __name__ == "__main__":
    sys.exit(main())
