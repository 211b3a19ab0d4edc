"""Stock labels in the wall's type."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from widgets.theme.fonts import TEXT_WEIGHT, text_font
from widgets.theme.look import Look


def label(look: Look, desk_px: float, weight: int = TEXT_WEIGHT, colour: str = "") -> QLabel:
    """Return an empty plain-text label in the look's type."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(text_font(look, desk_px, weight))
    made.setStyleSheet(f"color: {colour or look.tokens.text};")
    return made
