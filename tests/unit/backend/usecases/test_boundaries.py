from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyproj
import pytest
import shapefile
from shapely.geometry import shape

from backend.usecases.boundaries import BoundaryError, coordinate_system, import_boundaries, label_point

A = [[108.10, 16.00], [108.20, 16.00], [108.20, 16.10], [108.10, 16.10], [108.10, 16.00]]
B = [[108.20, 16.00], [108.30, 16.00], [108.30, 16.10], [108.20, 16.10], [108.20, 16.00]]


def feature(ring: list[list[float]], **properties: object) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write(path: Path, *features: dict[str, Any], **more: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), "utf-8")
    return path


def result(centre: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((centre / "maps" / "wards.geojson").read_text("utf-8"))[
        "features"
    ]
    return found


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "wards.geojson"


def test_geojson_is_taken_with_code_name_and_kind(source: Path, tmp_path: Path) -> None:
    write(
        source,
        feature(B, MA_XA="20200", TEN_XA="Phường Hòa Khánh"),
        feature(A, MA_XA="20197", TEN_XA="Xã Bà Nà"),
    )
    words = import_boundaries(source, tmp_path / "centre")
    assert words.startswith("2 boundaries")
    first, second = (f["properties"] for f in result(tmp_path / "centre"))
    assert (first["code"], first["name"], first["kind"]) == ("20197", "Bà Nà", "xã")
    assert (second["name"], second["kind"], second["approximate"]) == ("Hòa Khánh", "phường", False)
    assert second["label"] == pytest.approx([108.25, 16.05], abs=0.01)


def test_a_shapefile_in_vn2000_lands_where_it_belongs(tmp_path: Path) -> None:
    system = coordinate_system("vn2000:107.75")
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", system, always_xy=True)
    path = tmp_path / "wards.shp"
    with shapefile.Writer(str(path), encoding="utf-8") as writer:
        writer.field("maxa", "C", 10)
        writer.field("tenxa", "C", 60)
        writer.poly([[list(to_metres.transform(*point)) for point in A]])
        writer.record("20200", "Hòa Khánh")
    import_boundaries(path, tmp_path / "centre", crs="vn2000:107.75")
    bounds = shape(result(tmp_path / "centre")[0]["geometry"]).bounds
    assert bounds == pytest.approx((108.10, 16.00, 108.20, 16.10), abs=1e-4)


def test_the_prj_file_names_the_system(tmp_path: Path) -> None:
    path = tmp_path / "wards.shp"
    to_metres = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:9217", always_xy=True)
    with shapefile.Writer(str(path)) as writer:
        writer.field("code", "C", 10)
        writer.field("name", "C", 60)
        writer.poly([[list(to_metres.transform(*point)) for point in A]])
        writer.record("1", "A")
    path.with_suffix(".prj").write_text(pyproj.CRS("EPSG:9217").to_wkt("WKT1_ESRI"), "utf-8")
    import_boundaries(path, tmp_path / "centre")
    bounds = shape(result(tmp_path / "centre")[0]["geometry"]).bounds
    # without the datum's shift, which a .prj file does not carry: 200 m at most
    assert bounds == pytest.approx((108.10, 16.00, 108.20, 16.10), abs=0.002)


def test_all_faults_are_told_in_one_pass_and_nothing_is_written(source: Path, tmp_path: Path) -> None:
    metres = [[x * 1000, y * 1000] for x, y in A]
    write(
        source,
        feature(A, code="1", name="A"),
        feature(B, code="1", name="B"),
        feature(B, label="?"),
        feature(metres, code="3", name="C"),
        {"type": "Feature", "properties": {"code": "4", "name": "D"}, "geometry": None},
    )
    with pytest.raises(BoundaryError) as caught:
        import_boundaries(source, tmp_path / "centre")
    lines = str(caught.value).splitlines()
    assert len(lines) == 4
    assert "feature 2 (1 B): the code stands twice" in lines[0]
    assert "feature 3: no code or no name" in lines[1]
    assert "ma_xa" in lines[1]
    assert "outside Việt Nam" in lines[2]
    assert "--crs" in lines[2]
    assert "feature 5 (4 D)" in lines[3]
    assert not (tmp_path / "centre").exists()


def test_a_ring_that_crosses_itself_is_repaired_and_named(source: Path, tmp_path: Path) -> None:
    bow = [[108.1, 16.0], [108.2, 16.1], [108.2, 16.0], [108.1, 16.1], [108.1, 16.0]]
    write(source, feature(bow, code="1", name="Nơ"))
    assert "Nơ" in import_boundaries(source, tmp_path / "centre")
    assert shape(result(tmp_path / "centre")[0]["geometry"]).is_valid


def test_shared_borders_stay_shared(source: Path, tmp_path: Path) -> None:
    wavy = [[108.20 + 0.0003 * (i % 3), 16.0 + i / 1000] for i in range(101)]
    left = [[108.10, 16.0], *wavy, [108.10, 16.1], [108.10, 16.0]]
    right = [[108.30, 16.0], *wavy, [108.30, 16.1], [108.30, 16.0]]
    write(source, feature(left, code="1", name="A"), feature(right, code="2", name="B"))
    import_boundaries(source, tmp_path / "centre")
    a, b = (shape(f["geometry"]) for f in result(tmp_path / "centre"))
    assert a.intersection(b).area < 1e-10
    assert a.union(b).geom_type == "Polygon"


@pytest.mark.parametrize("name", ["wards.kml", "broken.json", "list.geojson"])
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text({"list.geojson": "[1]"}.get(name, "{"), "utf-8")
    with pytest.raises(BoundaryError, match=name):
        import_boundaries(path, tmp_path)


def test_an_unknown_system_names_what_is_allowed() -> None:
    with pytest.raises(BoundaryError, match=r"vn2000:<central meridian>"):
        coordinate_system("VN-3000")


def test_the_label_lies_inside_a_bent_shape() -> None:
    bent = shape(
        {"type": "Polygon", "coordinates": [[[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [0, 1], [0, 0]]]}
    )
    assert bent.contains(shape({"type": "Point", "coordinates": label_point(bent)}))


@pytest.mark.parametrize(("file", "n"), [("wards_48_da_nang", 94), ("wards_79_ho_chi_minh", 168)])
def test_the_official_files_are_taken(real_data: Path, tmp_path: Path, file: str, n: int) -> None:
    import_boundaries(real_data / "admin_vn" / f"{file}.geojson", tmp_path)
    features = result(tmp_path)
    assert len(features) == n
    assert (tmp_path / "maps" / "wards.geojson").stat().st_size < 1_500_000
    assert {f["properties"]["kind"] for f in features} <= {"phường", "xã", "đặc khu"}
