"""The cameras nearest to a point of the map: asks the daemon, and says what the page draws of it."""

from __future__ import annotations

import unicodedata
from functools import partial

import msgspec
from PySide6.QtCore import QObject, Signal

from backend.contract.messages import Failure, ReplyBody
from backend.contract.resources import GetNearest, Nearest
from backend.contract.state import Place
from widgets.logic import formats
from widgets.logic.map_cameras import CAMERA_KIND
from widgets.logic.map_pictures import MOST
from widgets.tile import TileContext

M_PER_KM = 1000.0
Point = tuple[float, float]
"""Longitude, latitude."""


class NearCamera(msgspec.Struct, frozen=True):
    """One camera near the point."""

    at: Point
    label: str
    """Number and distance: `1 · 240 m`."""


class NearMark(msgspec.Struct, frozen=True):
    """Argument of the page's `setNear`."""

    point: Point | None = None
    cameras: tuple[NearCamera, ...] = ()


class NearestCameras(QObject):
    """One question at a time; a newer one makes the answer to an older one void."""

    answered = Signal()
    """`places` and `mark` are those of the newest point."""
    failed = Signal(str)
    """Why there is no answer, in words."""

    def __init__(self, context: TileContext, parent: QObject) -> None:
        """Ask nothing."""
        super().__init__(parent)
        self._context = context
        self._point: Point | None = None
        self.mark = NearMark()
        self.places: list[Place] = []
        """Nearest first; the name says its number and how far away it is."""

    def ask(self, point: Point) -> None:
        """Look for the cameras nearest to a point."""
        self._point = point
        lon, lat = point
        body = GetNearest(lat, lon, (CAMERA_KIND,), MOST)
        self._context.live.request(body, partial(self._take, point))

    def forget(self) -> bool:
        """Look at no point any more; return whether one was looked at."""
        looked = self._point is not None
        self._point, self.mark, self.places = None, NearMark(), []
        return looked

    def _take(self, point: Point, reply: ReplyBody) -> None:
        if point != self._point:
            return
        if isinstance(reply, Nearest):
            self._note(point, reply)
            self.answered.emit()
        elif isinstance(reply, Failure):
            self.forget()
            self.failed.emit(reply.said(self._context.language))

    def _note(self, point: Point, reply: Nearest) -> None:
        language, known = self._context.language, self._context.live.state.places
        cameras, places = [], []
        for number, near in enumerate(reply.places, start=1):
            away = distance_words(near.distance_m, language)
            cameras.append(NearCamera((near.lon, near.lat), f"{number} · {away}"))
            place = known.get(near.place_id) or Place(near.place_id, near.place_id, CAMERA_KIND)
            name = unicodedata.normalize("NFC", f"{number} · {place.name} · {away}")
            places.append(msgspec.structs.replace(place, name=name, lon=near.lon, lat=near.lat))
        self.mark, self.places = NearMark(point, tuple(cameras)), places


def distance_words(metres: float, language: str) -> str:
    """Return a distance for people: `40 m`, `1,2 km`."""
    if metres < M_PER_KM - 5:
        return f"{formats.number(round(metres / 10) * 10, 0, language)}\u00a0m"
    return f"{formats.number(metres / M_PER_KM, 1, language)}\u00a0km"
