"""`toancanh doctor`: says in words what this machine has and lacks."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from backend.cli.paths import RESOURCES, ROOT
from backend.wire import keys


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at."""

    what: str
    ok: bool
    found: str
    cure: str = ""


def examine() -> Iterator[Finding]:
    """Look at everything; each finding is complete in itself."""
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _python,
        _libraries,
        _bundle,
        _screens,
        _graphics,
        _video,
        _keyring,
        _programs,
        _ports,
        _clock,
    )
    for look in looks:
        yield from look()


def _python() -> Iterator[Finding]:
    version = ".".join(str(n) for n in sys.version_info[:3])
    yield Finding("Python", sys.version_info >= (3, 11), version, "install Python 3.11 or later")


def _libraries() -> Iterator[Finding]:
    code = "from PySide6 import QtWebEngineWidgets, __version__; print(__version__)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    lines = (ran.stdout if ran.returncode == 0 else ran.stderr).strip().splitlines() or ["no answer"]
    yield Finding("Qt and WebEngine libraries", ran.returncode == 0, lines[-1], "run 'make setup'")


def _bundle() -> Iterator[Finding]:
    page = RESOURCES / "web" / "dist"
    font = RESOURCES / "fonts" / "Inter.ttf"
    ok = page.is_dir() and font.exists()
    yield Finding("map page and font", ok, "built" if ok else "not built", "run 'make setup'")


def _screens() -> Iterator[Finding]:
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not display:
        dummy = Path("/usr/lib/xorg/modules/drivers/dummy_drv.so").exists()
        words = "none; the demo starts a virtual one" if dummy else "none, and no virtual X server"
        yield Finding("monitors", dummy, words, "connect a monitor, or run 'make setup'")
        return
    xrandr = shutil.which("xrandr")
    if xrandr is None:
        yield Finding("monitors", False, f"display {display}, xrandr is missing", "run 'make setup'")
        return
    ran = subprocess.run([xrandr, "--listmonitors"], capture_output=True, text=True, check=False)
    monitors = [line.split()[2] for line in ran.stdout.splitlines()[1:] if len(line.split()) > 2]
    words = f"{len(monitors)}: {', '.join(monitors)}" if monitors else ran.stderr.strip()
    yield Finding("monitors", bool(monitors), words, "check the cables and the display settings")


def _graphics() -> Iterator[Finding]:
    devices = sorted(Path("/dev/dri").glob("renderD*")) if Path("/dev/dri").is_dir() else []
    words = ", ".join(d.name for d in devices) if devices else "none: everything is drawn by the processor"
    yield Finding("graphics processor", True, words)


def _video() -> Iterator[Finding]:
    library = ctypes.util.find_library("vlc")
    yield Finding("libVLC", library is not None, library or "missing", "run 'make setup'")
    plugins = list(Path("/usr/lib").glob("*/vlc/plugins/access/liblive555_plugin.so"))
    words = "yes" if plugins else "no: cameras are opened by PyAV instead"
    yield Finding("RTSP in libVLC", True, words)


def _keyring() -> Iterator[Finding]:
    works = keys.keyring_works()
    words = "works" if works else "none: keys are kept in a folder that only you can read (--keys)"
    yield Finding("keyring of the desktop", True, words)


def _programs() -> Iterator[Finding]:
    path = os.environ.get("PATH", "") + ":/usr/sbin"
    for program, use in (("mosquitto", "broker of the demo city"), ("Xorg", "virtual monitors")):
        found = shutil.which(program, path=path)
        yield Finding(f"{program} ({use})", found is not None, found or "missing", "run 'make setup'")


def _ports() -> Iterator[Finding]:
    for port in (5710, 5711):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                cure = "another daemon may be running; choose others with --feed and --requests"
                yield Finding(f"port {port}", False, "taken", cure)
            else:
                yield Finding(f"port {port}", True, "free")


def _clock() -> Iterator[Finding]:
    tool = shutil.which("timedatectl")
    if tool is None:
        yield Finding("clock", True, "not checked: no timedatectl; see that NTP keeps this machine's time")
        return
    ran = subprocess.run([tool, "show", "-p", "NTPSynchronized"], capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        yield Finding("clock", True, "not checked: no time service answers; see that NTP keeps the time")
        return
    ok = "yes" in ran.stdout
    yield Finding(
        "clock", ok, "kept by NTP" if ok else "not kept by NTP", "switch NTP on: timedatectl set-ntp true"
    )


def report(findings: Iterator[Finding]) -> tuple[str, bool]:
    """Return the findings as lines for people, and whether nothing is lacking."""
    lines, ok = [f"Toàn Cảnh in {ROOT}"], True
    for f in findings:
        mark = "✓" if f.ok else "✗"
        lines.append(f"  {mark} {f.what}: {f.found}" + ("" if f.ok else f" → {f.cure}"))
        ok &= f.ok
    return "\n".join(lines), ok
