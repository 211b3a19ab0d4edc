"""Approximate ward polygons from positions, extents and areas of communes; no true border is known.

Each point of the land goes to the commune whose extent it fits best (an ellipse in the extent's
rectangle), wards compete with a weight that makes their areas come out as published. The land is cut
into small Voronoi cells around a low-discrepancy point set, the cells of a ward are merged, and each
shared border is smoothed once, so that neighbours keep touching.
"""

from __future__ import annotations

import math
from collections import Counter

import msgspec
import numpy as np
import numpy.typing as npt
import shapely
from shapely import Geometry

from backend.demo.places import FormerCommune, Ward

Floats = npt.NDArray[np.float64]

KM_PER_DEGREE_NORTH = 110.6
KM_PER_DEGREE_EAST = 107.2
"""At 15.7° north."""
KM2_PER_SQUARE_DEGREE = KM_PER_DEGREE_NORTH * KM_PER_DEGREE_EAST
OUTSIDE = -1
_POINTS_OWN, _POINTS_NEIGHBOUR = 150, 50
_ROUNDS = 12
_PLASTIC = 1.32471795724474602596
"""Root of x³ = x + 1: the R2 low-discrepancy sequence. Source: M. Roberts, 2018."""


def ward_polygons(wards: list[Ward], communes: list[FormerCommune], land: Geometry) -> dict[str, Geometry]:
    """Return an approximate polygon for each ward, in degrees, neighbours touching, cut at the land.

    Args:
        wards: Wards to draw; those without former communes are left out.
        communes: Former communes of the wards and of their neighbours outside.
        land: Where wards may lie (degrees, WGS84); areas are measured on it.
    """
    drawn = [ward for ward in wards if ward.former]
    communes = _with_plausible_extents(communes, drawn)
    sites = _sites(communes)
    cells = _voronoi(sites)
    on_land = shapely.contains_xy(land, sites[:, 0], sites[:, 1])
    areas = np.where(on_land, shapely.area(cells) * KM2_PER_SQUARE_DEGREE, 0.0)
    owner = _assign(sites, areas, communes, drawn)
    merged = [shapely.coverage_union_all(cells[owner == number]) for number in range(len(drawn))]
    smooth = _smooth(merged)
    return {
        ward.code: _largest_parts(shapely.intersection(shape, land))
        for ward, shape in zip(drawn, smooth, strict=True)
    }


def _with_plausible_extents(communes: list[FormerCommune], wards: list[Ward]) -> list[FormerCommune]:
    """Return the communes, those that only carry their district's extent with one around the ward.

    Such an extent is shared with another commune, or much larger than the whole ward.
    """
    uses = Counter((commune.south, commune.west) for commune in communes)
    ward_of = {ward.code: ward for ward in wards}
    found = []
    for commune in communes:
        ward = ward_of.get(commune.ward_codes[0]) if commune.ward_codes else None
        if ward is not None:
            extent_km2 = (
                (commune.east - commune.west) * (commune.north - commune.south) * KM2_PER_SQUARE_DEGREE
            )
            if uses[commune.south, commune.west] > 1 or extent_km2 > 3.0 * ward.area_km2:
                found.append(_around(commune, ward))
                continue
        found.append(commune)
    return found


def _around(commune: FormerCommune, ward: Ward) -> FormerCommune:
    """Return the commune with a square extent of the ward's area around the ward's position."""
    half = 0.5 * math.sqrt(ward.area_km2 / KM2_PER_SQUARE_DEGREE)
    return msgspec.structs.replace(
        commune,
        south=ward.lat - half,
        west=ward.lon - half,
        north=ward.lat + half,
        east=ward.lon + half,
    )


def _sites(communes: list[FormerCommune]) -> Floats:
    """Return float64[n, 2], the Voronoi sites: more where communes are small."""
    found = []
    for commune in communes:
        n = _POINTS_OWN if commune.ward_codes else _POINTS_NEIGHBOUR
        k = np.arange(1, n + 1, dtype=np.float64)
        u, v = (k / _PLASTIC) % 1.0, (k / _PLASTIC**2) % 1.0
        width, height = commune.east - commune.west, commune.north - commune.south
        found.append(
            np.column_stack(
                [commune.west + (1.3 * u - 0.15) * width, commune.south + (1.3 * v - 0.15) * height]
            )
        )
    return np.unique(np.concatenate(found).round(6), axis=0)


def _voronoi(sites: Floats) -> npt.NDArray[np.object_]:
    """Return the Voronoi cell of each site, in the order of the sites."""
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(sites), ordered=True))
    return np.asarray(cells, dtype=object)


