import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from tests.unit.widgets.case_city import DeskCity
from widgets.parts.form_page import FormPage, foot_line, lay_page, on_tile, rows_grid


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


class Note(FormPage):
    """A line, a text and a button."""

    def __init__(self, look):
        super().__init__(look)
        self.n_sent = 0
        self.line, self.text, self.button = QLineEdit(self), QPlainTextEdit(self), QPushButton("Lưu", self)
        box = QVBoxLayout(self)
        for part in (self.line, self.text, self.button, self.message):
            box.addWidget(part)
        self.listen_to((self.line, self.text, self.button))

    def send(self):
        self.n_sent += 1


@pytest.fixture
def note(show, desk_city: DeskCity) -> Note:
    return show(Note(desk_city.context().look), 400, 300)


def test_keys_send_go_on_and_leave(qtbot, note):
    note.activateWindow()
    note.line.setFocus()
    qtbot.keyClick(note.line, Qt.Key.Key_Return)
    assert note.focusWidget() is note.text
    qtbot.keyClick(note.text, Qt.Key.Key_Return)
    assert (note.focusWidget(), note.text.toPlainText(), note.n_sent) == (note.text, "\n", 0)
    for part in (note.line, note.text, note.button):
        qtbot.keyClick(part, Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
        with qtbot.waitSignal(note.closed):
            qtbot.keyClick(part, Qt.Key.Key_Escape)
    assert note.n_sent == 3
    with qtbot.waitSignal(note.button.clicked):
        qtbot.keyClick(note.button, Qt.Key.Key_Return)


def test_what_is_bad_is_said_in_the_colour_of_it(note):
    tokens = note._look.tokens
    note.say("Chưa gửi được", bad=True)
    assert (note.message.text(), tokens.critical in note.message.styleSheet()) == ("Chưa gửi được", True)
    note.say("Đã gửi")
    assert tokens.critical not in note.message.styleSheet()
