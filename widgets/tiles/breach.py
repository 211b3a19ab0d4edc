"""Breach: which deadlines run out in the next hours, and which acceptances are overdue, ticking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from backend.contract.case_requests import CasePage, FindCases
from backend.contract.cases import CaseQuery
from backend.contract.messages import ReplyBody, RequestBody
from widgets.logic.breach import accept_query, breaches, settle_query
from widgets.logic.drill import with_kind
from widgets.logic.shown_number import ShownNumber
from widgets.parts.board import BoardBody
from widgets.parts.breach_delegate import ROW_DESK_PX, BreachDelegate
from widgets.parts.breach_model import BreachModel
from widgets.parts.breach_totals import BreachTotals
from widgets.parts.list_view import ListView
from widgets.theme.fonts import text_font
from widgets.theme.shapes import Shape
from widgets.tile import TileContext, TileHead, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("breach", title_vi="Sắp vi phạm thời hạn", title_en="About to breach", min_width_px=380)
MOST = 200
"""So many of each are listed; the counts above are of all."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the list."""

    case_kind: str = ""
    """Kind of the cases; empty: all kinds."""
    where: CaseQuery = CaseQuery()
    """Which of them."""
    hours: Annotated[float, msgspec.Meta(gt=0, le=24 * 14)] = 4.0
    """How far ahead."""
    accept: bool = True
    """Also those that nobody has accepted in time, or will not have within the hours."""


class Body(BoardBody):
    """Counts, and the list beneath."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for what runs out."""
        kind = options.case_kind or options.where.kind
        super().__init__(context, frozenset({kind} if kind else ()), parent)
        self.options = options
        self.query = with_kind(options.case_kind, options.where)
        look = context.look
        self._now = 0.0
        self._asked: list[CaseQuery] = []
        self.content = QWidget(self)
        self.totals = BreachTotals(look, context.language)
        self.totals.number_chosen.connect(self.open_list)
        self.model = BreachModel(self)
        self.view = ListView(look, self.model, look.px(ROW_DESK_PX), self.content)
        self.delegate = BreachDelegate(context, self)
        self.view.set_delegate(self.delegate)
        self.view.clicked.connect(self._open_index)
        self.view.installEventFilter(self)
        self.nothing = QLabel(self.view)
        self.nothing.setFont(text_font(look, 18))
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        palette = self.nothing.palette()
        palette.setColor(self.nothing.foregroundRole(), QColor(look.tokens.text_second))
        self.nothing.setPalette(palette)
        self.nothing.hide()
        box = QVBoxLayout(self.content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.totals)
        box.addWidget(self.view, 1)
        self.content.setFocusProxy(self.view)
        self.setFocusProxy(self.view)
        context.live.ticked.connect(self._tick_rows)
        self.watch.start()

    # ---- data ---------------------------------------------------------------------------------

    def questions(self, now: float) -> Sequence[RequestBody]:
        """Ask for what must be settled soon, accepted soon, and should have been accepted by now."""
        self._now = now
        hours = self.options.hours
        self._asked = [settle_query(self.query, now, hours)]
        asked: list[RequestBody] = [FindCases(self._asked[0], "due", limit=MOST)]
        if self.options.accept:
            self._asked += [accept_query(self.query, now, hours), accept_query(self.query, now, 0.0)]
            # the latter is part of the former: only its number is wanted
            asked += [FindCases(self._asked[1], "due", limit=MOST), FindCases(self._asked[2], "due", limit=1)]
        return asked

    def take(self, answers: Sequence[ReplyBody]) -> float | None:
        """List the deadlines."""
        pages = [answer for answer in answers if isinstance(answer, CasePage)]
        if len(pages) < len(self._asked) or not pages:
            return None
        accept = pages[1].rows if len(pages) > 1 else ()
        self.delegate.names = self.names
        self.model.set_rows(breaches(pages[0].rows, accept))
        words = [translate("Board", "to settle within {hours} h"), translate("Board", "acceptance overdue")]
        at, hours = self._now, f"{self.options.hours:g}"
        # those to be accepted soon are listed only: no query tells them from those overdue already
        counted = zip(words, pages[::2], self._asked[::2], strict=False)
        numbers = [
            ShownNumber(said.format(hours=hours), float(page.n_total), query, at, page.n_total)
            for said, page, query in counted
        ]
        shapes: tuple[Shape, ...] = ("medium", "high")
        self.totals.set_totals(tuple(zip(numbers, shapes, strict=False)))
        self.nothing.setText(
            translate("Board", "No deadline runs out in the next {hours} hours.").format(hours=hours)
        )
        self.nothing.setVisible(not self.model.rows)
        return at

    def _tick_rows(self) -> None:
        if self.isVisible():
            self.view.viewport().update()

    def shown_numbers(self) -> list[ShownNumber]:
        """Return the counts above the list."""
        return [number for number, _shape in self.totals.totals()]

    # ---- hands --------------------------------------------------------------------------------

    def _open_index(self, index: QModelIndex) -> None:
        if index.isValid():
            self.case_chosen.emit(self.model.rows[index.row()].file.case_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the chosen case by Enter."""
        if watched is self.view and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _ENTER:
                self._open_index(self.view.currentIndex())
                return True
            return False
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the counts out on a tile that is too low for both."""
        super().resizeEvent(event)
        look = self.context.look
        self.totals.setVisible(self.height() >= self.totals.height() + 2 * look.px(ROW_DESK_PX))
        self.nothing.setGeometry(0, 0, self.width(), max(0, self.height() - self.totals.height()))

    # ---- what the frame asks ------------------------------------------------------------------

    def default_title(self) -> str:
        """Return what is listed."""
        return translate("Board", "About to breach")

    def head(self) -> TileHead:
        """Say how far ahead, unless the layout's title does."""
        if self.options.title:
            return TileHead()
        words = translate("Board", "the next {hours} hours").format(hours=f"{self.options.hours:g}")
        return TileHead(subtitle=words)
