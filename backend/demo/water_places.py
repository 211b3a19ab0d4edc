"""The register of the demo city's water: systems, plants, blocks of flats and points. Only names are real."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from pathlib import Path

import msgspec

FILE = Path(__file__).parent / "data" / "water_places.csv"
PACKS = ("water",)


class WaterPlace(msgspec.Struct, frozen=True):
    """One place of the register."""

    place_id: str
    kind: str
    name: str
    lat: float
    """Degrees north, WGS84."""
    lon: float
    """Degrees east, WGS84."""
    area_name: str
    system: str
    plant: str
    point_type: str
    disinfectant: str
    source_water: str
    regulation: str
    population: str
    """People served."""
    online: str
    """`yes` where sensors stand."""


ATTRIBUTES = (
    "system", "plant", "point_type", "disinfectant", "source_water", "regulation", "population", "online",
)  # fmt: skip


@functools.cache
def water_places() -> tuple[WaterPlace, ...]:
    """Return all places of the register."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(msgspec.convert(row, WaterPlace, strict=False) for row in csv.DictReader(file))


def points() -> list[WaterPlace]:
    """Return the points at which water is measured or sampled."""
    return [place for place in water_places() if place.kind == "water_point"]


def place_rows() -> Iterator[dict[str, object]]:
    """Yield the rows of places.csv."""
    for place in water_places():
        yield {name: getattr(place, name) for name in WaterPlace.__struct_fields__}
