"""The procedures of an incident as a checklist: one step after the other, with large keys."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from backend.contract.work import Run
from widgets.focus import Focus
from widgets.logic.checklist import Entry, entries, first_to_do, is_late
from widgets.parts.incident_health import pulse_health
from widgets.parts.incident_pane import PartPane
from widgets.parts.step_card import StepCard
from widgets.parts.step_words import entry_line
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("checklist", title_vi="Quy trình", title_en="Checklist", min_width_px=420, min_height_px=320)
LIST_LEAST_PX = 150
SETTLE_MS = 600
"""After the next step was chosen by itself keys wait so long: the second half of a double press is lost."""


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a checklist."""

    run: str = ""
    """Id of one running procedure; empty: all of the incident that the wall looks at."""
    procedure: str = ""
    """Id of a procedure: what runs of it without an incident. Empty: see `run`."""
    acting: bool = True
    """Allow to do steps from here; false on walls that nobody sits at."""


class Body(TileBody):
    """The steps, and the card of the chosen one."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Show the procedures, and choose the step to do first."""
        super().__init__(context, parent)
        self.options = options
        live = context.live
        self.focus: Focus = context.focus or Focus(live, self)
        self.pane = PartPane(context.look, "", translate("Checklist", "No procedure runs"), self)
        self.card = StepCard(context, self, acting=options.acting)
        self.setFocusProxy(self.pane.list)
        self.pane.list.selected.connect(self._show_card)
        self.pane.list.opened.connect(self._press_main)
        self.pane.list.installEventFilter(self)
        self.card.resized.connect(self._lay_out)
        self.card.place_wanted.connect(self.place_chosen)
        self.card.done.connect(self.pane.list.setFocus)
        self.card.keys.pressed.connect(self.focus.hold)
        self._entries: list[Entry] = []
        self._n_late = self._n_to_do = 0
        self._own = ""
        self._moved = QElapsedTimer()
        live.work_changed.connect(self._refresh)
        live.ticked.connect(self._refresh)
        self.focus.changed.connect(self._start_over)
        self._refresh()

    # ---- what is shown ----------------------------------------------------------------------------

    def runs(self) -> list[Run]:
        """Return the procedures that this tile shows."""
        state, options = self.context.live.state, self.options
        if options.run:
            found = state.work.get(options.run)
            return [found] if isinstance(found, Run) else []
        if options.procedure:
            return [r for r in state.runs("") if r.procedure_id == options.procedure and r.open]
        if not self.focus.incident_id:
            return [run for run in state.runs("") if run.open]
        return state.runs(self.focus.incident_id)

    def _start_over(self) -> None:
        self._own = ""
        self.pane.list.select("")
        self._refresh()

    def _refresh(self, _change: object = None) -> None:
        live = self.context.live
        now = live.clock.now()
        when = (now, live.state.centre.timezone, self.context.language)
        self._entries = entries(self.runs())
        self.pane.set_lines([entry_line(entry, when) for entry in self._entries])
        self._choose(now)
        steps = [entry.step for entry in self._entries if entry.step is not None]
        n_late = sum(is_late(step, now) for step in steps)
        n_to_do = sum(step.state in ("open", "failed") for step in steps)
        if (n_late, n_to_do) != (self._n_late, self._n_to_do):
            self._n_late, self._n_to_do = n_late, n_to_do
            self.health_changed.emit()

    def _choose(self, now: float) -> None:
        """Go to the next step once the chosen one is done; leave a person's own choice alone."""
        chosen = self.pane.list.selected_id()
        entry = self._entry(chosen)
        over = entry is None or entry.step is None or entry.step.state not in ("open", "acting", "failed")
        if over and chosen == self._own:
            if chosen:
                self._moved.start()
            self._own = first_to_do(self._entries, now)
            self.pane.list.select(self._own)
        self._show_card()

    def _entry(self, entry_id: str) -> Entry | None:
        return next((e for e in self._entries if entry_id and e.entry_id == entry_id), None)

    def _show_card(self, _entry_id: str = "") -> None:
        entry = self._entry(self.pane.list.selected_id())
        if entry is not None and entry.step is not None and entry.step.state in ("open", "acting", "failed"):
            self._own = entry.entry_id
        if entry is None:
            self.card.show_step(None, None)
        else:
            self.card.show_step(entry.run, entry.step)
        self._lay_out()

    # ---- geometry ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the card what it needs, and the list the rest."""
        self._lay_out()

    def _lay_out(self) -> None:
        width, height = self.width(), self.height()
        least = min(self.context.look.px(LIST_LEAST_PX), height // 3)
        card = min(self.card.wanted_height(width), height - least)
        self.pane.setGeometry(0, 0, width, height - card)
        self.card.setVisible(card > 0)
        self.card.setGeometry(0, height - card, width, card)

    # ---- hands ------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the chosen step: letters press, ← → choose, Enter presses the chosen one."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.modifiers():
            return False
        self.focus.hold()
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.card.keys.choose_next(1 if key == Qt.Key.Key_Right else -1)
            return True
        if Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
            # a key held down must not do the next step too
            return event.isAutoRepeat() or self._settling() or self.card.press(chr(key))
        return False

    def _press_main(self, _entry_id: str) -> None:
        if not self._settling():
            self.card.keys.press_chosen()

    def _settling(self) -> bool:
        return self._moved.isValid() and self._moved.elapsed() < SETTLE_MS

    # ---- what the frame asks ----------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the words in the head."""
        return translate("Checklist", "Procedures")

    def head(self) -> TileHead:
        """Say how many steps wait, and how many are late."""
        badge = translate("Checklist", "{count} late").format(count=self._n_late) if self._n_late else ""
        remark = translate("Checklist", "{count} to do").format(count=self._n_to_do)
        return TileHead(badge=badge, badge_severity="medium" if badge else None, remark=remark)

    def health(self) -> TileHealth:
        """Return how alive it is: as alive as the daemon's pulse."""
        return pulse_health(self.context.live)
