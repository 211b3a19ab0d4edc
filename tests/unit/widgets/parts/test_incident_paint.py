from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from tests.unit.widgets.conftest import has_colour
from widgets.logic.incident_lines import Line
from widgets.parts.incident_paint import LinePainter, wrapped
from widgets.theme.look import DARK
from widgets.theme.palettes import look_for

LONG = "Ứng phó ngập cấp phường tại khu vực Mẹ Suốt và Nguyễn Lương Bằng trong đêm mưa lớn"


def painted(line: Line, width: int = 500, density: str = "desk") -> QImage:
    look = look_for("dark", density)
    painter_of = LinePainter(look, 56)
    indent = painter_of.indent([line])
    image = QImage(width, painter_of.height(line, indent, width), QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter_of.paint(painter, QRectF(image.rect()), line, indent)
    painter.end()
    return image


def test_words_break_at_spaces_and_end_with_dots(vietnamese):
    assert wrapped("", 19, 600, 300, 2) == ()
    assert wrapped("Mẹ Suốt", 19, 600, 300, 2) == ("Mẹ Suốt",)
    lines = wrapped(LONG, 19, 600, 300, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert " ".join(wrapped(LONG, 19, 600, 300, 9)) == LONG


def test_a_line_grows_with_its_words_but_is_never_too_low_to_hit(vietnamese):
    painter = LinePainter(look_for("dark", "desk"), 56)
    short, long = Line("Mẹ Suốt"), Line(LONG, detail=LONG)
    assert painter.height(short, 50, 500) == 56
    assert painter.height(long, 50, 300) > 100
    assert painter.height(long, 50, 300) > painter.height(long, 50, 900)
    assert LinePainter(look_for("dark", "wall"), 56).height(short, 50, 500) >= 100


def test_words_begin_after_lead_and_mark_and_a_heading_at_the_edge(vietnamese):
    painter = LinePainter(look_for("dark", "desk"), 56)
    plain = painter.indent([Line("a")])
    assert painter.indent([Line("a", mark="done")]) > plain
    assert painter.indent([Line("a", mark="done", lead="03:42:17")]) > painter.indent(
        [Line("a", mark="done")]
    )
    assert painter.height(Line(LONG, head=True), 300, 400) < painter.height(Line(LONG, detail=LONG), 300, 400)


def test_share_right_and_tag_are_painted(vietnamese):
    image = painted(Line("Xong", share=0.5, right="3/7 bước", right_tone="focus"))
    assert has_colour(image, DARK.focus, 100)
    left = image.pixelColor(100, image.height() - 1).name().upper()
    right = image.pixelColor(400, image.height() - 1).name().upper()
    assert (left, right) == (DARK.focus, DARK.line)
    assert painted(Line("Xong", tag="đầu tiên")) != painted(Line("Xong"))


def test_a_rail_joins_the_rungs(vietnamese):
    def column(rail: str) -> tuple[bool, bool]:
        image = painted(Line("a", mark="next", rail=rail))
        x = 16 + 12
        return (
            image.pixelColor(x, 2).lightness() > 40,
            image.pixelColor(x, image.height() - 3).lightness() > 40,
        )

    assert column("first") == (False, True)
    assert column("middle") == (True, True)
    assert column("last") == (True, False)
    assert column("") == (False, False)


def test_a_line_that_stands_for_several_shows_whether_it_is_open(vietnamese):
    plain, closed, opened = (painted(Line("18 người", fold=fold)) for fold in ("", "closed", "open"))
    end = (470, 0, 30, plain.height())
    assert not has_colour(plain.copy(*end), DARK.text_second, 1)
    assert has_colour(closed.copy(*end), DARK.text_second)
    assert has_colour(opened.copy(*end), DARK.text_second)
    assert closed.copy(*end) != opened.copy(*end)
    right = painted(Line("18 người", fold="closed", right="03:22"))
    assert right.copy(*end) == closed.copy(*end), "the words at the right keep clear of it"
