from __future__ import annotations

import asyncio

import pytest

from backend.cameras.errors import CameraError, silent
from backend.engine.cameras.mover import STILL, Mover
from tests.unit.backend.engine.cameras.given import on_loop


class Slow:
    """A camera that waits until it is let on."""

    def __init__(self) -> None:
        self.acts: list[object] = []
        self.on = asyncio.Event()
        self.on.set()
        self.dead = False

    async def _do(self, act: object) -> None:
        await self.on.wait()
        if self.dead:
            raise silent("c", "4 s")
        self.acts.append(act)

    async def move(self, pan: float, tilt: float, zoom: float) -> None:
        await self._do((pan, tilt, zoom))

    async def stop(self) -> None:
        await self._do("stop")

    async def go_to(self, preset: str) -> None:
        await self._do(preset)


def mover(camera: Slow, told: list[str], after_s: float = 60.0) -> Mover:
    async def camera_of(_place_id: str) -> Slow:
        return camera

    return Mover(camera_of, told.append, after_s)  # type: ignore[arg-type]


@on_loop
async def test_it_stops_by_itself_when_nothing_more_is_asked():
    camera, told = Slow(), list[str]()
    made = mover(camera, told, after_s=0.02)
    await made.move("c", (1, 0, 0))
    while "stop" not in camera.acts:
        await asyncio.sleep(0.005)
    assert camera.acts == [(1, 0, 0), "stop"]
    assert told == ["c"]
    assert not made.is_new("c", STILL)


@on_loop
async def test_words_that_waited_while_newer_ones_came_are_left_out_but_never_a_stop():
    camera, told = Slow(), list[str]()
    made = mover(camera, told)
    camera.on.clear()
    words = [(1, 0, 0), (0.5, 0, 0), STILL, (0, 1, 0), (0, 0.5, 0)]
    tasks = []
    for axes in words:
        tasks.append(asyncio.ensure_future(made.move("c", axes)))
        await asyncio.sleep(0)
    camera.on.set()
    await asyncio.gather(*tasks)
    assert camera.acts == [(1, 0, 0), "stop", (0, 0.5, 0)]
    await made.close()
    assert camera.acts[-1] == "stop"


@on_loop
async def test_an_act_ends_a_movement_and_a_dead_camera_is_told():
    camera, told = Slow(), list[str]()
    made = mover(camera, told)
    await made.move("c", (1, 0, 0))
    assert made.is_new("c", STILL)
    await made.act("c", lambda one: one.go_to("1"))
    assert not made.is_new("c", STILL)
    camera.dead = True
    with pytest.raises(CameraError):
        await made.move("c", (1, 0, 0))
    await made.close()
    assert camera.acts == [(1, 0, 0), "1"]
