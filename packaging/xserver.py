#!/usr/bin/env python3
"""A virtual X server with several monitors, for machines without a display.

Xorg's dummy driver gives real outputs (DUMMY0, DUMMY1, …), so that Qt sees separate monitors; Xvfb
gives only one. Only the standard library is used: this runs before anything is installed.

    python3 packaging/xserver.py 2          # prints DISPLAY=:17, runs until SIGTERM
    with virtual_display(2) as display: ...            # display is ":17"
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

START_TIMEOUT_S = 20.0
_PACKAGES = "xserver-xorg-core xserver-xorg-video-dummy x11-xserver-utils"


class DisplayError(RuntimeError):
    """The virtual display did not come up; says what is missing."""


def configuration(n_monitors: int, width_px: int, height_px: int) -> str:
    """Return the Xorg configuration of a dummy card that is large enough for all monitors."""
    total = n_monitors * width_px
    ram_kb = max(64_000, total * height_px * 4 * 2 // 1024)
    return f"""
Section "ServerFlags"
    Option "AutoAddDevices" "false"
    Option "AllowMouseOpenFail" "true"
    Option "DontVTSwitch" "true"
    Option "BlankTime" "0"
    Option "StandbyTime" "0"
    Option "SuspendTime" "0"
    Option "OffTime" "0"
EndSection
Section "Monitor"
    Identifier "monitor"
    HorizSync 5.0-1000.0
    VertRefresh 5.0-200.0
{_modeline(width_px, height_px)}
EndSection
Section "Device"
    Identifier "card"
    Driver "dummy"
    VideoRam {ram_kb}
EndSection
Section "Screen"
    Identifier "screen"
    Device "card"
    Monitor "monitor"
    DefaultDepth 24
    SubSection "Display"
        Depth 24
        Modes "{_mode(width_px, height_px)}"
        Virtual {total} {height_px}
    EndSubSection
EndSection
"""


def _mode(width_px: int, height_px: int) -> str:
    return f"{width_px}x{height_px}"


def _timings(width_px: int, height_px: int) -> tuple[float, list[int]]:
    """Return the pixel clock (MHz) and CVT-like timings at 60 Hz."""
    across = [width_px, width_px + 88, width_px + 132, width_px + 280]
    down = [height_px, height_px + 4, height_px + 9, height_px + 45]
    return across[-1] * down[-1] * 60 / 1e6, [*across, *down]


def _modeline(width_px: int, height_px: int) -> str:
    clock, timings = _timings(width_px, height_px)
    numbers = " ".join(map(str, timings))
    return f'    Modeline "{_mode(width_px, height_px)}" {clock:.2f} {numbers}'


def _server_program() -> str:
    """Return the Xorg program itself: its wrapper refuses to run without a console."""
    for path in ("/usr/lib/xorg/Xorg", "/usr/libexec/Xorg"):
        if os.access(path, os.X_OK):
            return path
    found = shutil.which("Xorg")
    if found is None:
        raise DisplayError(f"Xorg is not installed; run: apt-get install {_PACKAGES}")
    return found


def _start(
    folder: Path, n_monitors: int, width_px: int, height_px: int
) -> tuple[subprocess.Popen[bytes], str]:
    config = folder / "xorg.conf"
    config.write_text(configuration(n_monitors, width_px, height_px), encoding="utf-8")
    log = folder / "xorg.log"
    reader, writer = os.pipe()
    # -displayfd lets the server choose a free number itself: no race between two starts.
    command = [
        _server_program(), "-displayfd", str(writer), "-config", str(config), "-logfile", str(log),
        "-noreset", "-nolisten", "tcp", "-novtswitch", "-sharevts", "-keeptty", "-dpms", "-s", "0",
    ]  # fmt: skip
    # Its own session: Ctrl-C in the terminal must reach the wall first, not the server under it.
    server = subprocess.Popen(
        command,
        pass_fds=(writer,),
        stdout=subprocess.DEVNULL,
        stderr=(folder / "stderr").open("wb"),
        start_new_session=True,
    )
    os.close(writer)
    number = _number(reader)
    if not number:
        server.terminate()
        server.wait(timeout=10)
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-8:]) if log.exists() else ""
        said = (folder / "stderr").read_text(errors="replace")
        raise DisplayError(f"Xorg did not start; are {_PACKAGES} installed?\n{said}\n{tail}")
    return server, f":{number}"


def _number(reader: int) -> str:
    """Return the display's number that the server writes when it is ready; empty where it ended."""
    found: list[bytes] = []

    def read() -> None:
        with os.fdopen(reader, "rb") as pipe:
            found.append(pipe.readline())

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    thread.join(START_TIMEOUT_S)
    return found[0].decode().strip() if found else ""


def _xrandr(display: str, *arguments: str) -> str:
    program = shutil.which("xrandr")
    if program is None:
        raise DisplayError("xrandr is not installed; run: apt-get install x11-xserver-utils")
    done = subprocess.run(
        [program, "--display", display, *arguments], capture_output=True, text=True, check=False, timeout=20
    )
    if done.returncode:
        raise DisplayError(f"xrandr {' '.join(arguments)} failed: {done.stderr.strip()}")
    return done.stdout


def connected_monitors(display: str) -> list[str]:
    """Return the geometry of each monitor that shows a picture, e.g. `1920x1080+1920+0`."""
    return re.findall(
        r"^\S+ connected (?:primary )?(\d+x\d+\+\d+\+\d+)", _xrandr(display, "--query"), re.MULTILINE
    )


def _arrange(display: str, n_monitors: int, width_px: int, height_px: int) -> None:
    mode = _mode(width_px, height_px)
    clock, timings = _timings(width_px, height_px)
    if mode not in _xrandr(display, "--query"):
        _xrandr(display, "--newmode", mode, f"{clock:.2f}", *map(str, timings))
    for i in range(n_monitors):
        output = f"DUMMY{i}"
        if i:
            with contextlib.suppress(DisplayError):  # the output may know the mode already
                _xrandr(display, "--addmode", output, mode)
        place = ["--right-of", f"DUMMY{i - 1}"] if i else ["--primary"]
        _xrandr(display, "--output", output, "--mode", mode, *place)
    end = time.monotonic() + START_TIMEOUT_S
    while len(connected_monitors(display)) != n_monitors:
        if time.monotonic() > end:
            raise DisplayError(
                f"display {display} has not {n_monitors} monitors: {connected_monitors(display)}"
            )
        time.sleep(0.05)


@contextlib.contextmanager
def virtual_display(n_monitors: int, width_px: int = 1920, height_px: int = 1080) -> Iterator[str]:
    """Run a virtual display with monitors side by side; give its DISPLAY.

    Raises:
        DisplayError: Xorg, its dummy driver or xrandr is missing, or does not do what it should.
    """
    with tempfile.TemporaryDirectory(prefix="toancanh-x-") as folder:
        server, display = _start(Path(folder), n_monitors, width_px, height_px)
        try:
            _arrange(display, n_monitors, width_px, height_px)
            yield display
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def main() -> int:
    """Run until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("monitors", type=int, nargs="?", default=2, help="how many, side by side")
    parser.add_argument("--size", default="1920x1080", help="of each monitor, WIDTHxHEIGHT")
    arguments = parser.parse_args()
    width, height = (int(n) for n in arguments.size.split("x"))
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        with virtual_display(arguments.monitors, width, height) as display:
            sys.stdout.write(f"DISPLAY={display}\n")
            sys.stdout.flush()
            ended.wait()
    except DisplayError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
