from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.domain.limit_families import family_names
from backend.usecases import load_packs

SHARED = Path(__file__).parents[4] / "resources" / "limits"
SET = """
id: {id}
name: {{vi: Bộ}}
source: thử
effective_from: {begins}
{more}
rows:
  lead: {{name: {{vi: Chì}}, unit: mg/L, max: 0.01}}
"""


def faults_of(pack_folder: Path, *sets: tuple[str, str, str]) -> list[str]:
    folder = pack_folder / "street_water" / "limits"
    folder.mkdir(exist_ok=True)
    for name, begins, more in sets:
        (folder / f"{name}.yaml").write_text(SET.format(id=name, begins=begins, more=more), encoding="utf-8")
    try:
        load_packs(pack_folder, ["street_water"])
    except DocumentError as error:
        return [f"{Path(f.file).name}:{f.line} {f.key}: {f.found}; {f.cure}" for f in error.faults]
    return []


def test_versions_that_differ_in_day_or_place_are_right(pack_folder: Path) -> None:
    assert not faults_of(
        pack_folder,
        ("a", "2020-01-01", "family: f"),
        ("b", "2021-01-01", "family: f"),
        ("c", "2021-01-01", "family: f\napplies_to: {regulation: X}"),
    )


@pytest.mark.parametrize(
    ("first", "second", "fault"),
    [
        (
            "family: f",
            "family: f",
            "b.yaml:5 effective_from: 'a' holds for the same places from the same day",
        ),
        ("family: f", "family: a", "b.yaml:6 family: 'a' is both a limit set and a family"),
        ("family: b", "", "b.yaml:2 id: 'b' is both a limit set and a family"),
        ("", "applies_to: {regulation: X}", "b.yaml:6 applies_to: the set belongs to no family"),
        ("", "effective_to: 2020-01-01", "b.yaml:6 effective_to: found 2020-01-01, not after 2020-01-01"),
    ],
)
def test_versions_that_cannot_be_told_apart_are_faults(
    first: str, second: str, fault: str, pack_folder: Path
) -> None:
    (found,) = faults_of(pack_folder, ("a", "2020-01-01", first), ("b", "2020-01-01", second))
    assert found.startswith(fault)


def test_a_rule_may_name_a_family_and_a_wrong_one_is_told_what_there_is(pack_folder: Path) -> None:
    rules = pack_folder / "street_water" / "rules"
    path = next(p for p in sorted(rules.glob("*.yaml")) if "{set: " in p.read_text("utf-8"))
    text = path.read_text("utf-8")
    name = text.partition("{set: ")[2].partition(",")[0]
    limits = next(
        p
        for p in (pack_folder / "street_water" / "limits").glob("*.yaml")
        if f"id: {name}\n" in p.read_text("utf-8")
    )
    limits.write_text(
        limits.read_text("utf-8").replace(f"id: {name}\n", f"id: {name}\nfamily: muc\n"), "utf-8"
    )
    path.write_text(text.replace(f"set: {name}", "set: muc"), "utf-8")
    load_packs(pack_folder, ["street_water"])
    path.write_text(text.replace(f"set: {name}", "set: mux"), "utf-8")
    with pytest.raises(DocumentError) as caught:
        load_packs(pack_folder, ["street_water"])
    assert all("no limit set or family 'mux'" in f.found and "muc" in f.cure for f in caught.value.faults)


def test_the_shared_sets_name_their_families() -> None:
    shipped = SHARED.parent / "usecases"
    sets = load_packs(shipped, ["water", "flooding"], SHARED).limit_sets
    assert {"nuoc-sach", "bao-dong"} <= family_names(sets)
    seen = sets["qcvn-01-1-2024"]
    older = sets["qcvn-01-1-2018"]
    assert {row.mark for row in seen.rows.values()} == {"seen"}
    assert seen.rows.keys() <= older.rows.keys()
    differ = {
        key
        for key, row in seen.rows.items()
        if (row.min, row.max) != (older.rows[key].min, older.rows[key].max)
    }
    assert differ == {"coliform", "barium", "nitrate"}
