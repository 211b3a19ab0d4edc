"""A run as bytes: what the run's struct does not say, small enough to be written with every change."""

from __future__ import annotations

import zlib
from typing import Any

import msgspec

from backend.procedures.events import Act


class Pinned(msgspec.Struct, frozen=True, array_like=True):
    """The very contents of a procedure that a run stands on."""

    procedure_id: str
    version: int
    digest: str


class Kept(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """Everything about a run that its struct does not say."""

    pinned: Pinned
    called: tuple[Pinned, ...]
    rows: list[Any]
    """See `Machine.dump`."""
    variables: dict[str, Any]
    acts: dict[str, Act] = {}
    """Actions under way, by step."""
    approved_by: dict[str, tuple[str, ...]] = {}
    """Accounts that approved, by step."""
    mail: tuple[tuple[str, dict[str, Any]], ...] = ()
    """Messages that came before anybody waited."""
    seen: tuple[str, ...] = ()
    """Keys of the newest messages."""
    end_name: str = ""
    late: bool = False
    """The run as a whole is past its deadline and that was said."""


def pack(kept: Kept) -> bytes:
    """Return the bytes of a kept run."""
    return zlib.compress(msgspec.msgpack.encode(kept), 1)


def unpack(state: bytes) -> Kept:
    """Return a kept run.

    Raises:
        ValueError: the bytes are none.
    """
    try:
        return msgspec.msgpack.decode(zlib.decompress(state), type=Kept)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise ValueError(f"the state of the run cannot be read: {error}") from error
