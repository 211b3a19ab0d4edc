"""Figures that wait for review, beside what held before: accepted or given back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.contract.indicators import (
    FigureVersions,
    GetFiguresToReview,
    GetIndicators,
    IndicatorBoard,
    ReviewFigure,
)
from backend.contract.messages import Failure, ReplyBody, RequestBody
from backend.contract.state import Text
from widgets.logic.indicator_board import Entry
from widgets.parts.case_bar import ActionBar, Deed
from widgets.parts.indicator_body import IndicatorBody
from widgets.parts.indicator_cells import CellTable
from widgets.parts.indicator_deeds import asked_for
from widgets.parts.indicator_sheet import ROW_DESK_PX, Review, entry_key, review_columns, review_rows
from widgets.parts.strip import Strip
from widgets.tile import TileContext, TileHead, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec(
    "indicator_review",
    title_vi="Duyệt số liệu",
    title_en="Review of figures",
    min_width_px=640,
    min_height_px=320,
)
COLLECTION = "collection"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OURS = (Qt.Key.Key_A, Qt.Key.Key_R, Qt.Key.Key_X, Qt.Key.Key_Escape)


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a reviewer's list."""

    unit_id: str = ""
    """Figures of this unit only; empty: of all."""


class Body(IndicatorBody):
    """The list: X marks, A accepts the marked or the chosen one, R gives back, Enter opens the record."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask what waits."""
        super().__init__(context, parent, kinds=frozenset({"indicators", COLLECTION}))
        self.options = options
        self.entries: list[Entry] = []
        self.marked: set[str] = set()
        self.refused: dict[str, str] = {}
        self._accepted: dict[tuple[str, str], float | None] = {}
        self._beside: list[tuple[str, str]] = []
        self._left: list[Entry] = []
        look = context.look
        main = QWidget()
        self.table = CellTable(look, ROW_DESK_PX, main)
        self.table.set_columns(review_columns())
        self.table.view.doubleClicked.connect(self._open_index)
        self.message = Strip(look, look.tokens.focus, main)
        self.message.hide()
        self.bar = ActionBar(look, main)
        self.bar.pressed.connect(self.do_deed)
        box = QVBoxLayout(main)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part, stretch in ((self.table, 1), (self.message, 0), (self.bar, 0)):
            box.addWidget(part, stretch)
        self.begin(main, keys=self.table.view)

    # ---- data -------------------------------------------------------------------------------------

    def asks(self, now: float) -> Sequence[RequestBody]:
        """Ask for what waits, and for what holds in the same periods."""
        self._beside = self._wanted()
        holds = [GetIndicators(set_id, period) for set_id, period in self._beside]
        return [GetFiguresToReview(self.options.unit_id), *holds]

    def _wanted(self) -> list[tuple[str, str]]:
        return sorted({(entry.info.set_id, entry.figure.period) for entry in self.entries})

    def takes(self, answers: Sequence[ReplyBody]) -> float | None:
        """Show what waits."""
        infos = {info.code: info for info in (self.sets.indicators if self.sets is not None else ())}
        accepted: dict[tuple[str, str], float | None] = {}
        for answer in answers:
            if isinstance(answer, FigureVersions):
                self.entries = [
                    Entry(infos[f.code], f)
                    for f in answer.figures
                    if f.code in infos and f.state == "submitted"
                ]
            elif isinstance(answer, IndicatorBoard):
                accepted |= {(f.code, f.period): f.value for f in answer.figures}
        self._accepted = accepted
        known = {entry_key(entry) for entry in self.entries}
        self.marked &= known
        self.refused = {key: why for key, why in self.refused.items() if key in known}
        self.arrange()
        if self._wanted() != self._beside:
            self.watch.ask()
        return self.context.live.clock.now()

    def arrange(self) -> None:
        """Write the rows anew."""
        found = self.sets.sets if self.sets is not None else ()
        colours: dict[str, Text] = {rule.group: rule.name for each in found for rule in each.colours}
        review = Review(self._accepted, colours, self.names, self.marked, self.refused, self.context)
        self.table.set_rows(review_rows(self.entries, review))
        self.table.choose_first()
        n = len(self.marked)
        subject = translate("Indicators", "{count} marked").format(count=n) if n else ""
        self.bar.set_deeds(subject, _deeds() if self.entries else [])
        if not self.entries:
            self.say(translate("Indicators", "No figure waits for review."))
        elif self.message.words() == translate("Indicators", "No figure waits for review."):
            self.say("")
        self.health_changed.emit()

    def _of(self, key: str) -> Entry | None:
        return next((entry for entry in self.entries if entry_key(entry) == key), None)

    def chosen(self) -> Entry | None:
        """Return the chosen figure."""
        return self._of(self.table.chosen_key())

    def entry_like(self, entry: Entry) -> Entry:
        """Return the newest answer about the same figure."""
        return self._of(entry_key(entry)) or entry

    # ---- deeds ------------------------------------------------------------------------------------

    def do_deed(self, deed: str) -> None:
        """Do what a key or a click asks for."""
        entry = self.chosen()
        if entry is None:
            return
        if deed == "mark":
            self.marked ^= {entry_key(entry)}
            k = self.table.model.number_of(entry_key(entry)) + 1
            if k < len(self.table.model.rows):
                self.table.choose(self.table.model.rows[k].key)
            self.arrange()
        elif deed == "accept":
            self._accept(entry)
        elif deed == "return":
            asked = asked_for("return_figure", entry, self.context.language)
            if asked is not None:
                self.form.open(asked)
        elif deed == "record":
            self.open_record(entry)

    def _accept(self, entry: Entry) -> None:
        """Accept the marked ones; one alone that looks wrong is asked about first."""
        found = [e for e in self.entries if entry_key(e) in self.marked] or [entry]
        if len(found) == 1 and found[0].figure.flags:
            asked = asked_for("accept_figure", found[0], self.context.language)
            if asked is not None:
                self.form.open(asked)
            return
        if not self._left:
            self._left = found
            self._accept_next(0, 0)

    def _accept_next(self, n_done: int, n_refused: int) -> None:
        if not self._left:
            words = translate("Indicators", "{count} accepted.").format(count=n_done)
            if n_refused:
                more = translate("Indicators", "{count} refused: the reason stands in each row.")
                words = f"{words} {more.format(count=n_refused)}"
            self.say(words)
            self.watch.ask()
            self.arrange()
            return
        entry = self._left[0]
        figure = entry.figure
        body = ReviewFigure(figure.code, figure.period, True, figure.area, figure.breakdown)
        self.context.live.request(body, partial(self._accepted_one, entry, n_done, n_refused))

    def _accepted_one(self, entry: Entry, n_done: int, n_refused: int, reply: ReplyBody) -> None:
        if not self._left:
            return
        self._left = self._left[1:]
        key = entry_key(entry)
        self.marked.discard(key)
        if isinstance(reply, Failure):
            self.refused[key] = reply.said(self.context.language)
            self._accept_next(n_done, n_refused + 1)
        else:
            self.entries = [e for e in self.entries if entry_key(e) != key]
            self._accept_next(n_done + 1, n_refused)

    def say(self, words: str) -> None:
        """Say something beneath the list."""
        self.message.set_words(words)
        self.message.setVisible(bool(words))

    def _open_index(self, index: QModelIndex) -> None:
        entry = self._of(self.table.model.rows[index.row()].key)
        if entry is not None:
            self.open_record(entry)

    # ---- keys -------------------------------------------------------------------------------------

    def takes_key(self, event: QKeyEvent) -> bool:
        """The letters of the list's deeds, and Esc while something is marked."""
        return event.key() in _OURS and (event.key() != Qt.Key.Key_Escape or bool(self.marked))

    def key(self, event: QKeyEvent) -> bool:
        """Mark, accept, give back, open."""
        key = event.key()
        deed = {Qt.Key.Key_A: "accept", Qt.Key.Key_R: "return", Qt.Key.Key_X: "mark"}.get(Qt.Key(key), "")
        if key in _ENTER:
            deed = "record"
        if key == Qt.Key.Key_Escape and self.marked:
            self.marked.clear()
            self.arrange()
            return True
        if deed:
            self.do_deed(deed)
        return bool(deed)

    # ---- what the frame asks ----------------------------------------------------------------------

    def default_title(self) -> str:
        """Return what the list is for."""
        return translate("Indicators", "Figures to review")

    def head(self) -> TileHead:
        """Say how many wait, and how many look wrong."""
        n_strange = sum(bool(entry.figure.flags) for entry in self.entries)
        words = translate("Indicators", "{count} figures").format(count=len(self.entries))
        badge = translate("Indicators", "{count} to be checked").format(count=n_strange) if n_strange else ""
        return TileHead(subtitle=words, badge=badge, badge_severity="medium" if badge else None)

    def release(self) -> None:
        """Drop answers under way."""
        self._left = []
        super().release()


def _deeds() -> list[Deed]:
    return [
        Deed("accept", "A", translate("Indicators", "accept the figure")),
        Deed("return", "R", translate("Indicators", "give the figure back")),
        Deed("mark", "X", translate("Indicators", "mark")),
        Deed("record", "Enter", translate("Indicators", "open the record")),
    ]
