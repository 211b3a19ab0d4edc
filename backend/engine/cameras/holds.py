"""Who holds which camera: one person at a time, free again after a while. Pure."""

from __future__ import annotations

import msgspec

from backend.domain.refusal import RefusedError


class CameraRefusedError(RefusedError):
    """A camera may not be looked through or turned now; says why and what to do."""


class Hold(msgspec.Struct, frozen=True):
    """A camera in somebody's hand."""

    user: str
    name: str
    """As others see it."""
    until_at: float
    """s since epoch; later with every act."""


class Holds:
    """The cameras that are held."""

    def __init__(self, hold_s: float) -> None:
        """Let go of a camera after `hold_s` without an act."""
        self._hold_s = hold_s
        self._held: dict[str, Hold] = {}

    def of(self, place_id: str, now: float) -> Hold | None:
        """Return who holds a camera, None if it is free."""
        held = self._held.get(place_id)
        return held if held is not None and held.until_at > now else None

    def take(self, place_id: str, hand: Hold, now: float, *, take_over: bool = False) -> Hold | None:
        """Give a camera to a person, or hold it longer; return the one who had it before, None if nobody.

        Args:
            place_id: the camera.
            hand: user and name; its time is set here.
            now: s since epoch.
            take_over: take it from its holder; who may is checked before.

        Raises:
            CameraRefusedError: somebody else holds it.
        """
        before = self.of(place_id, now)
        if before is not None and before.user != hand.user and not take_over:
            left = max(1, round(before.until_at - now))
            raise CameraRefusedError(
                f"{before.name} đang điều khiển camera này. Hãy đợi {left} giây sau thao tác cuối của người "
                "đó, hoặc nhờ trưởng ca giành quyền.",
                f"{before.name} holds this camera; wait {left} s after their last act, or have the "
                "supervisor take over",
            )
        self._held[place_id] = msgspec.structs.replace(hand, until_at=now + self._hold_s)
        return before

    def release(self, place_id: str, user: str, now: float) -> bool:
        """Let a camera go; return whether this person held it."""
        held = self.of(place_id, now)
        if held is None or held.user != user:
            return False
        del self._held[place_id]
        return True
