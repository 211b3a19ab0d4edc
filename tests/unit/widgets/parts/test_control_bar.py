from PySide6.QtCore import Qt

from widgets.parts.control_bar import label
from widgets.theme.look import DARK, Look


def test_labels_are_plain_text_in_the_walls_type(qtbot):
    made = label(Look(DARK, density="wall"), 20, 650)
    qtbot.addWidget(made)
    assert made.textFormat() == Qt.TextFormat.PlainText
    assert made.font().pixelSize() == 36
