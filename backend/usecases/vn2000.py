"""VN-2000: zones of the provinces, and the way from metres to WGS84 with the datum's shift.

The shift is EPSG operation 6960 "VN-2000 to WGS 84 (2)": seven parameters in the coordinate-frame convention,
as decision 05/2007/QĐ-BTNMT of 27 February 2007 gives them. Without it points lie about 200 m off.
"""

from __future__ import annotations

import re

import numpy as np
import pyproj
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHIFT = (
    "+proj=helmert +x=-191.90441429 +y=-39.30318279 +z=-111.45032835 "
    "+rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame"
)
NORTHING_M = (880_000.0, 2_620_000.0)
"""From Trường Sa's south to Lũng Cú."""
EASTING_M = (150_000.0, 1_060_000.0)
"""In any zone in use; Hoàng Sa lies far east of Đà Nẵng's meridian."""
MERIDIANS: dict[str, float] = {
    "Lai Châu": 103.0, "Điện Biên": 103.0, "Sơn La": 104.0, "Kiên Giang": 104.5, "Cà Mau": 104.5,
    "Lào Cai": 104.75, "Yên Bái": 104.75, "Phú Thọ": 104.75, "Nghệ An": 104.75, "An Giang": 104.75,
    "Vĩnh Phúc": 105.0, "Hà Nội": 105.0, "Hà Nam": 105.0, "Ninh Bình": 105.0, "Thanh Hóa": 105.0,
    "Đồng Tháp": 105.0, "Cần Thơ": 105.0, "Hậu Giang": 105.0, "Bạc Liêu": 105.0,
    "Hà Giang": 105.5, "Bắc Ninh": 105.5, "Hải Dương": 105.5, "Hưng Yên": 105.5, "Nam Định": 105.5,
    "Thái Bình": 105.5, "Hà Tĩnh": 105.5, "Tây Ninh": 105.5, "Vĩnh Long": 105.5, "Sóc Trăng": 105.5,
    "Trà Vinh": 105.5, "Cao Bằng": 105.75, "Hải Phòng": 105.75, "Long An": 105.75, "Tiền Giang": 105.75,
    "Bến Tre": 105.75, "Bình Dương": 105.75, "Hồ Chí Minh": 105.75, "Tuyên Quang": 106.0,
    "Hòa Bình": 106.0, "Quảng Bình": 106.0, "Quảng Trị": 106.25, "Bình Phước": 106.25, "Bắc Kạn": 106.5,
    "Thái Nguyên": 106.5, "Bắc Giang": 107.0, "Huế": 107.0, "Lạng Sơn": 107.25, "Kon Tum": 107.5,
    "Quảng Ninh": 107.75, "Đồng Nai": 107.75, "Bà Rịa - Vũng Tàu": 107.75, "Quảng Nam": 107.75,
    "Lâm Đồng": 107.75, "Đà Nẵng": 107.75, "Quảng Ngãi": 108.0, "Ninh Thuận": 108.25,
    "Khánh Hòa": 108.25, "Bình Định": 108.25, "Đắk Lắk": 108.5, "Đắk Nông": 108.5, "Phú Yên": 108.5,
    "Gia Lai": 108.5, "Bình Thuận": 108.5,
}  # fmt: skip
"""Central meridian of the 3° zone of each province of before 2025, degrees east.

Source: annex of circular 25/2014/TT-BTNMT, to be verified ([ck]): an import tries them against the wards'
boundaries and says which one it took.
"""
_NAMED = re.compile(r"vn-?2000(?::(\d{3}(?:[.,]\d+)?)(?:/([36]))?)?")


class CrsError(ValueError):
    """A coordinate system that nobody knows; says what to write."""


def meridians_of(provinces: tuple[str, ...]) -> tuple[float, ...]:
    """Return the meridians in use in provinces named in full (`Tỉnh Quảng Nam`), each once."""
    bare = (name.removeprefix("Tỉnh ").removeprefix("Thành phố ") for name in provinces)
    return tuple(dict.fromkeys(MERIDIANS[name] for name in bare if name in MERIDIANS))


def is_vn2000(words: str) -> bool:
    """Return whether `words` name VN-2000 without saying its zone."""
    match = _NAMED.fullmatch(words.strip().lower())
    return match is not None and match[1] is None


def metres(meridian: float, scale: float = 0.9999) -> pyproj.Transformer:
    """Return the way from easting and northing of a VN-2000 zone (m) to WGS84 longitude and latitude (°)."""
    zone = f"+proj=tmerc +lat_0=0 +lon_0={meridian} +k={scale} +x_0=500000 +y_0=0 +ellps=WGS84"
    return _pipeline(f"+step +inv {zone}")


def degrees() -> pyproj.Transformer:
    """Return the way from VN-2000 longitude and latitude (°) to WGS84."""
    return _pipeline("+step +proj=unitconvert +xy_in=deg +xy_out=rad")


def _pipeline(first: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_pipeline(
        f"+proj=pipeline {first} +step +proj=cart +ellps=WGS84 +step {SHIFT} "
        "+step +inv +proj=cart +ellps=WGS84 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )


def transformer(words: str) -> tuple[pyproj.Transformer, bool]:
    """Return the way to WGS84 from the system that `words` name, and whether it is in degrees.

    Args:
        words: `wgs84`, `vn2000:107.75` (3° zone), `vn2000:105/6` (6° zone), `EPSG:9210`, or WKT.

    Raises:
        CrsError: no such system.
    """
    plain = words.strip().lower()
    match = _NAMED.fullmatch(plain)
    if match and match[1]:
        return metres(float(match[1].replace(",", ".")), 0.9996 if match[2] == "6" else 0.9999), False
    try:
        system = pyproj.CRS.from_user_input("EPSG:4326" if plain in ("wgs84", "wgs-84") else words)
    except pyproj.exceptions.CRSError as error:
        cure = (
            "write wgs84, vn2000:<central meridian> such as vn2000:107.75, or an EPSG code such as EPSG:5899"
        )
        raise CrsError(f"'{words[:60]}' names no coordinate system; {cure}") from error
    if system.is_geographic and system.to_epsg() == 4756:
        return degrees(), True
    own = _zone(system)
    if own is not None:
        return metres(*own), False
    return pyproj.Transformer.from_crs(system, "EPSG:4326", always_xy=True), bool(system.is_geographic)


def _zone(system: pyproj.CRS) -> tuple[float, float] | None:
    """Return central meridian and scale of a VN-2000 zone that a file names in its own words.

    Programs write it with and without the shift, some as a plain transverse Mercator on WGS84's ellipsoid;
    the datum's name tells.
    """
    if not system.is_projected or system.geodetic_crs is None:
        return None
    datum = f"{system.geodetic_crs.name} {system.name}".upper().replace(" ", "").replace("_", "")
    if "VN-2000" not in datum and "VN2000" not in datum and "VIETNAM2000" not in datum:
        return None
    values = (
        {p.name: p.value for p in system.coordinate_operation.params} if system.coordinate_operation else {}
    )
    meridian = values.get("Longitude of natural origin")
    scale = values.get("Scale factor at natural origin")
    return (float(meridian), float(scale)) if meridian is not None and scale is not None else None
