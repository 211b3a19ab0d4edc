"""Takes official ward boundaries into a centre: reads, checks, turns to WGS84, simplifies, writes.

Reads GeoJSON (WGS84 as the standard says, or the older `crs` member) and shapefiles (system from the
`.prj` file). VN-2000 is named by its EPSG code or by its central meridian: `vn2000:107.75`.
Source of the VN-2000 parameters: decision 05/2007/QĐ-BTNMT of 27 February 2007.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import msgspec
import pyproj
import shapefile
import shapely
from shapely import Geometry

MAX_BYTES = 1_500_000
"""A wall loads the file in one piece."""
VIETNAM = (101.0, 5.0, 119.0, 24.5)
"""West, south, east, north in degrees, islands included."""
FIELDS = {
    "code": ("code", "ma_xa", "maxa", "ma_phuong_xa", "maphuongxa", "ma_dvhc", "madvhc", "ward_code", "ma"),
    "name": (
        "name",
        "ten_xa",
        "tenxa",
        "ten_phuong_xa",
        "tenphuongxa",
        "ten_dvhc",
        "tendvhc",
        "ward_name",
        "ten",
    ),
    "kind": ("kind", "loai", "loai_dvhc", "ward_type", "type"),
}
"""Property names that are understood, in the order they are tried; case does not matter."""
FULL_NAMES = ("fullname", "full_name", "ten_day_du")
KINDS = ("phường", "xã", "đặc khu", "thị trấn")
_TO_WGS84 = "-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
"""The decision gives rotations of the frame (EPSG operation 6960); `towgs84` wants those of the vector."""
_TOLERANCES = (0.00005, 0.0001, 0.0002, 0.0004, 0.0008, 0.0016, 0.003)
"""Degrees; the first that fits MAX_BYTES is taken."""


class BoundaryError(ValueError):
    """The file cannot be taken; the message lists every fault with its cure."""


class Boundary(msgspec.Struct, frozen=True):
    """One ward as it stands in the file, in WGS84."""

    code: str
    name: str
    kind: str
    shape: Geometry


def import_boundaries(file: Path, centre_folder: Path, *, crs: str = "") -> str:
    """Write `<centre_folder>/maps/wards.geojson` from an official file.

    Args:
        file: `.geojson`, `.json` or `.shp` (with `.shx`, `.dbf`, `.prj` beside it).
        centre_folder: folder of the centre.
        crs: coordinate system where the file does not tell: `EPSG:9217`, or `vn2000:<central
            meridian>` for a 3° zone (`vn2000:108/6` for a 6° zone).

    Returns:
        What was done, in words.

    Raises:
        BoundaryError: the file cannot be used; lists every fault.
        OSError: a file cannot be read or written.
    """
    records, system = _read(file)
    boundaries, repaired = _check(file, records, coordinate_system(crs) if crs else system)
    content, tolerance = _encode(boundaries)
    target = centre_folder / "maps" / "wards.geojson"
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    partial.write_bytes(content)
    partial.replace(target)
    words = (
        f"{len(boundaries)} boundaries written to {target} ({len(content) / 1000:.0f} kB, simplified to "
        f"about {tolerance * 111_000:.0f} m); the wall shows them after the daemon's next start."
    )
    if repaired:
        words += f" Repaired (rings that crossed themselves): {', '.join(repaired)}."
    return words + " If the centre's map_note says that boundaries are approximate, remove it."


def label_point(shape: Geometry) -> list[float]:
    """Return longitude and latitude of the point deepest inside the largest part: the name goes there."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    radius = shapely.maximum_inscribed_circle(largest, tolerance=0.002)
    lon, lat = shapely.get_coordinates(radius)[0]
    return [round(float(lon), 5), round(float(lat), 5)]


