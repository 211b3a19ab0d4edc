"""The keys of the wall. A field that takes text gets its letters and digits first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from app.wall.director import Director
    from app.wall.window import WallWindow


def bind(window: WallWindow, director: Director) -> None:
    """Give `window` the wall's keys."""
    actions: dict[str, Callable[[], object]] = {
        **{str(n): partial(director.show_key, n) for n in range(1, 10)},
        "0": partial(director.choose_layout, window),
        "Backspace": director.show_before,
        "Space": partial(director.turn_by_hand, window),
        "Esc": window.put_back,
        "Ctrl+B": partial(director.hand_over, window),
        "F11": partial(_toggle_full_screen, window),
        "Ctrl+L": director.next_language,
        "Ctrl+T": director.next_theme,
        "Ctrl+Q": director.quit_requested.emit,
    }
    for sequence, action in actions.items():
        shortcut = QShortcut(QKeySequence(sequence), window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(action)


def _toggle_full_screen(window: WallWindow) -> None:
    if window.isFullScreen():
        window.showNormal()
    else:
        window.showFullScreen()
