"""Turns cameras in the order of what was asked, and stops them when nothing more is asked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from backend.cameras.device import OnvifCamera
from backend.cameras.errors import CameraError

log = logging.getLogger(__name__)

STOPS_AFTER_S = 1.0
Axes = tuple[float, float, float]
STILL: Axes = (0.0, 0.0, 0.0)


@dataclass
class _Turning:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    number: int = 0
    """Counts what was asked: a word that waited while a newer one came is left out."""
    axes: Axes = STILL
    stop: asyncio.TimerHandle | None = None


class Mover:
    """One camera's acts come one after the other; each camera for itself."""

    def __init__(
        self,
        camera_of: Callable[[str], Awaitable[OnvifCamera]],
        stopped: Callable[[str], None],
        stops_after_s: float = STOPS_AFTER_S,
    ) -> None:
        """Move nothing yet.

        Args:
            camera_of: opens a camera by its place.
            stopped: told of a camera that was stopped because nothing more was asked.
            stops_after_s: so long after the last word.
        """
        self._camera_of, self._stopped, self._stops_after_s = camera_of, stopped, stops_after_s
        self._turning: dict[str, _Turning] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def is_new(self, place_id: str, axes: Axes) -> bool:
        """Return whether this is another movement than the one that goes on."""
        turning = self._turning.get(place_id)
        return axes != (turning.axes if turning is not None else STILL)

    async def move(self, place_id: str, axes: Axes) -> None:
        """Turn with these speeds (pan, tilt, zoom; each -1..1) until another word or none comes.

        Raises:
            CameraError: the camera did not.
        """
        turning = self._turning.setdefault(place_id, _Turning())
        turning.number += 1
        number, turning.axes = turning.number, axes
        self._arm(place_id, turning)
        async with turning.lock:
            if number != turning.number and axes != STILL:
                return
            camera = await self._camera_of(place_id)
            await (camera.stop() if axes == STILL else camera.move(*axes))

    async def act(self, place_id: str, do: Callable[[OnvifCamera], Awaitable[None]]) -> None:
        """Do something else with a camera, after what was asked of it before; a movement ends with it.

        Raises:
            CameraError: the camera did not.
        """
        turning = self._turning.setdefault(place_id, _Turning())
        turning.number += 1
        turning.axes = STILL
        self._arm(place_id, turning)
        async with turning.lock:
            await do(await self._camera_of(place_id))

    def _arm(self, place_id: str, turning: _Turning) -> None:
        if turning.stop is not None:
            turning.stop.cancel()
            turning.stop = None
        if turning.axes != STILL:
            loop = asyncio.get_running_loop()
            turning.stop = loop.call_later(self._stops_after_s, self._begin_stop, place_id)

    def _begin_stop(self, place_id: str) -> None:
        task = asyncio.ensure_future(self._stop(place_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _stop(self, place_id: str) -> None:
        self._stopped(place_id)
        try:
            await self.move(place_id, STILL)
        except CameraError as error:
            # it was told to stop by itself with every movement
            log.warning("camera %s could not be told to stop: %s", place_id, error)

    async def close(self) -> None:
        """Stop what still moves."""
        moving = [place_id for place_id, one in self._turning.items() if one.axes != STILL]
        await asyncio.gather(*(self._stop(place_id) for place_id in moving))
        await asyncio.gather(*self._tasks)
