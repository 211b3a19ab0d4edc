"""The designer's command line."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec
import platformdirs

from widgets.theme.look import THEMES


class Arguments(msgspec.Struct, frozen=True):
    """What the designer was asked."""

    file: Path | None
    connect: tuple[str, str] | None
    """Feed and requests of the daemon; None: files only."""
    procedure: str
    """Published procedure to open from the daemon, newest version; empty: none."""
    keys: Path | None
    user: str
    language: str
    theme: str
    drafts: Path
    screenshot: Path | None
    """Write a picture of the window here once the drawing is there, then end."""
    verbose: bool


def parse(given: list[str] | None = None) -> Arguments:
    """Return the arguments of the command line; ends the program with words where they are wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m app.designer", description="Draws, checks and publishes procedures."
    )
    add = parser.add_argument
    add("file", nargs="?", type=_file, metavar="FILE.bpmn", help="procedure to open; without it a new one")
    add(
        "--connect",
        type=_addresses,
        metavar="FEED,REQUESTS",
        help="the daemon's two addresses; without them procedures are files",
    )
    add("--procedure", default="", metavar="ID", help="published procedure to open; needs --connect")
    add("--keys", type=Path, help="folder of keys, where no desktop keyring works")
    add("--user", default="", help="account that signs in; its password is asked for")
    add("--language", choices=("vi", "en"), default="vi")
    add("--theme", choices=THEMES, default="dark")
    state = platformdirs.user_state_path("toancanh") / "designer"
    add("--drafts", type=Path, default=state, help="folder where unsaved drawings are kept")
    add("--screenshot", type=Path, help="write a picture of the window here, then end")
    add("--verbose", action="store_true")
    p = parser.parse_args(given)
    if p.procedure and (p.connect is None or p.file is not None):
        parser.error("--procedure opens what the daemon has published: give --connect, and no file")
    return Arguments(
        file=p.file, connect=p.connect, procedure=p.procedure, keys=p.keys, user=p.user,
        language=p.language, theme=p.theme, drafts=p.drafts, screenshot=p.screenshot, verbose=p.verbose,
    )  # fmt: skip


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(
            f"there is no file '{text}'; give an existing one, or none for a new one"
        )
    return path


def _addresses(text: str) -> tuple[str, str]:
    feed, _, requests = text.partition(",")
    if not (feed.strip() and requests.strip()):
        raise argparse.ArgumentTypeError(
            f"found '{text}'; expected two addresses: tcp://host:port,tcp://host:port"
        )
    return feed.strip(), requests.strip()
