from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QInputDialog,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.designer.people import People, ask_password, with_ending
from backend.contract.work import ProcedureInfo


@pytest.fixture
def people(qtbot: QtBot, vietnamese: None) -> People:
    widget = QWidget()
    qtbot.addWidget(widget)
    made = People(widget)
    made.kept_alive = widget  # type: ignore[attr-defined]
    return made


def answer(act: Callable[[QDialog], None]) -> None:
    """Let a person act on the dialog that comes up next."""

    def soon() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            act(dialog)
        else:
            QTimer.singleShot(10, soon)

    QTimer.singleShot(0, soon)


def press(words: str) -> Callable[[QDialog], None]:
    def act(dialog: QDialog) -> None:
        [button] = [b for b in dialog.findChildren(QAbstractButton) if b.text().replace("&", "") == words]
        button.click()

    return act


@pytest.mark.parametrize(
    ("button", "answered"), [("Lưu", "save"), ("Bỏ thay đổi", "drop"), ("Vẽ tiếp", "stay")]
)
def test_unsaved_changes_have_three_answers(people: People, button: str, answered: str) -> None:
    answer(press(button))
    assert people.keeping("ngap.bpmn") == answered


def test_escape_goes_on_drawing(people: People) -> None:
    answer(lambda dialog: dialog.reject())
    assert people.keeping("ngap.bpmn") == "stay"


def test_a_draft_is_restored_or_not(people: People) -> None:
    answer(press("Khôi phục"))
    assert people.restore("ngap.bpmn")
    answer(press("Để sau"))
    assert not people.restore("ngap.bpmn")


def test_a_version_needs_a_note(people: People) -> None:
    given = iter(["   ", "Thêm bước duyệt"])

    def write(dialog: QDialog) -> None:
        assert isinstance(dialog, QInputDialog)
        words = next(given)
        dialog.setTextValue(words)
        if not words.strip():  # it is asked again
            answer(write)
        dialog.accept()

    answer(write)
    assert people.note("ngap") == "Thêm bước duyệt"


def test_a_published_procedure_is_chosen_from_the_list(people: People) -> None:
    known = [ProcedureInfo("a", "Một", 1, "", 0, 0), ProcedureInfo("b", "Hai", 5, "", 0, 0)]

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, QInputDialog)
        dialog.setTextValue("Hai – phiên bản 5 (b)")
        dialog.accept()

    answer(choose)
    assert people.procedure(known) == known[1]
    assert people.procedure([]) is None


def test_words_are_told_with_one_way_out(people: People) -> None:
    seen: list[str] = []

    def close(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        seen.append(dialog.text())
        press("Đóng")(dialog)

    answer(close)
    people.tell("Không mở được", "tệp hỏng")
    assert seen == ["tệp hỏng"]


def test_files_get_the_ending_of_their_kind(
    people: People, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    chosen = (str(tmp_path / "a"), "PNG (*.png)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    assert people.file_for_picture("a.pdf") == tmp_path / "a.png"
    assert people.file_to_save("a") == tmp_path / "a.bpmn"
    assert people.file_to_open() is None
    assert with_ending("", ".bpmn") is None
    assert with_ending("/x/a.xml", ".bpmn") == Path("/x/a.xml")


def test_a_password_is_asked_for_an_account(monkeypatch: pytest.MonkeyPatch, vietnamese: None) -> None:
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("mười hai chữ", True))
    assert ask_password("lan") == "mười hai chữ"
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("x", False))
    assert ask_password("lan") is None
