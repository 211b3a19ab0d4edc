"""VN-2000 against a published point and against an independent computation: Krüger's series and Helmert's shift."""

from __future__ import annotations

import math

import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.usecases import vn2000

A, F = 6378137.0, 1 / 298.257223563
E2 = F * (2 - F)
DX, DY, DZ = -191.90441429, -39.30318279, -111.45032835
RX, RY, RZ = (math.radians(s / 3600) for s in (-0.00928836, 0.01975479, -0.00427372))
SCALE = 1 + 0.252906278e-6


def geocentric(lat: float, lon: float, h: float) -> tuple[float, float, float]:
    phi, lam = math.radians(lat), math.radians(lon)
    n = A / math.sqrt(1 - E2 * math.sin(phi) ** 2)
    return (
        (n + h) * math.cos(phi) * math.cos(lam),
        (n + h) * math.cos(phi) * math.sin(lam),
        (n * (1 - E2) + h) * math.sin(phi),
    )


def geographic(x: float, y: float, z: float) -> tuple[float, float]:
    p, phi = math.hypot(x, y), 0.0
    for _ in range(12):
        n = A / math.sqrt(1 - E2 * math.sin(phi) ** 2)
        phi = math.atan2(z + E2 * n * math.sin(phi), p)
    return math.degrees(phi), math.degrees(math.atan2(y, x))


def from_wgs84(lat: float, lon: float) -> tuple[float, float]:
    """Return VN-2000 latitude and longitude: the frame's shift taken back by solving its equations."""
    target = geocentric(lat, lon, 0.0)
    x, y, z = target
    for _ in range(4):
        gx, gy, gz = to_wgs84_xyz(x, y, z)
        x, y, z = x + target[0] - gx, y + target[1] - gy, z + target[2] - gz
    return geographic(x, y, z)


def to_wgs84_xyz(x: float, y: float, z: float) -> tuple[float, float, float]:
    """Coordinate-frame rotation, EPSG method 9607."""
    return (
        DX + SCALE * (x + RZ * y - RY * z),
        DY + SCALE * (-RZ * x + y + RX * z),
        DZ + SCALE * (RY * x - RX * y + z),
    )


def tm(lat: float, lon: float, meridian: float, k: float) -> tuple[float, float]:
    """Return easting and northing by Krüger's series in n to the third order."""
    n = F / (2 - F)
    a_bar = A / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alpha = (n / 2 - 2 / 3 * n**2 + 5 / 16 * n**3, 13 / 48 * n**2 - 3 / 5 * n**3, 61 / 240 * n**3)
    e, phi, lam = math.sqrt(E2), math.radians(lat), math.radians(lon - meridian)
    t = math.sinh(math.atanh(math.sin(phi)) - e * math.atanh(e * math.sin(phi)))
    xi, eta = math.atan2(t, math.cos(lam)), math.asinh(math.sin(lam) / math.hypot(t, math.cos(lam)))
    north = xi + sum(a * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, a in enumerate(alpha, 1))
    east = eta + sum(a * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, a in enumerate(alpha, 1))
    return 500_000 + k * a_bar * east, k * a_bar * north


PLACES = {
    "Đà Nẵng, cầu Rồng": (16.0611, 108.2272, 107.75),
    "Hà Nội, Hồ Gươm": (21.0287, 105.8524, 105.0),
    "TP.HCM, Bến Thành": (10.7725, 106.6980, 105.75),
    "Huế, Ngọ Môn": (16.4677, 107.5792, 107.0),
    "Hoàng Sa": (16.5344, 111.6083, 107.75),
}


def test_a_published_point_comes_out_within_five_centimetres() -> None:
    """Point of the paper on conversion for aircraft with precise camera positions: zone 106°15′, ellipsoid heights."""
    lon, lat, h = vn2000.metres(106.25).transform(546_151.8072, 1_855_759.3584, 846.1115)
    assert abs(lat - 16.77839862) * 111_000 < 0.05
    assert abs(lon - 106.6847777) * 106_000 < 0.05
    assert h == pytest.approx(832.2537252, abs=0.001)


