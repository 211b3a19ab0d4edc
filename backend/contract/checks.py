"""Why readings are not trusted: the question of a screen, and its answer."""

from __future__ import annotations

import msgspec

from backend.contract.state import Text


class GetDoubts(msgspec.Struct, frozen=True, tag="get_doubts"):
    """Asks why the newest readings of some series are uncertain; the answer is `Doubts`."""

    series: tuple[str, ...] = ()
    """Series ids, at most 1000; empty: all."""


class DoubtOf(msgspec.Struct, frozen=True):
    """Why the newest reading of one series is not trusted."""

    series_id: str
    check: str
    """Which check it fails: range, stuck, spike or neighbours."""
    since_at: float
    """Instant of the first reading that fails it, s since epoch."""
    words: Text
    """For people: `Đứng yên ở 5 mm/h từ 14:05 28/11`."""


class Doubts(msgspec.Struct, frozen=True, tag="doubts"):
    """Answer to `GetDoubts`; a series that is not in it is trusted, or its source itself doubts it."""

    doubts: tuple[DoubtOf, ...]


CheckRequest = GetDoubts
CheckAnswer = Doubts
