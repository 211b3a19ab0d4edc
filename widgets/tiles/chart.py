"""Chart: up to six series over time, live and history, thresholds, compared with a named day."""

from __future__ import annotations

import math
from typing import Annotated

import msgspec
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.contract.messages import GetHistory, History, ReplyBody
from backend.contract.state import Series
from widgets.live import ValuesChanged
from widgets.logic import formats
from widgets.logic.ageing import ages_of
from widgets.logic.axes import grown_range
from widgets.logic.chart import (
    Window,
    near_limits,
    reference_named,
    reference_shift_s,
    shared_limits,
    window_at,
)
from widgets.logic.curve import Curve
from widgets.logic.past import PastSchedule
from widgets.parts.legend import Legend, LegendEntry
from widgets.parts.plot import CurveEnd, Plot
from widgets.parts.words import late_words, lost_words, since_words
from widgets.theme.palettes import series_colours
from widgets.tile import TileBody, TileContext, TileHead, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("chart", title_vi="Biểu đồ", title_en="Chart", min_width_px=320, min_height_px=200)
REDRAW_MS = 100
HISTORY_POINTS = 2000
HISTORY_DEADLINE_S = 10.0
REFERENCE_AHEAD_S = 3600.0


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a chart."""

    series: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=6)]
    """Series ids, `<place>.<metric>`, one to six, of one unit."""
    window_s: Annotated[float, msgspec.Meta(ge=60)] = 7200.0
    """Length of the time shown, s."""
    y_min: float | None = None
    """Lower end of the value axis; without it the data and limits decide."""
    y_max: float | None = None
    """Upper end of the value axis; without it the data and limits decide."""
    compare: str = ""
    """Id of a reference day whose curve (of the first series) is laid onto today."""
    limits: bool = True
    """Draw the thresholds of the series."""


class Body(TileBody):
    """The plot, its curves and their history."""

    marks_own_values = True

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for the history and follow the live values."""
        super().__init__(context, parent)
        self.options = options
        live, look = context.live, context.look
        self.plot = Plot(look, context.language, self._timezone, self)
        colours = series_colours(look)[: len(options.series)]
        self.plot.set_curves((look.tokens.reference_series, *colours), (2.0, *[2.2] * len(colours)))
        self.legend = Legend(look, self)
        self.legend.setVisible(len(options.series) > 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(look.px(8), look.px(10), look.px(16), look.px(4))
        box.setSpacing(look.px(4))
        box.addWidget(self.legend)
        box.addWidget(self.plot, 1)
        self.curves: dict[str, Curve] = {}
        self.reference: Curve | None = None
        self._reference_end_at = -math.inf
        self._value_range: tuple[float, float] | None = None
        self._generation = self._version = 0
        self._settled: tuple[Window, float, int] | None = None
        self._tail_from: dict[str, float] = {}
        self._phase = (sum(map(ord, "".join(options.series))) * 0.618) % 1.0
        self._past, self._past_of_day = PastSchedule(self._phase), PastSchedule(self._phase)
        self._redraw = QTimer(self, singleShot=True, interval=REDRAW_MS)
        self._redraw.timeout.connect(self.draw)
        self._dirty = True
        live.snapshot_taken.connect(self.reload)
        live.values_changed.connect(self._take_values)
        live.ticked.connect(self._tick)
        self.reload()

    def _timezone(self) -> str:
        return self.context.live.state.centre.timezone

    # ---- data ---------------------------------------------------------------------------------

    def reload(self) -> None:
        """Start anew from the catalogue and ask for the past."""
        state = self.context.live.state
        self._generation += 1
        self._version += 1
        self.curves = {
            s: Curve(3 * state.series[s].max_age_s) for s in self.options.series if s in state.series
        }
        self.reference, self._reference_end_at = None, -math.inf
        language = self.context.language
        limits = shared_limits(self._known()) if self.options.limits else []
        self.plot.set_limits([(limit, limit.name.in_language(language)) for limit in limits])
        for series_id, curve in self.curves.items():
            reading = state.readings.get(series_id)
            if reading is not None:
                curve.append(reading.at, reading.value)
        self._past.restart()
        self._past_of_day.restart()
        self._ask_past()
        self.title_changed.emit(self.default_title())
        self.health_changed.emit()
        self._schedule()

    def _known(self) -> list[Series]:
        state = self.context.live.state
        return [state.series[s] for s in self.options.series if s in state.series]

    def _ask_past(self) -> None:
        """Ask for the history where it is time: readings that came late fill the curve in."""
        if not self.curves or not self._past.due():
            return
        now, generation = self.context.live.clock.now(), self._generation
        body = GetHistory(tuple(self.curves), now - self.options.window_s, now, HISTORY_POINTS)
        self._past.asked()
        self.context.live.request(
            body, lambda reply: self._take_history(reply, generation), HISTORY_DEADLINE_S
        )

    def _take_history(self, reply: ReplyBody, generation: int) -> None:
        if generation != self._generation:
            return  # of a former catalogue
        failed_before = self._past.failed
        self._past.answered(well=isinstance(reply, History))
        if self._past.failed != failed_before:
            self.health_changed.emit()
        if not isinstance(reply, History):
            return  # live points go on; the head says that the past is missing
        for number, series_id in enumerate(self.options.series, 1):
            columns = next((c for c in reply.columns if c.series_id == series_id), None)
            curve = self.curves.get(series_id)
            if columns is not None and curve is not None:
                curve.take_history(columns)
                self.plot.set_band(number, *curve.band(), curve.gap_s)
        self._version += 1
        self._schedule()

    def _ask_reference(self, window: Window) -> None:
        live = self.context.live
        day = reference_named(self.options.compare, live.state.reference_days)
        missing = window.end_at > self._reference_end_at or self.reference is None
        if day is None or not self.curves or not missing or not self._past_of_day.due():
            return
        shift = reference_shift_s(day, live.clock.now(), self._timezone())
        end_at, generation = window.end_at + REFERENCE_AHEAD_S, self._generation
        body = GetHistory((self.options.series[0],), window.start_at - shift, end_at - shift, HISTORY_POINTS)
        self._past_of_day.asked()
        live.request(
            body, lambda reply: self._take_reference(reply, shift, end_at, generation), HISTORY_DEADLINE_S
        )

    def _take_reference(self, reply: ReplyBody, shift_s: float, end_at: float, generation: int) -> None:
        if generation != self._generation:
            return
        found = reply.columns[0] if isinstance(reply, History) and reply.columns else None
        self._past_of_day.answered(well=found is not None and bool(found.at))
        if found is None or not found.at:
            return  # asked again after a while
        curve = Curve(found.gap_s)
        curve.take_history(found)
        curve.at[:] += shift_s
        self.reference, self._reference_end_at = curve, end_at
        self._past_of_day.restart()
        self._version += 1
        self._schedule()

    def _take_values(self, change: ValuesChanged) -> None:
        readings = self.context.live.state.readings
        for series_id in change.series.intersection(self.curves):
            reading = readings[series_id]
            if self.curves[series_id].append(reading.at, reading.value):
                self._dirty = True
        if self._dirty:
            self._schedule()

    # ---- drawing ------------------------------------------------------------------------------

    def _schedule(self) -> None:
        self._dirty = True
        if not self._redraw.isActive() and self.isVisible():
            self._redraw.start()

    def _tick(self) -> None:
        self._past.passed(1.0)
        self._past_of_day.passed(1.0)
        if self.isVisible():
            self._ask_past()
            self._schedule()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what came while hidden."""
        self._schedule()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Thin the curves for the new width."""
        self._schedule()

    def draw_pending(self) -> None:
        """Draw now what waits for the redraw timer."""
        if self._redraw.isActive():
            self._redraw.stop()
            self.draw()

    def draw(self) -> None:
        """Draw window, curves and their ends."""
        self._dirty = False
        options, now = self.options, self.context.live.clock.now()
        n_pixels = self.plot.view_size()[0]
        ahead_s = self._ahead_share(n_pixels) * options.window_s
        window = window_at(now, options.window_s, ahead_s, n_pixels, phase=self._phase)
        bucket_s = options.window_s / n_pixels
        self._ask_reference(window)
        for curve in self.curves.values():
            curve.trim(window.start_at)
        self.plot.set_ranges(window.start_at, window.end_at, *self._values_shown(window))
        settled = (window, n_pixels, self._version)
        whole = settled != self._settled
        self._settled = settled
        if whole and self.reference is not None:
            self.plot.set_points(0, *self.reference.drawn(bucket_s))
        for number, series_id in enumerate(options.series, 1):
            if series_id in self.curves:
                self._draw_curve(number, series_id, bucket_s, whole=whole)
                self.plot.set_end(number, self._end_of(series_id, now))
        if len(options.series) > 1:
            self.legend.set_entries(self._legend(now))

    def _ahead_share(self, n_pixels: float) -> float:
        """Return the share of the window after now: room for the newest value, and for a day to come."""
        number_px = self.context.look.px(58) if len(self.options.series) == 1 else 0.0
        return max(0.12 if self.options.compare else 0.0, min(0.25, number_px / n_pixels))

    def _draw_curve(self, number: int, series_id: str, bucket_s: float, *, whole: bool) -> None:
        """Draw a curve: all of it once its window moved on, else only what came since then."""
        curve = self.curves[series_id]
        if whole:
            self.plot.set_points(number, *curve.drawn(bucket_s))
            self._tail_from[series_id] = float(curve.at[-1]) if len(curve) else -math.inf
        elif len(curve) and curve.at[-1] > self._tail_from[series_id]:
            self.plot.set_tail(number, *curve.since(self._tail_from[series_id]))

    def _values_shown(self, window: Window) -> tuple[float, float]:
        options = self.options
        drawn = [*self.curves.values(), *([self.reference] if self.reference is not None else [])]
        spans = [s for c in drawn if (s := c.span(window.start_at, window.end_at)) is not None]
        limits = shared_limits(self._known()) if options.limits else []
        self._value_range = grown_range(self._value_range, [*spans, *near_limits(limits, spans)])
        low, high = self._value_range
        low = options.y_min if options.y_min is not None else low
        high = options.y_max if options.y_max is not None else high
        high = high if high > low else low + 1.0
        return self.plot.padded(low, high)

    def _end_of(self, series_id: str, now: float) -> CurveEnd | None:
        state, language = self.context.live.state, self.context.language
        curve, series = self.curves[series_id], state.series[series_id]
        if not len(curve) or math.isnan(curve.value[-1]):
            return None
        at, value = float(curve.at[-1]), float(curve.value[-1])
        freshness = state.freshness_of(series_id, now)
        if len(self.options.series) > 1:  # the legend says the rest
            return CurveEnd(at, value, "", stale=freshness != "fresh")
        if freshness == "fresh":
            return CurveEnd(at, value, formats.number(value, series.decimals, language), stale=False)
        if freshness == "late":
            return CurveEnd(at, value, late_words(now - at, language), stale=True)
        zone = self._timezone()
        return CurveEnd(at, value, lost_words(at, now, zone), stale=True, short=since_words(at, now, zone))

    def _legend(self, now: float) -> list[LegendEntry]:
        state, language = self.context.live.state, self.context.language
        entries = []
        for series_id, colour in zip(self.options.series, series_colours(self.context.look), strict=False):
            series, reading = state.series.get(series_id), state.readings.get(series_id)
            if series is None:
                continue
            place = state.places.get(series.place_id)
            words = formats.number(reading.value, series.decimals, language) if reading else formats.NO_NUMBER
            stale = state.freshness_of(series_id, now) != "fresh"
            name = place.name if place else series.name.in_language(language)
            entries.append(LegendEntry(name, f"{words} {series.unit}".strip(), colour, stale))
        return entries

    # ---- what the frame asks ------------------------------------------------------------------

    def default_title(self) -> str:
        """Return `Mưa 15 phút · Suối Lương`."""
        state, language = self.context.live.state, self.context.language
        known = self._known()
        if not known:
            return ", ".join(self.options.series)
        words = known[0].name.in_language(language)
        if len(known) == 1:
            place = state.places.get(known[0].place_id)
            words = f"{words} · {place.name}" if place else words
        return words

    def head(self) -> TileHead:
        """Say the unit, the day compared with, that the past is missing, when the newest value came."""
        known, state = self._known(), self.context.live.state
        ages = ages_of(state, self.options.series, self.context.live.clock.now())
        said = [known[0].unit] if known and known[0].unit else []
        day = reference_named(self.options.compare, state.reference_days)
        if day is not None:
            said.append("— " + translate("Chart", "against {day}").format(day=day.name))
        if self._past.failed:
            said.append("· " + translate("Chart", "past not loaded"))
        return TileHead(subtitle=" ".join(said), updated_at=ages.newest_at)

    def health(self) -> TileHealth:
        """Return how alive the series are together."""
        live = self.context.live
        ages = ages_of(live.state, self.options.series, live.clock.now())
        missing = [s for s in self.options.series if s not in live.state.series]
        note = translate("Chart", "unknown series: {ids}").format(ids=", ".join(missing)) if missing else ""
        sources = {s.source_id for s in self._known()}
        return TileHealth(ages.state, ages.oldest_at, ", ".join(sorted(sources)), note)
