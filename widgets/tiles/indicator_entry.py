"""The sheet on which a unit hands in the figures that it owes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.contract.case_requests import CasePage, FindCases
from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.indicators import (
    FigureVersions,
    GetFiguresToReview,
    GetIndicators,
    IndicatorBoard,
    IndicatorFigure,
)
from backend.contract.messages import ReplyBody, RequestBody
from backend.contract.state import Text
from widgets.logic.indicator_board import Entry
from widgets.logic.indicator_entry import (
    OWED,
    Boards,
    Key,
    Line,
    Typed,
    boards,
    by_case,
    lines,
    value_of,
    wanted_boards,
)
from widgets.logic.indicator_numbers import as_typed
from widgets.parts.case_bar import ActionBar, Deed
from widgets.parts.indicator_body import IndicatorBody
from widgets.parts.indicator_cells import CellTable
from widgets.parts.indicator_editor import CellEditor
from widgets.parts.indicator_sender import FigureSender, Sent
from widgets.parts.indicator_sheet import NOTE, ROW_DESK_PX, VALUE, Sheet, enter_columns, enter_rows, row_key
from widgets.parts.strip import Strip
from widgets.tile import TileContext, TileHead, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec(
    "indicator_entry",
    title_vi="Nhập số liệu",
    title_en="Entry of figures",
    min_width_px=640,
    min_height_px=320,
)
COLLECTION = "collection"
MOST_CASES = 200
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BEGINS = "0123456789-−+,."


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a unit's sheet."""

    unit_id: str = ""
    """Figures that this unit owes; empty: the own unit, or all for who belongs to none."""


