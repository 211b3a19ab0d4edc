from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.usecases.case_kinds import load_case_kinds
from backend.usecases.indicator_sets import indicator_info, load_indicator_sets

PACKS = Path(__file__).resolve().parents[4] / "resources" / "usecases"
HEAD = "id: s\nname: {vi: S}\nsource: x\nindicators:\n"


def write(folder: Path, text: str, pack: str = "p", name: str = "s.yaml") -> Path:
    path = folder / pack / "indicators" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def item(code: str, more: str = "") -> str:
    return f"  - {{code: {code}, name: {{vi: {code}}}, unit: {{vi: t}}{', ' if more else ''}{more}}}\n"


def test_sets_are_loaded_with_formulas_in_the_order_in_which_they_are_computed(tmp_path: Path) -> None:
    text = (
        HEAD
        + item("T", 'formula: \'ind["B"] + ind["A"]\'')
        + item("B", "formula: 'ind[\"A\"] * 2.0'")
        + item("A")
    )
    found = load_indicator_sets(write(tmp_path, text), ["p"])
    assert list(found.specs) == ["T", "B", "A"]
    assert list(found.formulas) == ["B", "T"]
    assert found.formulas["T"].evaluate({"ind": {"A": 1.5, "B": 2.0}}) == 3.5
    assert indicator_info(found.specs["T"], "s").formula == 'ind["B"] + ind["A"]'


def test_plans_of_years_are_spread_out(tmp_path: Path) -> None:
    text = HEAD + item("A", "plans: {2021..2023: 6.5, 2026-Q1: [1, 2]}")
    found = load_indicator_sets(write(tmp_path, text), ["p"])
    assert found.plans["A"] == {"2021": 6.5, "2022": 6.5, "2023": 6.5, "2026-Q1": (1.0, 2.0)}


FAULTS = [
    (
        "formula: 'ind[\"X\"]'",
        r"s.yaml:6: indicators\[1\].formula: there is no indicator 'X'; expected one of: A, B",
    ),
    ("formula: 'ind[\"A\"] +'", r"indicators\[1\].formula: .*write CEL over codes"),
    ("formula: 'tong + ind[\"A\"]'", r"unknown name 'tong'; .*ind, last_year, prev"),
    ("formula: 'ind.A'", r"every value is named by its code in quotes"),
    ("formula: 'ind[\"B\"] + 1.0'", r"goes in a circle: B → B; a computed indicator must not lead back"),
    ("parent: X", r"indicators\[1\].parent: there is no indicator 'X'"),
    ("measured: {figure: f}, formula: 'ind[\"A\"]'", r"measured: there is a formula too"),
    ("measured: {figure: f}", r"there is no figure 'f'; expected one of: ps-on-time"),
    ("decimals: 9", r"decimals: found 9; 0 to 6 digits"),
    ("plausible: {range: [5, 1]}", r"plausible.range: found \[5.0, 1.0\]; the lower value first"),
    ("plans: {Q1: 5}", r"plans.Q1: no period; 'Q1' is no period"),
    ("plans: {'2026': [5, 1]}", r"plans.2026: found \[5.0, 1.0\]; the lower value first"),
    ("plans: {'2026': 1, 2026..2027: 2}", r"2026 has a plan already"),
    ("plans: {'2026': .inf}", r"a finite number"),
    ("direction: band, plans: {'2026': 1}", r"one number where the direction is 'band'"),
    ("direction: up", r"direction: found 'up'"),
]


@pytest.mark.parametrize(("more", "words"), FAULTS, ids=lambda p: p[:30])
def test_every_fault_has_file_line_key_and_cure(tmp_path: Path, more: str, words: str) -> None:
    write(tmp_path, HEAD + item("A") + item("B", more))
    with pytest.raises(DocumentError, match=words):
        load_indicator_sets(tmp_path, ["p"], figures=["ps-on-time"])


def test_all_faults_are_told_in_one_pass(tmp_path: Path) -> None:
    write(tmp_path, HEAD + item("A", "parent: X") + item("A") + item("B", "decimals: -1"))
    head = "id: s\nname: {vi: S}\nsource: x\nvalid_from: 2026-01-01\nvalid_to: 2025-01-01\ncolours:\n"
    colours = "  green: {name: {vi: G}, from_percent: 80}\n  red: {name: {vi: R}, from_percent: 5}\n"
    write(tmp_path, head + colours + "collect: {after_days: 900}\nindicators: []\n", name="t.yaml")
    with pytest.raises(DocumentError) as refused:
        load_indicator_sets(tmp_path, ["p"])
    told = str(refused.value)
    for words in ("the code 'A' stands in", "there is no indicator 'X'", "decimals", "there is another set 's'",
                  "not after valid_from", "orange from 90 %, green from 80 %", "colours.red.from_percent", "0 to 366 days"):  # fmt: skip
        assert words in told, words


def test_a_circle_over_three_is_named_whole(tmp_path: Path) -> None:
    lines = [item(a, f"formula: 'prev[\"{b}\"]'") for a, b in (("A", "B"), ("B", "C"), ("C", "A"))]
    with pytest.raises(DocumentError, match="A → B → C → A"):
        load_indicator_sets(write(tmp_path, HEAD + "".join(lines)), ["p"])


def test_the_centres_own_units_are_checked_those_of_packs_are_not(tmp_path: Path) -> None:
    write(tmp_path, HEAD + item("A", "collector: so-x"))
    assert load_indicator_sets(tmp_path, ["p"], units=["tk"]).specs
    own = tmp_path / "centre"
    (own / "indicators").mkdir(parents=True)
    (own / "indicators" / "o.yaml").write_text(HEAD.replace("id: s", "id: o") + item("B", "collector: so-x"))
    with pytest.raises(DocumentError, match="there is no unit 'so-x'"):
        load_indicator_sets(tmp_path, ["p"], centre=own, units=["tk"])


def test_the_shipped_sets_are_sound_and_say_what_is_to_be_verified() -> None:
    names = ["indicators", "public-services"]
    figures = load_case_kinds(PACKS, names).figures
    found = load_indicator_sets(PACKS, names, figures=figures)
    assert {"nghi-quyet-xiii", "qd-05-2023", "qd-293", "muc-tieu-tinh", "qd-766"} <= set(found.sets)
    for code, spec in found.specs.items():
        assert spec.name.vi, code
        assert spec.name.en, code
        assert spec.computed or spec.collector or found.set_of[code] == "qd-766", code
    for name in ("qd-05-2023", "qd-293", "muc-tieu-tinh", "qd-766"):
        assert found.sets[name].mark == "ck"
    assert found.plans["NQXIII.01"]["2023"] == (6.5, 7.0)
