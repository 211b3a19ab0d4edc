"""Alarm quality: load of desk and sending units, floods, chatter, priorities, each with its target."""

from __future__ import annotations

from typing import Annotated

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from backend.contract.messages import Failure, ReplyBody
from backend.contract.work import Measures
from backend.contract.work_requests import GetMeasures
from widgets.live import LinkState
from widgets.logic.live_state import freshness
from widgets.logic.measures import figures, mix
from widgets.parts.lines_pane import HEAD_DESK_PX, LINE_DESK_PX, LinesPane
from widgets.parts.measure_bars import BarsPane
from widgets.parts.measure_figures import FiguresPane
from widgets.parts.measure_mix import MIX_DESK_PX, MixPane
from widgets.parts.measure_words import figure_words, top_line, unit_line
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec(
    "measures", title_vi="Chất lượng cảnh báo", title_en="Alarm quality", min_width_px=420, min_height_px=240
)
EVERY_S, AGAIN_S = 60.0, 10.0
"""Asked for so often; so soon again where there was no answer."""
MAX_AGE_S = 150.0
BARS_DESK_PX = 120
SIDE_BY_SIDE_DESK_PX = 760


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the measures."""

    hours: Annotated[float, msgspec.Meta(ge=1, le=24 * 31)] = 24.0
    """Length of the time measured, up to now."""


class Body(TileBody):
    """Figures, bars of ten minutes, the mix, units and the alarms that ring most."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for the measures, now and every minute."""
        super().__init__(context, parent)
        self.options = options
        self.measures: Measures | None = None
        self._reason = ""
        self._ask_at = 0.0
        self._asking = False
        look, language = context.look, context.language
        self.figures = FiguresPane(look, self)
        self.bars = BarsPane(look, language, self)
        self.bars.setMinimumHeight(look.px(BARS_DESK_PX))
        self.mix = MixPane(look, language, self)
        nothing = translate("Measures", "No alarm in this time")
        self.units = LinesPane(look, translate("Measures", "Sending units"), nothing, self)
        self.top = LinesPane(look, translate("Measures", "Rang most"), nothing, self)
        self.lists = QWidget(self)
        lists, box = QHBoxLayout(self.lists), QVBoxLayout(self)
        for layout in (lists, box):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        lists.addWidget(self.units, 3)
        lists.addWidget(self.top, 2)
        box.addWidget(self.figures)
        box.addWidget(self.bars, 2)
        box.addWidget(self.mix)
        box.addWidget(self.lists, 3)
        box.addStretch(0)
        context.live.ticked.connect(self._tick)
        context.live.link_changed.connect(self._take_link)
        self._tick()

    # ---- asking -------------------------------------------------------------------------------

    def _tick(self) -> None:
        now = self.context.live.clock.now()
        if not self._asking and (now >= self._ask_at or now < self._ask_at - EVERY_S):
            self._asking = True
            start_at = now - 3600 * self.options.hours
            self.context.live.request(GetMeasures(start_at, now), self._take, 10.0)

    def _take_link(self, link: LinkState) -> None:
        if link.condition == "live":
            self._ask_at = 0.0
            self._tick()

    def _take(self, reply: ReplyBody) -> None:
        self._asking = False
        now = self.context.live.clock.now()
        if isinstance(reply, Measures):
            self.measures, self._reason, self._ask_at = reply, "", now + EVERY_S
            self._show(reply)
        else:
            self._reason = reply.said(self.context.language) if isinstance(reply, Failure) else ""
            self._ask_at = now + AGAIN_S
        self.health_changed.emit()

    def _show(self, found: Measures) -> None:
        look, language = self.context.look, self.context.language
        self.figures.set_figures([figure_words(figure, language) for figure in figures(found)])
        self.bars.set_measures(found, self.context.live.state.centre.timezone)
        self.mix.set_shares(mix(found))
        self.units.set_lines([unit_line(row, look, language) for row in found.units])
        self.top.set_lines([top_line(top, language) for top in found.top])
        self._arrange()

    # ---- room ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        self._arrange()

    def _arrange(self) -> None:
        """Figures first, then bars, then the mix, then the lists: what does not fit whole is left out."""
        look = self.context.look
        left = self.height() - self.figures.wanted_height()
        for part, needed_px in (
            (self.bars, BARS_DESK_PX),
            (self.mix, MIX_DESK_PX),
            (self.lists, HEAD_DESK_PX + 2 * LINE_DESK_PX),
        ):
            part.setVisible(left >= look.px(needed_px))
            left -= look.px(needed_px)
        self.units.setVisible(self.width() >= look.px(SIDE_BY_SIDE_DESK_PX))

    # ---- what the frame asks ------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the words in the head."""
        return translate("Measures", "Alarm quality")

    def head(self) -> TileHead:
        """Say of how many hours."""
        hours = f"{self.options.hours:g}"
        return TileHead(subtitle=translate("Measures", "the last {hours} hours").format(hours=hours))

    def health(self) -> TileHealth:
        """Return how old the measures are."""
        at = self.measures.end_at if self.measures is not None else None
        state = freshness(at, MAX_AGE_S, self.context.live.clock.now())
        return TileHealth(state, at, note=self._reason)
