import msgspec
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from tests.unit.widgets.case_city import HOUR, DeskCity, case
from tests.unit.widgets.city import NOW
from tests.unit.widgets.conftest import has_colour
from widgets.logic.case_columns import fitted
from widgets.parts.case_book import CaseBook
from widgets.parts.case_paint import RowPainter, RowState, elided
from widgets.parts.case_words import Cell, RowTeller


@pytest.fixture
def paint(desk_city: DeskCity):
    def painted(file, state=RowState(), theme="dark"):  # noqa: B008 - frozen
        context = desk_city.context(theme)
        row = RowPainter(context.look, RowTeller(context, CaseBook(context)))
        image = QImage(1600, 62, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.black)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, 0, 1600, 62)
        if file is None:
            row.paint_waiting(painter, box, fitted((), 1500), state)
        else:
            row.paint(painter, box, file, fitted((), 1500), state)
        painter.end()
        return image, context.look.tokens

    return painted


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
def test_a_row_wears_the_sign_of_its_severity(paint, theme):
    file = msgspec.structs.replace(case(1), severity="critical", due_at=None)
    image, tokens = paint(file, theme=theme)
    assert has_colour(image, tokens.critical, 40)


def test_colour_is_kept_for_what_needs_a_person(paint):
    calm = msgspec.structs.replace(case(1), severity="low", accept_due_at=None)
    image, tokens = paint(calm)
    assert not has_colour(image, tokens.critical, 1)
    assert not has_colour(image, tokens.high, 1)
    image, tokens = paint(msgspec.structs.replace(calm, due_at=NOW - HOUR))
    assert has_colour(image, tokens.high, 20)


def test_a_finished_case_is_dim(paint):
    done = msgspec.structs.replace(case(1), group="done", status="done", finished_at=NOW, severity="critical")
    image, tokens = paint(done)
    assert not has_colour(image, tokens.critical, 1)


def test_the_cursor_and_a_mark_are_seen(paint):
    image, tokens = paint(case(1), RowState(cursor=True, focused=True))
    assert has_colour(image, tokens.focus, 60)
    image, tokens = paint(case(1), RowState(marked=True))
    assert has_colour(image, tokens.focus, 5)
    image, tokens = paint(case(1))
    assert not has_colour(image, tokens.focus, 1)


def test_a_row_on_its_way_has_no_words(paint):
    image, tokens = paint(None)
    assert has_colour(image, tokens.line, 400)
    assert not has_colour(image, tokens.text, 1)


def test_words_are_cut_to_their_column_and_measured_once(vietnamese):
    elided.cache_clear()
    assert elided("Công ty Thoát nước", 17, 500, 1000) == "Công ty Thoát nước"
    short = elided("Công ty Thoát nước", 17, 500, 80)
    assert short.endswith("…")
    assert elided("Công ty Thoát nước", 17, 500, 80) == short
    assert elided.cache_info().misses == 2


def test_a_deadline_that_does_not_fit_is_said_more_roughly(desk_city: DeskCity):
    context = desk_city.context("dark")
    painter = RowPainter(context.look, RowTeller(context, CaseBook(context)))
    image = QImage(400, 60, QImage.Format.Format_RGB32)

    def painted(words, short, width):
        image.fill(0)
        hand = QPainter(image)
        cell = Cell(words, chip=True, short=short)
        painter._paint_chip(hand, QRectF(10, 10, width, 28), cell, QColor("#ff9f2e"))
        hand.end()
        return bytes(image.constBits())

    assert painted("quá hạn 38 ngày 11 giờ", "quá hạn 38 ngày", 150) == painted("quá hạn 38 ngày", "", 150)
    assert painted("quá hạn 38 ngày 11 giờ", "quá hạn 38 ngày", 380) != painted("quá hạn 38 ngày", "", 380)
