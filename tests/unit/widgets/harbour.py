"""A city with cameras, crews that move and warnings with a surface, for tests of the map."""

from __future__ import annotations

import json
import math

import msgspec

from backend.contract.case_requests import CaseKinds, CasePage, FindCases, GetCaseKinds, GetUnits, Units
from backend.contract.case_shapes import CaseShape, CaseShapes, GetCaseShapes
from backend.contract.cases import CaseFile
from backend.contract.messages import (
    Failure,
    GetHistory,
    GetMap,
    History,
    MapLayer,
    ReplyBody,
    RequestBody,
    Snapshot,
)
from backend.contract.resources import GetNearest, Nearest, NearPlace
from backend.contract.state import Place, PlaceKindInfo, Quality, Series, Text
from tests.unit.widgets.city import NOW, City, column, pulse, snapshot, values
from widgets.logic.live_state import LiveState

BOAT_AT = (16.06, 108.20)
CAMERAS = {
    "cam1": (16.0610, 108.2000),
    "cam2": (16.0600, 108.2030),
    "cam3": (16.0570, 108.2000),
    "cam4": (16.0600, 108.1950),
    "cam5": (16.0900, 108.2500),
}


def camera(place_id: str, **attributes: str) -> Place:
    lat, lon = CAMERAS[place_id]
    stream = f"/no/such/{place_id}.mp4"
    return Place(
        place_id, f"Camera {place_id[-1]}", "camera", lat, lon, attributes={"stream": stream, **attributes}
    )


def harbour(boat_age_s: float = 5.0) -> Snapshot:
    """Return five cameras (one dead, one silent), a boat under way, one never seen, and a police station."""
    base = snapshot(late=False)
    places = (
        *(camera(place_id, bearing_deg=str(90 * k)) for k, place_id in enumerate(CAMERAS)),
        Place("boat1", "Xuồng 01", "boat", 16.08, 108.22),
        Place("boat2", "Xuồng 02", "boat", 16.08, 108.23),
        Place("station", "Công an Hải Châu", "police_station", 16.065, 108.21),
    )
    series, rows = [], []

    def add(place_id: str, metric: str, value: float | None, age_s: float, max_age_s: float = 60.0) -> None:
        index = 200 + len(series)
        series.append(
            Series(f"{place_id}.{metric}", index, place_id, metric, Text(metric), "°", max_age_s, 5)
        )
        if value is not None:
            rows.append((index, NOW - age_s, value))

    for k, place_id in enumerate(CAMERAS):
        add(place_id, "reachable", 0.0 if k == 1 else 1.0, 100.0 if k == 2 else 2.0)
    for metric, value in (
        ("lat_deg", BOAT_AT[0]),
        ("lon_deg", BOAT_AT[1]),
        ("heading_deg", 370.0),
        ("speed_km_h", 9.0),
    ):
        add("boat1", metric, value, boat_age_s)
    for metric in ("lat_deg", "lon_deg"):
        add("boat2", metric, None, 0.0)
    return msgspec.structs.replace(
        base,
        places=(*base.places, *places),
        series=(*base.series, *series),
        values=values(rows),
        place_kinds=(
            PlaceKindInfo("boat", Text("Xuồng cứu hộ", "Rescue boat"), moves=True, resource=True),
            PlaceKindInfo("police_station", Text("Trụ sở công an", "Police station")),
        ),
    )


def harbour_state(boat_age_s: float = 5.0) -> LiveState:
    found = LiveState()
    found.reset(harbour(boat_age_s))
    return found


def square(lon: float, lat: float, half: float = 0.01) -> bytes:
    ring = [
        [lon - half, lat - half],
        [lon + half, lat - half],
        [lon + half, lat + half],
        [lon - half, lat - half],
    ]
    return json.dumps({"type": "MultiPolygon", "coordinates": [[ring]]}).encode()


WARNINGS = (
    CaseShape("CB.1", "warning", "Mưa rất to", "critical", square(108.15, 16.07), ("20194",), 16.07, 108.15),
    CaseShape("CB.2", "warning", "Gió mạnh", "medium", b"", ("20194", "20242")),
)


def warning_file(case_id: str, expires: str) -> CaseFile:
    return CaseFile(
        case_id, "warning", "Mưa rất to", "open", "working", "critical", NOW, NOW, data={"expires": expires}
    )


class Harbour:
    """The daemon of this city."""

    def __init__(self, city: City, layers: dict[str, bytes] | None = None) -> None:
        self.city = city
        self.duty = {"boat1": "busy", "boat2": "free"}
        self.shapes = WARNINGS
        self.files: tuple[CaseFile, ...] = (warning_file("CB.1", "2026-11-22T18:00"),)
        self.refuses: tuple[type, ...] = ()
        self.layers = layers or {}
        city.daemon.default = self.answer  # type: ignore[method-assign]
        city.daemon.answers = {}

    def begin(self, boat_age_s: float = 5.0) -> None:
        self.city.live.take_snapshot(harbour(boat_age_s))
        self.city.live.take(pulse())

    def asked(self, kind: type) -> list[RequestBody]:
        return [body for body in self.city.daemon.asked if isinstance(body, kind)]

    def answer(self, body: RequestBody) -> ReplyBody:
        if isinstance(body, self.refuses):
            return Failure.of(
                "forbidden", Text("Không được xem.", "Not allowed."), Text("Hỏi trưởng ca.", "Ask.")
            )
        if isinstance(body, GetNearest):
            return self._nearest(body)
        if isinstance(body, GetHistory):
            at = [NOW - 600 + 60 * k for k in range(10)]
            return History(tuple(_past(series_id, at) for series_id in body.series))
        if isinstance(body, GetMap) and body.layer in self.layers:
            return MapLayer(body.layer, self.layers[body.layer])
        known: dict[type, ReplyBody] = {
            GetCaseShapes: CaseShapes(self.shapes, NOW),
            FindCases: CasePage(self.files, -1, NOW),
            GetCaseKinds: CaseKinds(()),
            GetUnits: Units(()),
        }
        return known.get(type(body), Failure("not_found", "no such thing"))

    def _nearest(self, body: GetNearest) -> Nearest:
        found = []
        for place in harbour().places:
            if place.kind in body.kinds and place.lat is not None and place.lon is not None:
                away = 111_320 * math.dist((place.lat, place.lon), (body.lat, body.lon))
                state = self.duty.get(place.place_id, "unknown")
                found.append(NearPlace(place.place_id, away, place.lat, place.lon, state))  # type: ignore[arg-type]
        return Nearest(tuple(sorted(found, key=lambda near: near.distance_m)[: body.n]))


def _past(series_id: str, at: list[float]):  # type: ignore[no-untyped-def]
    start = BOAT_AT[0 if series_id.endswith("lat_deg") else 1]
    return column(series_id, at, [start - 0.001 * (len(at) - k) for k in range(len(at))])


def bad(state: LiveState, series_id: str) -> None:
    """Let the newest reading of a series be unusable."""
    state.readings[series_id] = msgspec.structs.replace(state.readings[series_id], quality=Quality.BAD)
