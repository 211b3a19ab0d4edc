from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.usecases import load_packs
from backend.usecases.entered_metrics import entered_metrics, longest_age_s
from backend.usecases.shelf import shelf_of

PACK = """
id: thu
name: {vi: Thử}
version: '1'
place_kinds: {shelter: {name: {vi: Điểm sơ tán}, metrics: [n_people, t_c, n_more]}}
metrics:
  t_c: {name: {vi: Nhiệt độ}, unit: °C, range: [-10, 60], max_age_s: 600}
  n_people: {name: {vi: Số người}, unit: người, range: [0, 5000], max_age_s: 43200, entered: true}
  n_more: {name: {vi: Nhiều nhất}, unit: người, range: [0, 5000], max_age_s: 600MORE}
"""


def write(folder: Path, more: str = "") -> Path:
    (folder / "packs" / "thu").mkdir(parents=True)
    (folder / "packs" / "thu" / "pack.yaml").write_text(PACK.replace("MORE", more), "utf-8")
    (folder / "limits").mkdir()
    return folder / "packs"


def test_entered_metrics_have_their_range_and_may_be_silent_for_hours(tmp_path: Path) -> None:
    packs = load_packs(shelf_of(tmp_path, write(tmp_path)), ["thu"])
    assert entered_metrics(packs.metrics) == {"n_people": (0, 5000)}
    assert longest_age_s(packs.metrics) == 43200
    assert longest_age_s({}) == 0.0


def test_what_is_computed_cannot_be_entered(tmp_path: Path) -> None:
    derived = ", entered: true, derived: {from: n_people, function: max, window_s: 3600}"
    with pytest.raises(DocumentError) as caught:
        load_packs(shelf_of(tmp_path, write(tmp_path, derived)), ["thu"])
    assert any(
        "computed" in str(fault) and "metrics.n_more.entered" in str(fault) for fault in caught.value.faults
    )