def coordinate_system(words: str) -> pyproj.CRS:
    """Return the coordinate system that `words` name.

    Raises:
        BoundaryError: no such system.
    """
    match = re.fullmatch(r"vn-?2000:(\d{3}(?:\.\d+)?)(?:/([36]))?", words.strip().lower())
    if match:
        scale = 0.9996 if match[2] == "6" else 0.9999
        words = (
            f"+proj=tmerc +lat_0=0 +lon_0={match[1]} +k={scale} +x_0=500000 +y_0=0 +ellps=WGS84 "
            f"+towgs84={_TO_WGS84} +units=m +no_defs"
        )
    try:
        return pyproj.CRS.from_user_input(words)
    except pyproj.exceptions.CRSError as error:
        cure = "give an EPSG code such as EPSG:9217, or vn2000:<central meridian> such as vn2000:107.75"
        raise BoundaryError(f"'{words}' names no coordinate system; {cure}") from error


Record = tuple[dict[str, Any], Any]
"""Properties, and the geometry as GeoJSON."""


def _read(file: Path) -> tuple[list[Record], pyproj.CRS]:
    """Return the records of a file and its coordinate system."""
    match file.suffix.lower():
        case ".shp":
            return _read_shapefile(file)
        case ".geojson" | ".json":
            return _read_geojson(file)
        case suffix:
            raise BoundaryError(f"{file}: '{suffix}' is not understood; give .geojson, .json or .shp")


def _read_geojson(file: Path) -> tuple[list[Record], pyproj.CRS]:
    try:
        data = json.loads(file.read_text(encoding="utf-8-sig"))
        records = [(dict(f["properties"] or {}), f["geometry"]) for f in data["features"]]
    except (ValueError, KeyError, TypeError) as error:
        raise BoundaryError(f"{file}: no GeoJSON FeatureCollection ({error}); export it again") from error
    named = (data.get("crs") or {}).get("properties", {}).get("name", "EPSG:4326")
    return records, coordinate_system(str(named))


def _read_shapefile(file: Path) -> tuple[list[Record], pyproj.CRS]:
    projection = file.with_suffix(".prj")
    try:
        system = pyproj.CRS.from_wkt(projection.read_text(encoding="utf-8", errors="replace"))
    except FileNotFoundError:
        system = coordinate_system("EPSG:4326")
    except pyproj.exceptions.CRSError as error:
        raise BoundaryError(f"{projection}: not understood ({error}); give --crs") from error
    encoding = _dbf_encoding(file)
    try:
        with shapefile.Reader(str(file), encoding=encoding) as reader:
            rows = [(r.record.as_dict(), r.shape.__geo_interface__) for r in reader.iterShapeRecords()]
    except (shapefile.ShapefileException, UnicodeDecodeError) as error:
        raise BoundaryError(
            f"{file}: no readable shapefile ({error}); .shp, .shx and .dbf belong together"
        ) from error
    return rows, system


def _dbf_encoding(file: Path) -> str:
    page = file.with_suffix(".cpg")
    return page.read_text(encoding="ascii").strip() if page.is_file() else "utf-8"


def _check(file: Path, records: list[Record], system: pyproj.CRS) -> tuple[list[Boundary], list[str]]:
    """Return the boundaries in WGS84 and the names of those repaired; raise with all faults."""
    faults: list[str] = []
    found: dict[str, Boundary] = {}
    repaired: list[str] = []
    to_wgs84 = pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    for number, (properties, geometry) in enumerate(records, start=1):
        item = f"feature {number}"
        code, name, kind = _identity(properties)
        if not code or not name:
            faults.append(f"{item}: no code or no name among {sorted(properties)}; {_field_cure()}")
            continue
        item = f"{item} ({code} {name})"
        if code in found:
            faults.append(f"{item}: the code stands twice; one ward is one feature with all its parts")
            continue
        try:
            shape = shapely.transform(
                shapely.force_2d(shapely.from_geojson(json.dumps(geometry))),
                to_wgs84.transform,
                interleaved=False,
            )
        except (shapely.errors.GEOSException, TypeError, ValueError) as error:
            faults.append(f"{item}: no geometry that can be read ({error}); export it again")
            continue
        if not shape.is_valid:
            shape = shapely.make_valid(shape)
            repaired.append(name)
        problem = _misplaced(shape)
        if problem:
            faults.append(f"{item}: {problem}")
            continue
        found[code] = Boundary(code, name, kind, _surfaces(shape))
    if not records:
        faults.append("no feature at all; export the layer of wards and communes")
    if faults:
        raise BoundaryError("\n".join(f"{file}: {fault}" for fault in faults[:40]))
    return sorted(found.values(), key=lambda boundary: boundary.code), repaired


