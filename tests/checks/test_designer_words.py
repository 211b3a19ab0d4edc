"""Every text that the drawing tool can show has its Vietnamese, also those that no test makes it show."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = ROOT / "node_modules" / "bpmn-js" / "dist" / "bpmn-modeler.development.js"
PAGE = ROOT / "resources" / "web" / "designer"
WORDS: dict[str, str] = json.loads((PAGE / "vi.json").read_text("utf-8"))
CALL = re.compile(r"""\b_?translate(?:\$\d+)?\(\s*(['"])((?:\\.|(?!\1).)+)\1""")
LABEL = re.compile(r"""\blabel: (['"])([^'"]+)\1""")
MESSAGE = re.compile(r"""_ERR_MSG = (['"])([^'"]+)\1""")
SHAPES = re.compile(r"\{[^}]+\}")
NOT_SHOWN = {"HELLO {you}", " + shift + ", "Align elements "}
"""An example in a comment, an SVG transformation, and the beginning of a text that is put together."""


def texts(source: str) -> set[str]:
    return {m.group(2) for pattern in (CALL, LABEL, MESSAGE) for m in pattern.finditer(source)} - NOT_SHOWN


def test_the_drawing_tools_own_texts_are_translated() -> None:
    assert BUNDLE.is_file(), "node_modules is not here: run `make setup`"
    found = texts(BUNDLE.read_text("utf-8"))
    assert len(found) > 120, "the texts are no longer found: look at how the tool spells them now"
    assert not found - WORDS.keys(), "add to resources/web/designer/vi.json"


def test_the_pages_own_texts_are_translated() -> None:
    sources = [path.read_text("utf-8") for path in PAGE.glob("*.js")]
    assert not set().union(*(texts(source) for source in sources)) - WORDS.keys()


@pytest.mark.parametrize("way", ["left", "center", "right", "top", "middle", "bottom"])
def test_each_way_of_aligning_is_translated(way: str) -> None:
    assert f"Align elements {way}" in WORDS


def test_places_for_words_stay_and_nothing_is_left_in_english() -> None:
    for english, vietnamese in WORDS.items():
        assert sorted(SHAPES.findall(english)) == sorted(SHAPES.findall(vietnamese)), english
        assert vietnamese.strip()
        assert vietnamese != english, english
