from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from backend.contract.document import DocumentError, Fault
from backend.contract.state import Place
from backend.domain.rule_kinds import rule_kinds
from backend.domain.units import units
from backend.usecases import load_packs

SHARED_LIMITS = Path(__file__).parents[4] / "resources" / "limits"
PACKS_PAGE = Path(__file__).parents[4] / "docs" / "packs.md"


def faults_of(folder: Path, *names: str, limits: Path | None = None) -> list[Fault]:
    with pytest.raises(DocumentError) as caught:
        load_packs(folder, names or ["street_water"], limits)
    return caught.value.faults


def test_a_right_pack(pack_folder: Path) -> None:
    packs = load_packs(pack_folder, ["street_water"])
    assert [rule.id for rule in packs.rules] == ["street-flooded", "heavy-rain", "river-level", "post-silent"]
    assert packs.metrics["water_cm"].unit == "cm"
    assert packs.place_kinds["flood_post"].metrics == ("water_cm",)
    assert packs.memory_s == 3600 + 900


def test_series_of_a_place(pack_folder: Path) -> None:
    packs = load_packs(pack_folder, ["street_water"])
    place = Place("p1", "Mẹ Suốt", "flood_post", area_code="20200", area_name="Hòa Khánh")
    (facts,) = packs.series_of(place)
    assert (facts.series_id, facts.unit, facts.decimals, facts.area_name) == (
        "p1.water_cm",
        "cm",
        0,
        "Hòa Khánh",
    )
    assert packs.series_of(Place("x", "X", "balloon")) == ()


def test_limits_for_charts(pack_folder: Path) -> None:
    packs = load_packs(pack_folder, ["street_water"])
    place = Place("g", "G", "river_gauge", attributes={"gauge": "gauge-a"})
    limits = packs.limits_of("level_m", place)
    assert [(limit.value, limit.name.vi, limit.severity) for limit in limits] == [
        (1.0, "Báo động I", "medium"),
        (1.7, "Báo động II", "high"),
        (2.5, "Báo động III", "critical"),
    ]
    assert packs.limits_of("level_m", Place("h", "H", "river_gauge")) == ()
    assert packs.limits_of("rain_mm_h", Place("r", "R", "rain_station")) == ()  # the limit is one of mm


def test_shared_limit_sets_are_right(pack_folder: Path) -> None:
    sets = load_packs(pack_folder, ["street_water"], SHARED_LIMITS).limit_sets
    water = sets["qcvn-01-1-2018"]
    assert len(water.rows) == 99
    assert (water.rows["turbidity"].max, water.rows["turbidity"].unit) == (2.0, "NTU")
    assert (water.rows["ph"].min, water.rows["ph"].max) == (6.0, 8.5)
    assert (water.rows["coliform"].max, water.rows["coliform"].strict) == (3.0, True)
    assert water.rows["odour-taste"].requirement
    assert all(row.mark in ("seen", "ck") for row in water.rows.values())
    rivers = sets["bao-dong-2020"].rows
    assert [rivers[f"ai-nghia.bd{n}"].max for n in (1, 2, 3)] == [6.5, 8.0, 9.0]


