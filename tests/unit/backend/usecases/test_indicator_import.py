from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import load
from backend.contract.state import Text
from backend.domain.indicators.spec import IndicatorSpec, SetSpec
from backend.usecases.indicator_areas import load_areas
from backend.usecases.indicator_import import (
    ImportedTable,
    ImportOptions,
    RefusedTable,
    import_tables,
    set_document,
)

AREAS = load_areas()


def take(folder: Path, text: str, name: str = "bang.csv", **more: object) -> ImportedTable | RefusedTable:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    (found,) = import_tables(path, ImportOptions(set_id="tk", **more), AREAS)  # type: ignore[arg-type]
    return found


def test_a_vietnamese_table_of_today(tmp_path: Path) -> None:
    text = "Dân số trung bình phân theo địa phương\nĐơn vị tính: Nghìn người\n;2024;Sơ bộ 2025\nCẢ NƯỚC;101.300,5;102.000,7\nĐà Nẵng;3.065,6;3.100,1\nHuế;1.432,9;…\n"
    found = take(tmp_path, text)
    assert isinstance(found, ImportedTable), found
    (spec,) = found.indicators
    assert (spec.code, spec.name.vi, spec.unit.vi, spec.additive) == (
        "tk.bang", "Dân số trung bình phân theo địa phương", "Nghìn người", True
    )  # fmt: skip
    rows = [(f.entry.area, f.entry.period, f.entry.value, f.entry.final) for f in found.figures]
    assert rows == [
        ("vn", "2024", 101300.5, True), ("vn", "2025", 102000.7, False), ("48", "2024", 3065.6, True),
        ("48", "2025", 3100.1, False), ("46", "2024", 1432.9, True),
    ]  # fmt: skip
    assert {f.vintage for f in found.figures} == {"2025-07-01"}


def test_a_table_of_former_provinces_keeps_their_age(tmp_path: Path) -> None:
    found = take(tmp_path, "Tỉnh;2024;2025\nQuang Nam;1;2\nDa Nang;3;4\n")
    assert isinstance(found, ImportedTable)
    assert [(f.entry.area, f.vintage) for f in found.figures[::2]] == [("cu-49", ""), ("cu-48", "")]


def test_each_item_is_an_indicator_with_its_own_unit(tmp_path: Path) -> None:
    found = take(
        tmp_path,
        "FDI in 2016\nTỉnh;Number of projects;Total capital (Mill. USD)(*)\nHue;3;12.5\n",
        "Invest__FDI.csv",
    )
    assert isinstance(found, ImportedTable)
    assert [(i.code, i.unit.vi, i.decimals) for i in found.indicators] == [
        ("tk.fdi.number-of-projects", "", 0), ("tk.fdi.total-capital-mill-usd", "Mill. USD", 1)
    ]  # fmt: skip
    assert found.figures[1].source == "Invest__FDI.csv, dòng 3, cột 3"


def test_stations_are_a_breakdown_and_rates_do_not_sum_up(tmp_path: Path) -> None:
    found = take(tmp_path, "Rainfall at some stations\nStation;2015;2016\nPlayku;1.5;2\n", unit="mm")
    assert isinstance(found, ImportedTable)
    (spec,) = found.indicators
    assert (spec.breakdowns, spec.unit.vi, spec.additive) == (("station",), "mm", False)
    assert {(f.entry.area, f.entry.breakdown) for f in found.figures} == {("", "station=Playku")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tỉnh;2015\nAtlantis;1\nHuế;2\n", "Không biết địa phương nào tên “Atlantis” (dòng 2)"),
        ("Tỉnh;2015\nHue;1\nThua Thien - Hue;2\n", "cùng nói về một địa phương"),
        ("", "Tệp không có bảng nào"),
    ],
)
def test_refusals_name_row_and_reason(tmp_path: Path, text: str, words: str) -> None:
    found = take(tmp_path, text)
    assert isinstance(found, RefusedTable)
    assert words in found.why.vi
    assert found.name == "bang.csv"


def test_a_set_is_written_as_its_author_would(tmp_path: Path) -> None:
    spec = SetSpec(
        id="tk", name=Text("Thống kê"), source="Cục Thống kê",
        indicators=(IndicatorSpec(code="A", name=Text("Dân số"), unit=Text("người"), additive=True, alert=None),),
    )  # fmt: skip
    text = set_document(spec)
    assert "direction" not in text
    assert "alert: null" in text
    assert load(text, SetSpec, "tk.yaml") == spec
