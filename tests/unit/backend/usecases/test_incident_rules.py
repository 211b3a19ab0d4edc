from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from backend.contract.document import DocumentError
from backend.domain.incidents.spec import CorrelationSpec, Opening, Selector
from backend.domain.rule import RuleSpec
from backend.usecases import load_packs
from backend.usecases.incident_rules import load_incident_rules

SHIPPED = Path(__file__).parents[4] / "resources" / "usecases"

RIGHT = """\
case_kinds: [sos]
incidents:
  - id: ngap
    title: {vi: "Ngập tại {area}"}
    members:
      - rules: [street-flooded]
      - {case_kinds: [sos], procedure: sos}
    within_m: 800
    within_s: 2700
    opens: {n_members: 2}
    procedures: [ngap-cuc-bo]
"""


@pytest.fixture
def rules(pack_folder: Path) -> dict[str, RuleSpec]:
    return {rule.id: rule for rule in load_packs(pack_folder, ["street_water"]).rules}


def write(pack_folder: Path, text: str, name: str = "flood.yaml") -> None:
    folder = pack_folder / "street_water" / "incidents"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def faults_of(pack_folder: Path, rules: dict[str, RuleSpec], **given: object) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        load_incident_rules(pack_folder, ["street_water"], rules, **given)  # type: ignore[arg-type]
    return [f"{fault.line} {fault.key}: {fault.found}; {fault.cure}" for fault in caught.value.faults]


def test_a_pack_without_incidents_has_none(pack_folder: Path, rules: dict[str, RuleSpec]) -> None:
    assert load_incident_rules(pack_folder, ["street_water"], rules) == ()


def test_right_files_are_read_in_order(pack_folder: Path, rules: dict[str, RuleSpec]) -> None:
    write(pack_folder, RIGHT)
    write(
        pack_folder, RIGHT.replace("id: ngap", "id: another").replace("case_kinds: [sos]\n", "", 1), "a.yaml"
    )
    found = load_incident_rules(pack_folder, ["street_water"], rules, ["sos", "ngap-cuc-bo"])
    assert [spec.id for spec in found] == ["another", "ngap"]  # kinds of cases are the whole centre's
    assert found[1].members[0].rules == ("street-flooded",)
    assert found[1].opens.n_members == 2


def test_every_fault_of_every_file_comes_in_one_pass(pack_folder: Path, rules: dict[str, RuleSpec]) -> None:
    spoilt = (
        RIGHT.replace("street-flooded", "street-floded")
        .replace("{case_kinds: [sos], procedure: sos}", "{case_kinds: [call], procedure: so, colour: red}")
        .replace("within_m: 800", "within_m: 0")
    )
    write(pack_folder, spoilt)
    write(pack_folder, RIGHT, "one.yaml")
    write(pack_folder, RIGHT.replace("{n_members: 2}", "{}").replace("{area}", "{place}"), "two.yaml")
    write(pack_folder, "incidents: {}\n", "three.yaml")
    write(pack_folder, "a: [\n", "four.yaml")
    write(pack_folder, "colours: [red]\nincidents: []\n", "five.yaml")
    found = faults_of(pack_folder, rules)
    for words in (
        "7 incidents[0].members[1].colour: this key is not known here",
        "no list of incidents",
        "not YAML",
        "colours: this key is not known here",
        "incidents[0].opens: it never opens",
        "incidents[0].title.vi: unknown placeholder 'place'",
        "incidents[0].id: there is another correlation 'ngap'",
    ):
        assert any(words in fault for fault in found), (words, found)


def test_names_that_point_nowhere_are_faults_with_what_is_allowed(
    pack_folder: Path, rules: dict[str, RuleSpec]
) -> None:
    text = RIGHT.replace("street-flooded", "street-floded").replace(
        "{case_kinds: [sos]", "{case_kinds: [call]"
    )
    write(pack_folder, text)
    found = faults_of(pack_folder, rules, procedures=["sos", "mua-lon"])
    assert [fault.partition(";")[0] for fault in found] == [
        "6 incidents[0].members[0].rules[0]: there is no rule 'street-floded'",
        "7 incidents[0].members[1].case_kinds[0]: there is no kind of case 'call'",
        "11 incidents[0].procedures[0]: there is no procedure 'ngap-cuc-bo'",
    ]
    assert "street-flooded" in found[0]
    assert "expected one of: sos" in found[1]


@pytest.mark.parametrize("kind", [CorrelationSpec, Selector, Opening], ids=lambda kind: kind.__name__)
def test_every_key_is_documented(kind: type[msgspec.Struct]) -> None:
    page = (SHIPPED.parents[1] / "docs" / "incidents.md").read_text(encoding="utf-8")
    missing = [field.name for field in msgspec.structs.fields(kind) if f"`{field.name}`" not in page]
    assert missing == []


def test_the_shipped_correlations_are_right() -> None:
    names = ["flooding", "cameras"]
    rules = {rule.id: rule for rule in load_packs(SHIPPED, names).rules}
    (flood,) = load_incident_rules(SHIPPED, names, rules)
    assert (flood.id, flood.scene, flood.scene_dwell_s) == ("ngap-tai-cho", "incident", 120)
    reach = {rule: flood.reach_m(one) for one in flood.members for rule in (*one.rules, *one.case_kinds)}
    assert (reach["mua-1-gio"], reach["ngap-duong"], reach["sos"]) == (3000, 1200, 600)
