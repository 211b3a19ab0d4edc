"""Who looks through which cameras, and why: a purpose stands for a group until the shift ends. Pure."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable, Sequence

import msgspec

from backend.contract.state import Shift
from backend.engine.cameras.groups import CameraGroup
from backend.engine.cameras.holds import CameraRefusedError

WITHOUT_SHIFTS_S = 8 * 3600.0
SHORTEST_PURPOSE, LONGEST_PURPOSE = 5, 300


def shift_ends_at(shifts: Sequence[Shift], timezone: str, now: float) -> float:
    """Return when the shift that runs at `now` ends, s since epoch; without shifts eight hours later."""
    zone = zoneinfo.ZoneInfo(timezone)
    local = datetime.datetime.fromtimestamp(now, zone)
    starts = []
    for shift in shifts:
        hour, _, minute = shift.starts.partition(":")
        for day in (0, 1):
            at = (local + datetime.timedelta(days=day)).replace(
                hour=int(hour), minute=int(minute or 0), second=0, microsecond=0
            )
            starts.append(at.timestamp())
    return min((at for at in starts if at > now), default=now + WITHOUT_SHIFTS_S)


class Wish(msgspec.Struct, frozen=True):
    """Somebody wants to look."""

    user: str
    purpose: str
    """Empty: as said before."""
    until_at: float
    """When the shift ends: so long the purpose stands."""


class _Said(msgspec.Struct):
    """What one person said about one group."""

    purpose: str
    until_at: float
    seen: set[str]
    """Cameras whose viewing is in the journal already."""


class Viewings:
    """The purposes that stand."""

    def __init__(self) -> None:
        """Start with none."""
        self._said: dict[tuple[str, str], _Said] = {}

    def purpose(self, user: str, group: CameraGroup, now: float) -> str | None:
        """Return the purpose that a person has said for a group; None if none stands."""
        said = self._said.get((user, group.id))
        return said.purpose if said is not None and said.until_at > now else None

    def needs_purpose(self, user: str, group: CameraGroup, now: float) -> bool:
        """Return whether a person must say why before they look."""
        return group.purpose == "required" and not self.purpose(user, group, now)

    def begin(self, wish: Wish, group: CameraGroup, cameras: Iterable[str], now: float) -> tuple[str, ...]:
        """Have a person look through cameras of a group; return those that are new to the journal.

        Args:
            wish: who looks, and why.
            group: of the cameras.
            cameras: place ids.
            now: s since epoch.

        Raises:
            CameraRefusedError: the group asks for a purpose.
        """
        user, purpose = wish.user, " ".join(wish.purpose.split())[:LONGEST_PURPOSE]
        if self.needs_purpose(user, group, now) and len(purpose) < SHORTEST_PURPOSE:
            raise CameraRefusedError(
                f"Nhóm camera “{group.name}” chỉ được xem khi nêu mục đích. Hãy ghi mục đích xem, ít nhất "
                f"{SHORTEST_PURPOSE} ký tự.",
                f"cameras of the group '{group.name}' are looked through for a purpose only; write it down, "
                f"at least {SHORTEST_PURPOSE} letters",
            )
        standing = self.purpose(user, group, now)
        if standing is None or (purpose and purpose != standing):
            self._said[user, group.id] = _Said(purpose, wish.until_at, set())
        said = self._said[user, group.id]
        new = tuple(camera for camera in cameras if camera not in said.seen)
        said.seen.update(new)
        return new
