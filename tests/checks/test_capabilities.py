"""docs/capabilities.md says of each capability where it is and which test holds it: both are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "capabilities.md"
IDS = (
    *(f"CR-I-{n}" for n in range(1, 6)),
    *(f"CR-II-{n}" for n in range(1, 5)),
    *(f"PS-I-{n}" for n in range(1, 3)),
    *(f"PS-II-{n}" for n in range(1, 4)),
    *(f"SE-I-{n}" for n in range(1, 4)),
    *(f"SE-II-{n}" for n in range(1, 5)),
    *(f"FL-I-{n}" for n in range(1, 4)),
    *(f"FL-II-{n}" for n in range(1, 5)),
    *(f"SO-I-{n}" for n in range(1, 5)),
    *(f"SO-II-{n}" for n in range(1, 5)),
    *(f"WQ-I-{n}" for n in range(1, 3)),
    *(f"WQ-II-{n}" for n in range(1, 4)),
)
ROW = re.compile(r"^\| ([A-Z]+-[I]+-\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def rows() -> dict[str, tuple[str, str, str]]:
    return {found[1]: (found[2], found[3], found[4]) for found in ROW.finditer(TABLE.read_text("utf-8"))}


def test_every_capability_of_levels_one_and_two_has_its_row() -> None:
    assert [name for name in IDS if name not in rows()] == []


@pytest.mark.parametrize("name", IDS)
def test_what_a_row_names_is_there(name: str) -> None:
    _, where, tests = rows()[name]
    named = re.findall(r"`([\w./-]+\.(?:py|yaml|md))`", tests)
    assert named, f"{name} names no test"
    assert [path for path in named if not (ROOT / path).is_file()] == []
    for path in re.findall(r"`((?:layouts|resources|docs)/[\w./-]+)`", where):
        assert (ROOT / path).exists(), f"{name}: {path}"
