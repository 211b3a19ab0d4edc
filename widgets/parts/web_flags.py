"""How QtWebEngine draws: what a machine with no GPU, or a start as root, needs.

Without a GPU Qt Quick paints web pages in software (`QT_QUICK_BACKEND=software`), so that a window
with a page in it stays an ordinary raster window. Else Qt would put the whole window together by
software OpenGL at every video frame: see docs/decisions/0004-map-window.md.
"""

from __future__ import annotations

import os
from pathlib import Path

FLAGS_VARIABLE = "QTWEBENGINE_CHROMIUM_FLAGS"
BACKEND_VARIABLE = "QT_QUICK_BACKEND"

_ALWAYS = (
    "--force-prefers-reduced-motion",  # nothing on the wall moves but the data
    "--disable-background-networking",
    "--disable-features=Translate,MediaRouter",
)
_NO_GPU = (
    # WebGL in software. Qt refuses WebGL beside its software backend unless the first flag asks for
    # it by name; without the last one pages would be handed over as textures, which stay blank.
    "--use-gl=angle",
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


def set_web_drawing() -> str:
    """Set Chromium's flags and Qt Quick's backend for this process before QtWebEngine starts.

    What a person has set is kept; a person who gives flags of their own also chooses the backend.

    Returns:
        The flags that are in force.
    """
    given = os.environ.get(FLAGS_VARIABLE)
    if given is not None:
        return given
    has_gpu = probe_gpu()
    if not has_gpu:
        os.environ.setdefault(BACKEND_VARIABLE, "software")
    given = os.environ[FLAGS_VARIABLE] = chromium_flags(has_gpu, is_root=os.geteuid() == 0)
    return given
