from __future__ import annotations

from itertools import chain

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from app.designer.tools import make_tool_bar, tools
from widgets.theme.palettes import look_for


def test_no_two_commands_share_a_key(vietnamese: None) -> None:
    keys = list(chain.from_iterable(tool.keys for tool in tools() if tool is not None))
    assert len(keys) == len(set(keys))
    assert {"Ctrl+S", "Ctrl+Z", "F5", "F6"} <= set(keys)


def test_each_command_is_a_button_with_its_key_in_the_tip(qtbot: QtBot, vietnamese: None) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    done: list[str] = []
    actions = make_tool_bar(window, look_for("dark", "desk"), done.append)
    assert list(actions) == [tool.name for tool in tools() if tool is not None]
    for action in actions.values():
        action.trigger()
    assert done == list(actions)
    assert actions["save"].toolTip() == "Lưu  (Ctrl+S)"
    assert actions["lint"].shortcut() == QKeySequence("F5")
    assert not actions["publish"].icon().isNull()
