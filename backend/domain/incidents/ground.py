"""Where things are: places and what people call them, distances, the nearest cameras."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from backend.contract.state import Place, Text

Point = tuple[float, float]
"""Degrees north and degrees east, WGS84."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius, IUGG 1980."""
CAMERA = "camera"
"""Kind of place whose pictures an incident shows."""
N_CAMERAS = 4


def distance_m(a: Point, b: Point) -> float:
    """Return the distance of two points, m.

    On a flat sheet at the mean latitude (equirectangular). Between 8° and 24° north and up to 20 km it
    differs from the geodesic on WGS84 by less than 0.6 %: the flattening of the ellipsoid. A reach of
    800 m is thus one of 795 to 805 m.
    """
    east = (b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return EARTH_RADIUS_M * math.radians(math.hypot(b[0] - a[0], east))


class Ground:
    """The places of a centre."""

    def __init__(
        self,
        places: Iterable[Place] = (),
        kind_names: Mapping[str, Text] | None = None,
        area_kinds: Mapping[str, str] | None = None,
    ) -> None:
        """Take the places.

        Args:
            places: of the centre, with or without position.
            kind_names: kind of place -> what people call it (`Trụ cảnh báo ngập`), for reasons.
            area_kinds: area code -> `phường`, `xã`, `đặc khu`, for reasons.
        """
        self._places = {place.place_id: place for place in places}
        self._kind_names = dict(kind_names or {})
        self._area_kinds = dict(area_kinds or {})
        cameras = [
            (place.place_id, place.lat, place.lon)
            for place in self._places.values()
            if place.kind == CAMERA and place.lat is not None and place.lon is not None
        ]
        self._camera_ids = [camera[0] for camera in cameras]
        self._camera_at = np.array([camera[1:] for camera in cameras], np.float64).reshape(-1, 2)

    @property
    def places(self) -> tuple[Place, ...]:
        """Return all places."""
        return tuple(self._places.values())

    def place(self, place_id: str) -> Place | None:
        """Return one place, None if the centre does not have it."""
        return self._places.get(place_id)

    def called(self, place_id: str) -> Text:
        """Return how a reason calls a place: its kind and name."""
        place = self._places.get(place_id)
        if place is None:
            return Text(place_id)
        kind = self._kind_names.get(place.kind, Text(""))
        return Text(
            *(f"{_small(kind.in_language(language))} {place.name}".strip() for language in ("vi", "en"))
        )

    def area_called(self, area_code: str, area_name: str) -> str:
        """Return how a reason calls a ward: `phường Hòa Khánh`."""
        return f"{self._area_kinds.get(area_code, 'địa bàn')} {area_name or area_code}"

    def cameras_near(self, points: Sequence[Point], n: int = N_CAMERAS) -> tuple[str, ...]:
        """Return the ids of the `n` cameras nearest to any of `points`, nearest first."""
        if not points or not self._camera_ids:
            return ()
        at = np.radians(np.array(points, np.float64))[None, :, :]
        cameras = np.radians(self._camera_at)[:, None, :]
        north = cameras[:, :, 0] - at[:, :, 0]
        east = (cameras[:, :, 1] - at[:, :, 1]) * np.cos((cameras[:, :, 0] + at[:, :, 0]) / 2)
        nearest = np.hypot(north, east).min(axis=1)
        order = np.argsort(nearest, kind="stable")[:n]
        return tuple(self._camera_ids[i] for i in order)


def _small(words: str) -> str:
    """Return words with a small first letter; abbreviations stay as they are."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