def _assign(
    sites: Floats, areas: Floats, communes: list[FormerCommune], wards: list[Ward]
) -> npt.NDArray[np.int64]:
    """Return int64[n], the number of the ward that each site belongs to, or OUTSIDE."""
    number = {ward.code: index for index, ward in enumerate(wards)}
    misfit = _misfit(sites, communes)
    best = np.full((len(wards) + 1, len(sites)), np.inf)
    for column, commune in enumerate(communes):
        codes = commune.ward_codes or ("",)
        for code in codes:
            row = number.get(code, len(wards))
            score = misfit[column]
            if len(codes) > 1:
                # A divided commune: each part is nearer to the position of the ward that took it.
                score = score * _distance_share(sites, [wards[number[c]] for c in codes], codes.index(code))
            np.minimum(best[row], score, out=best[row])
    target = np.array([ward.area_km2 for ward in wards])
    weight = np.ones(len(wards) + 1)
    owner = np.argmin(best, axis=0)
    for _ in range(_ROUNDS):
        got = np.bincount(owner, weights=areas, minlength=len(wards) + 1)[:-1]
        weight[:-1] *= np.clip((target / np.maximum(got, 0.1)) ** 0.25, 0.8, 1.25)
        owner = np.argmin(best / weight[:, None], axis=0)
    return np.where(owner == len(wards), OUTSIDE, owner).astype(np.int64)


def _misfit(sites: Floats, communes: list[FormerCommune]) -> Floats:
    """Return float64[communes, sites]: 0 in the middle of a commune, 1 on the ellipse of its extent."""
    found = np.empty((len(communes), len(sites)))
    for row, commune in enumerate(communes):
        middle_x = 0.5 * (commune.west + commune.east)
        middle_y = 0.5 * (commune.south + commune.north)
        x = (sites[:, 0] - middle_x) / (0.5 * (commune.east - commune.west))
        y = (sites[:, 1] - middle_y) / (0.5 * (commune.north - commune.south))
        found[row] = np.hypot(x, y)
    return found


def _distance_share(sites: Floats, wards: list[Ward], index: int) -> Floats:
    """Return float64[n] ≥ 1: how much farther ward `index` is than the nearest of `wards`."""
    away = np.array([np.hypot(sites[:, 0] - ward.lon, sites[:, 1] - ward.lat) for ward in wards])
    return np.asarray(away[index] / np.maximum(away.min(axis=0), 1e-6))


def _smooth(shapes: list[Geometry]) -> list[Geometry]:
    """Return the coverage with every shared border smoothed once (simplify, then Chaikin)."""
    rough = shapely.coverage_simplify(np.array(shapes, dtype=object), 0.004)
    borders = shapely.line_merge(shapely.union_all(shapely.boundary(rough)))
    arcs = [smoothed_line(shapely.get_coordinates(arc)) for arc in shapely.get_parts(borders)]
    faces = shapely.get_parts(shapely.polygonize([shapely.node(shapely.union_all(arcs))]))
    tree = shapely.STRtree(rough)
    parts: dict[int, list[Geometry]] = {}
    for face in faces:
        near = tree.query(face)
        if len(near) == 0:
            continue
        shared = shapely.area(shapely.intersection(rough[near], face))
        if shared.max() > 0.3 * face.area:
            parts.setdefault(int(near[shared.argmax()]), []).append(face)
    return [shapely.union_all(parts[number]) for number in range(len(shapes))]


def smoothed_line(points: Floats, rounds: int = 2) -> Geometry:
    """Return the line through float64[n, 2] with its corners cut `rounds` times; its ends stay.

    Source: G. Chaikin, An algorithm for high-speed curve generation, 1974.
    """
    for _ in range(rounds):
        if len(points) < 3:
            break
        low, high = points[:-1], points[1:]
        cut = np.stack([0.75 * low + 0.25 * high, 0.25 * low + 0.75 * high], axis=1).reshape(-1, 2)
        points = np.concatenate([points[:1], cut[1:-1], points[-1:]])
    return shapely.linestrings(points)


def _largest_parts(shape: Geometry) -> Geometry:
    """Return the shape without crumbs: parts below 2 % of its largest one and below 0.1 km²."""
    parts = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == 2]
    largest = max(part.area for part in parts)
    kept = [part for part in parts if part.area >= min(0.02 * largest, 0.1 / KM2_PER_SQUARE_DEGREE)]
    return shapely.multipolygons(kept) if len(kept) > 1 else kept[0]


def area_km2(shape: Geometry) -> float:
    """Return the area of a shape given in degrees near Đà Nẵng, in km² (within 1 %)."""
    middle = math.cos(math.radians(shape.centroid.y))
    return float(shape.area * (111.32 * middle) * KM_PER_DEGREE_NORTH)
