"""Opens what answers about cameras, and what walls are told of where their pictures come from."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable

from msgspec.structs import replace

from backend.contract.state import Place
from backend.engine.cameras.groups import CameraGroups, load_groups
from backend.engine.cameras.links import ADDRESS, KEY, USER, Links
from backend.engine.cameras.on_cameras import OnCameras, Yard
from backend.engine.cameras.snapshots import Snapshots
from backend.engine.cases.register import Register
from backend.engine.centre import LoadedCentre
from backend.engine.work.bench import Bench, Handlers

SCHEME = "camera:"
"""Begins the address of a picture for which the daemon is to be asked (`StartViewing`)."""


class CameraDesk:
    """Everything about cameras, put together."""

    def __init__(self, loaded: LoadedCentre, bench: Bench, register: Register) -> None:
        """Answer about the cameras of a centre.

        Raises:
            DocumentError: its cameras.yaml is at fault.
        """
        by_id = {place.place_id: place for place in loaded.places}
        groups = load_groups(loaded.folder, loaded.places)
        self._links = Links(by_id, bench.clock.now)
        yard = Yard(by_id, groups, self._links)
        self._cameras = OnCameras(bench, loaded.centre, yard)
        self._snapshots = Snapshots(bench, register, loaded.centre, yard)
        self.places = as_told(loaded.places, groups)
        """As walls are told of them."""

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {**self._cameras.handlers(), **self._snapshots.handlers(self._cameras)}

    def work(self) -> list[Coroutine[None, None, None]]:
        """Return what runs until it is cancelled: then what still moves is stopped."""
        return [self._until_the_end()]

    async def _until_the_end(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await self._cameras.mover.close()
            await self._links.close()


def as_told(places: Iterable[Place], groups: CameraGroups) -> tuple[Place, ...]:
    """Return places as walls are told of them.

    Where a camera's picture comes from is left out where it asks for a password, or where its group lets not
    everybody look: who may look asks for it. Nobody at a wall needs to know where a camera is controlled.
    """
    return tuple(_told(place, groups) for place in places)


def _told(place: Place, groups: CameraGroups) -> Place:
    group, attributes = groups.of(place.place_id), place.attributes
    if group is None:
        return place
    hidden = {ADDRESS, USER, KEY}
    told = {name: value for name, value in attributes.items() if name not in hidden}
    if ADDRESS in attributes:
        told.setdefault("ptz", "yes")
    if group.id:
        told["camera_group"] = group.id
    closed = bool(group.purpose == "required" or group.view or USER in attributes)
    for name, part in (("stream", "sub"), ("stream_main", "main")):
        if closed and name in told:
            told[name] = f"{SCHEME}{place.place_id}/{part}"
    return replace(place, attributes=told)
