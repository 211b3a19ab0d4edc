"""The wall's command line."""

from __future__ import annotations

import argparse
import platform
import re
from pathlib import Path

import msgspec

from widgets.theme.look import THEMES

ROOT = Path(__file__).resolve().parents[1]


class Arguments(msgspec.Struct, frozen=True):
    """What the wall was asked."""

    feed: str
    requests: str
    keys: Path | None
    user: str
    layouts: tuple[Path, ...]
    """Folders; a layout of a later one replaces one with its id."""
    layout: str
    language: str
    theme: str
    wall: str
    bound: dict[str, str]
    screens: tuple[int, int, int] | None
    """Number, width and height (px) of monitors without a display, for tests."""
    bezel_px: int
    screenshots: Path | None
    every_s: float
    report: Path | None
    seconds: float | None
    tour_s: float | None
    """Every layout in turn, each for so many seconds; then the wall ends."""
    verbose: bool
    sound: bool
    """New alarms sound and are spoken."""
    scenes: bool
    """An incident may open its layout by itself."""
    desk: bool = False
    """One person's desk in one window, who signs in with the own account."""


def parse(given: list[str] | None = None) -> Arguments:
    """Return the arguments of the command line; ends the program with words where they are wrong."""
    parser = argparse.ArgumentParser(prog="python -m app", description="The wall of Toàn Cảnh.")
    add = parser.add_argument
    add(
        "--connect",
        required=True,
        type=_addresses,
        metavar="FEED,REQUESTS",
        help="the daemon's two addresses: tcp://host:port,tcp://host:port",
    )
    add("--keys", type=Path, help="folder of keys, where no desktop keyring works")
    add("--user", default="", help="account that signs in; without it the wall's own")
    add(
        "--layouts",
        type=Path,
        action="append",
        default=[],
        help="folder of layout files besides those that ship; one with a known id replaces it",
    )
    add("--layout", default="", help="layout to start with; without it the one of key 1")
    add("--language", choices=("vi", "en"), default="vi")
    add("--theme", choices=THEMES, default="dark")
    add("--wall", default=platform.node() or "wall", help="name of this wall in the journal")
    add(
        "--bind",
        action="append",
        default=[],
        type=_binding,
        metavar="ROLE=MONITOR",
        help="bind a screen's role to a monitor's serial number or connector",
    )
    add("--bezel", type=int, default=0, help="px hidden by the monitor's frame at each edge")
    add("--screens", type=_screens, metavar="NxWIDTHxHEIGHT", help="monitors without a display, for tests")
    add("--screenshots", type=Path, help="folder to write a picture of each monitor to")
    add("--every", type=float, default=5.0, help="seconds between screenshots")
    add("--report", type=Path, help="file to write what was shown to, at the end")
    add("--seconds", type=float, help="end after so many seconds")
    add("--tour", type=float, metavar="SECONDS", help="show every layout so long, keep its pictures, end")
    add("--verbose", action="store_true")
    add("--no-sound", action="store_true", help="this wall is silent")
    add("--no-scenes", action="store_true", help="no incident opens its layout on this wall by itself")
    add(
        "--desk",
        action="store_true",
        help="one person's desk: a window instead of full screens, signed in with the own account",
    )
    p = parser.parse_args(given)
    feed, requests = p.connect
    return Arguments(
        feed=feed, requests=requests, keys=p.keys, user=p.user, layouts=(ROOT / "layouts", *p.layouts),
        layout=p.layout, language=p.language, theme=p.theme, wall=p.wall, bound=dict(p.bind),
        screens=p.screens,
        bezel_px=p.bezel, screenshots=p.screenshots, every_s=p.every, report=p.report, seconds=p.seconds,
        tour_s=p.tour, verbose=p.verbose, sound=not p.no_sound and p.screens is None, scenes=not p.no_scenes,
        desk=p.desk,
    )  # fmt: skip


def _addresses(text: str) -> tuple[str, str]:
    feed, _, requests = text.partition(",")
    if not (feed.strip() and requests.strip()):
        raise argparse.ArgumentTypeError(
            f"found '{text}'; expected two addresses: tcp://host:port,tcp://host:port"
        )
    return feed.strip(), requests.strip()


def _binding(text: str) -> tuple[str, str]:
    role, _, monitor = text.partition("=")
    if not (role and monitor):
        raise argparse.ArgumentTypeError(f"found '{text}'; expected role=monitor, e.g. left=HDMI-1")
    return role, monitor


def _screens(text: str) -> tuple[int, int, int]:
    found = re.fullmatch(r"(\d)x(\d{3,5})x(\d{3,5})", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"found '{text}'; expected number, width and height: 2x1920x1080")
    number, width, height = (int(n) for n in found.groups())
    return number, width, height
