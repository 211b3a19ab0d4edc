from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.designer.findings_pane import FindingsPane
from tests.unit.app.designer.conftest import FINDINGS
from widgets.theme.palettes import look_for


def make(qtbot: QtBot) -> FindingsPane:
    pane = FindingsPane(look_for("dark", "desk"), "vi")
    qtbot.addWidget(pane)
    pane.resize(800, 240)
    pane.show()
    return pane


def test_errors_come_first_with_sign_words_and_cure(qtbot: QtBot, vietnamese: None) -> None:
    pane = make(qtbot)
    pane.show_findings(FINDINGS)
    rows = [
        [pane.tree.topLevelItem(i).text(c) for c in range(3)] for i in range(pane.tree.topLevelItemCount())
    ]
    assert rows == [
        ["◆  Xác minh", "thiếu vai trò", "đặt vai trò"],
        ["▲  Nhắn tin", "chưa có SMS", "thêm kênh"],
    ]
    assert pane.levels() == {"xac_minh": "error", "nhan_tin": "warning"}
    assert pane.tree.isVisible()


def test_choosing_a_row_names_its_element_and_filling_chooses_none(qtbot: QtBot, vietnamese: None) -> None:
    pane = make(qtbot)
    chosen: list[str] = []
    pane.chosen.connect(chosen.append)
    pane.show_findings(FINDINGS)
    assert chosen == []
    pane.tree.setCurrentItem(pane.tree.topLevelItem(1))
    assert set(chosen) == {"nhan_tin"}


def test_nothing_found_is_said_and_not_checked_is_another_thing(qtbot: QtBot, vietnamese: None) -> None:
    pane = make(qtbot)
    assert "Chưa kiểm tra" in pane.words.text()
    pane.show_findings(())
    assert pane.words.isVisible()
    assert "chạy được" in pane.words.text()
    pane.show_findings(FINDINGS)
    pane.clear()
    assert pane.levels() == {}
    assert "Chưa kiểm tra" in pane.words.text()
