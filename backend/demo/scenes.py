"""Generated camera scenes: a street, a junction or a river on a rainy night, drawn with numpy.

No clock is drawn into the picture: the clip loops, and a clock that jumps back would lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from backend.demo import picture as pic

LOOP_S = 10
FRAMES_PER_S = 25
HEADLIGHT: pic.Colour = (1.5, 1.4, 1.15)
TAIL_LIGHT: pic.Colour = (1.1, 0.07, 0.05)


class Scene(msgspec.Struct, frozen=True):
    """What a generated scene looks like."""

    name: str
    ground: Literal["road", "water"]
    seed: int
    vanishing: tuple[float, float]
    """Where the road ends, px."""
    road_half_px: float
    """Half of the road's width at the picture's foot, px."""
    lamp: pic.Colour
    """Light of the street lamps."""
    tint: pic.Colour
    """White balance of the camera."""
    water: float
    """0 wet road, 1 open water."""
    n_cars: int
    n_bikes: int
    tallest_px: int
    """Tallest house on the horizon."""
    n_drops: int
    dry: bool = False
    """No rain falls, and a road mirrors next to nothing."""

    def in_fair_weather(self) -> Scene:
        """Return the same place on a dry night."""
        return msgspec.structs.replace(self, dry=True)


DRY_MIRROR = 0.04
"""Share of what a wet road mirrors."""
_WARM: pic.Colour = (0.95, 0.58, 0.22)
_WHITE: pic.Colour = (0.75, 0.8, 0.85)

SCENES: tuple[Scene, ...] = (
    Scene("street", "road", 11, (300, 128), 330, _WARM, (1.05, 1.0, 0.92), 0.75, 3, 4, 104, 330),
    Scene("avenue", "road", 23, (350, 104), 470, _WHITE, (0.92, 1.0, 1.08), 0.35, 7, 6, 84, 280),
    Scene("alley", "road", 37, (338, 138), 210, _WARM, (1.1, 0.98, 0.85), 0.9, 1, 3, 130, 380),
    Scene("junction", "road", 41, (210, 92), 560, _WHITE, (0.95, 1.02, 1.0), 0.3, 6, 8, 70, 300),
    Scene("bridge", "road", 59, (430, 118), 360, _WARM, (0.95, 0.98, 1.1), 0.2, 6, 4, 40, 240),
    Scene("canal", "water", 67, (320, 122), 300, _WARM, (1.0, 1.02, 0.92), 0.8, 0, 0, 78, 340),
    Scene("river", "water", 83, (320, 140), 300, _WHITE, (0.9, 1.0, 1.1), 1.0, 4, 0, 52, 300),
)


class _Vehicle(msgspec.Struct, frozen=True):
    lane: float
    """Sideways, -1 left kerb to 1 right kerb; what comes towards the camera keeps to the left of it."""
    phase: float
    cycles: int
    coming: bool
    car: bool


class Renderer:
    """Draws the frames of one scene."""

    def __init__(self, scene: Scene) -> None:
        """Prepare what does not move."""
        self.scene = scene
        rng = np.random.default_rng(scene.seed)
        self._lamps = self._place_lamps()
        self._base, self._mirror = self._still(rng)
        self._vehicles = [self._vehicle(rng, i < scene.n_cars) for i in range(scene.n_cars + scene.n_bikes)]
        self._rain = pic.Rain(rng, scene.n_drops, float(rng.uniform(-0.22, -0.08)))
        self._noise = rng.normal(0, 0.004, (pic.HEIGHT, pic.WIDTH, 1)).astype(np.float32)

    def frame(self, phase: float) -> NDArray[np.uint8]:
        """Return uint8[360, 640, 3] RGB at `phase` (0–1) of the loop."""
        horizon = int(self.scene.vanishing[1])
        lights, mirror = pic.blank(), self._mirror.copy()
        solid = self._base.copy()
        ordered = sorted(self._vehicles, key=lambda v: self._distance(v, phase), reverse=True)
        for vehicle in ordered:
            self._draw_vehicle(vehicle, phase, solid, lights, mirror)
        reflected = pic.ripple(mirror, horizon, phase, self.scene.water)
        whole = solid + lights + reflected * (DRY_MIRROR if self._is_dry_road() else 1.0)
        if self.scene.ground == "water":
            self._gauge_staff(whole, phase)
        if not self.scene.dry:
            self._rain.draw(whole, phase)
        whole += np.roll(
            self._noise, (round(phase % 1 * 997) * 37 % 360, round(phase % 1 * 991) * 61 % 640), (0, 1)
        )
        return pic.tone(whole, self.scene.tint)

    def _is_dry_road(self) -> bool:
        return self.scene.dry and self.scene.ground == "road"

    def _project(self, lane: float, z: float) -> tuple[float, float]:
        vx, vy = self.scene.vanishing
        foot = pic.HEIGHT - vy
        return vx + lane * self.scene.road_half_px / z, vy + foot / z

    def _place_lamps(self) -> list[tuple[float, float, float]]:
        """Return (lane, depth, height in px at depth 1) of each lamp."""
        sides = (-1.12, 1.12) if self.scene.ground == "road" else (-1.6, 1.6)
        return [(side, z, 330.0) for z in (1.5, 2.3, 3.6, 5.6, 9.0) for side in sides]

    def _still(self, rng: np.random.Generator) -> tuple[pic.Picture, pic.Picture]:
        scene, base = self.scene, pic.blank()
        vx, horizon = int(scene.vanishing[0]), int(scene.vanishing[1])
        pic.vertical_gradient(base, (0, horizon), (0.010, 0.013, 0.020), (0.045, 0.045, 0.05))
        pic.buildings(base, rng, horizon, (0, vx - 22), scene.tallest_px)
        pic.buildings(base, rng, horizon, (vx + 22, pic.WIDTH), scene.tallest_px)
        pic.vertical_gradient(base, (horizon, pic.HEIGHT), (0.024, 0.026, 0.03), (0.05, 0.054, 0.06))
        if scene.ground == "road":
            self._pavement(base)
        mirror = pic.blank()
        upside = base[max(0, 2 * horizon - pic.HEIGHT) : horizon][::-1]
        mirror[horizon : horizon + len(upside)] = upside * (0.25 + 0.5 * scene.water)
        for lane, z, height in self._lamps:
            self._lamp(base, mirror, (lane, z, height))
        return base, mirror

    def _pavement(self, base: pic.Picture) -> None:
        """Lay kerbs and lane marks in perspective."""
        vx, vy = self.scene.vanishing
        y = np.arange(int(vy) + 2, pic.HEIGHT, dtype=np.float32)
        half = (y - vy) / (pic.HEIGHT - vy) * self.scene.road_half_px
        x = np.arange(pic.WIDTH, dtype=np.float32)[None, :] - vx
        rows = slice(int(vy) + 2, pic.HEIGHT)
        outside = np.abs(x) > half[:, None] * 1.04
        kerb = (np.abs(np.abs(x) - half[:, None] * 1.02) < half[:, None] * 0.012 + 0.6) * 0.10
        dashes = np.sin(9.0 * np.log(half[:, None] + 1.0) * 3.2) > 0.1
        mark = (np.abs(x) < half[:, None] * 0.012 + 0.4) * dashes * 0.12 * (1 - 0.7 * self.scene.water)
        base[rows] *= np.where(outside, 0.6, 1.0)[..., None].astype(np.float32)
        base[rows] += (kerb + mark)[..., None].astype(np.float32)

    def _lamp(self, base: pic.Picture, mirror: pic.Picture, lamp: tuple[float, float, float]) -> None:
        lane, z, height = lamp
        x, y = self._project(lane, z)
        top = y - height / z
        inward = x - np.sign(lane) * 26 / z
        column = int(np.clip(x, 0, pic.WIDTH - 2))
        base[max(int(top), 0) : int(y), column : column + max(1, round(3 / z))] += 0.035
        light = np.array(self.scene.lamp)
        pic.glow(base, (inward, top), (16 / z + 1.5, 9 / z + 1.2), tuple(light * 1.6))
        pic.glow(base, (inward, top + 10 / z), (80 / z + 4, 60 / z + 4), tuple(light * 0.10))
        pic.glow(base, (inward, y), (150 / z, 34 / z), tuple(light * 0.10))
        pic.glow(mirror, (inward, y + 0.5 * height / z), (7 / z + 1, 90 / z + 2), tuple(light * 0.55))

    def _vehicle(self, rng: np.random.Generator, car: bool) -> _Vehicle:
        coming = bool(rng.random() < 0.55)
        lane = float(rng.uniform(0.18, 0.62)) * (-1 if coming else 1)
        return _Vehicle(lane, float(rng.random()), 1 if car else int(rng.integers(1, 3)), coming, car)

    def _distance(self, vehicle: _Vehicle, phase: float) -> float:
        """Return the depth of a vehicle, 0.8 (at the camera) to 14 (far away)."""
        way = (vehicle.phase + phase * vehicle.cycles) % 1.0
        if vehicle.coming:
            way = 1 - way
        # Even steps on the road look faster the nearer they are.
        return float(0.8 + 13.2 * way**1.6)

    def _draw_vehicle(
        self, vehicle: _Vehicle, phase: float, solid: pic.Picture, lights: pic.Picture, mirror: pic.Picture
    ) -> None:
        z = self._distance(vehicle, phase)
        if self.scene.ground == "water":
            z = 6.0 + 0.0 * z  # traffic on the far quay
            x = ((vehicle.phase + phase * vehicle.cycles) % 1.0) * (pic.WIDTH + 80) - 40
            y = self.scene.vanishing[1] + 3
        else:
            x, y = self._project(vehicle.lane, z)
        fade = float(np.clip((14.0 - z) / 3, 0, 1))
        half, tall = (62 / z, 78 / z) if vehicle.car else (17 / z, 84 / z)
        self._body(vehicle, solid, (x, y), (half, tall))
        pic.darken(mirror, (x, y + 0.3 * tall), (half, 0.3 * tall), 0.6)
        light = np.array(HEADLIGHT if vehicle.coming else TAIL_LIGHT) * fade
        lamps = (x - 0.72 * half, x + 0.72 * half) if vehicle.car else (x,)
        for lamp_x in lamps:
            lamp_y = y - 0.36 * tall
            pic.glow(lights, (lamp_x, lamp_y), (7 / z + 1, 6 / z + 1), tuple(light * 1.3))
            pic.glow(lights, (lamp_x, lamp_y), (30 / z + 2, 24 / z + 2), tuple(light * 0.12))
            pic.glow(mirror, (lamp_x, y + 46 / z), (6 / z + 1, 56 / z + 2), tuple(light * 0.6))
        if vehicle.coming:
            pic.glow(lights, (x, y + 30 / z), (half * 1.8 + 2, 30 / z + 2), tuple(light * 0.07))

    def _body(
        self, vehicle: _Vehicle, solid: pic.Picture, foot: tuple[float, float], size: tuple[float, float]
    ) -> None:
        """Stand the dark shape of a car (body and cabin) or of a rider (machine, shoulders, helmet)."""
        (x, y), (half, tall) = foot, size
        if vehicle.car:
            pic.darken(solid, (x, y - 0.3 * tall), (half, 0.3 * tall), 0.86)
            pic.darken(solid, (x, y - 0.68 * tall), (0.74 * half, 0.26 * tall), 0.78)
            return
        pic.darken(solid, (x, y - 0.28 * tall), (0.55 * half, 0.28 * tall), 0.8)
        pic.darken(solid, (x, y - 0.6 * tall), (half, 0.22 * tall), 0.84)
        pic.darken(solid, (x, y - 0.9 * tall), (0.5 * half, 0.12 * tall), 0.84)

    def _gauge_staff(self, whole: pic.Picture, phase: float) -> None:
        """Stand a staff gauge in the water: white with dark decimetres, bobbing water at its foot."""
        foot = 262 + round(3 * np.sin(2 * np.pi * phase))
        left, top = 96, 118
        whole[top:foot, left : left + 16] = (0.34, 0.35, 0.34)
        for k, y in enumerate(range(top + 4, foot - 4, 12)):
            whole[y : y + 5, left + (8 if k % 2 else 0) : left + (16 if k % 2 else 8)] = (0.05, 0.05, 0.06)
        whole[foot : foot + 3, left - 8 : left + 24] += 0.10


def frames(scene: Scene, *, still: bool = False) -> Iterator[NDArray[np.uint8]]:
    """Yield the frames of one loop, uint8[360, 640, 3] RGB.

    Args:
        scene: what to draw.
        still: every frame alike, as of a camera that hangs.
    """
    renderer = Renderer(scene)
    n = LOOP_S * FRAMES_PER_S
    first = renderer.frame(0.0) if still else None
    for i in range(n):
        yield first if first is not None else renderer.frame(i / n)
