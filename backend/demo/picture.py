"""Light on a numpy picture: glows, streaks on wet ground, rain, buildings.

Pictures are float32[height, width, 3], linear light around 0–1, added up and toned once at the end.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]
Colour = tuple[float, float, float]

WIDTH, HEIGHT = 640, 360


def blank() -> Picture:
    """Return a black picture."""
    return np.zeros((HEIGHT, WIDTH, 3), np.float32)


@functools.lru_cache(maxsize=512)
def _spot(radius_x: int, radius_y: int) -> NDArray[np.float32]:
    """Return a soft spot, float32[6 ry + 1, 6 rx + 1], 1 in its middle."""
    y = np.arange(-3 * radius_y, 3 * radius_y + 1, dtype=np.float32) / max(radius_y, 1)
    x = np.arange(-3 * radius_x, 3 * radius_x + 1, dtype=np.float32) / max(radius_x, 1)
    return np.asarray(np.exp(-0.9 * (y[:, None] ** 2 + x**2)), np.float32)


def glow(picture: Picture, at: tuple[float, float], size: tuple[float, float], light: Colour) -> None:
    """Add a soft spot of `light` at (x, y) px with radii `size` px."""
    rx, ry = max(1, round(size[0])), max(1, round(size[1]))
    spot = _spot(rx, ry)
    left, top = round(at[0]) - 3 * rx, round(at[1]) - 3 * ry
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + spot.shape[1], WIDTH), min(top + spot.shape[0], HEIGHT)
    if x0 >= x1 or y0 >= y1:
        return
    part = spot[y0 - top : y1 - top, x0 - left : x1 - left]
    picture[y0:y1, x0:x1] += part[..., None] * np.array(light, np.float32)


@functools.lru_cache(maxsize=512)
def _block(half_x: int, half_y: int) -> NDArray[np.float32]:
    """Return a block with rounded soft edges, float32[2 hy + 1, 2 hx + 1], 1 in its middle."""
    y = np.linspace(-1.15, 1.15, 2 * half_y + 1, dtype=np.float32)[:, None]
    x = np.linspace(-1.15, 1.15, 2 * half_x + 1, dtype=np.float32)
    return np.asarray(np.exp(-(np.abs(x) ** 7 + np.abs(y) ** 7)), np.float32)


def darken(picture: Picture, at: tuple[float, float], half: tuple[float, float], share: float) -> None:
    """Take `share` of the light away in a rounded block around (x, y) px, `half` px wide and high."""
    hx, hy = max(1, round(half[0])), max(1, round(half[1]))
    block = _block(hx, hy)
    left, top = round(at[0]) - hx, round(at[1]) - hy
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + block.shape[1], WIDTH), min(top + block.shape[0], HEIGHT)
    if x0 < x1 and y0 < y1:
        part = block[y0 - top : y1 - top, x0 - left : x1 - left]
        picture[y0:y1, x0:x1] *= 1 - share * part[..., None]


def vertical_gradient(picture: Picture, rows: tuple[int, int], top: Colour, bottom: Colour) -> None:
    """Fill rows [first, last) from `top` to `bottom` colour."""
    first, last = max(rows[0], 0), min(rows[1], HEIGHT)
    mix = np.linspace(0, 1, max(last - first, 1), dtype=np.float32)[:, None, None]
    picture[first:last] = (1 - mix) * np.array(top, np.float32) + mix * np.array(bottom, np.float32)


def buildings(
    picture: Picture, rng: np.random.Generator, horizon: int, span: tuple[int, int], tallest: int
) -> None:
    """Stand a row of dark houses with some lit windows on the horizon between columns `span`."""
    x = span[0]
    while x < span[1]:
        width = int(rng.integers(26, 64))
        top = horizon - int(rng.integers(tallest // 3, tallest))
        shade = float(rng.uniform(0.012, 0.035))
        right = min(x + width, span[1])
        picture[max(top, 0) : horizon + 4, max(x, 0) : right] = np.array(
            (shade * 0.9, shade, shade * 1.15), np.float32
        )
        for wy in range(top + 7, horizon - 8, 13):
            for wx in range(x + 5, right - 8, 11):
                if rng.random() < 0.16:
                    warm = rng.random() < 0.7
                    light = (0.34, 0.25, 0.12) if warm else (0.16, 0.22, 0.28)
                    lit = np.array(light, np.float32) * rng.uniform(0.4, 1.0)
                    picture[max(wy, 0) : wy + 6, max(wx, 0) : wx + 5] = lit
        x += width


def ripple(layer: Picture, top: int, phase: float, strength: float) -> Picture:
    """Return `layer` with the rows below `top` shaken sideways and banded, as water does.

    Args:
        layer: light that the water mirrors.
        top: row of the far shore.
        phase: 0–1 of the loop; 0 and 1 look alike.
        strength: 0 wet road, 1 open water.
    """
    near = np.clip((np.arange(HEIGHT) - top) / (HEIGHT - top), 0.0, 1.0)
    depth = 40.0 / (near + 0.12)
    turn = 2 * np.pi * phase
    shift = strength * 4.5 * near * (np.sin(depth + 3 * turn) + 0.4 * np.sin(2.3 * depth - 5 * turn))
    band = 1 - (0.25 + 0.3 * strength) * (0.5 + 0.5 * np.sin(2.4 * depth + 7 * turn)) * (near > 0)
    columns = (np.arange(WIDTH)[None, :] + np.round(shift)[:, None].astype(int)).clip(0, WIDTH - 1)
    shaken = np.take_along_axis(layer, columns[..., None], axis=1)
    return np.asarray(shaken * band[:, None, None], np.float32)


class Rain:
    """Streaks of falling rain that repeat with the loop."""

    def __init__(self, rng: np.random.Generator, n: int, slant: float) -> None:
        """Drop `n` streaks with `slant` px sideways per px down."""
        self._x = rng.uniform(0, WIDTH, n)
        self._y = rng.uniform(0, 1, n)
        self._cycles = rng.integers(9, 16, n)
        self._length = rng.integers(9, 22, n)
        self._light = rng.uniform(0.012, 0.06, n)
        self._slant = slant

    def draw(self, picture: Picture, phase: float) -> None:
        """Add the streaks at `phase` (0–1) of the loop."""
        y = ((self._y + phase * self._cycles) % 1.0) * (HEIGHT + 40) - 20
        for k in range(22):
            alive = k < self._length
            row = (y[alive] + k).astype(int)
            column = ((self._x[alive] + (y[alive] + k) * self._slant) % WIDTH).astype(int)
            inside = (row >= 0) & (row < HEIGHT)
            picture[row[inside], column[inside]] += self._light[alive][inside][:, None].astype(np.float32)


def tone(picture: Picture, tint: Colour) -> NDArray[np.uint8]:
    """Return the picture as a camera at night shows it: uint8[height, width, 3], RGB."""
    x = np.linspace(-1, 1, WIDTH, dtype=np.float32)
    y = np.linspace(-1, 1, HEIGHT, dtype=np.float32)[:, None]
    vignette = 1 - 0.28 * (x**2 * 0.6 + y**2 * 0.5)
    light = np.maximum(picture, 0) * vignette[..., None] * np.array(tint, np.float32)
    toned = 1 - np.exp(-2.4 * light)
    return np.asarray(np.clip(toned ** (1 / 1.9) * 255, 0, 255), np.uint8)
