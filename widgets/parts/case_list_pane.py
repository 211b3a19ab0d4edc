"""The list behind a number: exactly its cases, their true count beside it, each opening its record."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from widgets.logic import formats
from widgets.logic.board_names import BoardNames
from widgets.logic.shown_number import ShownNumber
from widgets.parts.board_words import capital
from widgets.parts.drill_delegate import ROW_DESK_PX, DrillDelegate
from widgets.parts.drill_model import CASE_ROLE, DrillModel
from widgets.parts.list_view import ListView
from widgets.parts.strip import Strip
from widgets.theme.fonts import HEAD_WEIGHT, TEXT_WEIGHT, text_font
from widgets.tile import TileContext

translate = QCoreApplication.translate
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BACK = (Qt.Key.Key_Escape, Qt.Key.Key_Backspace)


class CaseListPane(QWidget):
    """Enter or a click opens a case, Tab goes from a share's cases to all that it is of, Esc goes back."""

    closed = Signal()
    case_chosen = Signal(str)

    def __init__(
        self, context: TileContext, number: ShownNumber, names: BoardNames, parent: QWidget | None = None
    ) -> None:
        """Ask for the cases of `number`."""
        super().__init__(parent)
        self.context, self.number = context, number
        self.of_all = False
        """Whether those are listed that a share or mean is computed over."""
        look = context.look
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(look.tokens.tile))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.model = DrillModel(context.live, context.language, self)
        self.view = ListView(look, self.model, look.px(ROW_DESK_PX), self)
        self.view.set_delegate(DrillDelegate(context, names, self))
        self.view.clicked.connect(self._open)
        self.view.installEventFilter(self)
        self.setFocusProxy(self.view)
        self.strip = Strip(look, look.tokens.age, self)
        self.strip.hide()
        self._head = self._make_head()
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(self._head)
        box.addWidget(self.strip)
        box.addWidget(self.view, 1)
        self.model.told.connect(self._tell)
        context.live.ticked.connect(self._repaint_rows)
        self.list_cases(of_all=False)

    def _make_head(self) -> QHBoxLayout:
        look = self.context.look
        back = QPushButton(translate("Board", "‹ Back (Esc)"), self)
        back.setFont(text_font(look, 17))
        back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        back.clicked.connect(self.closed)
        self.title = QLabel(self)
        self.title.setFont(text_font(look, 21, HEAD_WEIGHT))
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.count = QLabel(self)
        self.count.setFont(text_font(look, 21, HEAD_WEIGHT))
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.other = QPushButton(self)
        self.other.setFont(text_font(look, 17, TEXT_WEIGHT))
        self.other.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.other.setVisible(self.number.per is not None)
        self.other.clicked.connect(self.turn_over)
        head = QHBoxLayout()
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        head.setSpacing(look.px(16))
        head.addWidget(back)
        head.addWidget(self.title, 1)
        head.addWidget(self.other)
        head.addWidget(self.count)
        return head

    # ---- what is listed -----------------------------------------------------------------------

    def list_cases(self, *, of_all: bool) -> None:
        """List the cases behind the number, or those that it is computed over."""
        number = self.number
        self.of_all = of_all and number.per is not None
        query = number.listed
        if self.of_all and number.per is not None:
            query = number.at_its_time(number.per)
        self.model.show_query(query)

    def turn_over(self) -> None:
        """List the other side of a share."""
        self.list_cases(of_all=not self.of_all)

    def shown_count(self) -> int:
        """Return the number that the tile shows for what is listed."""
        return self.number.n_per if self.of_all else self.number.n

    def _tell(self) -> None:
        language = self.context.language
        title = capital(self.number.words)
        if self.of_all:
            title = translate("Board", "{name} — all it is computed over").format(name=title)
        self.title.setText(title)
        total = self.model.n_total
        self.count.setText(formats.number(total, 0, language) if total >= 0 else "…")
        n_other = self.number.n if self.of_all else self.number.n_per
        other = (
            translate("Board", "Only those counted: {count} (Tab)")
            if self.of_all
            else translate("Board", "All: {count} (Tab)")
        )
        self.other.setText(other.format(count=formats.number(n_other, 0, language)))
        words = self.model.failure or self._moved_on()
        self.strip.set_words(words)
        self.strip.setVisible(bool(words))

    def _moved_on(self) -> str:
        """Say where the cases have changed since the number was computed."""
        total, shown, live = self.model.n_total, self.shown_count(), self.context.live
        if total < 0 or shown < 0 or total == shown:
            return "" if total else translate("Board", "There is no case behind this number.")
        template = translate("Board", "The number is of {time}: {shown}. It has become {count} since.")
        return template.format(
            time=formats.moment(
                self.number.at, live.clock.now(), live.state.centre.timezone, with_seconds=True
            ),
            shown=formats.number(shown, 0, self.context.language),
            count=formats.number(total, 0, self.context.language),
        )

    def _repaint_rows(self) -> None:
        self.view.viewport().update()

    # ---- hands --------------------------------------------------------------------------------

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.case_chosen.emit(index.data(CASE_ROLE).case_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys before the wall's own and the view's."""
        if watched is not self.view or not isinstance(event, QKeyEvent):
            return False
        ours = event.key() in (*_OPEN, *_BACK, Qt.Key.Key_Tab)
        if event.type() == QEvent.Type.ShortcutOverride and ours:
            event.accept()
        return ours and event.type() == QEvent.Type.KeyPress and self._key(event.key())

    def _key(self, key: int) -> bool:
        if key in _BACK:
            self.closed.emit()
        elif key in _OPEN:
            self._open(self.view.currentIndex() if self.view.selected_row() >= 0 else self.model.index(0, 0))
        elif self.number.per is not None:
            self.turn_over()
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame the pane: it may lie over the wall."""
        painter = QPainter(self)
        painter.setPen(QPen(QColor(self.context.look.tokens.focus), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def release(self) -> None:
        """Drop answers under way."""
        self.model.stop()
