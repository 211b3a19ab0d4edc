"""Layouts of folders: each good one, every fault, and a centre's own in place of those that ship."""

from __future__ import annotations

from pathlib import Path

from app.wall.layout_folders import check_layouts, read_layouts
from widgets import registry

from .conftest import KINDS
from .test_layouts import GOOD


def test_a_folder_gives_the_good_ones_and_all_faults(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(GOOD.replace("layout: flood", "layout: other"), encoding="utf-8")
    (tmp_path / "c.yaml").write_text(GOOD.replace("key: 1", "key: 3"), encoding="utf-8")
    (tmp_path / "d.yaml").write_text("layout: [", encoding="utf-8")
    (tmp_path / "e.yaml").write_bytes(b"layout: \xff")
    found, wrong = read_layouts([tmp_path], KINDS)
    assert set(found) == {"flood", "other"}
    told = "\n".join(map(str, wrong))
    assert "b.yaml:3: key: key 1 already shows a.yaml; choose a free key: 2, 3" in told
    assert "c.yaml:1: layout: a layout 'flood' exists already" in told
    assert "d.yaml" in told
    assert "e.yaml" in told
    assert check_layouts([tmp_path], KINDS) == wrong


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    found, wrong = read_layouts([tmp_path], KINDS)
    assert found == {}
    assert "no layouts" in wrong[0].found


def test_the_layouts_of_the_project_have_no_fault(root: Path) -> None:
    kinds = {name: kind.options_type for name, kind in registry.kinds().items()}
    found, wrong = read_layouts([root / "layouts"], kinds)
    assert wrong == []
    keys = [layout.key for layout in found.values() if layout.key]
    assert len(keys) == len(set(keys))
    assert set(range(1, 7)) <= set(keys)
    assert sum(len(screen.tiles) for screen in found["flood"].screens) >= 12


def test_a_tile_that_opens_a_layout_names_one_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "flood.yaml").write_text(GOOD.replace("number: 4", "opens: overvew"), encoding="utf-8")
    (tmp_path / "overview.yaml").write_text(
        GOOD.replace("flood", "overview").replace("key: 1", "key: 2").replace("number: 4", "opens: flood"),
        encoding="utf-8",
    )
    (fault,) = check_layouts([tmp_path], KINDS)
    assert "there is no layout 'overvew'" in fault.found
    assert "overview" in fault.cure


def test_a_centres_own_layout_replaces_one_that_ships_and_takes_its_key(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    own.mkdir()
    (shipped / "flood.yaml").write_text(GOOD, encoding="utf-8")
    other = GOOD.replace("layout: flood", "layout: market").replace("key: 1", "key: 2")
    (shipped / "market.yaml").write_text(other, encoding="utf-8")
    (own / "flood.yaml").write_text(
        GOOD.replace("key: 1", "key: 2").replace("number: 4", "number: 5"), encoding="utf-8"
    )
    found, wrong = read_layouts([shipped, own], KINDS)
    assert wrong == []
    assert {layout.layout_id: layout.key for layout in found.values()} == {"flood": 2, "market": 0}
    assert "number=5" in str(found["flood"].screens[0].tiles[0].options)
