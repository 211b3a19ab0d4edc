"""How a daemon is started: its options, and the clock and the store that they ask for."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Literal, cast

import msgspec

from backend.domain.clock import Clock, ScaledClock, SystemClock
from backend.store import Store


class StartError(RuntimeError):
    """The daemon cannot start; says why and the cure."""


class DaemonOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a daemon is started."""

    centre: Path
    packs: Path
    database: str
    keys: Path | None
    feed: str
    requests: str
    clock_from: str = ""
    clock_speed: float = 1.0
    durability: str = "process"


def make_clock(options: DaemonOptions) -> Clock:
    """Return the machine's clock, or the one that was asked for."""
    if not options.clock_from:
        return SystemClock()
    try:
        start = datetime.datetime.fromisoformat(options.clock_from)
    except ValueError as error:
        raise StartError(
            f"--clock-from {options.clock_from!r}: {error}; write 2019-02-01T00:00+07:00"
        ) from error
    if start.tzinfo is None:
        raise StartError(f"--clock-from {options.clock_from!r} has no zone; write 2019-02-01T00:00+07:00")
    return ScaledClock(start.timestamp(), options.clock_speed)


def open_store(options: DaemonOptions) -> Store:
    """Return the store, brought to this program's schema.

    Raises:
        StartError: there is no such durability.
        StoreError: it cannot be opened.
    """
    if options.durability not in ("process", "power"):
        raise StartError(f"durability {options.durability!r}; expected one of: process, power")
    durability = cast(Literal["process", "power"], options.durability)
    store = Store.open(options.database, durability=durability, checkpoints_itself=False)
    store.migrate()
    return store
