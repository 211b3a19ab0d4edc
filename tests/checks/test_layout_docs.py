"""docs/layouts.md names every layout that ships, with its key and density, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"\| `([a-z-]+)` \| ([1-9]?) ?\| (desk|wall|briefing) \| (.+) \|")


def documented() -> list[tuple[str, ...]]:
    text = (ROOT / "docs" / "layouts.md").read_text(encoding="utf-8")
    section = text.partition("## The layouts that come with it\n")[2].partition("\n## ")[0]
    return [found.groups() for line in section.splitlines() if (found := ROW.fullmatch(line))]


def shipped() -> set[tuple[str, str, str]]:
    read = [yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / "layouts").glob("*.yaml")]
    return {(one["layout"], str(one.get("key") or ""), one.get("density", "desk")) for one in read}


def test_every_layout_that_ships_has_one_line() -> None:
    rows = documented()
    assert {row[:3] for row in rows} == shipped()
    assert len(rows) == len(shipped())


def test_each_line_says_what_is_shown() -> None:
    assert [row[0] for row in documented() if len(row[3]) < 20] == []
