import re

import pytest

from app.settings.style import settings_style
from widgets.theme.palettes import look_for


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
def test_only_colours_of_the_look_are_used(theme):
    look = look_for(theme, "desk")
    used = set(re.findall(r"#[0-9A-Fa-f]{6}", settings_style(look)))
    assert used <= {str(getattr(look.tokens, name)) for name in look.tokens.__struct_fields__}


def test_braces_are_balanced():
    sheet = settings_style(look_for("dark", "desk"))
    assert sheet.count("{") == sheet.count("}") > 20
