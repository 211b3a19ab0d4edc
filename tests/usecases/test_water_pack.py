"""The shipped pack of clean water: 99 metrics for 99 rows, and sources that read what laboratories write."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import yaml

from backend.domain.units import factor
from backend.sources.folder import Config, Rows, parse
from backend.usecases.compliance_sheets import load_compliance
from backend.usecases.packs import Packs, load_packs

HEADS = ["Mã mẫu", "Vị trí lấy mẫu", "Ngày lấy mẫu", "Ngày có kết quả", "Đơn vị thử nghiệm", "Quy chuẩn"]
SAMPLE = ["NS-1", "be-cau-do", "02/11/2026 08:30", "12/11/2026", "Viện", "QCVN 01-1:2018/BYT"]


@pytest.fixture(scope="module")
def packs(root: Path) -> Packs:
    return load_packs(root / "resources" / "usecases", ["water"])


def source(root: Path, name: str) -> Config:
    path = root / "resources" / "usecases" / "water" / "sources" / f"{name}.yaml"
    return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Config)


def test_each_row_of_the_regulation_has_a_metric_in_its_unit(packs: Packs, root: Path) -> None:
    sheet = load_compliance(root / "resources" / "usecases", packs)["nuoc-sach"]
    rows = packs.limit_sets["qcvn-01-1-2018"].rows
    named = {row: metric for group in sheet.groups for row, metric in group.parameters.items()}
    assert named.keys() == rows.keys()
    assert len(rows) == 99
    assert [len(group.parameters) for group in sheet.groups] == [8, 91]
    for row, metric in named.items():
        if rows[row].unit:
            assert factor(packs.metrics[metric].unit, rows[row].unit) == 1.0, row


def test_the_long_source_knows_every_parameter_by_the_regulations_name(packs: Packs, root: Path) -> None:
    settings = source(root, "phieu-kiem-nghiem")
    assert settings.table is not None
    limits = packs.limit_sets["qcvn-01-1-2018"].rows
    rows = [
        [row.name.vi, row.unit or "-", "đạt" if row.requirement else "0,001", "", *SAMPLE]
        for row in limits.values()
    ]
    header = ["Chỉ tiêu", "Đơn vị", "Kết quả", "Giới hạn phát hiện", *HEADS]
    parsed = parse(Rows("p.xlsx", header, 2, rows), settings, 0.0)
    assert parsed.refusals == []
    assert len({reading.series_id for reading in parsed.observations}) == 99
    assert [case.case.case_id for case in parsed.cases] == ["PKN-NS-1"]


def test_the_wide_source_reads_group_a_from_one_row(root: Path) -> None:
    settings = source(root, "phieu-nhom-a")
    assert settings.table is not None
    columns = list(settings.table.values)
    given = {
        "Coliform (CFU/100 mL)": "< 1",
        "pH": "7,2",
        "Mùi, vị": "không có mùi, vị lạ",
        "Độ đục (NTU)": "0,35",
    }
    row = [*SAMPLE, *(given.get(column, "-") for column in columns)]
    parsed = parse(Rows("p.csv", [*HEADS, *columns], 2, [row]), settings, 0.0)
    assert parsed.refusals == []
    found = {reading.series_id: reading.value for reading in parsed.observations}
    assert found == {
        "be-cau-do.lab_coliform": 1.0,
        "be-cau-do.lab_ph": 7.2,
        "be-cau-do.lab_odour_taste": 0.0,
        "be-cau-do.lab_turbidity": 0.35,
    }
    assert parsed.cases[0].data["point"] == "be-cau-do"
