"""The settings window: pages at the left, the chosen one beside them, the link below."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QMainWindow, QStackedWidget, QWidget

from app.settings.channels_page import ChannelsPage
from app.settings.designer_start import DesignerStart
from app.settings.desk import Desk
from app.settings.parts import hairline
from app.settings.procedures_page import ProceduresPage
from app.settings.rules_page import RulesPage
from backend.contract.messages import SignedIn
from widgets.live import LinkState

tr = QCoreApplication.translate


class SettingsWindow(QMainWindow):
    """Ctrl+1 to Ctrl+3 choose a page."""

    def __init__(self, desk: Desk, who: SignedIn, designer: DesignerStart) -> None:
        """Show the first page to `who`."""
        super().__init__()
        look = desk.look
        self._desk = desk
        self.setWindowTitle(tr("Settings", "Toàn Cảnh — settings"))
        self.rules = RulesPage(desk, self)
        self.channels = ChannelsPage(desk, self)
        self.procedures = ProceduresPage(desk, designer, self)
        self.pages = QListWidget(self)
        self.pages.setObjectName("pages")
        self.pages.setFixedWidth(look.px(206))
        self.stack = QStackedWidget(self)
        for title, page in (
            (tr("Settings", "Alarm rules"), self.rules),
            (tr("Settings", "Message channels"), self.channels),
            (tr("Settings", "Procedures"), self.procedures),
        ):
            page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self.pages.addItem(title)
            self.stack.addWidget(page)
        whole = QWidget(self)
        box = QHBoxLayout(whole)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.pages)
        box.addWidget(hairline(self, upright=True))
        box.addWidget(self.stack, 1)
        self.setCentralWidget(whole)
        self.link, self.who = QLabel(self), QLabel(self)
        self.who.setText(f"{who.display_name} · {role_word(who.role)}")
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self.who)
        self.statusBar().addPermanentWidget(self.link)
        self.pages.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.pages.setCurrentRow(0)
        for number in range(self.stack.count()):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number + 1}"), self)
            shortcut.activated.connect(lambda row=number: self.show_page(row))
        desk.live.link_changed.connect(self.show_link)
        self.show_link(desk.live.link)

    def show_page(self, row: int) -> None:
        """Show a page and put the cursor into it."""
        self.pages.setCurrentRow(row)
        page = (self.rules, self.channels, self.procedures)[row]
        page.setFocus()
        page.focusNextChild()

    @Slot(object)
    def show_link(self, state: LinkState) -> None:
        """Say how the link to the daemon is."""
        live = state.condition == "live"
        tokens = self._desk.look.tokens
        self.link.setText(tr("Designer", "connected to the daemon") if live else state.reason)
        self.link.setStyleSheet(f"color: {tokens.text_second if live else tokens.critical};")


def role_word(role: str) -> str:
    """Return the word of a role; one that is not known by its own name."""
    return {
        "administrator": tr("Role", "administrator"),
        "shift_supervisor": tr("Role", "shift supervisor"),
        "duty_officer": tr("Role", "duty officer"),
        "unit_officer": tr("Role", "unit officer"),
        "leader": tr("Role", "leader"),
        "viewer": tr("Role", "viewer"),
    }.get(role, role)
