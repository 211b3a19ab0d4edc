"""The list below the drawing: what keeps the procedure from running, and the cure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QHeaderView, QLabel, QStackedLayout, QTreeWidget, QTreeWidgetItem, QWidget

from app.designer.panel import SIGNS
from backend.contract.work import Finding
from widgets.theme.look import Look

tr = QCoreApplication.translate

_ID = Qt.ItemDataRole.UserRole


class FindingsPane(QWidget):
    """Findings, errors first; choosing one names its element."""

    chosen = Signal(str)
    """Id of the element of the chosen finding."""

    def __init__(self, look: Look, language: str, parent: QWidget | None = None) -> None:
        """Start with nothing checked."""
        super().__init__(parent)
        self._look, self._language = look, language
        self.findings: tuple[Finding, ...] = ()
        self.words = QLabel(self)
        self.words.setObjectName("empty")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        self.tree = make_table(
            self, [tr("Designer", "Element"), tr("Designer", "What was found"), tr("Designer", "What to do")]
        )
        self.tree.currentItemChanged.connect(self._choose)
        self.tree.itemClicked.connect(self._choose)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.words)
        self._stack.addWidget(self.tree)
        self.clear()

    def clear(self) -> None:
        """Show that nothing is checked."""
        self.findings = ()
        self.say(tr("Designer", "Not checked yet – F5 checks the procedure."))

    def say(self, words: str) -> None:
        """Show words instead of a list."""
        self.words.setText(words)
        self._stack.setCurrentWidget(self.words)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show findings, errors first."""
        self.findings = tuple(sorted(findings, key=lambda found: found.level != "error"))
        self.tree.blockSignals(True)  # filling a list chooses nothing
        self.tree.clear()
        for found in self.findings:
            self.tree.addTopLevelItem(self._item(found))
        self.tree.blockSignals(False)
        if self.findings:
            self._stack.setCurrentWidget(self.tree)
        else:
            self.say(tr("Designer", "Nothing was found: the procedure can run."))

    def levels(self) -> dict[str, str]:
        """Return the worst level of each element that has findings."""
        worst: dict[str, str] = {}
        for found in self.findings:
            worst.setdefault(found.element_id, found.level)
        return worst

    def _item(self, found: Finding) -> QTreeWidgetItem:
        message, cure = found.message.in_language(self._language), found.cure.in_language(self._language)
        item = QTreeWidgetItem([f"{SIGNS[found.level]}  {found.element}", message, cure])
        colour = self._look.tokens.critical if found.level == "error" else self._look.tokens.high
        item.setForeground(0, QBrush(QColor(colour)))
        item.setForeground(2, QBrush(QColor(self._look.tokens.text_second)))
        for column, words in enumerate((found.element, message, cure)):
            item.setToolTip(column, words)
        item.setData(0, _ID, found.element_id)
        return item

    def _choose(self, item: QTreeWidgetItem | None, *_: object) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(0, _ID)))


def make_table(parent: QWidget, heads: list[str]) -> QTreeWidget:
    """Return an empty list of rows under heads; the columns share the width, the first is narrow."""
    table = QTreeWidget(parent)
    table.setHeaderLabels(heads)
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    table.setAllColumnsShowFocus(True)
    table.setTextElideMode(Qt.TextElideMode.ElideRight)
    header = table.header()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    return table
