"""Case desk: the cases of one kind in tabs, searched, filtered, taken in hand by keys; a million of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from backend.contract.case_requests import CasePage, CasesActed, ExportCases, FindCases
from backend.contract.cases import CaseKindInfo, CaseQuery, CaseTab
from backend.contract.messages import ReplyBody
from backend.contract.state import Text
from widgets.logic import formats
from widgets.logic.case_actions import by_key, fits
from widgets.logic.case_columns import USUAL
from widgets.logic.case_query import filter_query, shown_query
from widgets.logic.case_selection import MOST
from widgets.parts.case_bar import ActionBar
from widgets.parts.case_book import CaseBook
from widgets.parts.case_choices import choices_of
from widgets.parts.case_desk_words import (
    ALL,
    EXPORT,
    NEW,
    OPEN,
    ORDER,
    count_words,
    deeds_of,
    empty_words,
    new_key,
    order_words,
)
from widgets.parts.case_filter_bar import FilterBar
from widgets.parts.case_form import CaseForm, done_words
from widgets.parts.case_list import CaseList
from widgets.parts.case_open_form import OpenCaseForm
from widgets.parts.case_pane import CasePane
from widgets.parts.case_reader import CaseReader, Order
from widgets.parts.case_save import SaveDesk
from widgets.parts.case_tabs import Tab, TabStrip
from widgets.parts.case_words import RowTeller, column_head
from widgets.parts.incident_health import pulse_health
from widgets.parts.strip import Strip
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec(
    "cases", title_vi="Bàn xử lý hồ sơ", title_en="Case desk", min_width_px=520, min_height_px=320
)
ORDERS: tuple[Order, ...] = ("newest", "oldest", "due", "severity", "changed", "code")
BAR_FROM_DESK_PX = 300
"""Below this height the line of actions gives its room to rows."""
SEARCH_FROM_DESK_PX = 420
"""Below this height the search gives its room to rows until `/` asks for it."""
FORM_BESIDE_DESK_PX = 520
"""Below this height the search gives its room to an open form."""


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a case desk."""

    case_kind: str
    """Kind of case: `report`, `dossier`, … as a pack declares."""
    where: CaseQuery = CaseQuery()
    """Only these cases, with the words of the packs' queries."""
    order: Order = "newest"
    """`newest`, `oldest`, `due` (earliest deadline first), `severity`, `changed` or `code`."""
    tab: str = ""
    """Tab that is open at first; empty: the kind's first one."""
    compact: bool = False
    """One line a row and no search: for a wall that is only looked at."""
    acting: bool = True
    """Allow to act from here; false on walls that nobody sits at."""