@pytest.mark.parametrize("name", PLACES)
def test_points_agree_with_an_independent_computation(name: str) -> None:
    lat, lon, meridian = PLACES[name]
    easting, northing = tm(*from_wgs84(lat, lon), meridian, 0.9999)
    found_lon, found_lat = vn2000.metres(meridian).transform(easting, northing)
    assert abs(found_lat - lat) * 111_000 < 0.05
    assert abs(found_lon - lon) * 107_000 < 0.05


def test_without_the_shift_points_lie_two_hundred_metres_off() -> None:
    easting, northing = tm(16.0611, 108.2272, 107.75, 0.9999)  # as if the map were in WGS84
    lon, lat = vn2000.metres(107.75).transform(easting, northing)
    off = math.hypot((lat - 16.0611) * 110_700, (lon - 108.2272) * 107_000)
    assert 150 < off < 250


@given(st.floats(8.5, 23.3), st.floats(-1.5, 1.5), st.sampled_from(sorted(set(vn2000.MERIDIANS.values()))))
def test_a_round_trip_comes_back_within_two_millimetres(lat: float, off: float, meridian: float) -> None:
    easting, northing = vn2000.metres(meridian).transform(meridian + off, lat, direction="INVERSE")
    lon_back, lat_back = vn2000.metres(meridian).transform(easting, northing)
    assert abs(lon_back - meridian - off) < 2e-8
    assert abs(lat_back - lat) < 2e-8


@pytest.mark.parametrize(
    ("words", "same_as"),
    [("EPSG:5899", 107.75), ("vn2000:107.75", 107.75), ("VN-2000:107,75", 107.75), ("EPSG:9210", 105.75)],
)
def test_codes_and_names_of_a_zone_are_one_zone(words: str, same_as: float) -> None:
    way, degrees = vn2000.transformer(words)
    assert not degrees
    assert way.transform(550_000, 1_780_000) == pytest.approx(
        vn2000.metres(same_as).transform(550_000, 1_780_000), abs=1e-12
    )


def test_the_six_degree_zone_has_its_own_scale() -> None:
    way, _ = vn2000.transformer("vn2000:105/6")
    utm, _ = vn2000.transformer("EPSG:3405")
    assert way.transform(600_000, 1_780_000) == pytest.approx(utm.transform(600_000, 1_780_000), abs=1e-12)


def test_a_zone_in_a_files_own_words_gets_the_shift() -> None:
    words = pyproj.CRS.from_epsg(5899).to_wkt("WKT1_ESRI")
    way, degrees = vn2000.transformer(words)
    assert not degrees
    assert way.transform(550_000, 1_780_000) == pytest.approx(
        vn2000.metres(107.75).transform(550_000, 1_780_000), abs=1e-9
    )


def test_degrees_of_vn2000_are_shifted_too() -> None:
    way, degrees = vn2000.transformer("EPSG:4756")
    assert degrees
    vn_lat, vn_lon = from_wgs84(16.0611, 108.2272)
    lon, lat = way.transform(vn_lon, vn_lat)
    assert lon == pytest.approx(108.2272, abs=5e-7)
    assert lat == pytest.approx(16.0611, abs=5e-7)


def test_wgs84_stays_as_it_is() -> None:
    way, degrees = vn2000.transformer("wgs84")
    assert degrees
    assert way.transform(108.2, 16.06) == pytest.approx((108.2, 16.06))


def test_an_unknown_system_is_refused_with_what_to_write() -> None:
    with pytest.raises(vn2000.CrsError, match=r"vn2000:107\.75"):
        vn2000.transformer("hà nội 72")


def test_meridians_of_a_merged_province_are_those_of_its_parts() -> None:
    assert vn2000.meridians_of(("Thành phố Đà Nẵng", "Tỉnh Quảng Nam")) == (107.75,)
    assert vn2000.meridians_of(("Tỉnh Quảng Ngãi", "Tỉnh Kon Tum")) == (108.0, 107.5)
    assert vn2000.meridians_of(("Tỉnh Không Có",)) == ()
    assert len(vn2000.MERIDIANS) == 63
    assert vn2000.is_vn2000("VN-2000")
    assert not vn2000.is_vn2000("vn2000:105")
