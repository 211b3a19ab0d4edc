"""The rules of a centre in a list that is searched without diacritics."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.settings.desk import Desk
from app.settings.parts import words
from app.settings.rule_text import plain_title
from backend.contract.work_requests import RuleInfo
from widgets.logic import formats
from widgets.logic.search import matches

tr = QCoreApplication.translate


class RuleList(QWidget):
    """Shows every rule, those that are being changed with a mark."""

    chosen = Signal(str)
    """A rule's id."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self._desk = desk
        look = desk.look
        self._rules: tuple[RuleInfo, ...] = ()
        self._changed: frozenset[str] = frozenset()
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Settings", "Find a rule (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget(self)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.message = words(look, desk_px=16)
        self.message.setContentsMargins(look.px(16), 0, look.px(16), 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, look.px(14), 0, 0)
        box.setSpacing(look.px(10))
        top = QVBoxLayout()
        top.setContentsMargins(look.px(16), 0, look.px(16), 0)
        top.addWidget(self.search)
        box.addLayout(top)
        box.addWidget(self.message)
        box.addWidget(self.list, 1)
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self.list.setFocus)
        self.list.currentItemChanged.connect(self._choose)

    def show_rules(self, rules: Sequence[RuleInfo]) -> None:
        """List the rules; the chosen one stays chosen."""
        # a rule that watches nothing in this centre cannot be tried: it comes last
        self._rules = tuple(sorted(rules, key=lambda rule: rule.n_series == 0))
        self._fill()

    def mark(self, changed: frozenset[str]) -> None:
        """Mark the rules whose text was changed here."""
        if changed != self._changed:
            self._changed = changed
            for row in range(self.list.count()):
                item = self.list.item(row)
                item.setText(self._words(self._rule(item)))

    def say(self, text: str) -> None:
        """Say something above the list."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def rule(self, rule_id: str) -> RuleInfo | None:
        """Return a rule by its id."""
        return next((rule for rule in self._rules if rule.rule_id == rule_id), None)

    def chosen_id(self) -> str:
        """Return the id of the chosen rule, empty where there is none."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def shown(self) -> list[str]:
        """Return the ids that the search leaves."""
        return [str(self.list.item(r).data(Qt.ItemDataRole.UserRole)) for r in range(self.list.count())]

    def _fill(self) -> None:
        chosen = self.chosen_id()
        wanted = self.search.text()
        found = [rule for rule in self._rules if matches(wanted, _searched(rule))]
        self.list.blockSignals(True)  # filling a list chooses nothing
        self.list.clear()
        for rule in found:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, rule.rule_id)
            item.setText(self._words(rule))
            item.setToolTip(rule.title.in_language(self._desk.language))
            self.list.addItem(item)
            if rule.rule_id == chosen:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if found:
            self.say("")
        elif self._rules:
            self.say(tr("Settings", "No rule has these words."))
        if not chosen and found:
            self.list.setCurrentRow(0)

    def _rule(self, item: QListWidgetItem) -> RuleInfo | None:
        return self.rule(str(item.data(Qt.ItemDataRole.UserRole)))

    def _words(self, rule: RuleInfo | None) -> str:
        if rule is None:
            return ""
        n = formats.number(rule.n_series, 0, self._desk.language)
        parts = [rule.rule_id, kind_word(rule.kind), tr("Settings", "{n} series").format(n=n)]
        if rule.rule_id in self._changed:
            parts.append(tr("Settings", "changed here"))
        title = plain_title(rule.title.in_language(self._desk.language)) or rule.metric
        return f"{title}\n{' · '.join(parts)}"

    def _choose(self, item: QListWidgetItem | None, *_: object) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))


def kind_word(kind: str) -> str:
    """Return the word of a kind of rule; one that is not known by its own name."""
    return {
        "threshold": tr("Settings", "threshold"),
        "absence": tr("Settings", "absence"),
        "aggregate": tr("Settings", "aggregate"),
    }.get(kind, kind)


def _searched(rule: RuleInfo) -> tuple[str, ...]:
    return (rule.title.vi, rule.title.en, rule.rule_id, rule.metric, rule.unit_id, kind_word(rule.kind))
