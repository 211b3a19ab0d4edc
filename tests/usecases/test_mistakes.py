"""Mistakes that administrators make in a fresh use case: `toancanh check` names file, line, key, find and cure."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from app.wall.layout_folders import check_layouts
from backend.cli import checking, new_centre
from backend.cli.new_pack.writing import write
from backend.cli.paths import RESOURCES
from backend.contract.document import Fault
from widgets import registry


class Mistake(NamedTuple):
    """What is written instead of what the skeleton says, and what the check answers."""

    file: str
    old: str
    new: str
    key: str
    found: str
    cure: str
    note: bool = False
    """It runs all the same."""
    shift: int = 0
    """Lines from the one that was changed to the one that is named."""


PACK, RULES, CASES = "usecases/cho/pack.yaml", "usecases/cho/rules/cho.yaml", "usecases/viec/cases/viec.yaml"
SOURCE, LAYOUT, CENTRE = "sources/cho.yaml", "layouts/cho.yaml", "centre.yaml"
FIGURES, OTHER_LAYOUT = "usecases/viec/figures/viec.yaml", "layouts/viec.yaml"
SEVERITIES = "expected one of: critical, high, low, medium"
MISTAKES = {
    # -- keys
    "a key is mistyped": Mistake(
        PACK, "    decimals: 2", "    decimal: 2", "metrics.cho_clo_du.decimal",
        "this key is not known here", "did you mean 'decimals'? expected one of: checks, classes, decimals",
    ),
    "a key is missing": Mistake(
        PACK, "    range: [0, 7]", "    checks: {}", "metrics.cho_clo_du",
        "the key 'range' is missing", "add 'range:'", shift=-4,
    ),
    "a key of a tile is mistyped": Mistake(
        LAYOUT, "window_s: 2592000", "windows: 2592000", "screens.right.tiles[1].windows",
        "this key is not known here", "did you mean 'window_s'?",
    ),
    # -- words out of a list
    "a severity is mistyped": Mistake(
        RULES, "severity: medium", "severity: medum", "rules[0].severity",
        "found 'medum'", f"did you mean 'medium'? {SEVERITIES}",
    ),
    "a severity is in capitals": Mistake(
        RULES, "severity: medium", "severity: HIGH", "rules[0].severity",
        "found 'HIGH'", f"did you mean 'high'? {SEVERITIES}",
    ),
    "a severity is in Vietnamese": Mistake(
        RULES, "severity: medium", "severity: cao", "rules[0].severity", "found 'cao'", SEVERITIES
    ),
    "a group of statuses is mistyped": Mistake(
        CASES, "group: waiting", "group: wating", "statuses[0].group", "found 'wating'",
        "did you mean 'waiting'? expected one of: deleted, done, paused, refused, waiting, working",
    ),
    "a density is mistyped": Mistake(
        LAYOUT, "density: desk", "density: dek", "density", "found 'dek'",
        "did you mean 'desk'? expected one of: briefing, desk, wall",
    ),
    "a kind of source is mistyped": Mistake(
        SOURCE, "kind: folder", "kind: foder", "kind", "found 'foder'", "did you mean 'folder'? expected one of: cap"
    ),
    # -- types
    "one text instead of a list": Mistake(
        PACK, "metrics: [cho_clo_du, cho_so_sap_mo]", "metrics: cho_clo_du", "place_kinds.cho_place.metrics",
        "found 'cho_clo_du'", "expected a list ([a, b], or lines that begin with '-'), each text; put it in brackets: [cho_clo_du]",
    ),
    "a list instead of a text": Mistake(
        RULES, "unit_id: ioc", "unit_id: [ioc]", "rules[0].unit_id",
        "found ['ioc']", "expected text; one value without brackets: ioc",
    ),
    "a number in quotes": Mistake(
        PACK, "decimals: 2", "decimals: '2'", "metrics.cho_clo_du.decimals",
        "found '2'", "expected a whole number; leave the quotes out: 2",
    ),
    "a text that looks like a number": Mistake(
        PACK, 'version: "1"', "version: 1", "version", "found 1", 'expected text; put it in quotes: "1"'
    ),
    "a text that YAML reads as false": Mistake(
        RULES, "unit_id: ioc", "unit_id: no", "rules[0].unit_id", "found no",
        "expected text; YAML reads yes, no, on and off as true and false: put the word in quotes",
    ),
    "a text in one language where two may stand": Mistake(
        PACK, 'name: {vi: "Chợ"}', "name: Chợ", "name", "found 'Chợ'", "expected keys and values: vi, en; write {vi: Chợ}"
    ),
    "nothing behind the colon": Mistake(
        PACK, "decimals: 2", "decimals:", "metrics.cho_clo_du.decimals", "found nothing",
        "expected a whole number; write it behind the colon, or leave the key out",
    ),
    "a need without its key": Mistake(
        CASES, "needs: [{need: result}]", "needs: [result]", "actions[1].needs[0]", "found 'result'",
        "expected keys and values: need, required; write {need: result}",
    ),
    # -- numbers, units, dates
    "a decimal comma": Mistake(
        RULES, "limit: 0.7 ", "limit: 0,7 ", "rules[0].limit", "found '0,7'", "the decimal sign is a point: 0.7"
    ),
    "a decimal comma in a list": Mistake(
        PACK, "range: [0, 7]", "range: [0, 7,5]", "metrics.cho_clo_du.range", "found [0, 7, 5]",
        "expected a list of 2: [a number, a number]; a comma begins the next item, the decimal sign is a point",
    ),
    "days instead of seconds": Mistake(
        PACK, "max_age_s: 172800", "max_age_s: 2 ngày", "metrics.cho_clo_du.max_age_s", "found '2 ngày'",
        "expected a number; write seconds: 172800",
    ),
    "a number beyond what a tile takes": Mistake(
        LAYOUT, "window_s: 2592000", "window_s: 30", "screens.right.tiles[1].window_s", "found 30",
        "expected a number, 60 or more",
    ),
    "a range the wrong way round": Mistake(
        PACK, "range: [0, 7]", "range: [7, 0]", "metrics.cho_clo_du.range", "found [7.0, 0.0]", "the lower value first"
    ),
    "an unknown unit": Mistake(
        PACK, 'unit: "mg/L"', 'unit: "mg/lit"', "metrics.cho_clo_du.unit", "unknown unit 'mg/lit'", "did you mean 'mg/L'?"
    ),
    "a unit that does not convert": Mistake(
        SOURCE, 'unit: "mg/L"', 'unit: "mm"', "table.values.Clo dư (mg/L).unit",
        "'mm' does not convert to 'mg/L' of the metric 'cho_clo_du'", "expected one of: g/L, mg/L, ng/L, µg/L",
    ),
    "a date with the day first": Mistake(
        CENTRE, "shifts:", "reference_days: [{id: a, name: A, start: 14/10/2022}]\nshifts:", "reference_days[0].start",
        "found '14/10/2022'", "write a date, time and zone such as 2022-10-14T00:00+07:00",
    ),
    "a day that does not exist": Mistake(
        CENTRE, "shifts:", "reference_days: [{id: a, name: A, start: 2022-02-30}]\nshifts:", "reference_days[0].start",
        "found 2022-02-30", "there is no such date or number; a text goes in quotes",
    ),
    "a term that nobody can read": Mistake(
        CASES, "finish: 5d", "finish: 5 ngay", "terms[0].finish", "the duration '5 ngay' cannot be read",
        "write 30m, 4h, 7d, 1mo, PT4H or 15 ngày",
    ),
    # -- what is not there
    "an unknown metric in a rule": Mistake(
        RULES, "metric: cho_clo_du", "metric: cho_clo", "rules[0].metric",
        "no pack declares the metric 'cho_clo'", "did you mean 'cho_clo_du'? expected one of: cho_clo_du, cho_so_sap_mo",
    ),
    "an unknown metric in a source": Mistake(
        SOURCE, "metric: cho_clo_du", "metric: clo_du", "table.values.Clo dư (mg/L).metric",
        "no pack declares the metric 'clo_du'", "did you mean 'cho_clo_du'?",
    ),
    "an unknown place in a source": Mistake(
        SOURCE, '"Chợ Hàn": cho-han', '"Chợ Hàn": cho-hann', "table.places.Chợ Hàn",
        "there is no place 'cho-hann' in places.csv", "did you mean 'cho-han'? expected one of: cho-con, cho-han",
    ),
    "an unknown kind of place": Mistake(
        "places.csv", "Chợ Hàn,cho_place", "Chợ Hàn,cho_plac", "cho-han",
        "no pack of the centre declares the kind of place 'cho_plac'", "did you mean 'cho_place'?", note=True,
    ),
    "a position with a decimal comma": Mistake(
        "places.csv", "Chợ Hàn,cho_place,,", 'Chợ Hàn,cho_place,"16,07",108.2', "cho-han",
        "lat '16,07' is not a number", "write degrees with a point, e.g. 16.05",
    ),
    "an unknown parent": Mistake(
        RULES, "    procedure: none", "    inhibited_by: [{rule: mat-du-lieu}]\n    procedure: none",
        "rules[0].inhibited_by[0].rule", "there is no rule 'mat-du-lieu'", "did you mean 'cho-mat-du-lieu'?",
    ),
    "an unknown procedure": Mistake(
        RULES, "procedure: none", "procedure: xu-ly", "rules[0].procedure",
        "there is no procedure 'xu-ly'", "expected one of: none; draw it in the pack's sops folder",
    ),
    "an unknown unit of people": Mistake(
        RULES, "unit_id: ioc", "unit_id: iocc", "rules[0].unit_id",
        "the centre has no unit 'iocc'", "did you mean 'ioc'? expected one of: cuu-ho, ioc", note=True,
    ),
    "an unknown row of a limit set": Mistake(
        RULES, "limit: 0.7 ", "limit: {set: nuoc-sach, row: turbidty} ", "rules[0].limit.row",
        "'nuoc-sach' has no row 'turbidty'", "did you mean 'turbidity'? expected one of 99, the nearest: turbidity",
    ),
    "an unknown status": Mistake(
        CASES, "to: dang-xu-ly", "to: dang-xu-li", "actions[0].to",
        "there is no status 'dang-xu-li'", "did you mean 'dang-xu-ly'? expected one of: da-xu-ly",
    ),
    "an unknown kind of case in a figure": Mistake(
        FIGURES, "{kind: viec, due: [overdue]}", "{kind: viecc, due: [overdue]}", "figures[1].where.kind",
        "there is no kind of case 'viecc'", "did you mean 'viec'?",
    ),
    "an unknown kind of case in a source": Mistake(
        "sources/viec.yaml", "kind: viec", "kind: viecc", "cases.kind",
        "no pack declares the kind of case 'viecc'", "did you mean 'viec'?", note=True,
    ),
    "an unknown tile": Mistake(
        LAYOUT, "kind: table", "kind: tabel", "screens.left.tiles[0].kind",
        "no kind of tile is named 'tabel'", "did you mean 'table'? expected one of: ages, alarms",
    ),
    "an unknown metric in a tile": Mistake(
        LAYOUT, "metrics: [cho_clo_du,", "metrics: [cho_clo,", "screens.left.tiles[0].options.metrics[0]",
        "there is no metric 'cho_clo'", "did you mean 'cho_clo_du'?",
    ),
    "an unknown place in a tile": Mistake(
        LAYOUT, "series: [cho-han.cho_clo_du]", "series: [cho-hann.cho_clo_du]", "screens.right.tiles[1].series[0]",
        "there is no place 'cho-hann'", "did you mean 'cho-han'?",
    ),
    "an unknown figure in a tile": Mistake(
        OTHER_LAYOUT, "figures: [viec-open,", "figures: [viec-opn,", "screens.right.tiles[0].figures[0]",
        "there is no figure 'viec-opn'", "did you mean 'viec-open'?",
    ),
    "an unknown layout": Mistake(
        LAYOUT, "kind: alarms,", "kind: alarms, opens: vieec,", "screens.right.tiles[0].opens",
        "there is no layout 'vieec'", "did you mean 'viec'? expected one of: cho, viec",
    ),
    "an unknown pack": Mistake(
        CENTRE, "packs: [cho, viec]", "packs: [cho, viecc]", "packs[1]", "there is no pack 'viecc'", "did you mean 'viec'?"
    ),
    # -- no YAML
    "a key too far right": Mistake(
        PACK, "    decimals: 2", "      decimals: 2", "", "did not find expected key",
        "keys that belong together begin in the same column",
    ),
    "a key too far left": Mistake(
        RULES, "    limit: 0.7", "   limit: 0.7", "", "did not find expected '-' indicator",
        "keys that belong together begin in the same column, indented by spaces",
    ),
    "a tab": Mistake(
        PACK, "    decimals: 2", "\tdecimals: 2", "", "a tab", "indent by spaces: YAML takes no tabs"
    ),
    "a colon in a text": Mistake(
        PACK, 'name: {vi: "Clo dư"}', "name: Clo: dư", "", "mapping values are not allowed",
        "put a text that has ': ' in it in quotes",
    ),
    "a bracket that stays open": Mistake(
        PACK, "metrics: [cho_clo_du, cho_so_sap_mo]", "metrics: [cho_clo_du, cho_so_sap_mo", "",
        "did not find expected ',' or ']'", "close the bracket", shift=1,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def skeletons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a centre of two use cases as `toancanh new-pack` makes them."""
    folder = tmp_path_factory.mktemp("mistakes")
    centre = folder / "centre"
    new_centre.write(centre, "IOC Thử")
    measured, settled = folder / "do.csv", folder / "viec.csv"
    with measured.open("w", encoding="utf-8", newline="") as file:
        rows = [
            [f"{i + 1:02}/11/2026 08:00", ["Chợ Hàn", "Chợ Cồn"][i % 2], f"0.{i % 7 + 1}", 100 + i]
            for i in range(12)
        ]
        csv.writer(file).writerows([["Ngày", "Chợ", "Clo dư (mg/L)", "Số sạp mở"], *rows])
    with settled.open("w", encoding="utf-8", newline="") as file:
        states = ["Mới", "Đang xử lý", "Đã xử lý"]
        rows = [[f"AT{i}", f"{i + 1}/11/2026", f"việc {i}", "ăn uống", states[i % 3]] for i in range(9)]
        csv.writer(file).writerows([["Mã", "Ngày tiếp nhận", "Nội dung", "Loại", "Tình trạng"], *rows])
    write(centre, "cho", "Chợ", measured)
    write(centre, "viec", "Việc", settled)
    own = re.sub(r"packs: \[.*\]", "packs: [cho, viec]", (centre / "centre.yaml").read_text(encoding="utf-8"))
    (centre / "centre.yaml").write_text(own, encoding="utf-8")
    (centre / "sources" / "drop.yaml").unlink()  # of the pack that the centre no longer uses
    places = (centre / "places.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (centre / "places.csv").write_text(
        "".join(line for line in places if "flood_post" not in line), encoding="utf-8"
    )
    shutil.copytree(RESOURCES / "limits", folder / "shipped" / "limits")
    (folder / "shipped" / "usecases").mkdir()
    (folder / "shipped" / "layouts").mkdir()
    return folder