class Body(IndicatorBody):
    """The sheet: typing begins a number, Enter goes on, Ctrl+S keeps drafts, Ctrl+Enter hands in."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask what is owed."""
        super().__init__(context, parent, kinds=frozenset({"indicators", COLLECTION}))
        self.options = options
        self.typed: dict[Key, Typed] = {}
        self.refused: dict[tuple[str, str], Text] = {}
        self.lines: list[Line] = []
        self._cases: tuple[CaseFile, ...] = ()
        self._waiting: tuple[IndicatorFigure, ...] = ()
        self._held = Boards()
        self._beside: list[tuple[str, str]] = []
        self._sure: set[tuple[Key, float | None]] = set()
        look = context.look
        main = QWidget()
        self.table = CellTable(look, ROW_DESK_PX, main)
        self.table.set_columns(enter_columns())
        self.editor = CellEditor(look, self.table)
        self.editor.kept.connect(self._keep)
        self.table.view.clicked.connect(
            lambda index: self._edit(self.table.model.rows[index.row()].key, VALUE)
        )
        self.message = Strip(look, look.tokens.focus, main)
        self.message.hide()
        self.bar = ActionBar(look, main)
        self.bar.pressed.connect(self.do_deed)
        self.errands = FigureSender(context.live, options.unit_id, self)
        self.errands.kept.connect(self._after_draft)
        self.errands.submitted.connect(self._after_submit)
        self._then_submit = False
        box = QVBoxLayout(main)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part, stretch in ((self.table, 1), (self.message, 0), (self.bar, 0)):
            box.addWidget(part, stretch)
        self.bar.set_deeds("", _deeds())
        self.begin(main, keys=self.table.view)

    # ---- data -------------------------------------------------------------------------------------

    def asks(self, now: float) -> Sequence[RequestBody]:
        """Ask for requests and drafts, and for accepted figures beside them."""
        units = (self.options.unit_id,) if self.options.unit_id else ()
        query = CaseQuery(kind=COLLECTION, statuses=OWED, units=units)
        self._beside = wanted_boards(self._cases, self._waiting, self._set_of())
        return [
            FindCases(query, order="due", limit=MOST_CASES),
            GetFiguresToReview(self.options.unit_id),
            *(GetIndicators(set_id, period) for set_id, period in self._beside),
        ]

    def _set_of(self) -> dict[str, str]:
        return {info.code: info.set_id for info in (self.sets.indicators if self.sets is not None else ())}

    def takes(self, answers: Sequence[ReplyBody]) -> float | None:
        """Show what is owed; ask again at once where figures beside it are not known yet."""
        found: list[IndicatorBoard] = []
        at = self.context.live.clock.now()
        for answer in answers:
            if isinstance(answer, CasePage):
                self._cases, at = answer.rows, answer.at
            elif isinstance(answer, FigureVersions):
                self._waiting = answer.figures
            elif isinstance(answer, IndicatorBoard):
                found.append(answer)
        periods = [period for _set_id, period in self._beside]
        self._held = boards(zip(periods, found, strict=False))
        self.arrange()
        if wanted_boards(self._cases, self._waiting, self._set_of()) != self._beside:
            self.watch.ask()
        return at

    def arrange(self) -> None:
        """Write the rows anew."""
        infos = {info.code: info for info in (self.sets.indicators if self.sets is not None else ())}
        mine = [f for f in self._waiting if f.state in ("draft", "returned")]
        self.lines = lines(infos, self._cases, mine, self._held)
        self.table.set_rows(enter_rows(self.lines, Sheet(self.typed, self.refused, self.context)))
        self.table.choose_first()
        self.editor.place()
        self.health_changed.emit()

    def line(self, key: str) -> Line | None:
        """Return the line of a row."""
        return next((line for line in self.lines if row_key(line.key) == key), None)

    def chosen(self) -> Entry | None:
        """Return the chosen line's figure."""
        line = self.line(self.table.chosen_key())
        figure = (line.figure or line.accepted) if line is not None else None
        return Entry(line.info, figure) if line is not None and figure is not None else None

    # ---- typing -----------------------------------------------------------------------------------

    def _edit(self, key: str, column: int, begun: str = "") -> None:
        line = self.line(key)
        if line is None:
            return
        self.table.choose(key)
        typed = self.typed.get(line.key)
        words = typed.note if typed is not None else ""
        if column == VALUE:
            value = line.figure.value if line.figure is not None else None
            words = typed.value if typed else as_typed(value, line.info.decimals, self.context.language)
        self.editor.open(key, column, words, begun)

    def _keep(self, key: str, column: int, words: str, way: str) -> None:
        """Keep what was typed, and go on."""
        line = self.line(key)
        if line is not None:
            self._take_words(line, column, words.strip())
        self.arrange()
        rows = [row.key for row in self.table.model.rows]
        if key not in rows or not way:
            return
        if way in ("right", "left") and column == (VALUE if way == "right" else NOTE):
            self._edit(key, NOTE if way == "right" else VALUE)
            return
        k = rows.index(key) + (-1 if way in ("up", "left") else 1)
        if 0 <= k < len(rows):
            self.table.choose(rows[k])

    def _take_words(self, line: Line, column: int, words: str) -> None:
        before = self.typed.get(line.key)
        figure = line.figure
        shown = as_typed(figure.value, line.info.decimals, self.context.language) if figure else ""
        typed = before or Typed(shown, "", figure is not None and figure.final)
        new = msgspec.structs.replace(typed, **{"value" if column == VALUE else "note": words})
        if before is None and new == typed:
            return
        if new.value == shown and not new.note and (figure is None or figure.state == "draft"):
            self.typed.pop(line.key, None)
        else:
            self.typed[line.key] = new
        self.refused.pop((line.info.code, line.period), None)

    def _turn_final(self) -> None:
        """Make the chosen figure final, or provisional again."""
        line = self.line(self.table.chosen_key())
        if line is None:
            return
        figure = line.figure
        shown = as_typed(figure.value, line.info.decimals, self.context.language) if figure else ""
        typed = self.typed.get(line.key) or Typed(shown, "", figure is not None and figure.final)
        self.typed[line.key] = msgspec.structs.replace(typed, final=not typed.final)
        self.arrange()

    # ---- sending ----------------------------------------------------------------------------------

    def do_deed(self, deed: str) -> None:
        """Do what a key or a click asks for."""
        if deed in ("edit", "note"):
            self._edit(self.table.chosen_key(), VALUE if deed == "edit" else NOTE)
        elif deed == "final":
            self._turn_final()
        else:
            self.send(submit=deed == "submit")

    def send(self, *, submit: bool) -> None:
        """Keep drafts; to hand in, look first at what the daemon finds strange."""
        if self.errands.busy:
            return
        language = self.context.language
        wrong = next(
            (line for line in self.lines if value_of(line, self.typed.get(line.key), language)[1]), None
        )
        if wrong is not None:
            self.table.choose(row_key(wrong.key))
            self.say(
                translate("Indicators", "Correct first what cannot be read: {code}.").format(
                    code=wrong.info.code
                )
            )
            return
        found = by_case(self.lines, self.typed, language)
        if not found:
            self.say(translate("Indicators", "Nothing has been typed yet."))
            return
        self._then_submit = submit
        self.say(translate("AskForm", "being sent …"))
        self.errands.send(found, submit=False)

    def _after_draft(self, sent: Sent) -> None:
        """Drafts are kept: hand them in, unless something is strange that nobody has looked at yet."""
        self._take_refusals(sent)
        if sent.failure is not None or not self._then_submit:
            self._drop_kept(sent)
            self.say(self._outcome(sent, translate("Indicators", "{count} kept as drafts.")))
            self.watch.ask()
            return
        strange = {
            ((f.code, f.period, f.area, f.breakdown), f.value)
            for f in sent.drafts
            if f.flags and any(f.code == own.code and f.period == own.period for own in sent.figures)
        }
        new = strange - self._sure
        language = self.context.language
        taken = {(f.code, f.period) for f in sent.figures}
        found = {
            case_id: kept
            for case_id, entries in by_case(self.lines, self.typed, language).items()
            if (kept := tuple(entry for entry in entries if (entry.code, entry.period) in taken))
        }
        if new:
            self._sure |= new
            self._waiting = sent.drafts
            words = translate(
                "Indicators", "{count} figures look wrong (⚑) · Ctrl+Enter once more hands them in"
            )
            self._drop_kept(sent)
            self.say(words.format(count=len(new)))
            self.watch.ask()
            self.arrange()
        elif found:
            self.errands.send(found, submit=True)
        else:
            self.say(self._outcome(sent, ""))
            self.arrange()

    def _after_submit(self, sent: Sent) -> None:
        self._take_refusals(sent)
        self._drop_kept(sent)
        self.say(self._outcome(sent, translate("Indicators", "{count} handed in, they count after review.")))
        self.watch.ask()
        self.arrange()

    def _take_refusals(self, sent: Sent) -> None:
        self.refused |= dict(sent.refused)

    def _drop_kept(self, sent: Sent) -> None:
        """Forget what was typed for figures that the daemon has."""
        for figure in sent.figures:
            self.typed.pop((figure.code, figure.period, figure.area, figure.breakdown), None)

    def _outcome(self, sent: Sent, done: str) -> str:
        parts = [done.format(count=len(sent.figures))] if sent.figures and done else []
        if sent.refused:
            words = translate("Indicators", "{count} refused: the reason stands in each row.")
            parts.append(words.format(count=len(sent.refused)))
        if sent.failure is not None:
            parts.append(sent.failure.said(self.context.language))
        return " ".join(parts)

    def say(self, words: str) -> None:
        """Say something beneath the sheet."""
        self.message.set_words(words)
        self.message.setVisible(bool(words))

    # ---- keys -------------------------------------------------------------------------------------

    def takes_key(self, event: QKeyEvent) -> bool:
        """Digits begin a number here; they are the wall's elsewhere."""
        return (bool(event.text()) and event.text() in _BEGINS) or event.key() in (
            Qt.Key.Key_F2,
            Qt.Key.Key_F,
        )

    def plain_only(self) -> bool:
        """Take keys with Ctrl too."""
        return False

    def key(self, event: QKeyEvent) -> bool:
        """Begin to type, keep, hand in."""
        key, typed = event.key(), event.text()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if key == Qt.Key.Key_S:
                self.send(submit=False)
            elif key in _ENTER:
                self.send(submit=True)
            else:
                return False
        elif key in _ENTER or key == Qt.Key.Key_F2:
            self._edit(self.table.chosen_key(), VALUE)
        elif key == Qt.Key.Key_Tab:
            self._edit(self.table.chosen_key(), NOTE)
        elif key == Qt.Key.Key_F:
            self._turn_final()
        elif typed and typed in _BEGINS:
            self._edit(self.table.chosen_key(), VALUE, typed)
        else:
            return False
        return True

    # ---- what the frame asks ----------------------------------------------------------------------

    def default_title(self) -> str:
        """Return what the sheet is for."""
        return translate("Indicators", "Figures to hand in")

    def head(self) -> TileHead:
        """Say how many are owed, and how many are typed and not sent."""
        words = translate("Indicators", "{count} figures").format(count=len(self.lines))
        n = len(self.typed)
        badge = translate("Indicators", "{count} not sent").format(count=n) if n else ""
        return TileHead(subtitle=words, badge=badge, badge_severity="medium" if n else None)

    def release(self) -> None:
        """Drop answers under way."""
        self.errands.stop()
        super().release()


def _deeds() -> list[Deed]:
    return [
        Deed("edit", "Enter", translate("Indicators", "type a figure")),
        Deed("note", "Tab", translate("Indicators", "note")),
        Deed("final", "F", translate("Indicators", "final or provisional")),
        Deed("draft", "Ctrl+S", translate("Indicators", "keep as draft")),
        Deed("submit", "Ctrl+Enter", translate("Indicators", "hand in")),
    ]
