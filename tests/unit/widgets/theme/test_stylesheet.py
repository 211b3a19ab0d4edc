import pytest
from PySide6.QtWidgets import QLineEdit

from widgets.theme.palettes import look_for
from widgets.theme.stylesheet import stylesheet


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
def test_the_sheet_names_the_themes_colours_and_qt_reads_it(qtbot, theme):
    look = look_for(theme, "desk")
    sheet = stylesheet(look)
    assert look.tokens.tile in sheet
    field = QLineEdit()
    qtbot.addWidget(field)
    field.setStyleSheet(sheet)
    field.ensurePolished()
    assert field.palette().base().color().name() == look.tokens.ground.lower()
