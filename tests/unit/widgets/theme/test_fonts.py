from PySide6.QtGui import QFont, QFontMetricsF, QRawFont

from tests.unit.widgets.conftest import RESOURCES
from widgets.theme.fonts import fitted_font, load_fonts, sized_font, text_font
from widgets.theme.look import DARK, Look

LOOK = Look(DARK)


def test_the_application_font_is_inter(qapp):
    assert load_fonts(RESOURCES / "fonts"), "run the bundling step: resources/fonts/Inter.ttf is missing"
    assert text_font(LOOK, 20).family().startswith("Inter")


def test_without_the_file_text_is_still_drawn(qapp, tmp_path):
    assert not load_fonts(tmp_path)
    assert text_font(LOOK, 20, 650).bold()
    load_fonts(RESOURCES / "fonts")


def test_figures_are_tabular(vietnamese):
    metrics = QFontMetricsF(text_font(LOOK, 30))
    assert metrics.horizontalAdvance("111") == metrics.horizontalAdvance("888")


def test_weights_between_the_named_ones_differ(vietnamese):
    wide = [QFontMetricsF(sized_font(40, w)).horizontalAdvance("Ngập") for w in (500, 600, 650)]
    assert wide == sorted(wide)
    assert len(set(wide)) == 3


def test_vietnamese_is_complete(vietnamese):
    face = QRawFont.fromFont(text_font(LOOK, 20))
    assert all(
        face.supportsCharacter(ord(c))
        for c in "ăâđêôơưĂÂĐÊÔƠƯạảãàáằắẳẵặầấẩẫậẹẻẽèéềếểễệịỉĩìíợờớởỡụủũùúừứửữựỳýỷỹỵ"
    )


def test_type_shrinks_until_it_fits(vietnamese):
    font = fitted_font("Nguyễn Lương Bằng", 120, 30, 500)
    assert isinstance(font, QFont)
    assert font.pixelSize() < 30
    assert QFontMetricsF(font).horizontalAdvance("Nguyễn Lương Bằng") <= 120
    assert fitted_font("Nguyễn Lương Bằng", 5, 30, 500, least_px=14).pixelSize() == 14
