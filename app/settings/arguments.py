"""The command line of the settings window."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from widgets.theme.look import THEMES


class Arguments(msgspec.Struct, frozen=True):
    """What the settings window was asked."""

    feed: str
    requests: str
    keys: Path | None
    user: str
    language: str
    theme: str
    verbose: bool


def parse(given: list[str] | None = None) -> Arguments:
    """Return the arguments of the command line; ends the program with words where they are wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m app.settings", description="Rules, channels and procedures of a centre."
    )
    add = parser.add_argument
    add(
        "--connect",
        required=True,
        type=_addresses,
        metavar="FEED,REQUESTS",
        help="the daemon's two addresses: tcp://host:port,tcp://host:port",
    )
    add("--keys", type=Path, help="folder of keys, where no desktop keyring works")
    add("--user", default="", help="account that signs in; its password is asked for")
    add("--language", choices=("vi", "en"), default="vi")
    add("--theme", choices=THEMES, default="dark")
    add("--verbose", action="store_true")
    p = parser.parse_args(given)
    feed, requests = p.connect
    return Arguments(
        feed=feed, requests=requests, keys=p.keys, user=p.user, language=p.language, theme=p.theme,
        verbose=p.verbose,
    )  # fmt: skip


def _addresses(text: str) -> tuple[str, str]:
    feed, _, requests = text.partition(",")
    if not (feed.strip() and requests.strip()):
        raise argparse.ArgumentTypeError(
            f"found '{text}'; expected two addresses: tcp://host:port,tcp://host:port"
        )
    return feed.strip(), requests.strip()
