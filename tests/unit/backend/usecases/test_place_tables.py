from __future__ import annotations

import datetime
import json
import zipfile
from pathlib import Path

import openpyxl
import pyproj
import pytest

from backend.usecases import place_tables
from backend.usecases.place_tables import TableError, read_table
from tests.unit.backend.usecases.place_files import metres, write_shapefile, zipped


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_separator_and_the_encoding_are_found(tmp_path: Path, mark: str, encoding: str) -> None:
    text = f"Mã{mark}Tên{mark}Vĩ độ\nc1{mark}Ngã tư Huế{mark}16.05\n"
    table = read_table(write(tmp_path, "a.csv", text, encoding))
    assert table.heads == ("Mã", "Tên", "Vĩ độ")
    assert table.rows[0].cells == {"Mã": "c1", "Tên": "Ngã tư Huế", "Vĩ độ": "16.05"}
    assert table.rows[0].number == 2


def test_decimal_commas_do_not_divide_cells_of_a_table_with_semicolons(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "a.csv", "ten;lat;lon\na;16,05;108,2\nb;16,06;108,3\n"))
    assert table.rows[1].cells == {"ten": "b", "lat": "16,06", "lon": "108,3"}


def test_a_title_above_the_table_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    text = "DANH SÁCH CAMERA;;\n;;\nMã;Tên;X\n\nc1;Cầu;5\n"
    table = read_table(write(tmp_path, "a.csv", text))
    assert table.heads == ("Mã", "Tên", "X")
    assert [row.number for row in table.rows] == [5]


def test_a_workbook_keeps_numbers_dates_and_leading_zeros(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Danh mục"])
    page.append(["ma", "ten", "lat", "ngay"])
    page.append(["007", "Cầu Rồng", 16.0611, datetime.date(2026, 1, 2)])
    page.append([8, None, 16, None])
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx")
    assert table.rows[0].cells == {
        "ma": "007",
        "ten": "Cầu Rồng",
        "lat": "16.0611",
        "ngay": "2026-01-02 00:00:00",
    }
    assert table.rows[1].cells["ma"] == "8"
    assert table.rows[0].number == 3


def test_geojson_gives_points_and_says_its_system(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"ten": "Cầu", "so": 5},
        "geometry": {"type": "Point", "coordinates": [108.2, 16.0]},
    }
    line = {
        "type": "Feature",
        "properties": {"ten": "Phố"},
        "geometry": {"type": "LineString", "coordinates": [[108.0, 16.0], [108.2, 16.0]]},
    }
    nothing = {"type": "Feature", "properties": {"ten": "?"}, "geometry": None}
    data = {"features": [feature, line, nothing], "crs": {"properties": {"name": "EPSG:5899"}}}
    table = read_table(write(tmp_path, "a.geojson", json.dumps(data)))
    assert table.crs == "EPSG:5899"
    assert table.rows[0].point == (108.2, 16.0)
    assert table.rows[1].point is not None
    assert table.rows[2].point is None
    assert table.notes == ("1 lines or areas are taken at one point of theirs",)
    assert read_table(write(tmp_path, "b.geojson", json.dumps({"features": [feature]}))).crs == "wgs84"


@pytest.mark.parametrize("packed", [False, True])
def test_a_shapefile_is_read_alone_and_packed(tmp_path: Path, packed: bool) -> None:
    shape = write_shapefile(tmp_path, prj=pyproj.CRS.from_epsg(5899).to_wkt("WKT1_ESRI"))
    table = read_table(zipped(shape) if packed else shape)
    assert table.rows[1].cells == {"MA": "c2", "TEN": "Cầu Rồng"}
    assert table.rows[1].point == pytest.approx(metres(108.2272, 16.0611))
    assert "107" in table.crs


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "Đội".encode("cp1258", "replace") + b"\xd0\x9f\xff", "not UTF-8 text"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"ten,ten\na,b\n", "stands twice"),
        ("a.xlsx", b"PK nothing", "no readable workbook"),
        ("a.geojson", b"{}", "no GeoJSON"),
        ("a.geojson", b'{"features": []}', "has no feature"),
        ("a.zip", b"nothing", "no readable archive"),
        ("a.pdf", b"", "is not understood"),
        ("a.shp", b"xx", "belong together"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_cure(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TableError, match=words):
        read_table(tmp_path / name)


def test_a_broken_shapefile_is_refused(tmp_path: Path) -> None:
    shape = write_shapefile(tmp_path)
    shape.write_bytes(b"rubbish" * 20)
    with pytest.raises(TableError, match="no readable shapefile"):
        read_table(shape)


def test_a_projection_that_nobody_understands_asks_for_the_system(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="give --crs"):
        read_table(write_shapefile(tmp_path, prj="nothing"))


def test_an_archive_with_two_layers_is_refused(tmp_path: Path) -> None:
    write_shapefile(tmp_path, stem="b")
    shape = write_shapefile(tmp_path, stem="a")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        for part in (shape, tmp_path / "b.shp"):
            archive.write(part, part.name)
    with pytest.raises(TableError, match="2 shapefiles"):
        read_table(tmp_path / "two.zip")


@pytest.mark.parametrize("suffix", [".zip", ".xlsx"])
def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place_tables, "MOST_BYTES", 10_000)
    path = tmp_path / f"bomb{suffix}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\0" * 5_000_000)
    assert path.stat().st_size < 10_000
    with pytest.raises(TableError, match="larger than"):
        read_table(path)


def test_a_part_larger_than_it_says_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shape = zipped(write_shapefile(tmp_path))
    monkeypatch.setattr(place_tables, "MOST_BYTES", 600)
    monkeypatch.setattr(place_tables, "_check_size", lambda *_: None)
    with zipfile.ZipFile(shape) as archive:
        sizes = [part.file_size for part in archive.infolist()]
    monkeypatch.setattr(place_tables, "MOST_BYTES", max(*sizes, shape.stat().st_size) - 1)
    with pytest.raises(TableError, match="MB; split it"):
        read_table(shape)


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place_tables, "MOST_ROWS", 3)
    with pytest.raises(TableError, match="more than 3 rows"):
        read_table(write(tmp_path, "a.csv", "ten,lat\n" + "a,1\n" * 5))
