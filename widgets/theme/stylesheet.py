"""Style of the few stock widgets: buttons, line edits, menus, scroll bars, tips."""

from __future__ import annotations

from widgets.theme.look import Look


def stylesheet(look: Look) -> str:
    """Return the Qt style sheet of a look; fonts come from `QApplication.setFont`."""
    t, px = look.tokens, look.px
    return f"""
QWidget {{ color: {t.text}; }}
QDialog, QMainWindow {{ background: {t.ground}; }}
QToolTip {{ background: {t.tile}; color: {t.text}; border: 1px solid {t.line}; padding: {px(6)}px; }}
QLineEdit, QSpinBox, QPlainTextEdit, QComboBox {{
  background: {t.ground}; color: {t.text}; border: 1px solid {t.line}; border-radius: 4px;
  padding: {px(4)}px {px(10)}px; selection-background-color: {t.focus}; font-size: {px(18)}px;
}}
QLineEdit:focus, QSpinBox:focus, QPlainTextEdit:focus, QComboBox:focus {{ border-color: {t.focus}; }}
QPushButton {{
  background: transparent; color: {t.text}; border: 1px solid {t.text_third}; border-radius: 4px;
  padding: {px(6)}px {px(16)}px; font-size: {px(17)}px;
}}
QPushButton:default, QPushButton:focus {{ color: {t.focus}; border-color: {t.focus}; }}
QPushButton:pressed {{ background: {t.line}; }}
QPushButton:disabled {{ color: {t.text_third}; border-color: {t.line}; }}
QMenu {{ background: {t.tile}; border: 1px solid {t.line}; padding: {px(6)}px 0; font-size: {px(18)}px; }}
QMenu::item {{ padding: {px(8)}px {px(24)}px; }}
QMenu::item:selected {{ background: {t.line}; }}
QScrollBar:vertical {{ background: transparent; width: {px(8)}px; margin: 0; }}
QScrollBar::handle:vertical {{
  background: {t.line}; border-radius: {max(2, px(8) // 2)}px; min-height: {px(32)}px;
}}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: transparent; height: 0; width: 0;
}}
"""
