from __future__ import annotations

from pathlib import Path

import pytest

from app.designer.canvas import page_tokens
from app.designer.style import designer_style
from widgets.theme.look import ThemeName
from widgets.theme.palettes import TOKENS, contrast_ratio, look_for

CSS = Path(__file__).resolve().parents[4] / "resources" / "web" / "designer" / "designer.css"


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
def test_every_theme_has_its_style(theme: ThemeName) -> None:
    style = designer_style(look_for(theme, "desk"))
    assert TOKENS[theme].tile in style
    assert style.count("{") == style.count("}")


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
def test_labels_are_read_on_shapes_and_the_mark_on_its_plate(theme: ThemeName) -> None:
    tokens = page_tokens(TOKENS[theme])
    assert contrast_ratio(tokens["text"], tokens["shape"]) > 7
    assert contrast_ratio(tokens["stroke"], tokens["ground"]) > 3
    assert contrast_ratio("#404040", tokens["plate"]) > 7, "the drawing tool's mark is #404040"


def test_the_page_knows_every_colour_that_its_style_uses() -> None:
    import re

    text = CSS.read_text("utf-8")
    used = set(re.findall(r"var\(--([a-z-]+)\)", text)) - set(re.findall(r"--([a-z-]+):", text))
    assert used <= set(page_tokens(TOKENS["dark"]))
