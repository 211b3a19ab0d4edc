"""Which decoder does this machine play with? Asked of the libraries, overridden by a setting."""

from __future__ import annotations

import contextlib
import functools
import logging
import os
from collections.abc import Iterator
from typing import Any

import msgspec

from app.players.messages import DecoderName

log = logging.getLogger(__name__)

SETTING = "TOANCANH_DECODER"
"""Environment variable: pyav, vlc or auto."""

_OPTIONS = ["--quiet", "--no-xlib", "--no-audio", "--no-video-title-show", "--no-stats", "--no-lua"]


class Probe(msgspec.Struct, frozen=True):
    """What the decoding libraries of this machine can do."""

    libvlc: str
    """Version, empty where libVLC is missing."""
    libvlc_rtsp: bool
    """libVLC plays rtsp:// itself; Debian's is built without live555 and does not."""


@functools.cache
def libvlc_instance() -> Any:
    """Return this process's libVLC.

    Raises:
        OSError: there is none.
    """
    try:
        import vlc  # noqa: PLC0415 - loads a system library of 40 MB that most players never need
    except (ImportError, OSError, NotImplementedError, NameError) as error:
        raise OSError(f"libVLC is not usable ({error}); install libvlc5 and vlc-plugin-base") from error
    instance = vlc.Instance(_OPTIONS)
    if instance is None:
        raise OSError("libVLC does not start; install vlc-plugin-base and vlc-plugin-video-output")
    return instance


@functools.cache
def probe() -> Probe:
    """Return what this machine's libraries can do; loads libVLC, so call it in a player process."""
    try:
        libvlc_instance()
    except OSError:
        return Probe("", False)
    import vlc  # noqa: PLC0415 - as above

    version = vlc.libvlc_get_version().decode("ascii", "replace")
    # An option that only the live555 module knows: without the module libVLC refuses to start.
    with _quiet_stderr():
        with_option = vlc.Instance([*_OPTIONS, "--rtsp-tcp"])
    if with_option is not None:
        with_option.release()
    return Probe(version, with_option is not None)


@contextlib.contextmanager
def _quiet_stderr() -> Iterator[None]:
    # libVLC writes its usage straight to descriptor 2 when it does not know an option.
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as null:  # noqa: PTH123 - a device
            os.dup2(null.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def choose(setting: str, found: Probe) -> DecoderName:
    """Return the decoder to use.

    On its own it is libVLC where that plays RTSP itself; else PyAV, which then has to read the cameras
    anyway and decodes them for less than libVLC behind a remultiplexer.

    Args:
        setting: what `TOANCANH_DECODER` says; empty means auto.
        found: what the machine has.
    """
    if setting == "vlc" and not found.libvlc:
        log.warning("%s=vlc, but libVLC is missing: PyAV decodes; install libvlc5", SETTING)
        return "pyav"
    if setting in ("pyav", "vlc"):
        return "vlc" if setting == "vlc" else "pyav"
    if setting not in ("", "auto"):
        log.warning("%s=%s is not known; expected one of: auto, pyav, vlc", SETTING, setting)
    return "vlc" if found.libvlc_rtsp else "pyav"


def chosen() -> DecoderName:
    """Return the decoder of this process."""
    setting = os.environ.get(SETTING, "").strip().lower()
    return "pyav" if setting == "pyav" else choose(setting, probe())
