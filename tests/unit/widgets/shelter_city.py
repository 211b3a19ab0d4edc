"""A city with four shelters for tests of widgets: with room, full, closed, of unknown room."""

from __future__ import annotations

import msgspec

from backend.contract.state import Place, Series, Text
from backend.contract.work import Incident
from tests.unit.widgets.city import NOW, City, snapshot, values

SHELTERS = [
    ("le_loi", "Trường Lê Lợi", "Hòa Khánh", 16.06, 108.16, "200", 80.0, 1.0),
    ("van_hoa", "Nhà văn hoá 3", "Thanh Khê", 16.07, 108.20, "300", 300.0, 1.0),
    ("ubnd", "UBND phường", "Cẩm Lệ", 16.02, 108.21, "150", 0.0, 0.0),
    ("moi", "Trường mới", "Hải Châu", 16.05, 108.22, "", 12.0, 1.0),
    ("xa", "Trường xa", "Hải Vân", 16.18, 108.10, "1000", 10.0, 1.0),
]
INCIDENT = Incident(
    "SC.1",
    Text("Ngập tại Hòa Khánh"),
    "critical",
    "open",
    NOW - 600,
    NOW,
    (),
    extent=(108.15, 16.05, 108.17, 16.07),
)


def with_shelters(city: City, *, incident: bool = False) -> City:
    """Add the shelters, counted five minutes ago, to what the city shows."""
    places, series, rows = [], [], []
    for place_id, name, area, lat, lon, room, people, is_open in SHELTERS:
        attributes = {"n_places": room} if room else {}
        places.append(Place(place_id, name, "shelter", lat, lon, "", area, attributes))
        for metric, unit, value in (("n_people", "người", people), ("is_open", "1", is_open)):
            number = 500 + len(series)
            series_id = f"{place_id}.{metric}"
            series.append(Series(series_id, number, place_id, metric, Text(metric), unit, 7200.0, 0))
            rows.append((number, NOW - 300, value))
    base = snapshot(())
    city.live.take_snapshot(
        msgspec.structs.replace(
            base,
            places=(*base.places, *places),
            series=(*base.series, *series),
            work=(INCIDENT,) if incident else (),
        )
    )
    city.live.take(values(rows))
    return city
