"""Base of tiles that show figures: knows sets and explanations, opens a figure's record, asks why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.contract.indicators import GetIndicatorSets, IndicatorInfo, IndicatorSetInfo, IndicatorSets
from backend.contract.messages import ReplyBody, RequestBody
from backend.contract.state import Text
from widgets.logic.indicator_board import Entry, rules_by_colour, set_named
from widgets.logic.indicator_explain import Explanation
from widgets.logic.shown_number import ShownNumber
from widgets.parts.board import BoardBody
from widgets.parts.indicator_ask import AskForm
from widgets.parts.indicator_book import ExplanationBook
from widgets.parts.indicator_deeds import asked_for, deeds
from widgets.parts.indicator_pane import IndicatorPane
from widgets.parts.indicator_record import Known
from widgets.parts.overlay import Overlay
from widgets.tile import TileContext

translate = QCoreApplication.translate
KINDS = frozenset({"indicators", "explanation"})
_WITH_OTHERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_LETTERS = (Qt.Key.Key_E, Qt.Key.Key_A, Qt.Key.Key_R, Qt.Key.Key_O)


class IndicatorBody(BoardBody):
    """A subclass asks (`asks`), takes (`takes`), and says which figure the keys act on (`chosen`)."""

    def __init__(
        self, context: TileContext, parent: QWidget | None = None, kinds: frozenset[str] = KINDS
    ) -> None:
        """Wait for `begin`; ask again after changes of `kinds`."""
        super().__init__(context, kinds, parent)
        self.sets: IndicatorSets | None = None
        self.pane: IndicatorPane | None = None
        self.book = ExplanationBook(context.live, self)
        self.book.changed.connect(self.show_explanations)
        self.overlay = Overlay(self)
        self.form = AskForm(context)
        self.form.done.connect(self._asked)
        self.form.closed.connect(self._focus_back)
        self._main: QWidget | None = None
        context.live.snapshot_taken.connect(self._forget_sets)

    def begin(self, main: QWidget, *above: QWidget, keys: QWidget | None = None) -> None:
        """Stand `main` over the form, and ask; keys typed into it, or into its part `keys`, are deeds."""
        self.content = QWidget(self)
        self.form.setParent(self.content)
        box = QVBoxLayout(self.content)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in above:
            box.addWidget(part)
        box.addWidget(main, 1)
        box.addWidget(self.form)
        self.form.hide()
        self._main = keys or main
        self._main.installEventFilter(self)
        self.content.setFocusProxy(self._main)
        self.setFocusProxy(self._main)
        self.watch.start()

    # ---- for subclasses ---------------------------------------------------------------------------

    def asks(self, now: float) -> Sequence[RequestBody]:
        """Return what to ask besides the sets."""
        raise NotImplementedError

    def takes(self, answers: Sequence[ReplyBody]) -> float | None:
        """Take the answers; return the instant that they are of."""
        raise NotImplementedError

    def chosen(self) -> Entry | None:
        """Return the figure that keys act on."""
        raise NotImplementedError

    def entry_like(self, entry: Entry) -> Entry:
        """Return the newest answer about a figure whose record is open."""
        return entry

    def show_explanations(self) -> None:
        """Show explanations that have become known."""

    # ---- asking -----------------------------------------------------------------------------------

    def questions(self, now: float) -> Sequence[RequestBody]:
        """Ask for the sets once, and for what the subclass wants."""
        before: list[RequestBody] = [GetIndicatorSets()] if self.sets is None else []
        return [*before, *self.asks(now)]

    def take(self, answers: Sequence[ReplyBody]) -> float | None:
        """Keep the sets; give the rest to the subclass."""
        rest = []
        for answer in answers:
            if isinstance(answer, IndicatorSets):
                self.sets = answer
            else:
                rest.append(answer)
        if self.sets is None:
            return None
        at = self.takes(rest)
        if self.pane is not None:
            self.pane.set_entry(self.entry_like(self.pane.entry))
        return at

    def _forget_sets(self) -> None:
        self.sets = None

    def info(self, code: str) -> IndicatorInfo | None:
        """Return one indicator."""
        infos = self.sets.indicators if self.sets is not None else ()
        return next((info for info in infos if info.code == code), None)

    def set_info(self, set_id: str) -> IndicatorSetInfo | None:
        """Return one set."""
        return set_named(self.sets, set_id) if self.sets is not None else None

    def shown_numbers(self) -> list[ShownNumber]:
        """Return none: no cases are counted, the record stands behind each figure."""
        return []

    # ---- the record, and asking why ---------------------------------------------------------------

    def open_record(self, entry: Entry) -> None:
        """Open the record of a figure."""
        self.close_record()
        host = self.overlay.host()
        pane = IndicatorPane(self.context, entry, self._known(entry), self.book, host)
        pane.closed.connect(self.close_record)
        pane.case_chosen.connect(self.case_chosen)
        pane.changed.connect(self.watch.ask)
        self.pane = pane
        self.overlay.open(pane)

    def close_record(self) -> None:
        """Go back to the tile."""
        pane, self.pane = self.pane, None
        if pane is None:
            return
        pane.release()
        self.overlay.close()
        self._focus_back()

    def _known(self, entry: Entry) -> Known:
        found = self.set_info(entry.info.set_id)
        rule = rules_by_colour(found).get(entry.figure.colour) if found is not None else None
        return Known(
            {info.code: info for info in (self.sets.indicators if self.sets is not None else ())},
            rule.name if rule is not None else Text(""),
            rule.rule if rule is not None else Text(""),
            found.name if found is not None else Text(""),
            found.source if found is not None else "",
            self.names,
            explanation=self.explanation(entry),
        )

    def explanation(self, entry: Entry) -> Explanation | None:
        """Return what the newest request to explain a figure says."""
        return self.book.of(entry.figure.explanation)

    def do(self, deed: str, entry: Entry) -> None:
        """Begin a deed with a figure; where an answer is awaited already the record opens instead."""
        found = self.explanation(entry)
        possible = {each.deed for each in deeds(entry, found)}
        if deed == "open_case" and deed in possible:
            self.case_chosen.emit(entry.figure.explanation)
        elif deed in possible and (asked := asked_for(deed, entry, self.context.language, found)) is not None:
            self.form.open(asked)
        elif deed == "explain":
            self.open_record(entry)

    def _asked(self, _reply: object) -> None:
        entry = self.chosen()
        if entry is not None and entry.figure.explanation:
            self.book.read(entry.figure.explanation)
        self.watch.ask()

    def _focus_back(self) -> None:
        if self._main is not None and self.isVisible():
            self._main.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the letters of deeds before the wall's own keys."""
        if watched is not self._main or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if self.plain_only() and event.modifiers() & _WITH_OTHERS:
            return False
        if event.type() == QEvent.Type.ShortcutOverride and self.takes_key(event):
            event.accept()
        return event.type() == QEvent.Type.KeyPress and self.key(event)

    def plain_only(self) -> bool:
        """Return whether keys with Ctrl and the like are none of ours."""
        return True

    def takes_key(self, event: QKeyEvent) -> bool:
        """Return whether a key is ours before it is the wall's."""
        return event.key() in _LETTERS

    def key(self, event: QKeyEvent) -> bool:
        """Begin the deed of a letter; return whether the key was ours."""
        entry = self.chosen()
        if event.key() not in _LETTERS or entry is None:
            return False
        found = self.explanation(entry)
        by_key = {each.key: each.deed for each in deeds(entry, found)}
        letter = event.text().upper()
        deed = by_key.get(letter, "explain" if letter == "E" else "")
        if deed:
            self.do(deed, entry)
        return bool(deed)

    def release(self) -> None:
        """Ask no more."""
        self.book.stop()
        self.close_record()
        super().release()
