"""What the store keeps of a case besides its file: its deadlines and what its source last said, packed."""

from __future__ import annotations

from typing import Any

import msgspec

from backend.contract.cases import CaseFile
from backend.contract.state import Text
from backend.domain.cases.change import CaseState
from backend.domain.deadlines.deadline import Deadline
from backend.domain.deadlines.spec import DeadlineSpec

_SPEC = tuple(name for name in DeadlineSpec.__struct_fields__ if name != "pauses")
_OWN = tuple(name for name in Deadline.__struct_fields__ if name != "spec")


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """Fields by their place, not by their name: there may be a million of them."""

    accept: list[Any] | None = None
    finish: list[Any] | None = None
    told_at: float | None = None
    told: tuple[int, ...] = ()
    opened_by: str = ""
    changed_by: str = ""


def encode_deadlines(state: CaseState) -> bytes:
    """Return what is kept of a case besides its file: deadlines, its source's last words, whose hands."""
    accept, finish = _packed(state.accept), _packed(state.finish)
    if not (state.opened_by or state.changed_by):  # most kinds keep nobody: a million times two bytes
        return msgspec.msgpack.encode((accept, finish, state.told_at, state.told))
    kept = _Kept(accept, finish, state.told_at, state.told, state.opened_by, state.changed_by)
    return msgspec.msgpack.encode(kept)


def state_of(file: CaseFile, kept: bytes) -> CaseState:
    """Return a case as it was kept.

    Args:
        file: as the store has it.
        kept: what `encode_deadlines` made; empty: it has no deadlines.
    """
    if not kept:
        return CaseState(file)
    read = msgspec.msgpack.decode(kept, type=_Kept)
    return CaseState(
        file,
        _unpacked(read.accept),
        _unpacked(read.finish),
        read.told_at,
        read.told,
        read.opened_by,
        read.changed_by,
    )


def _packed(deadline: Deadline | None) -> list[Any] | None:
    if deadline is None:
        return None
    spec = [getattr(deadline.spec, name) for name in _SPEC]
    return [spec, list(deadline.spec.pauses), [getattr(deadline, name) for name in _OWN]]


def _unpacked(packed: list[Any] | None) -> Deadline | None:
    if packed is None:
        return None
    spec, pauses, own = packed
    given = dict(zip(_SPEC, spec, strict=True))
    # what a pause is called stands in its status: only the code counts here
    made = DeadlineSpec(**given, pauses={code: Text("") for code in pauses})
    return Deadline(spec=made, **dict(zip(_OWN, own, strict=True)))
