from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QFontMetricsF

from widgets.parts.column_fonts import MOST_ROWS, ColumnFonts
from widgets.theme.fonts import sized_font

ROLE = Qt.ItemDataRole.DisplayRole
SHORT, LONG = "Mẹ Suốt", "Nguyễn Lương Bằng, Liên Chiểu"


def watched(words, holder):
    model, fonts = QStringListModel(words, holder), ColumnFonts()
    fonts.watch(model)
    return model, fonts


def size(fonts, width=220, least=9):
    return fonts.font("name", lambda: fonts.rows(ROLE), width, 20, 500, least).pixelSize()


def test_all_rows_have_the_size_that_the_longest_needs(qapp, vietnamese):
    model, fonts = watched([SHORT, SHORT], qapp)
    assert size(fonts) == 20
    model.setStringList([SHORT, LONG])
    shrunk = size(fonts)
    assert 9 < shrunk < 20
    assert QFontMetricsF(sized_font(shrunk, 500)).horizontalAdvance(LONG) <= 220
    assert size(fonts, least=18) == 18


def test_it_is_measured_anew_only_when_rows_change(qapp, vietnamese):
    model, fonts = watched([SHORT], qapp)
    asked = []

    def words():
        asked.append(1)
        return [SHORT]

    for _ in range(3):
        fonts.font("name", words, 150, 20, 500)
        fonts.widest("name", words, 20, 500)
    assert len(asked) == 2
    model.setData(model.index(0), LONG)
    fonts.font("name", words, 150, 20, 500)
    model.insertRow(0)
    fonts.font("name", words, 150, 20, 500)
    fonts.watch(model)
    fonts.font("name", words, 150, 20, 500)
    assert len(asked) == 4


def test_another_model_is_another_list(qapp, vietnamese):
    _model, fonts = watched([LONG], qapp)
    small = size(fonts)
    fonts.watch(QStringListModel([SHORT], qapp))
    assert size(fonts) == 20 > small


def test_only_the_first_rows_of_a_long_list_are_measured(qapp, vietnamese):
    _model, fonts = watched([SHORT] * MOST_ROWS + [LONG], qapp)
    assert len(fonts.rows(ROLE)) == MOST_ROWS
    assert size(fonts) == 20


def test_the_room_that_a_column_takes(qapp, vietnamese):
    _model, fonts = watched([SHORT, LONG], qapp)
    wide = QFontMetricsF(sized_font(20, 500)).horizontalAdvance(LONG)
    assert fonts.widest("name", lambda: fonts.rows(ROLE), 20, 500) == wide
    assert fonts.widest("none", list, 20, 500) == 0.0
    assert ColumnFonts().rows(ROLE) == []
