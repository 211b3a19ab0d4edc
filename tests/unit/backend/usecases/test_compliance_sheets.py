from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.usecases.compliance_sheets import data_fields_of, load_compliance
from backend.usecases.packs import load_packs
from tests.unit.backend.domain.cases.conftest import make_kind

PACK = """\
id: nuoc
name: {vi: Nước}
version: "1"
place_kinds:
  point: {name: {vi: Điểm}, metrics: [lab_ph, lab_lead, n_failed]}
  other: {name: {vi: Khác}}
metrics:
  lab_ph: {name: {vi: pH}, unit: pH, range: [0, 14], max_age_s: 60}
  lab_lead: {name: {vi: Chì}, unit: mg/L, range: [0, 14], max_age_s: 60}
  n_failed: {name: {vi: Hỏng}, unit: count, range: [0, 14], max_age_s: 60}
  depth: {name: {vi: Sâu}, unit: m, range: [0, 14], max_age_s: 60}
"""
LIMITS = """\
id: v1
name: {vi: Bản 1}
source: x
effective_from: 2020-01-01
family: nuoc-sach
rows:
  ph: {name: {vi: pH}, unit: pH, min: 6, max: 8.5}
  lead: {name: {vi: Chì}, unit: µg/L, max: 10}
  smell: {name: {vi: Mùi}, requirement: không có mùi lạ}
"""
SHEET = """\
id: dat
name: {vi: Đạt}
family: nuoc-sach
place_kinds: [point]
certificates: {kind: report, place: n_people}
measured_as: {failed: n_failed}
groups:
  - id: a
    name: {vi: Nhóm A}
    every: month
    parameters: {ph: lab_ph, lead: lab_lead}
"""


def load(folder: Path, sheet: str = SHEET, name: str = "dat") -> list[str]:
    for path, text in (("pack.yaml", PACK), ("limits/v1.yaml", LIMITS), (f"compliance/{name}.yaml", sheet)):
        file = folder / "nuoc" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    packs = load_packs(folder, ["nuoc"], folder / "none")
    try:
        return list(load_compliance(folder, packs, data_fields_of({"report": make_kind()})))
    except DocumentError as error:
        return [f"{fault.key}: {fault.found}" for fault in error.faults]


def test_a_right_sheet_is_read(tmp_path: Path) -> None:
    assert load(tmp_path) == ["dat"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: dat", "id: khac", "id: found 'khac'"),
        ("family: nuoc-sach", "family: nuoc", "family: there is no limit set or family 'nuoc'"),
        ("[point]", "[point, wall]", "place_kinds[1]: unknown kind of place 'wall'"),
        ("[point]", "[point, other]", "groups[0].parameters.ph: 'lab_ph' is not measured at the kind of place 'other'"),
        ("ph: lab_ph", "hp: lab_ph", "groups[0].parameters.hp: no limit set of 'nuoc-sach' has the row 'hp'"),
        ("ph: lab_ph", "ph: lab_hp", "groups[0].parameters.ph: unknown metric 'lab_hp'"),
        ("ph: lab_ph", "ph: n_failed", "groups[0].parameters.ph: 'n_failed' is in count, 'v1' in pH"),
        ("failed: n_failed", "failed: depth", "measured_as.failed: 'depth' is not measured at the kind of place 'point'"),
        ("kind: report", "kind: paper", "certificates.kind: there is no kind of case 'paper'"),
        (
            "place: n_people",
            "place: n_people, sampled: n_people, verdict: n_people",
            "certificates.verdict: 'n_people' has the choices: none",
        ),
        (
            "place: n_people",
            "place: n_people, verdict: n_people",
            "certificates.sampled: a verdict needs to know which results are its own",
        ),
        ("place: n_people", "place: point", "certificates.place: 'report' has no data field 'point'"),
        ("[point]", "[]", ": nothing to judge"),
    ],
)  # fmt: skip
def test_each_fault_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SHEET
    assert told in load(tmp_path, SHEET.replace(old, new, 1))


def test_groups_and_sheets_have_ids_of_their_own(tmp_path: Path) -> None:
    twice = SHEET + SHEET[SHEET.index("  - id: a") :]
    assert "groups[1].id: 'a' stands twice" in load(tmp_path, twice)
    assert "id: there is another sheet 'dat'" in load(tmp_path, SHEET, "khac")
