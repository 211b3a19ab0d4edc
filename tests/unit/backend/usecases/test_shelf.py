"""A centre's own packs stand before those that ship."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.usecases.packs import load_packs
from backend.usecases.shelf import PackShelf, shelf_of

PACK = """
id: {id}
name: {{vi: {name}}}
version: "1"
needs: [{needs}]
metrics:
  {id}_cm: {{name: {{vi: Mức}}, unit: cm, range: [0, 100], max_age_s: 60}}
"""


def write(folder: Path, pack_id: str, name: str, needs: str = "") -> None:
    (folder / pack_id).mkdir(parents=True)
    text = PACK.format(id=pack_id, name=name, needs=needs)
    (folder / pack_id / "pack.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def shelf(tmp_path: Path) -> PackShelf:
    write(tmp_path / "shipped", "flood", "Ngập")
    write(tmp_path / "shipped", "water", "Nước")
    write(tmp_path / "centre" / "usecases", "market", "Chợ", needs="water")
    write(tmp_path / "centre" / "usecases", "flood", "Ngập của ta")
    found = shelf_of(tmp_path / "centre", tmp_path / "shipped")
    assert isinstance(found, PackShelf)
    return found


def test_packs_of_both_are_loaded_together_and_may_need_each_other(shelf: PackShelf) -> None:
    packs = load_packs(shelf, ["market", "flood"])
    assert [pack.id for pack in packs.packs] == ["market", "flood", "water"]


def test_the_centres_edition_of_a_pack_stands_before_the_one_that_ships(shelf: PackShelf) -> None:
    assert load_packs(shelf, ["flood"]).packs[0].name.vi == "Ngập của ta"
    assert sorted({path.parent.name for path in shelf.glob("*/pack.yaml")}) == ["flood", "market", "water"]


def test_a_name_that_is_nowhere_is_looked_for_among_those_that_ship(shelf: PackShelf, tmp_path: Path) -> None:
    assert shelf / "none" == tmp_path / "shipped" / "none"
    assert shelf.parent == tmp_path


def test_a_centre_without_packs_of_its_own_uses_those_that_ship(tmp_path: Path) -> None:
    assert shelf_of(tmp_path, tmp_path / "shipped") == tmp_path / "shipped"
    assert shelf_of(None, tmp_path / "shipped") == tmp_path / "shipped"
