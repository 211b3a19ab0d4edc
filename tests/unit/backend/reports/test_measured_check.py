from __future__ import annotations

import pytest

from backend.contract.document import check, read_yaml
from backend.reports.measured_check import Measured, measured_faults
from backend.reports.spec import ReportSpec

TEXT = """
id: thang
name: {vi: Báo cáo}
signature: {title: {vi: Giám đốc}}
sections:
  - compliance: {sheet: SHEET}
  - series: {place_kind: KIND, metrics: [METRICS]}
"""
KNOWN = Measured({"nuoc-sach"}, {"point": ("ph", "turbidity")})


def told(sheet: str, kind: str, metrics: str, known: Measured | None = KNOWN) -> list[str]:
    text = TEXT.replace("SHEET", sheet).replace("KIND", kind).replace("METRICS", metrics)
    data, lines = read_yaml(text, "r.yaml")
    spec, faults = check(data, ReportSpec, lines)
    assert spec is not None, faults
    return [f"{fault.key}: {fault.found}" for fault in measured_faults(spec, lines, known)]


@pytest.mark.parametrize(
    ("sheet", "kind", "metrics", "said"),
    [
        ("nuoc-sach", "point", "ph", []),
        ("nuoc", "point", "ph", ["sections[0].compliance.sheet: there is no compliance sheet 'nuoc'"]),
        ("nuoc-sach", "wall", "ph", ["sections[1].series.place_kind: there is no kind of place 'wall'"]),
        ("nuoc-sach", "point", "hp", ["sections[1].series.metrics[0]: 'hp' is not measured at 'point'"]),
        ("nuoc-sach", "point", "", ["sections[1].series.metrics: 0 metrics"]),
    ],
)
def test_each_fault_is_named(sheet: str, kind: str, metrics: str, said: list[str]) -> None:
    assert told(sheet, kind, metrics) == said


def test_without_packs_only_the_shape_is_checked() -> None:
    assert told("x", "y", "z", None) == []
    assert told("x", "y", "a, b, c, d, e, f", None) == ["sections[1].series.metrics: 6 metrics"]
