"""The designer's commands: what is in the tool bar, with its keys."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import qtawesome
from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMainWindow, QToolBar, QToolButton

from widgets.theme.look import Look

tr = QCoreApplication.translate


class Tool(msgspec.Struct, frozen=True):
    """One command."""

    name: str
    words: str
    """On the button, and in its tip with the key."""
    icon: str
    keys: tuple[str, ...] = ()
    short: bool = False
    """The sign alone is enough."""


def tools() -> tuple[Tool | None, ...]:
    """Return the commands in the order of the tool bar; None is a gap."""
    return (
        Tool("new", tr("Designer", "New"), "mdi6.file-plus-outline", ("Ctrl+N",)),
        Tool("open", tr("Designer", "Open…"), "mdi6.folder-open-outline", ("Ctrl+O",)),
        Tool("fetch", tr("Designer", "From the daemon…"), "mdi6.cloud-download-outline", ("Ctrl+Shift+O",)),
        Tool("save", tr("Designer", "Save"), "mdi6.content-save-outline", ("Ctrl+S",)),
        Tool(
            "save_as",
            tr("Designer", "Save as…"),
            "mdi6.content-save-edit-outline",
            ("Ctrl+Shift+S",),
            short=True,
        ),
        None,
        Tool("undo", tr("Designer", "Undo"), "mdi6.undo", ("Ctrl+Z",), short=True),
        Tool("redo", tr("Designer", "Redo"), "mdi6.redo", ("Ctrl+Y", "Ctrl+Shift+Z"), short=True),
        None,
        Tool("lint", tr("Designer", "Check"), "mdi6.clipboard-check-outline", ("F5",)),
        Tool("trial", tr("Designer", "Dry run"), "mdi6.play-outline", ("F6",)),
        Tool("publish", tr("Designer", "Publish…"), "mdi6.upload-outline", ("Ctrl+Shift+P",)),
        None,
        Tool("zoom_out", tr("Designer", "Smaller"), "mdi6.minus", ("Ctrl+-",), short=True),
        Tool(
            "zoom_fit", tr("Designer", "Show the whole"), "mdi6.fit-to-page-outline", ("Ctrl+9",), short=True
        ),
        Tool("zoom_in", tr("Designer", "Larger"), "mdi6.plus", ("Ctrl+=", "Ctrl++"), short=True),
        None,
        Tool("print", tr("Designer", "Print…"), "mdi6.printer-outline", ("Ctrl+P",)),
    )


def make_tool_bar(window: QMainWindow, look: Look, act: Callable[[str], None]) -> dict[str, QAction]:
    """Add the tool bar to a window; `act` is called with a command's name.

    Returns:
        The actions by name.
    """
    bar = QToolBar(tr("Designer", "Commands"), window)
    bar.setMovable(False)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    bar.setIconSize(QSize(look.px(20), look.px(20)))
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    actions: dict[str, QAction] = {}
    for tool in tools():
        if tool is None:
            bar.addSeparator()
            continue
        action = QAction(_icon(tool.icon, look), tool.words, window)
        action.setShortcuts([QKeySequence(keys) for keys in tool.keys])
        action.setToolTip(f"{tool.words}  ({tool.keys[0]})" if tool.keys else tool.words)
        action.triggered.connect(lambda _checked=False, name=tool.name: act(name))
        bar.addAction(action)
        button = bar.widgetForAction(action)
        if isinstance(button, QToolButton) and tool.short:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        actions[tool.name] = action
    window.addToolBar(bar)
    return actions


def _icon(name: str, look: Look) -> QIcon:
    icon: QIcon = qtawesome.icon(
        name, color=look.tokens.text_second, color_disabled=look.tokens.line, color_active=look.tokens.text
    )
    return icon
