from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import Fault
from backend.domain.cases.spec import FigureSpec
from backend.usecases.case_check import CaseNames
from backend.usecases.figures import read_figures
from tests.unit.backend.domain.cases.conftest import make_kind

RIGHT = """\
figures:
  - id: on-time
    name: {vi: Đúng hạn}
    where: {kind: report, groups: [done], due: [kept], parent: ""}
    per: {kind: report, groups: [done], due: [kept, missed], parent: ""}
    value: share
    period: 30d
    period_of: finished
    unit: "%"
    good: high
    target: 95
    red: 90
    measured_as: on_time
  - id: people
    name: {vi: Số người}
    where: {kind: report}
    value: sum
    sum_of: n_people
  - id: rescued
    name: {vi: Tỷ lệ}
    where: {kind: report, groups: [done]}
    per: {kind: report}
    value: ratio
    sum_of: n_people
    per_sum_of: n_people
"""
NAMES = CaseNames(metrics=("on_time",), units=("ioc",))


def read(folder: Path, text: str, name: str = "a.yaml") -> tuple[dict[str, FigureSpec], list[Fault]]:
    path = folder / "p" / "figures" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    faults: list[Fault] = []
    return read_figures(folder, ["p"], {"report": make_kind()}, NAMES, faults), faults


def test_right_figures_are_read_in_order(tmp_path: Path) -> None:
    figures, faults = read(tmp_path, RIGHT)
    assert faults == []
    assert list(figures) == ["on-time", "people", "rescued"]


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("figures:\n", "figure:\n", "", "no list of figures"),
        ("figures:\n", "mark: ck\nfigures:\n", "mark", "not known here"),
        ("id: people", "id: on-time", "figures[1].id", "another figure 'on-time'"),
        ("value: share", "value: part", "figures[0].value", "found 'part'"),
        ("where: {kind: report}", "where: {}", "figures[1].where", "no kind of case is named"),
        ("where: {kind: report}", "where: {kind: reprt}", "figures[1].where.kind", "did you mean 'report'?"),
        ("where: {kind: report}", "where: {kind: report, units: [icc]}", "figures[1].where.units[0]", "did you mean 'ioc'?"),
        ("    per: {kind: report, groups: [done], due: [kept, missed], parent: \"\"}\n", "", "figures[0].per", "a share of what is not said"),
        ("    sum_of: n_people", "    sum_of: n_people\n    per: {kind: report}", "figures[1].per", "a sum has no denominator"),
        ("due: [kept, missed]", "due: [missed]", "figures[0].per", "does not hold all cases of 'where'"),
        ("due: [kept, missed], parent: \"\"", "statuses: [dne], parent: \"\"", "figures[0].per.statuses[0]", "did you mean 'done'?"),
        ("sum_of: n_people", "sum_of: level", "figures[1].sum_of", "no number among the data fields 'level'"),
        ("value: sum\n", "value: count\n", "figures[1].sum_of", "a count adds nothing up"),
        ("per_sum_of: n_people", "per_sum_of: n_peple", "figures[2].per_sum_of", "did you mean 'n_people'?"),
        ("    per_sum_of: n_people\n", "", "figures[2].per_sum_of", "no number among the data fields"),
        ("    value: sum\n    sum_of: n_people", "    value: sum\n    sum_of: n_people\n    per_sum_of: n_people", "figures[1].per_sum_of", "a sum adds nothing up"),
        ('unit: "%"', "unit: h", "figures[0].unit", "a share is in %"),
        ("value: sum\n    sum_of: n_people", "value: mean_hours\n    unit: d", "figures[1].unit", "hours are in h"),
        ("    sum_of: n_people", "    sum_of: n_people\n    decimals: -1", "figures[1].decimals", "found -1"),
        ("    good: high\n", "", "figures[0].red", "no direction"),
        ("red: 90", "red: 99", "figures[0].red", "99 is better than the target 95"),
        ("good: high", "good: low", "figures[0].red", "90 is better than the target 95; put it above it"),
        ("    period: 30d\n", "", "figures[0].period_of", "'finished' without a period"),
        ("measured_as: on_time", "measured_as: ontime", "figures[0].measured_as", "did you mean 'on_time'?"),
    ],
)  # fmt: skip
def test_each_fault_is_found_at_its_key(tmp_path: Path, old: str, new: str, key: str, said: str) -> None:
    assert old in RIGHT
    at_key = [fault for fault in read(tmp_path, RIGHT.replace(old, new, 1))[1] if fault.key == key]
    assert at_key
    assert said in str(at_key[0])
    assert at_key[0].line > 0


def test_a_figure_stands_once_in_all_files(tmp_path: Path) -> None:
    read(tmp_path, RIGHT)
    _, faults = read(tmp_path, RIGHT, "b.yaml")
    assert [fault.key for fault in faults] == [f"figures[{i}].id" for i in range(3)]
