import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from tests.unit.widgets.conftest import has_colour
from widgets.parts.big_figure import FigureWords, paint_figure, second_lines
from widgets.theme.look import DARK, Look

WORDS = FigureWords("1.234.567,89", "người", DARK.critical, "", "Nguy cấp 40 cm: vượt 22 cm", "critical")


def painted(words, width, height, density="desk"):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(DARK.tile))
    painter = QPainter(image)
    paint_figure(painter, QRect(0, 0, width, height), words, Look(DARK, density=density))
    painter.end()
    return image


@pytest.mark.parametrize("density", ["desk", "wall", "briefing"])
@pytest.mark.parametrize(("width", "height"), [(150, 60), (220, 130), (310, 130), (600, 400)])
def test_nothing_is_ever_cut(vietnamese, width, height, density):
    image = painted(WORDS, width, height, density)
    ground = QColor(DARK.tile).rgb()
    edge = [image.pixel(x, y) for x in (0, width - 1) for y in range(height)]
    edge += [image.pixel(x, y) for y in (0, height - 1) for x in range(width)]
    assert all(pixel == ground for pixel in edge)
    assert has_colour(image, DARK.critical, 4)


def test_age_and_meaning_share_a_line_where_they_fit(vietnamese):
    words = FigureWords("1,48", "m", DARK.text, "chậm 4 ph", "BĐ I: vượt 0,48 m")
    assert second_lines(words, 500, Look(DARK)) == [("chậm 4 ph · BĐ I: vượt 0,48 m", DARK.age)]
    assert second_lines(words, 200, Look(DARK)) == [
        ("chậm 4 ph", DARK.age),
        ("BĐ I: vượt 0,48 m", DARK.text_second),
    ]


def test_a_long_remark_is_broken_before_it_gets_small(vietnamese):
    lines = second_lines(WORDS, 200, Look(DARK))
    assert [line for line, _colour in lines] == ["Nguy cấp 40 cm", "vượt 22 cm"]
    assert second_lines(FigureWords("5", "", DARK.text, "", ""), 200, Look(DARK)) == []
    assert second_lines(FigureWords("5", "", DARK.text, "chậm 4 ph", ""), 200, Look(DARK)) == [
        ("chậm 4 ph", DARK.age)
    ]


def test_what_stands_in_brackets_goes_onto_a_line_of_its_own(vietnamese):
    remark = "trên báo động I 0,48 m (dưới báo động II 0,32 m)"
    words = FigureWords("1,48", "m", DARK.text, "", remark)
    lines = [line for line, _colour in second_lines(words, 260, Look(DARK))]
    assert lines == ["trên báo động I 0,48 m", "(dưới báo động II 0,32 m)"]
    assert [line for line, _colour in second_lines(words, 900, Look(DARK))] == [remark]


def test_of_two_remarks_the_brackets_give_way_before_type_gets_small(vietnamese):
    remark = "trên báo động I 0,66 m (dưới báo động II 0,04 m) · +0,06 m trong 1 giờ"
    words = FigureWords("1,66", "m", DARK.text, "", remark)
    lines = [line for line, _colour in second_lines(words, 260, Look(DARK))]
    assert lines == ["trên báo động I 0,66 m", "+0,06 m trong 1 giờ"]