def checked(skeletons: Path, centre: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Fault], str]:
    types = {name: kind.options_type for name, kind in registry.kinds().items()}
    # the wall's checker, here in this process: it is a process of its own for the sake of Qt
    monkeypatch.setattr(checking, "check_layouts", lambda folders: check_layouts(folders[1:], types))
    return checking.check_all(skeletons / "shipped" / "usecases", skeletons / "shipped" / "layouts", centre)


def test_the_skeletons_have_no_fault(skeletons: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults, words = checked(skeletons, skeletons / "centre", monkeypatch)
    assert faults == []
    assert "note" not in words


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_file_line_key_find_and_cure(
    mistake: Mistake, skeletons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = tmp_path / "centre"
    shutil.copytree(skeletons / "centre", centre)
    path = centre / mistake.file
    before = path.read_text(encoding="utf-8")
    assert mistake.old in before
    path.write_text(before.replace(mistake.old, mistake.new, 1), encoding="utf-8")
    faults, words = checked(skeletons, centre, monkeypatch)
    told = (
        [line.removeprefix("note: ") for line in words.splitlines()] if mistake.note else [*map(str, faults)]
    )
    line = before[: before.index(mistake.old)].count("\n") + 1 + mistake.shift
    head = f"{path}:{line}: {mistake.key}{': ' if mistake.key else ''}"
    fits = [each for each in told if each.startswith(head) and mistake.found in each and mistake.cure in each]
    assert fits, "\n".join([head, *told])
    assert mistake.note == (not faults)


@pytest.mark.parametrize(
    ("file", "found", "cure"),
    [
        ("usecases/cho/pack.yaml", "there is no pack 'cho'", "expected one of: viec"),
        ("places.csv", "the file is missing", "write one with the columns place_id,name,kind,lat,lon"),
        ("centre.yaml", "the file is missing", "toancanh new-centre"),
    ],
)
def test_a_missing_file_is_named(
    file: str, found: str, cure: str, skeletons: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = tmp_path / "centre"
    shutil.copytree(skeletons / "centre", centre)
    (centre / file).unlink()
    faults, _ = checked(skeletons, centre, monkeypatch)
    assert any(found in fault.found and cure in fault.cure for fault in faults), faults