Spoil = Callable[[str, str, str], Path]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "key", "words"),
    [
        (
            "rules/water.yaml",
            "kind: threshold",
            "kind: treshold",
            3,
            "rules[0].kind",
            "did you mean 'threshold'?",
        ),
        ("rules/water.yaml", "hold_s", "hold", 11, "rules[0].hold", "did you mean 'hold_s'?"),
        ("rules/water.yaml", "severity: high\n", "severity: bad\n", 8, "rules[0].severity", "bad"),
        ("rules/water.yaml", "    unit_id: drainage\n", "", 2, "rules[0]", "the key 'unit_id' is missing"),
        ("rules/water.yaml", "    procedure: none\n", "", 2, "rules[0]", "the key 'procedure' is missing"),
        ("rules/water.yaml", "    severity: high\n", "", 2, "rules[0]", "the key 'severity' is missing"),
        ("rules/water.yaml", "metric: water_cm", "metric: water_m", 5, "rules[0].metric", "water_cm"),
        (
            "rules/water.yaml",
            "place_kind: flood_post",
            "place_kind: post",
            6,
            "rules[0].place_kind",
            "flood_post",
        ),
        ("rules/water.yaml", "{limit: 40,", "{limit: 15,", 9, "rules[0].escalate", "further out"),
        ("rules/water.yaml", "{value} {unit} — {name}, {area}", "{wert}", 4, "rules[0].title.vi", "{value}"),
        (
            "rules/water.yaml",
            "rule: river-level",
            "rule: river",
            20,
            "rules[0].inhibited_by[0].rule",
            "'river'",
        ),
        (
            "rules/water.yaml",
            "set: example-rivers",
            "set: rivers",
            43,
            "rules[2].limit.set",
            "example-rivers",
        ),
        ("rules/water.yaml", "id: heavy-rain", "id: street-flooded", 22, "rules[1].id", "another rule"),
        ("rules/water.yaml", "rules:", "rule:", 1, "", "begin with 'rules:'"),
        ("pack.yaml", "id: street_water", "id: other", 1, "id", "'street_water'"),
        ("pack.yaml", "unit: cm", "unit: cubit", 8, "metrics.water_cm.unit", "cubit"),
        ("pack.yaml", "[-5, 300]", "[300, -5]", 10, "metrics.water_cm.range", "lower value first"),
        ("pack.yaml", "max_age_s: 180", "max_age_s: 0", 11, "metrics.water_cm.max_age_s", "above 0"),
        (
            "pack.yaml",
            "metrics: [level_m]",
            "metrics: [level]",
            28,
            "place_kinds.river_gauge.metrics[0]",
            "level_m",
        ),
        ("limits/example.yaml", "max: 1.0, ", "", 6, "rows.gauge-a.bd1", "no limit"),
        ("limits/example.yaml", "unit: m,", "unit: cubit,", 6, "rows.gauge-a.bd1.unit", "cubit"),
        ("limits/example.yaml", "max: 1.0", "min: 3, max: 1.0", 6, "rows.gauge-a.bd1.min", "above max"),
    ],
)
def test_a_fault_names_file_line_key_and_cure(
    file: str, old: str, new: str, line: int, key: str, words: str, spoil: Spoil, pack_folder: Path
) -> None:
    path = spoil(file, old, new)
    faults = faults_of(pack_folder)
    assert faults[0].file == str(path)
    assert (faults[0].key, faults[0].line) == (key, line)
    assert words in str(faults[0])


@pytest.mark.parametrize("kind", sorted(rule_kinds()))
def test_every_field_of_every_kind_of_rule_is_documented(kind: str) -> None:
    text = PACKS_PAGE.read_text(encoding="utf-8")
    assert f"### {kind}" in text
    fields = [field.encode_name for field in msgspec.structs.fields(rule_kinds()[kind].Spec)]
    assert [field for field in fields if f"`{field}`" not in text] == []


def test_every_unit_is_documented() -> None:
    text = PACKS_PAGE.read_text(encoding="utf-8")
    assert [unit for unit in units() if unit not in text] == []


def test_every_fault_in_one_pass(spoil: Spoil, pack_folder: Path) -> None:
    spoil("rules/water.yaml", "hold_s", "hold")
    spoil("rules/water.yaml", "min_coverage: 0.8", "min_coverage: 8")
    spoil("pack.yaml", "[-5, 300]", "[300, -5]")
    spoil("limits/example.yaml", "max: 1.0, ", "")
    keys = {fault.key for fault in faults_of(pack_folder)}
    assert keys >= {"metrics.water_cm.range", "rows.gauge-a.bd1", "rules[0].hold", "rules[1].min_coverage"}


def test_rules_that_hide_each_other(spoil: Spoil, pack_folder: Path) -> None:
    spoil("rules/water.yaml", "    latched: true\n", "    inhibited_by: [{rule: street-flooded}]\n")
    assert {fault.key for fault in faults_of(pack_folder)} == {
        "rules[0].inhibited_by",
        "rules[2].inhibited_by",
    }


