import msgspec
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from backend.contract.state import Text
from tests.unit.widgets.conftest import has_colour
from tests.unit.widgets.indicator_office import entry_of
from widgets.parts.indicator_cell import bottom_lines, paint_cell, scale_of, two_lines, value_fonts
from widgets.parts.indicator_face import face_of
from widgets.theme.fonts import sized_font
from widgets.theme.look import SCALE, THEMES
from widgets.theme.palettes import look_for


def painted(face, look, width=268, height=142):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_cell(painter, QRectF(0, 0, width, height), face, look)
    painter.end()
    return image


@pytest.mark.parametrize("theme", THEMES)
def test_a_figure_at_risk_has_its_sign_in_every_theme(office, theme):
    look = look_for(theme, "desk")
    face = face_of(entry_of(office, "MT.04", "2026-10"), "vi")
    assert has_colour(painted(face, look), look.tokens.critical)
    assert has_colour(painted(face, look), look.tokens.text)


@pytest.mark.parametrize("density", SCALE)
def test_a_cell_of_the_least_size_has_room_at_every_density(office, density):
    look = look_for("dark", density)
    face = face_of(entry_of(office, "MT.03", "2026-10"), "vi")
    image = painted(face, look, look.px(268), look.px(142))
    assert has_colour(image, look.tokens.high)
    assert scale_of(QRectF(0, 0, look.px(268), look.px(142)), look) == pytest.approx(1.0, abs=0.01)


def test_nothing_is_painted_as_zero_where_there_is_no_figure(office):
    look = look_for("dark", "desk")
    face = face_of(entry_of(office, "MT.15", "2026-Q3"), "vi")
    image = painted(face, look)
    assert has_colour(image, look.tokens.lost, 3)
    assert not any(has_colour(image, getattr(look.tokens, c), 1) for c in ("critical", "high", "done"))


def test_the_most_needed_lines_stand_first(office):
    office.explain("MT.05", "2026-10")
    entry = entry_of(office, "MT.05", "2026-10")
    entry = msgspec.structs.replace(
        entry, figure=msgspec.structs.replace(entry.figure, flags=(Text("gấp 12 lần"),))
    )
    lines = bottom_lines(face_of(entry, "vi"))
    assert [line.words[:4] for line in lines] == ["KH 1", "⚑ gấ", "yêu ", "10 t"]
    assert (lines[0].beside, lines[3].mark) == ("▲\u00a016,9\u00a0%", "ck")
    assert lines[3].words == "10 tháng năm 2026 · sơ bộ"


def test_value_and_unit_shrink_together(office):
    look = look_for("dark", "desk")
    face = face_of(entry_of(office, "MT.03", "2026-10"), "vi")
    large, _unit = value_fonts(face, 900.0, 60, look)
    number, unit = value_fonts(face, 200.0, 60, look)
    wide = QFontMetricsF(number).horizontalAdvance(face.value) + QFontMetricsF(unit).horizontalAdvance(
        face.unit
    )
    assert large.pixelSize() == 60
    assert number.pixelSize() < 60
    assert wide <= 200.0


def test_names_take_two_lines_at_most(vietnamese):
    metrics = QFontMetricsF(sized_font(17))
    words = "Tỷ lệ khu công nghiệp, khu chế xuất có hệ thống xử lý nước thải tập trung"
    broken = two_lines(words, metrics, 200.0)
    assert broken.count("\n") == 1
    assert all(metrics.horizontalAdvance(line) <= 200.0 for line in broken.split("\n"))
    assert broken.endswith("…")
    assert two_lines("ngắn", metrics, 200.0) == "ngắn"
    assert two_lines("một_từ_rất_dài_không_có_chỗ_ngắt", metrics, 60.0).endswith("…")
