"""The incidents that go on, the worst first, and those that ended lately."""

from __future__ import annotations

from typing import Annotated

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from widgets.parts.incident_health import pulse_health
from widgets.parts.incident_pane import PartPane
from widgets.parts.incident_words import incident_line
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("incidents", title_vi="Các sự cố", title_en="Incidents", min_width_px=380, min_height_px=160)


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the list of incidents."""

    ended: Annotated[int, msgspec.Meta(ge=0, le=100)] = 5
    """So many of those that ended last are shown too, dim."""


class Body(TileBody):
    """The list; Enter looks at an incident and opens its scene."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """List the incidents in view."""
        super().__init__(context, parent)
        self.options = options
        self.pane = PartPane(context.look, "", translate("Incident", "No incident goes on"), self, 64)
        self.setFocusProxy(self.pane.list)
        self.pane.list.opened.connect(self.incident_chosen)
        live = context.live
        live.work_changed.connect(self._refresh)
        live.ticked.connect(self._refresh)
        if context.focus is not None:
            context.focus.changed.connect(self._show_focus)
        self._n_open = 0
        self._refresh()
        self._show_focus()

    def _refresh(self, _change: object = None) -> None:
        live, language = self.context.live, self.context.language
        state, now = live.state, live.clock.now()
        incidents = state.incidents()
        ended = sorted(
            (i for i in incidents if i.state == "closed"),
            key=lambda i: i.closed_at or i.changed_at,
            reverse=True,
        )
        shown = [*(i for i in incidents if i.open), *ended[: self.options.ended]]
        timezone = state.centre.timezone
        self.pane.set_lines([incident_line(i, now, timezone, language, state.units) for i in shown])
        n_open = sum(i.open for i in shown)
        if n_open != self._n_open:
            self._n_open = n_open
            self.health_changed.emit()

    def _show_focus(self) -> None:
        """Choose the incident that the wall looks at, while nobody moves in the list."""
        if self.context.focus is not None and not self.pane.list.hasFocus():
            self.pane.list.select(self.context.focus.incident_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the body."""
        self.pane.setGeometry(self.rect())

    def default_title(self) -> str:
        """Return the words in the head."""
        return translate("Incident", "Incidents")

    def head(self) -> TileHead:
        """Say how many go on."""
        keys = translate("Incident", "Enter: open")
        return TileHead(subtitle=keys if self._n_open else "", remark=str(self._n_open))

    def health(self) -> TileHealth:
        """Return how alive it is: as alive as the daemon's pulse."""
        return pulse_health(self.context.live)
