"""Files of places and a small layer of wards for tests."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import shapefile

from backend.usecases import vn2000

WARDS = {
    "20242": ("Hải Châu", 108.20, 16.02, 108.24, 16.10),
    "20200": ("Hòa Khánh", 108.10, 16.02, 108.20, 16.10),
}
"""Code to name and west, south, east, north."""


def write_wards(centre: Path) -> Path:
    (centre / "maps").mkdir(parents=True, exist_ok=True)
    features = []
    for code, (name, w, s, e, n) in WARDS.items():
        ring = [[w, s], [e, s], [e, n], [w, n], [w, s]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        properties = {"code": code, "name": name, "kind": "phường"}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    (centre / "maps" / "wards.geojson").write_text(json.dumps({"features": features}), encoding="utf-8")
    return centre


def metres(lon: float, lat: float, meridian: float = 107.75) -> tuple[float, float]:
    """Return easting and northing in VN-2000."""
    easting, northing = vn2000.metres(meridian).transform(lon, lat, direction="INVERSE")
    return round(easting, 3), round(northing, 3)


def write_shapefile(folder: Path, *, prj: str = "", stem: str = "diem") -> Path:
    """Write two points, Ngã tư Huế and Cầu Rồng, in metres of zone 107°45′."""
    path = folder / f"{stem}.shp"
    with shapefile.Writer(str(path), shapeType=shapefile.POINT, encoding="utf-8") as writer:
        writer.field("MA", "C", 20)
        writer.field("TEN", "C", 80)
        for code, name, lon, lat in (
            ("c1", "Ngã tư Huế", 108.17, 16.065),
            ("c2", "Cầu Rồng", 108.2272, 16.0611),
        ):
            writer.point(*metres(lon, lat))
            writer.record(code, name)
    if prj:
        path.with_suffix(".prj").write_text(prj, encoding="utf-8")
    return path


def zipped(shape: Path) -> Path:
    target = shape.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in shape.parent.glob(f"{shape.stem}.*"):
            if part.suffix != ".zip":
                archive.write(part, f"lop/{part.name}")
    return target