def test_a_pack_that_is_not_there(pack_folder: Path) -> None:
    (fault,) = faults_of(pack_folder, "street_wate")
    assert "did you mean 'street_water'?" in fault.cure


def test_files_that_cannot_be_read(pack_folder: Path) -> None:
    (pack_folder / "street_water" / "rules" / "latin.yaml").write_bytes(b"rules: [\xff]")
    (pack_folder / "street_water" / "rules" / "torn.yaml").write_text("rules: [", encoding="utf-8")
    (pack_folder / "bare").mkdir()
    found = {str(fault) for fault in faults_of(pack_folder, "street_water", "bare")}
    assert any("latin.yaml: is not UTF-8" in words or "is not UTF-8 text" in words for words in found)
    assert any("torn.yaml" in words and "not YAML" in words for words in found)
    assert any("bare/pack.yaml" in words and "cannot be read" in words for words in found)


def test_two_packs_may_share_a_metric_only_if_they_agree(pack_folder: Path) -> None:
    other = pack_folder / "other"
    other.mkdir()
    text = (pack_folder / "street_water" / "pack.yaml").read_text(encoding="utf-8")
    (other / "pack.yaml").write_text(text.replace("id: street_water", "id: other"), encoding="utf-8")
    assert len(load_packs(pack_folder, ["street_water", "other"]).packs) == 2
    (other / "pack.yaml").write_text(
        text.replace("id: street_water", "id: other").replace("decimals: 2", "decimals: 3"), encoding="utf-8"
    )
    (fault,) = faults_of(pack_folder, "street_water", "other")
    assert fault.key == "metrics.level_m"


def test_two_packs_may_measure_at_one_kind_of_place_if_they_call_it_the_same(pack_folder: Path) -> None:
    head = "id: {0}\nname: {{vi: {0}}}\nversion: '1'\n"
    kind = "place_kinds: {{unit: {{name: {{vi: {1}}}, metrics: [n_{0}]}}}}\n"
    metric = "metrics: {{n_{0}: {{name: {{vi: Số}}, unit: count, range: [0, 9], max_age_s: 60}}}}\n"
    for name in ("one", "two"):
        (pack_folder / name).mkdir()
        text = (head + kind + metric).format(name, "Đơn vị")
        (pack_folder / name / "pack.yaml").write_text(text, encoding="utf-8")
    assert load_packs(pack_folder, ["one", "two"]).place_kinds["unit"].metrics == ("n_one", "n_two")
    other = (head + kind + metric).format("two", "Phòng")
    (pack_folder / "two" / "pack.yaml").write_text(other, encoding="utf-8")
    (fault,) = faults_of(pack_folder, "one", "two")
    assert fault.key == "place_kinds.unit.name"


def test_needed_packs_come_along(pack_folder: Path) -> None:
    other = pack_folder / "other"
    (other / "rules").mkdir(parents=True)
    (other / "pack.yaml").write_text(
        'id: other\nname: {vi: Khác}\nversion: "1"\nneeds: [street_water]\n', encoding="utf-8"
    )
    (other / "rules" / "r.yaml").write_text(
        """
rules:
  - {id: other-silent, kind: absence, title: {vi: x}, metric: rain_mm_h, severity: low, unit_id: u,
     consequence: {vi: x}, response: {vi: x}, respond_within_s: 60, procedure: none,
     inhibited_by: [{rule: post-silent, same: area}]}
""",
        encoding="utf-8",
    )
    packs = load_packs(pack_folder, ["other", "other"])
    assert [pack.id for pack in packs.packs] == ["other", "street_water"]
    assert packs.rules[0].id == "other-silent"
    (other / "pack.yaml").write_text(
        'id: other\nname: {vi: Khác}\nversion: "1"\nneeds: [street]\n', encoding="utf-8"
    )
    (fault,) = faults_of(pack_folder, "other")
    assert "there is no pack 'street'" in str(fault)
