from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.contract.cases import UnitInfo
from backend.contract.document import DocumentError
from backend.contract.state import Place
from backend.domain.gazetteer import Gazetteer
from backend.usecases import units

HEAD = "unit_id,name,level,parent,area_code,valid_from,valid_to,successors,other_names\n"


def load(folder: Path, rows: str, declared: dict[str, str] | None = None) -> tuple[UnitInfo, ...]:
    (folder / "units.csv").write_text(HEAD + rows, encoding="utf-8")
    return units.load_units(folder / "units.csv", declared or {})


def test_units_of_centre_yaml_alone_are_read(tmp_path: Path) -> None:
    assert units.load_units(tmp_path / "none.csv", {"a": "Đội A"}) == (UnitInfo("a", "Đội A"),)


def test_a_row_says_more_of_a_declared_unit(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "ubnd,UBND thành phố,province,,,,,,\n"
        "tn,Công ty Thoát nước,office,ubnd,,,,,thoát nước;TNXLNT\n"
        "px,UBND phường Cũ,ward,ubnd,20200,2025-07-01,2026-01-01,pm,\n"
        "pm,UBND phường Mới,ward,ubnd,20201,2026-01-01,,,\n",
        {"tn": "Thoát nước", "b": "Đội B"},
    )
    by_id = {unit.unit_id: unit for unit in found}
    assert list(by_id) == ["tn", "b", "ubnd", "px", "pm"]
    assert by_id["tn"].other_names == ("thoát nước", "TNXLNT")
    assert by_id["tn"].level == "office"
    assert by_id["px"].successors == ("pm",)
    assert not units.is_open(by_id["px"], "2026-01-01")
    assert units.is_open(by_id["px"], "2025-12-31")
    assert not units.is_open(by_id["pm"], "2025-12-31")
    assert units.is_open(by_id["b"], "2026-01-01")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("a,,,,,,,,\n", "must not be empty"),
        ("a,A,huyện,,,,,,\n", "found 'huyện'"),
        ("a,A,,x,,,,,\n", "unknown unit 'x'"),
        ("a,A,,,,,,y,\n", "unknown unit 'y'"),
        ("a,A,,,,01/07/2025,,,\n", "found '01/07/2025'"),
        ("a,A,,,,2026-01-01,2025-01-01,,\n", "ends before it begins"),
        ("a,A,,,,,,,\na,B,,,,,,,\n", "stands twice"),
        ("a,A,,b,,,,,\nb,B,,a,,,,,\n", "form a circle"),
        ("a,A,,a,,,,,\n", "form a circle"),
    ],
)
def test_each_fault_is_named_with_its_line(tmp_path: Path, rows: str, found: str) -> None:
    with pytest.raises(DocumentError) as error:
        load(tmp_path, rows)
    fault = next(fault for fault in error.value.faults if found in fault.found)
    assert fault.line >= 2
    assert fault.cure


def test_all_faults_come_in_one_pass(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as error:
        load(tmp_path, "a,A,huyện,x,,,,,\nb,B,,,,x,,,\n")
    assert len(error.value.faults) == 3


def test_an_unknown_column_and_a_file_in_another_encoding_are_faults(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("unit_id,name,cha\na,A,b\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="this column is not known"):
        units.load_units(path, {})
    path.write_text("unit_id\na\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="columns missing: name"):
        units.load_units(path, {})
    path.write_bytes("unit_id,name\na,Đội".encode("utf-16"))
    with pytest.raises(DocumentError, match="cannot be read"):
        units.load_units(path, {})


def test_history_is_added_and_leads_to_declared_wards() -> None:
    declared = [UnitInfo("p-hai-chau", "UBND phường Hải Châu", "ward", area_code="20242")]
    found = {unit.unit_id: unit for unit in units.with_history(declared, "48")}
    hai_chau = found["cu-492"]
    assert (hai_chau.name, hai_chau.level, hai_chau.valid_to) == ("Quận Hải Châu", "district", "2025-07-01")
    assert hai_chau.successors == ("p-hai-chau", "20257")
    assert found["cu-20230"].parent == "cu-492"
    assert units.with_history(declared, "") == tuple(declared)


def test_wards_of_a_province_make_units_that_can_be_read_again(tmp_path: Path) -> None:
    made = units.ward_units("48")
    assert len(made) == 94
    lines = [",".join(row[c] for c in units.COLUMNS) for row in units.units_csv(made)]
    assert load(tmp_path, "\n".join(lines)) == made


def layer(folder: Path) -> Path:
    properties = {"code": "20242", "name": "Hải Châu", "kind": "phường", "label": [108.22, 16.06]}
    feature = {"type": "Feature", "properties": properties, "geometry": None}
    (folder / "wards.geojson").write_text(json.dumps({"features": [feature]}), encoding="utf-8")
    return folder


def test_areas_are_those_of_the_map_else_of_the_list(tmp_path: Path) -> None:
    assert units.load_areas(layer(tmp_path), "48") == (units.Area("20242", "Phường Hải Châu", 16.06, 108.22),)
    assert len(units.load_areas(tmp_path / "none", "48")) == 94
    assert units.load_areas(tmp_path / "none", "") == ()
    (tmp_path / "wards.geojson").write_text("{}", encoding="utf-8")
    assert len(units.load_areas(tmp_path, "48")) == 94


def test_the_province_is_told_by_the_wards_or_by_the_places(tmp_path: Path) -> None:
    place = Place("p", "P", "k", None, None, "00004", "")
    assert units.province_of(units.load_areas(layer(tmp_path), ""), [place]) == "48"
    assert units.province_of([], [place]) == "01"
    assert units.province_of([], []) == ""


def test_everything_with_a_name_is_found() -> None:
    declared = (
        UnitInfo("sxd", "Sở Xây dựng", valid_to="2025-03-01", successors=("sxd2",)),
        UnitInfo("sxd2", "Sở Xây dựng và Giao thông", other_names=("Sở GTVT",)),
    )
    places = [Place("cam-1", "Camera cầu Rồng", "camera", 16.06, 108.23, "20242", "Hải Châu")]
    gazetteer = Gazetteer(units.entries(declared, units.load_areas(Path("/none"), "48"), places, "48"))
    assert gazetteer.find("so gtvt")[0].ref == "sxd2"
    assert gazetteer.find("sở xây dựng")[0].remark == "nay là sở Xây dựng và Giao thông"
    assert gazetteer.find("cau rong")[0].remark == "Hải Châu"
    hoa_vang = gazetteer.find("huyện Hòa Vang")[0]
    assert hoa_vang.kind == "former"
    assert hoa_vang.remark.startswith("nay là ")
    assert "đơn vị khác" in hoa_vang.remark
    hoang_sa = gazetteer.find("huyen hoang sa")[0]
    assert (hoang_sa.ref, hoang_sa.remark) == ("20333", "nay là đặc khu Hoàng Sa")
    assert hoang_sa.lon is not None
    assert hoang_sa.lon > 111
