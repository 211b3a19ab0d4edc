"""A dry run: the answers that people would give, and what would happen step by step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.designer.findings_pane import make_table
from app.designer.inputs import QuietComboBox
from app.designer.page_messages import Question
from backend.contract.work import TraceStep
from widgets.theme.look import Look

tr = QCoreApplication.translate

_ID = Qt.ItemDataRole.UserRole
_DAY_S = 86_400


class TrialPane(QWidget):
    """Asks what people would answer; shows the trace of a dry run."""

    asked = Signal()
    """A person wants a dry run."""
    chosen = Signal(str)
    """Id of the element of the chosen step."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start without questions and trace."""
        super().__init__(parent)
        self._look = look
        self._questions: tuple[Question, ...] = ()
        self._answers: dict[str, str] = {}
        self._boxes: dict[str, QuietComboBox] = {}
        self.words = QLabel(self)
        self.words.setObjectName("empty")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        self.tree = make_table(
            self, [tr("Designer", "Time"), tr("Designer", "Step"), tr("Designer", "What happens")]
        )
        header = self.tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(0, look.px(130))
        self.tree.currentItemChanged.connect(self._choose)
        self.tree.itemClicked.connect(self._choose)
        right = QWidget(self)
        self._stack = QStackedLayout(right)
        self._stack.addWidget(self.words)
        self._stack.addWidget(self.tree)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._make_questions())
        box.addWidget(right, 1)
        self.say(tr("Designer", "F6 runs the procedure without sending or changing anything."))

    def _make_questions(self) -> QWidget:
        left = QWidget(self)
        left.setObjectName("questions")
        left.setFixedWidth(self._look.px(460))
        self._form_holder = QScrollArea(left)
        self._form_holder.setWidgetResizable(True)
        self._form_holder.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.button = QPushButton(tr("Designer", "Dry run"), left)
        self.button.clicked.connect(self.asked)
        box = QVBoxLayout(left)
        side = self._look.px(16)
        box.setContentsMargins(side, self._look.px(10), side, self._look.px(10))
        box.addWidget(self._form_holder, 1)
        box.addWidget(self.button)
        return left

    def show_questions(self, questions: tuple[Question, ...]) -> None:
        """Offer the answers of the drawing's tasks; answers given before stay."""
        if questions == self._questions and self._form_holder.widget() is not None:
            return
        self._answers = self.answers()
        self._questions, self._boxes = questions, {}
        form_widget = QWidget(self)
        form = QFormLayout(form_widget)
        form.setContentsMargins(0, 0, 0, 0)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        if not questions:
            form.addRow(
                QLabel(tr("Designer", "No task of this procedure has answers to choose from."), form_widget)
            )
        for question in questions:
            form.addRow(" ".join(question.name.split()), self._box(question, form_widget))
        self._form_holder.setWidget(form_widget)

    def answers(self) -> dict[str, str]:
        """Return the chosen outcomes by element id."""
        return self._answers | {element_id: str(box.currentData()) for element_id, box in self._boxes.items()}

    def say(self, words: str) -> None:
        """Show words instead of a trace."""
        self.words.setText(words)
        self._stack.setCurrentWidget(self.words)

    def show_trace(self, steps: Sequence[TraceStep]) -> None:
        """Show what would happen."""
        if not steps:
            self.say(tr("Designer", "The procedure did nothing."))
            return
        self.tree.blockSignals(True)  # filling a list chooses nothing
        self.tree.clear()
        for step in steps:
            item = QTreeWidgetItem([clock_words(step.at_s), " ".join(step.name.split()), step.what])
            item.setData(0, _ID, step.element_id)
            item.setToolTip(2, step.what)
            self.tree.addTopLevelItem(item)
        self.tree.blockSignals(False)
        self._stack.setCurrentWidget(self.tree)

    def _box(self, question: Question, parent: QWidget) -> QuietComboBox:
        box = QuietComboBox(self._look, parent)
        words = {"approved": tr("Designer", "It is approved"), "rejected": tr("Designer", "It is rejected")}
        for outcome in question.outcomes:
            box.addItem(words.get(outcome, outcome), outcome)
        box.setCurrentIndex(max(0, box.findData(self._answers.get(question.id, ""))))
        self._boxes[question.id] = box
        return box

    def _choose(self, item: QTreeWidgetItem | None, *_: object) -> None:
        if item is not None and item.data(0, _ID):
            self.chosen.emit(str(item.data(0, _ID)))


def clock_words(at_s: float) -> str:
    """Return a time since the start: `+ 00:15:00`, with days where there are some."""
    seconds = round(at_s)
    days, rest = divmod(seconds, _DAY_S)
    clock = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    return f"+ {tr('Designer', '{n} d').format(n=days)} {clock}" if days else f"+ {clock}"
