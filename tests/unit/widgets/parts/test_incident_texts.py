import pytest
from PySide6.QtWidgets import QWidget

from tests.unit.widgets.conftest import has_colour, picture
from widgets.parts.incident_texts import Passage, TextStack
from widgets.theme.look import DARK
from widgets.theme.palettes import look_for


@pytest.fixture
def stack(show, vietnamese):
    made = TextStack(look_for("dark", "desk"), show(QWidget(), 400, 300))
    made.setGeometry(0, 0, 400, 300)
    made.show()
    return made


def test_it_is_as_high_as_its_words(stack):
    stack.show_passages((Passage("Một dòng"), Passage("")), "")
    low = stack.wanted_height(400)
    stack.show_passages((Passage("Một dòng"), Passage("Chữ dài " * 20, n_lines=3)), "")
    assert stack.wanted_height(400) > 2 * low - 30
    assert stack.wanted_height(4000) < stack.wanted_height(400)
    assert stack.words() == ["Một dòng", "Chữ dài " * 20]


def test_sign_lead_and_tone_are_painted(stack):
    passages = (Passage("Ngập", 25, 650, "plain"), Passage("từ 03:12", lead="Nguy cấp", colour=DARK.high))
    stack.show_passages(passages, "critical")
    image = picture(stack)
    assert has_colour(image, DARK.critical)
    assert has_colour(image, DARK.high)
    stack.show_passages(passages, "critical", dim=True)
    assert not has_colour(picture(stack), DARK.critical, 1)