def _misplaced(shape: Geometry) -> str:
    """Return what is wrong with a boundary in WGS84, nothing where it is fine."""
    if shape.is_empty or _surfaces(shape).is_empty:
        return "no surface; expected a Polygon or MultiPolygon"
    west, south, east, north = shape.bounds
    if not (VIETNAM[0] <= west and VIETNAM[1] <= south and east <= VIETNAM[2] and north <= VIETNAM[3]):
        return (
            f"lies at {west:.3f}…{east:.3f} east, {south:.3f}…{north:.3f} north, outside Việt Nam; "
            "say the file's system by --crs (for example vn2000:107.75)"
        )
    return ""


def _surfaces(shape: Geometry) -> Geometry:
    """Return only the polygons of a shape; repairing may leave lines and points."""
    parts: list[Geometry] = []
    for part in shapely.get_parts(shape):
        parts += [p for p in shapely.get_parts(part) if shapely.get_dimensions(p) == 2]
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _identity(properties: dict[str, Any]) -> tuple[str, str, str]:
    """Return code, name without kind, and kind of a feature; empty where the file has none."""
    lower = {str(key).lower(): value for key, value in properties.items()}

    def first(keys: tuple[str, ...]) -> str:
        for key in keys:
            if lower.get(key) not in (None, ""):
                return unicodedata.normalize("NFC", str(lower[key]).strip())
        return ""

    code, name, kind = first(FIELDS["code"]), first(FIELDS["name"]), first(FIELDS["kind"]).lower()
    for words in (name, first(FULL_NAMES)):
        for known in KINDS:
            if words.lower().startswith(known + " "):
                kind = kind or known
                if words is name:
                    name = name[len(known) + 1 :].strip()
    return code.removesuffix(".0"), name, kind


def _field_cure() -> str:
    return f"name the code one of {', '.join(FIELDS['code'])} and the name one of {', '.join(FIELDS['name'])}"


def _encode(boundaries: list[Boundary]) -> tuple[bytes, float]:
    """Return the layer as GeoJSON below MAX_BYTES where possible, and the tolerance used (degrees)."""
    shapes = [boundary.shape for boundary in boundaries]
    content = b""
    for tolerance in _TOLERANCES:
        # a coverage keeps its shared borders shared; shapely wants it as an array of surfaces
        simple = shapely.coverage_simplify(shapes, tolerance)
        features = [_feature(b, shape) for b, shape in zip(boundaries, simple, strict=True)]
        content = json.dumps(
            {"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")
        ).encode()
        if len(content) <= MAX_BYTES:
            break
    return content, tolerance


def _feature(boundary: Boundary, shape: Geometry) -> dict[str, Any]:
    # rounding to about a metre may close a tiny ring: the unsimplified shape then stands in
    rounded = shapely.set_precision(shape if not shape.is_empty else boundary.shape, 0.00001)
    properties = {
        "code": boundary.code,
        "name": boundary.name,
        "kind": boundary.kind,
        "approximate": False,
        "label": label_point(boundary.shape),
    }
    geometry = json.loads(shapely.to_geojson(rounded))
    return {"type": "Feature", "properties": properties, "geometry": geometry}
