"""Which cameras a video tile shows, and where. Pure."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from backend.contract.state import Place

PictureFit = Literal["auto", "whole", "fill"]

AUTO_LOSS = 0.15
"""`auto` fills the cell where cutting costs at most this share of the picture; else it stays whole."""
CELL_ASPECT = 16 / 9


class Rect(NamedTuple):
    """A rectangle in px, from the top left corner."""

    x: int
    y: int
    width: int
    height: int


def choose_cameras(
    places: Mapping[str, Place], wanted: Sequence[str], area: str, kind: str, limit: int
) -> list[Place]:
    """Return the cameras to show, in order.

    Args:
        places: all places by id.
        wanted: place ids, in order; empty: choose by area and kind. An id that no place has comes back
            as a place without a stream, so that its absence is seen.
        area: code or name of a ward or commune; empty: everywhere.
        kind: kind of place.
        limit: at most so many; 0: all.
    """
    if wanted:
        chosen = [places.get(place_id) or Place(place_id, place_id, kind) for place_id in wanted]
    else:
        found = [
            p for p in places.values() if p.kind == kind and (not area or area in (p.area_code, p.area_name))
        ]
        chosen = sorted(found, key=lambda p: _natural(p.name))
    return chosen[:limit] if limit else chosen


def of_group(places: Mapping[str, Place], group: str) -> Mapping[str, Place]:
    """Return the places of a group of cameras, all where `group` is empty."""
    if not group:
        return places
    return {name: one for name, one in places.items() if one.attributes.get("camera_group") == group}


def grid_shape(n: int, columns: int, rows: int, size: tuple[int, int]) -> tuple[int, int]:
    """Return columns and rows for `n` cameras in a tile of `size` (px).

    What is 0 is chosen so that cells come nearest to 16:9, with as few empty ones as possible.
    """
    n = max(1, n)
    if columns and rows:
        return columns, rows
    if columns:
        return columns, math.ceil(n / columns)
    if rows:
        return math.ceil(n / rows), rows

    def cost(count: int) -> float:
        lines = math.ceil(n / count)
        aspect = (size[0] / count) / max(1.0, size[1] / lines)
        return abs(math.log(aspect / CELL_ASPECT)) + 0.5 * (count * lines - n) / n

    best = min(range(1, n + 1), key=cost)
    return best, math.ceil(n / best)


def cell_rects(size: tuple[int, int], columns: int, rows: int, gap_px: int) -> list[Rect]:
    """Return the cells of a grid, row by row; they fill `size` (px) to the last pixel."""

    def spans(total: int, count: int) -> list[tuple[int, int]]:
        edges = [round(i * (total + gap_px) / count) for i in range(count + 1)]
        return [(a, max(1, b - a - gap_px)) for a, b in itertools.pairwise(edges)]

    return [
        Rect(x, y, width, height)
        for y, height in spans(size[1], rows)
        for x, width in spans(size[0], columns)
    ]


def picture_size(cell: tuple[int, int], aspect: float, how: PictureFit) -> tuple[int, int]:
    """Return the size (px) at which a picture is shown in a cell; the overhang is cut evenly.

    Args:
        cell: width and height of the cell, px.
        aspect: width of the picture over its height.
        how: `whole` leaves bars, `fill` cuts, `auto` cuts a little or else leaves bars.
    """
    width, height = cell
    relation = aspect / (width / height)
    loss = 1 - min(relation, 1 / relation)
    fill = how == "fill" or (how == "auto" and loss <= AUTO_LOSS)
    if fill == (relation > 1):  # the height decides
        return max(2, round(height * aspect)), max(2, height)
    return max(2, width), max(2, round(width / aspect))


def page_of(n_cameras: int, n_cells: int, page: int) -> range:
    """Return which cameras stand on a page; pages follow one another in a circle."""
    n_pages = page_count(n_cameras, n_cells)
    first = (page % n_pages) * n_cells
    return range(first, min(n_cameras, first + n_cells))


def page_count(n_cameras: int, n_cells: int) -> int:
    """Return how many pages the cameras need, at least one."""
    return max(1, math.ceil(n_cameras / max(1, n_cells)))


def nearest_cameras(places: Mapping[str, Place], nearest: Sequence[str], nth: int) -> list[Place]:
    """Return the cameras near an incident.

    Args:
        places: all places by id.
        nearest: place ids, the nearest first.
        nth: 1 to 4: only that one; 0: all.
    """
    wanted = nearest[nth - 1 : nth] if nth else nearest
    return [places.get(place_id) or Place(place_id, place_id, "camera") for place_id in wanted]


def _natural(name: str) -> list[tuple[int, int, str]]:
    parts: Iterable[str] = re.split(r"(\d+)", name.casefold())
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts]
