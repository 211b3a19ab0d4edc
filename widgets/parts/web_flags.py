"""Flags for Chromium inside QtWebEngine: what a machine with no GPU, or a start as root, needs."""

from __future__ import annotations

import os
from pathlib import Path

FLAGS_VARIABLE = "QTWEBENGINE_CHROMIUM_FLAGS"

_ALWAYS = (
    "--force-prefers-reduced-motion",  # nothing on the wall moves but the data
    "--disable-background-networking",
    "--disable-features=Translate,MediaRouter",
)
_NO_GPU = (
    # WebGL in software; without the last flag the view stays blank under X
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing",
)
_ROOT = ("--no-sandbox",)  # Chromium refuses to start its sandbox as root


def chromium_flags(has_gpu: bool, is_root: bool) -> str:
    """Return the value of `QTWEBENGINE_CHROMIUM_FLAGS` for a machine."""
    flags = list(_ALWAYS)
    if not has_gpu:
        flags += _NO_GPU
    if is_root:
        flags += _ROOT
    return " ".join(flags)


def probe_gpu(dri: Path = Path("/dev/dri")) -> bool:
    """Return whether this process may render on a GPU: a render node that it can open for writing."""
    if not dri.is_dir():
        return False
    return any(os.access(node, os.R_OK | os.W_OK) for node in dri.glob("renderD*"))


def set_chromium_flags() -> str:
    """Set the flags for this process before QtWebEngine starts; flags set by a person are kept.

    Returns:
        The value that is in force.
    """
    given = os.environ.get(FLAGS_VARIABLE)
    if given is None:
        given = chromium_flags(probe_gpu(), is_root=os.geteuid() == 0)
        os.environ[FLAGS_VARIABLE] = given
    return given
