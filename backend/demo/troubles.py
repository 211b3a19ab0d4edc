"""What goes wrong in the demo city, so that people can see what the wall makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from backend.demo.city import City

TroubleName = Literal["none", "some", "night"]

NIGHT_CAMERAS = ("cam-me-suot-01", "cam-ham-nghi-02", "cam-khue-trung-01", "cam-nam-o")
"""Those that the flood wall and the desk show, and one more."""


class Trouble(msgspec.Struct, frozen=True):
    """Which stations are silent, which cameras hang, what cannot be read and whether the broker dies."""

    after_s: int = 0
    """After the start: since when stations are silent."""
    silent: frozenset[str] = frozenset()
    """Place ids of rain stations and street-flood posts."""
    frozen: tuple[str, ...] = ()
    """Cameras that show one picture for ever."""
    unreadable_every_s: int | None = None
    """A message that nobody can read comes so often."""
    broker_stops_s: int | None = None
    """After the start: the broker ends and stays away."""

    def is_silent(self, place_id: str, elapsed_s: int) -> bool:
        """Return whether a station sends nothing any more."""
        return elapsed_s > self.after_s and place_id in self.silent

    def is_unreadable_due(self, elapsed_s: int) -> bool:
        """Return whether a message that nobody can read is to be sent in this second."""
        every_s = self.unreadable_every_s
        return every_s is not None and elapsed_s > self.after_s and elapsed_s % every_s == 0

    def is_broker_down(self, elapsed_s: int) -> bool:
        """Return whether the broker is to be away."""
        return self.broker_stops_s is not None and elapsed_s > self.broker_stops_s


def trouble_of(name: TroubleName, city: City) -> Trouble:
    """Return what goes wrong.

    Args:
        name: none; some: one post, one camera, some messages; night: a third of all rain stations and
            street-flood posts from the start, four cameras, and after six minutes the broker.
        city: whose stations.
    """
    if name == "some":
        return Trouble(240, frozenset({"ngap-phu-loc"}), ("cam-nam-o",), 97)
    if name == "night":
        return Trouble(0, frozenset(_third(city)), NIGHT_CAMERAS, 97, 360)
    return Trouble()


def _third(city: City) -> Sequence[str]:
    return [site.place_id for site in (*city.stations, *city.posts)][::3]