class Body(TileBody):
    """Tabs, search, list, form, actions; the window of one case and the form of a new one over them."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """List the cases of the first tab."""
        super().__init__(context, parent)
        self.options, self.order = options, options.order
        look, live = context.look, context.live
        self.book = CaseBook(context, self)
        self.reader = CaseReader(live, options.case_kind, self)
        self.teller = RowTeller(context, self.book)
        self.tabs = TabStrip(look, context.language, self)
        self.filters = FilterBar(look, self)
        self.list = CaseList(context, self.reader, self.teller, self)
        self.list.compact = options.compact
        self.form = CaseForm(context, self.book, self)
        self.message = Strip(look, "", self)
        self.bar = ActionBar(look, self)
        self.saver = SaveDesk(context, self)
        self.pane: CasePane | None = None
        self.opening: OpenCaseForm | None = None
        self._searching = False
        self._started = False
        self._lay_out()
        self._connect()
        self._take_book()

    def _lay_out(self) -> None:
        self.desk = QWidget(self)
        box = QVBoxLayout(self.desk)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self.tabs, self.filters, self.list, self.form, self.message, self.bar):
            box.addWidget(part, 1 if part is self.list else 0)
        self.filters.offered.setParent(self.desk)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.desk)
        self.message.hide()
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        live = self.context.live
        self.book.changed.connect(self._take_book)
        self.tabs.chosen.connect(self._list_again)
        self.filters.changed.connect(self._list_again)
        self.filters.left.connect(self.list.setFocus)
        self.reader.changed.connect(self._sum_up)
        self.reader.counted.connect(self._show_tabs)
        self.list.moved.connect(self._show_actions)
        self.list.opened.connect(self.open_case)
        self.list.installEventFilter(self)
        self.form.closed.connect(self._form_closed)
        self.form.acted.connect(self._take_deeds)
        self.bar.pressed.connect(self.act)
        self.saver.said.connect(self.say)
        live.ticked.connect(self._tick)
        live.link_changed.connect(self._tick)

    # ---- what is listed -----------------------------------------------------------------------

    def kind(self) -> CaseKindInfo | None:
        """Return what the desk's kind is, None until the daemon said."""
        return self.book.kind(self.options.case_kind)

    def tab(self) -> CaseTab | None:
        """Return the tab that is open."""
        return next((tab for tab in self._tabs() if tab.tab == self.tabs.current), None)

    def _tabs(self) -> tuple[CaseTab, ...]:
        kind = self.kind()
        # a kind without tabs has one list of everything
        return (kind.tabs if kind is not None else ()) or (CaseTab("", Text(""), CaseQuery()),)

    def query(self) -> CaseQuery | None:
        """Return which cases are listed, None where there can be none."""
        tab = self.tab()
        return self._query_of(tab) if tab is not None else None

    def _query_of(self, tab: CaseTab) -> CaseQuery | None:
        where = shown_query(CaseQuery(kind=self.options.case_kind), self.options.where, tab.where)
        narrow = filter_query(self.filters.filters(), self.filters.words())
        return shown_query(where, CaseQuery(), narrow) if where is not None else None

    def _take_book(self) -> None:
        kind, language = self.kind(), self.context.language
        if kind is None:
            self._sum_up()
            return
        self.filters.set_choices(choices_of(kind, self.book, language))
        columns = kind.columns or USUAL
        self.list.set_columns(
            columns, [column_head(name, self.book, kind.kind, language) for name in columns]
        )
        if not self._started:
            self._started = True
            wanted = [tab.tab for tab in self._tabs()]
            first = self.options.tab if self.options.tab in wanted else wanted[0]
            self.tabs.set_tabs([], first)
            self._list_again()
        self._show_tabs()
        self._show_actions()
        self.list.viewport().update()
        self.title_changed.emit(self.default_title())

    def _list_again(self, _tab: str = "") -> None:
        """Begin the list of another tab, search or order."""
        self.list.restart()
        self.reader.show(self.query(), self.order)
        self.reader.count([self._query_of(tab) for tab in self._tabs()])
        self._show_tabs()
        self._sum_up()

    def _show_tabs(self) -> None:
        language, counts = self.context.language, self.reader.counts
        tabs = self._tabs()
        known: list[int | None] = list(counts) if len(counts) == len(tabs) else [None] * len(tabs)
        shown = [
            Tab(tab.tab, tab.name.in_language(language), n, "overdue" in tab.where.due)
            for tab, n in zip(tabs, known, strict=True)
        ]
        self.tabs.set_tabs(shown, self.tabs.current)
        self.tabs.setVisible(len(tabs) > 1)
        self.health_changed.emit()

    def _sum_up(self) -> None:
        self.list.words = self._list_words()
        self._show_actions()
        self.list.viewport().update()
        self.health_changed.emit()

    def _list_words(self) -> str:
        """Return what stands where no row is."""
        kind, language = self.kind(), self.context.language
        failure = self.reader.failure or (self.book.failure if kind is None else None)
        if failure is not None:
            return failure.said(language)
        if kind is None:
            if self.book.kinds:
                words = translate("Cases", "No pack declares cases of the kind “{kind}”.")
                return words.format(kind=self.options.case_kind)
            return translate("Cases", "is being loaded …")
        if self.reader.pages.n_total is None:
            return translate("Cases", "is being loaded …")
        narrowed = bool(self.filters.filters() or self.filters.words())
        return empty_words(kind, self.tab(), language, narrowed=narrowed)

    def _tick(self, _link: object = None) -> None:
        """Let ages and deadlines grow."""
        if self.isVisible() and self.pane is None and self.opening is None:
            self.list.viewport().update()

    # ---- what can be done ---------------------------------------------------------------------

    def _show_actions(self) -> None:
        look, height = self.context.look, self.height()
        free = self.form.isHidden()
        acts = self.options.acting and not self.options.compact
        self.bar.setVisible(acts and free and height >= look.px(BAR_FROM_DESK_PX))
        wide = height >= look.px(SEARCH_FROM_DESK_PX) or self._searching
        roomy = free or height >= look.px(FORM_BESIDE_DESK_PX)
        self.filters.setVisible(self._searches() and wide and roomy)
        kind = self.kind()
        if kind is None:
            self.bar.set_deeds("", ())
            return
        marked = len(self.list.selection)
        count = formats.number(marked, 0, self.context.language)
        subject = translate("Cases", "{n} chosen").format(n=count) if marked else ""
        files, language = self.list.subjects(), self.context.language
        self.bar.set_deeds(subject, deeds_of(kind, files, language, marked=bool(marked)))

    def act(self, deed: str) -> None:
        """Do what a key or click on the line of actions means."""
        kind = self.kind()
        if kind is None:
            return
        if deed == NEW:
            self.open_new()
        elif deed == OPEN:
            file = self.list.under_cursor()
            self.open_case(file.case_id if file is not None else "")
        elif deed == EXPORT:
            self._export()
        elif deed == ORDER:
            self._next_order()
        elif deed == ALL:
            self._mark_all()
        else:
            self._do(kind, deed)

    def _do(self, kind: CaseKindInfo, deed: str) -> None:
        action = next((a for a in kind.actions if a.action == deed), None)
        files = self.list.subjects()
        if action is None or not files:
            return
        name = action.name.in_language(self.context.language)
        if len(files) > 1 and not action.bulk:
            words = translate("Cases", "“{action}” is done to one case at a time. Esc takes the marks away.")
            self.say(words.format(action=name), bad=True)
        elif not any(fits(action, file) for file in files):
            words = translate("Cases", "“{action}” is not possible now: {status}.")
            self.say(words.format(action=name, status=self.book.status_name(files[0])), bad=True)
        else:
            self.say("")
            self.form.open(action, files)
            self._show_actions()

    def _take_deeds(self, answer: CasesActed) -> None:
        """Tell what was done; what was refused stays marked and can be tried again."""
        if len(self.list.selection):
            self.list.selection.keep(refusal.case_id for refusal in answer.refused)
        # what was refused stands in the form, with its reasons
        self.say("" if answer.refused else done_words(answer, self.context.language))
        self.reader.refresh()
        self._show_actions()

    def _form_closed(self) -> None:
        self._show_actions()
        self.list.setFocus()

    def say(self, words: str, bad: bool = False) -> None:
        """Say something above the line of actions; nothing takes no room."""
        self.message.set_words(words)
        self.message.setVisible(bool(words))
        self.message.setAccessibleName(words if bad else "")

    def _next_order(self) -> None:
        self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]
        self._list_again()

    def _export(self) -> None:
        query = self.query()
        if query is not None:
            self.saver.export(ExportCases(query, "xlsx", self.order))

    def _mark_all(self) -> None:
        query = self.query()
        if query is not None:
            body = FindCases(query, self.order, 0, MOST, count=False)
            self.context.live.request(body, partial(self._marked_all, query))

    def _marked_all(self, query: CaseQuery, reply: ReplyBody) -> None:
        if not isinstance(reply, CasePage) or query != self.query():
            return
        self.list.selection.mark(reply.rows)
        n_total = self.list.n_rows()
        if n_total > MOST:
            language = self.context.language
            most, all_ = (formats.number(n, 0, language) for n in (MOST, n_total))
            words = translate("Cases", "The first {most} of {all} are chosen: no more are done at once.")
            self.say(words.format(most=most, all=all_))
        self.list.viewport().update()
        self._show_actions()

    # ---- keys ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give what little room there is to rows."""
        self.filters.fit(self.width())
        self._show_actions()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the desk before the list walks."""
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key, typed = Qt.Key(event.key()), event.text()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return self._control_key(key)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.tabs.step(-1 if key == Qt.Key.Key_Left else 1)
        elif typed == "/":
            self._go_to(self.filters.search)
        else:
            return self.options.acting and self._act_key(key, typed)
        return True

    def _control_key(self, key: Qt.Key) -> bool:
        deeds = {Qt.Key.Key_E: EXPORT, Qt.Key.Key_O: ORDER, Qt.Key.Key_A: ALL}
        if key == Qt.Key.Key_F:
            self._go_to(self.filters.narrow)
        elif key in deeds:
            self.act(deeds[key])
        else:
            return False
        return True

    def _act_key(self, key: Qt.Key, typed: str) -> bool:
        kind = self.kind()
        if kind is None:
            return False
        new = key == Qt.Key.Key_Insert or (typed.upper() == "N" and new_key(kind) == "N")
        if new and kind.may_open:
            self.act(NEW)
            return True
        action = by_key(kind, typed) if typed.strip() else None
        if action is not None:
            self.act(action.action)
        return action is not None

    def _searches(self) -> bool:
        return self.options.acting and not self.options.compact

    def _go_to(self, field: QWidget) -> None:
        if self._searches():
            self._searching = True
            self._show_actions()
            field.setFocus()

    # ---- over the list ------------------------------------------------------------------------

    def open_case(self, case_id: str) -> None:
        """Show the window of a case inside the tile."""
        if not case_id:
            return
        self._close_over()
        self.pane = CasePane(self.context, case_id, self, book=self.book, acting=self.options.acting)
        self.pane.closed.connect(self._close_over)
        self._put_over(self.pane)

    def open_new(self) -> None:
        """Show the form of a new case inside the tile."""
        kind = self.kind()
        if kind is None or not kind.may_open:
            return
        self._close_over()
        self.opening = OpenCaseForm(self.context, self.book, kind, self)
        self.opening.closed.connect(self._close_over)
        self.opening.made.connect(self._made)
        self._put_over(self.opening)

    def _made(self, case_id: str) -> None:
        self._close_over()
        self.reader.refresh()
        self.say(translate("Cases", "Entered: {code}").format(code=case_id))

    def _put_over(self, pane: QWidget) -> None:
        self._stack.addWidget(pane)
        self._stack.setCurrentWidget(pane)
        pane.setFocus()

    def _close_over(self) -> None:
        for pane in (self.pane, self.opening):
            if pane is not None:
                self._stack.setCurrentWidget(self.desk)
                self._stack.removeWidget(pane)
                pane.hide()
                pane.deleteLater()
        self.pane = self.opening = None
        self.list.setFocus()

    # ---- what the frame asks ------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the kind's name."""
        kind = self.kind()
        return kind.name.in_language(self.context.language) if kind is not None else self.options.case_kind

    def head(self) -> TileHead:
        """Say how many there are, exactly, and in which order."""
        n_total = self.reader.pages.n_total
        if n_total is None:
            return TileHead()
        return TileHead(
            subtitle=count_words(n_total, self.kind(), self.context.language),
            remark=order_words(self.order),
        )

    def health(self) -> TileHealth:
        """Return how alive it is: as alive as the daemon's pulse; what was refused says so."""
        failure = self.reader.failure
        return pulse_health(self.context.live, failure.said(self.context.language) if failure else "")
