from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tests.unit.widgets.case_city import DeskCity
from widgets.parts.form_page import foot_line, lay_page, on_tile, rows_grid


def test_rows_stand_beneath_the_heading_and_buttons_at_the_foot(show, desk_city: DeskCity):
    look = desk_city.context().look
    form = QWidget()
    on_tile(form, look)
    first, second, send, said = (
        QLabel("a", form),
        QLabel("b", form),
        QPushButton("Lưu", form),
        QLabel("", form),
    )
    column = lay_page(
        form, look, "Sửa", rows_grid(look, [("Một", first), ("Hai", second)]), foot_line(look, [send], said)
    )
    why = QLabel("vì sao", form)
    column.insertWidget(1, why)
    show(form, 700, 400)
    tops = [widget.mapTo(form, widget.rect().topLeft()).y() for widget in (why, first, second, send)]
    assert tops == sorted(tops)
    assert form.palette().window().color().name().upper() == look.tokens.tile
