"""A skeleton made from a spreadsheet passes its checks and its tests, and its rows come in."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from app.wall.layout_folders import check_layouts
from backend.cli import new_centre
from backend.cli.new_pack.writing import NewPackError, read_table, write
from backend.cli.paths import RESOURCES, USECASES
from backend.engine.centre import load_centre
from backend.engine.rehearsal import run_pack_tests
from backend.engine.rehearsal.centre_work import check_centre_work
from backend.sources.folder import Config, Rows, parse
from backend.usecases.packs import load_packs
from backend.usecases.shelf import shelf_of
from widgets import registry


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    new_centre.write(tmp_path / "centre", "IOC Thử")
    return tmp_path / "centre"


def measurements(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["BẢNG KẾT QUẢ KIỂM TRA NHANH"])
    sheet.append(["Ngày", "Chợ", "Clo dư (mg/L)", "Số sạp mở"])
    for i in range(12):
        sheet.append([f"{i + 1:02}/11/2026 08:00", ["Chợ Hàn", "Chợ Cồn"][i % 2], f"0,{i % 7 + 1}", 100 + i])
    path = folder / "kiem-tra.xlsx"
    book.save(path)
    return path


def things_to_settle(folder: Path) -> Path:
    path = folder / "viec.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["Mã", "Ngày tiếp nhận", "Cơ sở", "Nội dung v.v.", "Loại", "Tình trạng"])
        for i in range(9):
            status = ["Mới", "Đang xử lý", "Đã xử lý"][i % 3]
            writer.writerow([f"AT{i}", f"{i + 1}/11/2026", f"Cơ sở {i % 3}", f"việc {i}", "ăn uống", status])
    return path


@pytest.mark.parametrize("table", [measurements, things_to_settle])
def test_the_skeleton_has_no_fault_and_its_tests_pass(centre: Path, tmp_path: Path, table: object) -> None:
    assert callable(table)
    words = write(centre, "cho", "Chợ, an toàn thực phẩm", table(tmp_path))
    assert "toancanh test-pack" in words
    loaded = load_centre(centre)
    assert "cho" in loaded.packs
    shelf = shelf_of(centre, USECASES)
    packs = load_packs(shelf, loaded.packs)
    check_centre_work(loaded, packs, shelf)
    kinds = {name: kind.options_type for name, kind in registry.kinds().items()}
    assert check_layouts([centre / "layouts"], kinds) == []
    results = run_pack_tests(centre / "usecases" / "cho", RESOURCES / "limits", USECASES)
    assert results
    assert [str(result) for result in results if not result.passed] == []


def test_the_rows_of_the_spreadsheet_come_in_through_the_new_source(centre: Path, tmp_path: Path) -> None:
    table = measurements(tmp_path)
    write(centre, "cho", "Chợ", table)
    (source,) = [s for s in load_centre(centre).sources if s.id == "cho"]
    places = {place.place_id for place in load_centre(centre).places}
    header_row, header, rows = read_table(table)
    assert header_row == 2
    assert isinstance(source, Config)
    parsed = parse(Rows(table.name, header, header_row + 1, rows), source, 0.0)
    assert parsed.refusals == []
    assert len(parsed.observations) == 24
    assert {o.series_id.partition(".")[0] for o in parsed.observations} <= places


def test_nothing_that_is_there_is_written_over(centre: Path, tmp_path: Path) -> None:
    write(centre, "cho", "Chợ", measurements(tmp_path))
    before = (centre / "centre.yaml").read_text(encoding="utf-8")
    with pytest.raises(NewPackError, match=r"there is already: .*pack\.yaml.*places\.csv"):
        write(centre, "cho", "Chợ", measurements(tmp_path))
    assert (centre / "centre.yaml").read_text(encoding="utf-8") == before
    assert "# folders of resources/usecases" in before


@pytest.mark.parametrize(
    ("pack_id", "text", "reason"),
    [
        ("Chợ", "Ngày;Số\n1/11/2026;2\n", "small letters"),
        ("cho", "Tên;Số\na;2\nb;3\n", "no column holds times"),
        ("cho", "Ngày;Số\n", "nothing stands under the header"),
        ("cho", "", "no row has two cells"),
    ],
)
def test_what_stands_in_the_way_is_said(
    centre: Path, tmp_path: Path, pack_id: str, text: str, reason: str
) -> None:
    table = tmp_path / "a.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(NewPackError, match=reason):
        write(centre, pack_id, "", table)
    assert not (centre / "usecases").exists()


def test_a_centre_must_be_there_first(tmp_path: Path) -> None:
    with pytest.raises(NewPackError, match="new-centre"):
        write(tmp_path, "cho", "", measurements(tmp_path))
