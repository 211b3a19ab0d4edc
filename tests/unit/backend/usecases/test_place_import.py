from __future__ import annotations

import csv
from pathlib import Path

import pyproj
import pytest

from backend.usecases.place_import import PlaceImportError, PlaceOptions, import_places, merged
from tests.unit.backend.usecases.place_files import metres, write_shapefile, write_wards, zipped

PLACES = "place_id,name,kind,lat,lon,area_code,area_name,river\nc2,Cầu,camera,16.0611,108.2272,20242,Hải Châu,Hàn\nold,Trạm,post,16,108,,,\n"


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    folder = write_wards(tmp_path / "centre")
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    return folder


def rows(centre: Path) -> dict[str, dict[str, str]]:
    found = csv.DictReader((centre / "places.csv").read_text(encoding="utf-8").splitlines())
    return {row["place_id"]: row for row in found}


def write(folder: Path, text: str, name: str = "in.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_spreadsheet_in_vn2000_becomes_places_with_wards(centre: Path, tmp_path: Path) -> None:
    a, b = metres(108.17, 16.065), metres(108.2272, 16.0611)
    text = (
        "Danh sách camera;;;;\nMã;Tên điểm;X;Y;Hãng\n"
        f"c1;Ngã tư Huế;{a[1]};{a[0]};Axis\nc2;Cầu Rồng;{b[1]};{b[0]};\n"
    )
    taken = import_places(
        write(tmp_path, text.replace(".", ",")), centre, PlaceOptions(kind="camera", crs="vn2000")
    )
    assert taken.added == ("c1",)
    assert taken.changed == (("c2", ("name Cầu → Cầu Rồng",)),)
    assert (taken.n_same, taken.n_kept, taken.written) == (0, 1, True)
    found = rows(centre)
    assert list(found) == ["c2", "old", "c1"]
    assert found["c1"]["area_name"] == "Hòa Khánh"
    assert found["c1"]["area_code"] == "20200"
    assert float(found["c1"]["lat"]) == pytest.approx(16.065, abs=1e-6)
    assert float(found["c1"]["lon"]) == pytest.approx(108.17, abs=1e-6)
    assert found["c1"]["hang"] == "Axis"
    assert found["c2"]["river"] == "Hàn"
    assert "VN-2000 TM-3 107°45′" in taken.words()


@pytest.mark.parametrize("packed", [False, True])
def test_a_shapefile_is_taken_by_its_own_projection(centre: Path, tmp_path: Path, packed: bool) -> None:
    shape = write_shapefile(tmp_path, prj=pyproj.CRS.from_epsg(5899).to_wkt("WKT1_ESRI"))
    import_places(zipped(shape) if packed else shape, centre, PlaceOptions(kind="camera"))
    assert float(rows(centre)["c1"]["lon"]) == pytest.approx(108.17, abs=2e-6)


def test_the_same_file_twice_changes_nothing(centre: Path, tmp_path: Path) -> None:
    file = write(tmp_path, "ma,ten,lat,lon\nc1,A,16.05,108.21\n")
    assert import_places(file, centre, PlaceOptions(kind="camera")).added == ("c1",)
    before = (centre / "places.csv").read_bytes()
    again = import_places(file, centre, PlaceOptions(kind="camera"))
    assert (again.added, again.changed, again.n_same, again.written) == ((), (), 1, False)
    assert (centre / "places.csv").read_bytes() == before


def test_a_dry_run_says_and_writes_nothing(centre: Path, tmp_path: Path) -> None:
    file = write(tmp_path, "ma,ten,lat,lon\nc1,A,16.05,108.21\nc2,Cầu mới,16.07,108.2272\n")
    taken = import_places(file, centre, PlaceOptions(kind="camera", dry_run=True))
    assert taken.added == ("c1",)
    assert taken.changed == (("c2", ("name Cầu → Cầu mới", "lat 16.0611 → 16.070000")),)
    assert (centre / "places.csv").read_text(encoding="utf-8") == PLACES
    assert "nothing written" in taken.words()


FAULTY = (
    "ma,ten,loai,lat,lon\n"
    "c1,Tốt,camera,16.05,108.21\n"
    "c3,Sai số,camera,16.0x,108.21\n"
    "c1,Trùng,camera,16.05,108.22\n"
    "c4,Xa,camera,61.05,108.21\n"
    "c5,Loại lạ,camra,16.05,108.21\n"
    ",,camera,16.05,108.21\n"
    "c6,Thiếu loại,,16.05,108.21\n"
)


def test_every_fault_is_named_by_row_and_nothing_is_written(centre: Path, tmp_path: Path) -> None:
    with pytest.raises(PlaceImportError) as error:
        import_places(write(tmp_path, FAULTY), centre, PlaceOptions(kinds=("camera", "post")))
    lines = str(error.value).splitlines()
    assert [line.split(":")[1].strip() for line in lines[:-1]] == [
        "row 3",
        "row 4",
        "row 5",
        "row 6",
        "row 7",
        "row 8",
    ]
    assert "'c1' stands in row 2 too" in lines[1]
    assert "did you mean 'camera'" in lines[3]
    assert "--leave-out" in lines[-1]
    assert (centre / "places.csv").read_text(encoding="utf-8") == PLACES


def test_good_rows_are_taken_without_the_faulty_ones_on_purpose(centre: Path, tmp_path: Path) -> None:
    taken = import_places(
        write(tmp_path, FAULTY), centre, PlaceOptions(kinds=("camera", "post"), leave_out=True)
    )
    assert taken.added == ("c1",)
    assert len(taken.faults) == 6
    assert "left out: row 3" in taken.words()


def test_a_ward_that_the_file_names_stays_and_the_difference_is_said(centre: Path, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "ma,ten,lat,lon,ma_xa\nc1,A,16.05,108.21,20200\nc3,B,16.05,108.21,99999\nc4,C,17.5,108.21,\n",
    )
    taken = import_places(file, centre, PlaceOptions(kind="camera"))
    found = rows(centre)
    assert found["c1"]["area_name"] == "Hòa Khánh"
    assert found["c3"]["area_code"] == "20242"
    assert found["c4"]["area_code"] == ""
    assert any("another ward than the position: c1" in note for note in taken.notes)
    assert any("outside of every ward: c4" in note for note in taken.notes)


def test_columns_may_be_named_by_hand(centre: Path, tmp_path: Path) -> None:
    file = write(tmp_path, "So,Tram do,Doc,Ngang,Bo\n1,Cầu,16.05,108.21,x\n")
    mapped = {"Tram do": "name", "Doc": "lat", "Ngang": "lon", "Bo": "", "So": "serial"}
    import_places(file, centre, PlaceOptions(kind="post", mapped=mapped))
    place = rows(centre)["post-cau"]
    assert place["serial"] == "1"
    assert "bo" not in place
    assert place["name"] == "Cầu"


@pytest.mark.parametrize(
    ("text", "mapped", "words"),
    [
        ("ten,ghi chu\na,b\n", {}, "no columns of coordinates"),
        ("lat,lon\n16,108\n", {}, "no column of names"),
        ("ten,lat,lon\na,16,108\n", {"tem": "name"}, "did you mean 'ten'"),
    ],
)
def test_a_table_without_what_is_needed_is_refused(
    centre: Path, tmp_path: Path, text: str, mapped: dict[str, str], words: str
) -> None:
    with pytest.raises(PlaceImportError, match=words):
        import_places(write(tmp_path, text), centre, PlaceOptions(kind="k", mapped=mapped))


def test_a_place_without_position_is_kept_and_said(centre: Path, tmp_path: Path) -> None:
    taken = import_places(
        write(tmp_path, "ma,ten,lat,lon\nc1,A,,\nc3,B,16.05,108.21\n"), centre, PlaceOptions(kind="post")
    )
    assert rows(centre)["c1"]["lat"] == ""
    assert any("1 places have no position" in note for note in taken.notes)


def test_an_empty_cell_erases_nothing() -> None:
    after, taken = merged(
        [{"place_id": "a", "name": "A", "lat": "16.05"}], [{"place_id": "a", "name": "", "lat": "16.050000"}]
    )
    assert after == [{"place_id": "a", "name": "A", "lat": "16.05"}]
    assert taken.n_same == 1


def test_a_centre_without_places_gets_its_first(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    taken = import_places(
        write(tmp_path, "ma,ten,lat,lon\nc1,A,16.05,108.21\n"), folder, PlaceOptions(kind="post")
    )
    assert taken.written
    assert rows(folder)["c1"]["kind"] == "post"
    assert any("no boundaries" in note for note in taken.notes)


def test_places_in_another_encoding_are_not_overwritten(centre: Path, tmp_path: Path) -> None:
    (centre / "places.csv").write_bytes(PLACES.encode("utf-16"))
    with pytest.raises(PlaceImportError, match="not UTF-8"):
        import_places(write(tmp_path, "ma,ten,lat,lon\nc1,A,16,108\n"), centre, PlaceOptions(kind="post"))
