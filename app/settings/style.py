"""Style of the settings window beyond the wall's own style sheet."""

from __future__ import annotations

from widgets.theme.look import Look
from widgets.theme.stylesheet import stylesheet


def settings_style(look: Look) -> str:
    """Return the Qt style sheet of the settings window."""
    t, px = look.tokens, look.px
    return f"""{stylesheet(look)}
QMainWindow, QStatusBar {{ background: {t.ground}; border: none; }}
QStatusBar {{ border-top: 1px solid {t.line}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {t.text_second}; font-size: {px(16)}px; padding: {px(4)}px {px(12)}px; }}
QSplitter::handle {{ background: {t.line}; }}
#page {{ background: {t.tile}; }}
#hairline {{ background: {t.line}; }}
QLineEdit, QDateEdit, QSpinBox {{ font-size: {px(17)}px; min-height: {px(28)}px; }}
QPlainTextEdit#yaml {{
  background: {t.ground}; border: 1px solid {t.line}; font-size: {px(16)}px; padding: {px(8)}px;
}}
QDateEdit {{
  background: {t.ground}; color: {t.text}; border: 1px solid {t.line}; border-radius: 4px;
  padding: {px(4)}px {px(10)}px; selection-background-color: {t.focus};
}}
QDateEdit:focus {{ border-color: {t.focus}; }}
QDateEdit::up-button, QDateEdit::down-button, QSpinBox::up-button, QSpinBox::down-button {{
  width: 0; border: none;
}}
QListWidget {{ background: {t.tile}; border: none; outline: none; font-size: {px(17)}px; }}
QListWidget::item {{ padding: {px(8)}px {px(16)}px; border-bottom: 1px solid {t.line}; }}
QListWidget::item:selected {{ background: {t.line}; color: {t.text}; }}
QListWidget#pages {{ background: {t.ground}; font-size: {px(18)}px; padding-top: {px(8)}px; }}
QListWidget#pages::item {{ padding: {px(14)}px {px(16)}px; border: none; color: {t.text_second}; }}
QListWidget#pages::item:selected {{
  background: {t.tile}; color: {t.text}; border-left: {px(3)}px solid {t.focus};
}}
QTreeWidget {{
  background: {t.tile}; border: none; outline: none; font-size: {px(17)}px; selection-color: {t.text};
}}
QTreeWidget::item {{ height: {px(40)}px; padding: 0 {px(10)}px; border-bottom: 1px solid {t.line}; }}
QTreeWidget::item:selected {{ background: {t.line}; }}
QHeaderView {{ background: {t.tile}; border: none; }}
QHeaderView::section {{
  background: {t.tile}; color: {t.text_third}; border: none; border-bottom: 1px solid {t.line};
  padding: {px(6)}px {px(13)}px; font-size: {px(16)}px;
}}
QScrollBar:horizontal {{ background: transparent; height: {px(8)}px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {t.line}; border-radius: 4px; min-width: {px(32)}px; }}
QScrollArea {{ background: {t.tile}; border: none; }}
"""
