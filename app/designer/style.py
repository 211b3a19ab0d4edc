"""Style of the designer's window beyond the wall's own style sheet."""

from __future__ import annotations

from widgets.theme.look import Look
from widgets.theme.stylesheet import stylesheet


def designer_style(look: Look) -> str:
    """Return the Qt style sheet of the designer's window."""
    t, px = look.tokens, look.px
    return f"""{stylesheet(look)}
QMainWindow, QStatusBar, QToolBar {{ background: {t.ground}; border: none; }}
QLineEdit, QPlainTextEdit, QComboBox {{ font-size: {px(16)}px; padding: {px(6)}px {px(10)}px; }}
QLineEdit[code="true"] {{ font-size: {px(15)}px; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {t.text_third}; }}
QPlainTextEdit {{ padding: {px(4)}px {px(6)}px; }}
QComboBox::drop-down {{ border: none; width: {px(28)}px; }}
QComboBox QLineEdit {{ border: none; padding: 0; background: transparent; }}
QComboBox QAbstractItemView {{
  background: {t.tile}; border: 1px solid {t.line}; selection-background-color: {t.line};
  selection-color: {t.text}; outline: none; padding: {px(4)}px;
}}
QCheckBox {{ font-size: {px(16)}px; spacing: {px(10)}px; padding: {px(4)}px 0; }}
QCheckBox::indicator {{
  width: {px(18)}px; height: {px(18)}px; border: 1px solid {t.text_third}; border-radius: 4px;
  background: {t.ground};
}}
QCheckBox::indicator:focus {{ border-color: {t.focus}; }}
QCheckBox::indicator:checked {{ background: {t.focus}; border-color: {t.focus}; }}
QToolBar {{ border-bottom: 1px solid {t.line}; padding: {px(6)}px {px(8)}px; spacing: {px(4)}px; }}
QToolBar::separator {{ background: {t.line}; width: 1px; margin: {px(6)}px {px(8)}px; }}
QToolButton {{
  color: {t.text}; border: 1px solid transparent; border-radius: 4px;
  padding: {px(6)}px {px(10)}px; font-size: {px(16)}px;
}}
QToolButton:hover {{ background: {t.tile}; border-color: {t.line}; }}
QToolButton:pressed {{ background: {t.line}; }}
QToolButton:disabled {{ color: {t.text_third}; }}
QToolButton::menu-indicator {{ image: none; }}
QStatusBar {{ border-top: 1px solid {t.line}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {t.text_second}; font-size: {px(15)}px; padding: {px(4)}px {px(12)}px; }}
QSplitter::handle {{ background: {t.line}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: {t.tile}; border: none; }}
#kind {{ color: {t.text_second}; font-size: {px(15)}px; }}
#label {{ color: {t.text_second}; font-size: {px(15)}px; }}
#note {{ color: {t.text_third}; font-size: {px(14)}px; }}
#note[wrong="true"] {{ color: {t.age}; }}
#hairline {{ background: {t.line}; }}
#findings {{
  border-left: 3px solid {t.high}; background: {t.ground}; border-radius: 2px;
  padding: {px(8)}px {px(12)}px; margin-top: {px(8)}px; font-size: {px(15)}px;
}}
#findings[level="error"] {{ border-left-color: {t.critical}; }}
#empty {{ color: {t.text_second}; font-size: {px(17)}px; padding: {px(16)}px; }}
#questions {{ background: {t.tile}; border-right: 1px solid {t.line}; }}
#questions QLabel {{ font-size: {px(15)}px; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {t.line}; }}
QTabWidget, QStackedWidget, FindingsPane, TrialPane {{ background: {t.tile}; }}
QTabBar {{ background: {t.ground}; }}
QTabBar::tab {{
  background: {t.ground}; color: {t.text_second}; font-size: {px(16)}px; border: none;
  border-bottom: 2px solid transparent; padding: {px(8)}px {px(16)}px; margin-right: {px(4)}px;
}}
QTabBar::tab:selected {{ color: {t.text}; border-bottom-color: {t.focus}; }}
QTreeWidget {{
  background: {t.tile}; border: none; outline: none; font-size: {px(16)}px;
  alternate-background-color: {t.tile};
}}
QTreeWidget::item {{ height: {px(36)}px; padding: 0 {px(10)}px; border-bottom: 1px solid {t.line}; }}
QTreeWidget::item:selected {{ background: {t.line}; }}
QHeaderView {{ background: {t.tile}; }}
QHeaderView::section {{
  background: {t.tile}; color: {t.text_second}; border: none; border-bottom: 1px solid {t.line};
  padding: {px(6)}px {px(12)}px; font-size: {px(14)}px;
}}
QMessageBox, QInputDialog {{ background: {t.tile}; }}
QMessageBox QLabel, QInputDialog QLabel {{ font-size: {px(17)}px; }}
"""
