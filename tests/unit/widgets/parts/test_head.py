import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from tests.unit.widgets.city import NOW
from tests.unit.widgets.conftest import has_colour
from widgets.parts.head import HeadWords, head_height, paint_head, short_words
from widgets.theme.fonts import TEXT_WEIGHT, sized_font
from widgets.theme.look import DARK, Look
from widgets.tile import TileHead, TileHealth


def words(city, health, head=None, title="Mưa 15 phút · Suối Lương — so 14/10/2022"):
    return HeadWords.of(title, head or TileHead(), health, city.context())


@pytest.mark.parametrize(
    ("health", "state", "colour"),
    [
        (TileHealth("fresh", NOW - 2), "cập nhật 2 s trước", DARK.text_second),
        (TileHealth("fresh"), "", DARK.text_second),
        (TileHealth("late", NOW - 250), "chậm 4 ph", DARK.age),
        (TileHealth("lost", NOW - 255), "không có số liệu từ 03:38", DARK.age),
        (TileHealth("lost"), "chưa có số liệu", DARK.age),
        (TileHealth("late", note="đang mở bản đồ"), "đang mở bản đồ", DARK.age),
        (TileHealth("failed"), "lỗi", DARK.critical),
    ],
)
def test_the_state_stands_at_the_right_in_words(city, health, state, colour):
    found = words(city, health)
    assert found.state.replace("\u00a0", " ") == state
    assert found.state_colour == colour


def test_the_title_is_parted_from_its_subtitle(city):
    found = words(city, TileHealth("fresh"), TileHead(subtitle="mm/h"))
    assert found.title == "Mưa 15 phút · Suối Lương"
    assert found.subtitle == "mm/h — so 14/10/2022"


def test_a_remark_stands_instead_of_the_age_but_never_instead_of_a_warning(city):
    remark = TileHead(remark="7")
    assert words(city, TileHealth("fresh", NOW), remark).state == "7"
    assert "chậm" in words(city, TileHealth("late", NOW - 90), remark).state


def test_the_newest_of_many_values_counts_while_fresh(city):
    found = words(city, TileHealth("fresh", NOW - 900), TileHead(updated_at=NOW - 3))
    assert found.state_short.replace("\u00a0", " ") == "3 s"


@pytest.mark.parametrize("width", [60, 200, 420, 900])
def test_a_head_is_painted_at_any_width(city, width):
    look = Look(DARK)
    image = QImage(width, head_height(look), QImage.Format.Format_RGB32)
    image.fill(QColor(DARK.tile))
    painter = QPainter(image)
    badge = TileHead(badge="1 chưa nhận", badge_severity="critical", subtitle="cm")
    paint_head(
        painter, QRect(0, 0, width, image.height()), words(city, TileHealth("late", NOW - 90), badge), look
    )
    painter.end()
    assert has_colour(image, DARK.text, 2)
    assert has_colour(image, DARK.critical, 2) == (width >= 420)


def test_a_subtitle_gives_up_its_last_parts_and_a_count_is_never_cut_off(qapp):
    font = sized_font(20, TEXT_WEIGHT)
    room = QFontMetricsF(font).horizontalAdvance("101 phản ánh") + 2
    assert short_words("101 phản ánh · 52 trụ ngập", font, room) == "101 phản ánh"
    assert short_words("101 phản ánh", font, room - 20) == ""
    long = "Ngập sâu ở Mẹ Suốt, nước vào nhà dân, hai người cần đưa đi"
    assert short_words(long, font, QFontMetricsF(font).horizontalAdvance(long) * 0.7) == long
