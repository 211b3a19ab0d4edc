import msgspec
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from tests.unit.widgets.city import NOW
from tests.unit.widgets.conftest import has_colour
from tests.unit.widgets.indicator_office import entry_of
from widgets.logic.indicator_explain import Explanation
from widgets.parts.indicator_face import face_of
from widgets.parts.indicator_message import answer_foot, paint_message, said_standing

ANSWERED = Explanation(
    "GT.1", "answered", "Vì sao?", "Do bão số 12.", answered_at=NOW - 60, actions=("accept", "return")
)
ZONE = "Asia/Ho_Chi_Minh"


def painted(office, explanation, width=900, height=500, density="briefing"):
    context = office.city.context("dark", density)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    face = face_of(entry_of(office, "MT.04", "2026-10"), "vi", explanation)
    paint_message(painter, QRectF(0, 0, width, height), face, None, context)
    painter.end()
    return image, context.look.tokens


def test_the_answer_stands_beside_the_number(office):
    image, tokens = painted(office, ANSWERED)
    assert has_colour(image.copy(450, 0, 450, 500), tokens.focus)
    assert has_colour(image.copy(0, 0, 400, 500), tokens.critical)


def test_in_a_high_tile_it_stands_beneath(office):
    image, tokens = painted(office, ANSWERED, 500, 900)
    assert has_colour(image.copy(0, 450, 500, 450), tokens.focus)
    assert not has_colour(image.copy(0, 0, 500, 440), tokens.focus, 1)


def test_without_a_question_the_number_has_all_the_room(office):
    image, tokens = painted(office, None)
    assert not has_colour(image, tokens.focus, 1)
    assert has_colour(image, tokens.text, 200)


def test_a_form_takes_the_room(office):
    image, tokens = painted(office, None, 900, 60)
    assert not has_colour(image, tokens.text, 1)


@pytest.mark.parametrize(
    ("explanation", "foot"),
    [
        (ANSWERED, "trả lời lúc 03:41 · A: chấp nhận · R: trả lại"),
        (msgspec.structs.replace(ANSWERED, actions=()), "trả lời lúc 03:41"),
        (Explanation("GT.1", "asked", "?", due_at=NOW + 60), "hạn 03:43"),
        (msgspec.structs.replace(ANSWERED, standing="returned"), ""),
    ],
)
def test_the_foot_says_by_when_or_what_can_be_done(vietnamese, explanation, foot):
    assert answer_foot(explanation, NOW, ZONE, "vi") == foot


def test_the_standing_begins_with_a_large_letter(vietnamese):
    assert said_standing(ANSWERED) == "Đã giải trình, chờ xem"
