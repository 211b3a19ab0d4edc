from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.designer.editors import (
    CheckEditor,
    ChoiceEditor,
    DurationEditor,
    Editor,
    LineEditor,
    TextEditor,
    duration_words,
    make_editor,
)
from app.designer.fields import Choice, Field, FieldKind
from widgets.theme.palettes import look_for

LOOK = look_for("dark", "desk")
CHOICES = (Choice("", "Không cần"), Choice("photo", "Ảnh chụp"))


def editor(qtbot: QtBot, kind: FieldKind, value: str = "") -> tuple[Editor, list[str]]:
    made = make_editor(
        Field("k", "Nhãn", kind, CHOICES if kind == "choice" else (), "gợi ý", "ghi chú"), LOOK
    )
    qtbot.addWidget(made)
    made.show_value(value)
    got: list[str] = []
    made.changed.connect(got.append)
    return made, got


def test_a_line_counts_once_it_is_left(qtbot: QtBot) -> None:
    made, got = editor(qtbot, "line", "cũ")
    assert isinstance(made, LineEditor)
    made.line.setText("  mới ")
    assert got == []
    qtbot.keyClick(made.line, Qt.Key.Key_Return)
    made.commit()
    assert got == ["mới"]
    assert made.note.text() == "ghi chú"


def test_text_counts_once_the_focus_leaves(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    made, got = editor(qtbot, "text", "cũ")
    assert isinstance(made, TextEditor)
    made.show()
    made.activateWindow()
    made.text.setFocus()
    qtbot.waitUntil(made.text.hasFocus)
    made.text.setPlainText("dòng một\ndòng hai")
    made.text.clearFocus()
    assert got == ["dòng một\ndòng hai"]


def test_what_is_typed_stays_while_the_drawing_says_the_same(qtbot: QtBot) -> None:
    made, _got = editor(qtbot, "line", "cũ")
    assert isinstance(made, LineEditor)
    made.show()
    made.activateWindow()
    made.line.setFocus()
    qtbot.waitUntil(made.line.hasFocus)
    made.line.setText("đang gõ")
    made.show_value("cũ")
    assert made.line.text() == "đang gõ"
    made.show_value("từ bản vẽ")
    assert made.line.text() == "từ bản vẽ"


def test_answers_are_one_per_line(qtbot: QtBot) -> None:
    made, got = editor(qtbot, "list", "Có ngập;Không ngập")
    assert isinstance(made, TextEditor)
    assert made.text.toPlainText() == "Có ngập\nKhông ngập"
    made.text.setPlainText("Có\n\n Không \nKhông rõ; khác")
    made.commit()
    assert got == ["Có;Không;Không rõ;khác"]


def test_another_spelling_of_a_choice_is_shown_as_that_choice_and_left_alone(qtbot: QtBot) -> None:
    choices = (Choice("", "Cả ngày đêm", ("elapsed",)), Choice("working", "Giờ làm việc"))
    made = make_editor(Field("k", "Cách tính", "choice", choices), LOOK)
    qtbot.addWidget(made)
    got: list[object] = []
    made.changed.connect(got.append)
    assert isinstance(made, ChoiceEditor)
    made.show_value("elapsed")
    assert (made.box.currentText(), made.box.count()) == ("Cả ngày đêm", 2)
    made.commit()
    assert got == []
    made.show_value("")
    assert (made.box.currentText(), made.box.count()) == ("Cả ngày đêm", 2)


def test_a_choice_counts_at_once_and_an_unknown_value_stays(qtbot: QtBot) -> None:
    made, got = editor(qtbot, "choice", "video")
    assert isinstance(made, ChoiceEditor)
    assert made.box.currentText() == "video"
    made.commit()
    assert got == []
    made.box.setCurrentIndex(1)
    made.box.activated.emit(1)
    assert got == ["photo"]


def test_a_check_box_is_true_or_nothing(qtbot: QtBot) -> None:
    made, got = editor(qtbot, "check", "true")
    assert isinstance(made, CheckEditor)
    assert made.box.isChecked()
    made.box.click()
    made.box.click()
    assert got == ["", "true"]


@pytest.mark.parametrize(("typed", "value"), [("2", "2"), ("02", "2"), ("0", ""), ("", "")])
def test_a_number(qtbot: QtBot, typed: str, value: str) -> None:
    made, got = editor(qtbot, "number", "5")
    assert isinstance(made, LineEditor)
    made.line.setText(typed)
    made.commit()
    assert got == [value]


def test_what_is_no_number_is_said_and_not_taken(qtbot: QtBot, vietnamese: None) -> None:
    made, got = editor(qtbot, "number", "5")
    assert isinstance(made, LineEditor)
    made.line.setText("hai")
    made.commit()
    assert got == []
    assert made.note.text() == "Hãy nhập một số nguyên."


def test_a_duration_is_shown_and_typed_in_words(qtbot: QtBot, vietnamese: None) -> None:
    made, got = editor(qtbot, "duration", "PT1H30M")
    assert isinstance(made, DurationEditor)
    assert made.box.currentText() == "1 giờ 30 phút"
    made.box.setEditText("90 phút")
    made.commit()
    assert got == ["PT90M"]
    made.box.setEditText("lát nữa")
    made.commit()
    assert got == ["PT90M"]
    assert "Không hiểu" in made.note.text()
    made.box.setEditText("")
    made.commit()
    assert got == ["PT90M", ""]


def test_a_duration_that_is_a_formula_stays_as_it_is(qtbot: QtBot, vietnamese: None) -> None:
    made, got = editor(qtbot, "duration", "{han}")
    made.commit()
    assert got == []
    assert duration_words("{han}") == "{han}"
    assert duration_words("P1DT2H") == "1 ngày 2 giờ"


def test_a_preset_is_chosen_from_the_list(qtbot: QtBot, vietnamese: None) -> None:
    made, got = editor(qtbot, "duration")
    assert isinstance(made, DurationEditor)
    made.box.setCurrentIndex(2)
    made.box.activated.emit(2)
    assert got == ["PT15M"]


def test_words_are_offered_while_a_line_is_typed(qtbot: QtBot) -> None:
    made, _got = editor(qtbot, "line")
    assert isinstance(made, LineEditor)
    made.suggest(["thoat-nuoc", "cong-an"])
    completer = made.line.completer()
    assert completer is not None
    completer.setCompletionPrefix("nuoc")
    assert completer.currentCompletion() == "thoat-nuoc"
