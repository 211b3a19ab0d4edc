"""Single value: one large figure with what it means beneath."""

from __future__ import annotations

import math
from typing import Annotated

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from backend.contract.messages import GetHistory, History, ReplyBody
from backend.contract.state import Quality, Series, Text
from widgets.live import AlarmsUpdated, ValuesChanged
from widgets.logic import formats
from widgets.logic.figure import (
    AggregateOf,
    AlarmsOf,
    CountOf,
    Figure,
    Query,
    figure,
    members,
    past_figure,
)
from widgets.logic.limits import as_shown
from widgets.logic.past import PastSchedule
from widgets.logic.standing import standing_words
from widgets.logic.value_class import class_words
from widgets.parts.big_figure import FigureWords, paint_figure
from widgets.parts.words import QUALITY_SIGNS, late_words, lost_words, quality_word
from widgets.tile import TileBody, TileContext, TileHealth, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("value", title_vi="Một số liệu", title_en="Single value", min_width_px=200)


class BesideOf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A second figure, said in words beneath the first."""

    series: str
    """Series id, `<place>.<metric>`."""
    words: Text
    """`{value} chưa có người đi`; the place of `{value}` takes the number."""
    none: Text = Text(vi="")
    """Instead of them while it is 0."""


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a single value; exactly one of `series`, `count`, `aggregate`, `alarms`."""

    series: str = ""
    """Series id, `<place>.<metric>`."""
    count: CountOf | None = None
    """Counts places of a `kind` whose `metric` is `above` or `below` a bound."""
    aggregate: AggregateOf | None = None
    """`max`, `min`, `sum` or `mean` (`of`) of a `metric` over places of a `kind`."""
    alarms: AlarmsOf | None = None
    """Counts alarms on the list: of some `severity`, of a `rule`."""
    unit: str = ""
    """Words after the number instead of the series' unit."""
    trend_s: Annotated[float, msgspec.Meta(ge=60)] | None = None
    """Say how much it changed within this time, s."""
    beside: BesideOf | None = None
    """A second figure in words, before all else beneath the number."""
    note: str = ""
    """Words beneath the number while there is nothing more urgent to say."""

    def __post_init__(self) -> None:
        """Refuse none or several questions at once."""
        given = [
            bool(self.series),
            self.count is not None,
            self.aggregate is not None,
            self.alarms is not None,
        ]
        if sum(given) != 1:
            raise ValueError("give exactly one of: series, count, aggregate, alarms")
        if self.count is not None and self.count.above is None and self.count.below is None:
            raise ValueError("count: give above or below")


class Body(TileBody):
    """The figure, its unit and its second line."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Follow the members of the figure."""
        super().__init__(context, parent)
        self.options = options
        self.query = Query(options.series, options.count, options.aggregate, options.alarms)
        self._past: History | None = None
        self._past_at = -math.inf
        self._asking = PastSchedule()
        self._members: dict[str, None] = {}
        self._followed: frozenset[str] = frozenset()
        self._shown: FigureWords | None = None
        live = context.live
        live.snapshot_taken.connect(self.reload)
        live.ticked.connect(self._tick)
        if options.alarms is not None:
            live.alarms_changed.connect(self._take_alarms)
        else:
            live.values_changed.connect(self._take_values)
        self.reload()

    def reload(self) -> None:
        """Find the members again after a snapshot."""
        self._members = {s.series_id: None for s in members(self.query, self.context.live.state)}
        beside = {self.options.beside.series} if self.options.beside else set()
        self._followed = frozenset(self._members) | beside
        self._past, self._past_at = None, -math.inf
        self._asking.restart()
        self.title_changed.emit(self.default_title())
        self.refresh()
        self.health_changed.emit()

    def _take_values(self, change: ValuesChanged) -> None:
        if not change.series.isdisjoint(self._followed):
            self.refresh()

    def _take_alarms(self, _change: AlarmsUpdated) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Read the figure again; repaint only where its words changed."""
        self._ask_past()
        words = self.words()
        if words != self._shown:
            self._shown = words
            self.update()

    # ---- the past, for the trend --------------------------------------------------------------

    def _ask_past(self) -> None:
        live, trend_s = self.context.live, self.options.trend_s
        now = live.clock.now()
        if trend_s is None or not self._members or not self._asking.due():
            return
        self._asking.asked()
        wanted = GetHistory(tuple(sorted(self._members)), now - trend_s - 600, now - trend_s + 60, 120)
        live.request(wanted, lambda reply: self._take_past(reply, now))

    def _take_past(self, reply: ReplyBody, asked_at: float) -> None:
        self._asking.answered(well=isinstance(reply, History))
        if isinstance(reply, History):  # a Failure leaves the trend as it is, and is asked again soon
            self._past, self._past_at = reply, asked_at
            self.refresh()

    def _tick(self) -> None:
        self._asking.passed(1.0)
        self.refresh()

    def trend(self, now_value: float) -> float:
        """Return the change within `trend_s`; NaN where the past is not known."""
        if self._past is None or self.options.trend_s is None:
            return math.nan
        then = past_figure(self.query, self._past.columns, self._past_at - self.options.trend_s)
        return now_value - then

    # ---- words --------------------------------------------------------------------------------

    def figure(self) -> Figure:
        """Return the figure now."""
        live = self.context.live
        return figure(self.query, live.state, live.clock.now(), self._series())

    def _series(self) -> list[Series]:
        """Return the members as they are now: found once a snapshot, for a city has thousands of series."""
        series = self.context.live.state.series
        return [series[name] for name in self._members if name in series]

    def words(self) -> FigureWords:
        """Return all that is painted."""
        found, language = self.figure(), self.context.language
        tokens = self.context.look.tokens
        colour = tokens.text
        if found.severity is not None:
            colour = self.context.look.severity(found.severity)
        if found.state != "fresh":
            colour = tokens.text_second
        near = [found.limit] if found.limit is not None else []
        shown = formats.number(as_shown(found.value, found.decimals, near), found.decimals, language)
        shown = f"{QUALITY_SIGNS.get(found.quality, '')}{shown}"
        unit = self.options.unit or found.unit
        if found.total is not None and not self.options.unit:
            unit = f"/{formats.number(found.total, 0, language)}"
        if math.isnan(found.value):
            unit = ""
        ageing = self._ageing(found)
        second = self._second(found)
        return FigureWords(shown, unit, colour, ageing, second, found.severity)

    def _ageing(self, found: Figure) -> str:
        now = self.context.live.clock.now()
        if found.state == "fresh":
            return ""
        if found.state == "late" and found.oldest_at is not None:
            return late_words(now - found.oldest_at, self.context.language)
        return lost_words(found.oldest_at, now, self.context.live.state.centre.timezone)

    def _second(self, found: Figure) -> str:
        """Return the most urgent thing to say beneath the figure."""
        if self.options.alarms is not None:
            return self._alarm_words(found)
        parts = [
            self._beside_words(),
            self._limit_words(found),
            self._class_words(found),
            self._trend_words(found),
            self._place_words(found),
        ]
        if found.n_lost:
            parts.append(translate("Value", "{count} without data").format(count=found.n_lost))
        said = [part for part in parts if part]
        return " · ".join(said[:2]) if said else self.options.note

    def _beside_words(self) -> str:
        live, beside, language = self.context.live, self.options.beside, self.context.language
        if beside is None:
            return ""
        reading, series = live.state.readings.get(beside.series), live.state.series.get(beside.series)
        if (
            reading is None
            or series is None
            or live.state.freshness_of(beside.series, live.clock.now()) == "lost"
        ):
            return ""
        if reading.value == 0 and beside.none.vi:
            return beside.none.in_language(language)
        value = formats.number(reading.value, series.decimals, language)
        return beside.words.in_language(language).replace("{value}", value)

    def _alarm_words(self, found: Figure) -> str:
        if found.n_unacknowledged:
            return translate("Value", "{count} not taken").format(count=found.n_unacknowledged)
        return self.options.note or (translate("Value", "all taken") if found.value else "")

    def _limit_words(self, found: Figure) -> str:
        if found.quality in (Quality.UNCERTAIN, Quality.BAD):
            return quality_word(int(found.quality))
        series = self._series_of(found)
        stands = standing_words(series, found.value, self.context.language) if series is not None else ""
        if stands:
            return stands
        if found.limit is None or math.isnan(found.beyond) or (self.options.note and found.beyond < 0):
            return ""
        if found.limit.value == 0 and not found.unit:
            return ""  # a number of things beyond none: the figure says it all
        language, above = self.context.language, found.limit.direction == "above"
        name = found.limit.name.in_language(language)
        distance = f"{formats.number(abs(found.beyond), found.decimals, language)}\u00a0{found.unit}".strip()
        if found.beyond < 0:
            words = translate("Value", "{limit}: {distance} to go")
        elif above:
            words = translate("Value", "{limit}: {distance} over")
        else:
            words = translate("Value", "{limit}: {distance} under")
        return words.format(limit=name, distance=distance)

    def _series_of(self, found: Figure) -> Series | None:
        """Return the series whose value the figure is: not of a count, a sum or a mean."""
        of = self.options.aggregate.of if self.options.aggregate is not None else ""
        exact = found.quality is Quality.GOOD
        if not exact or not found.place_id or self.options.count is not None or of in ("sum", "mean"):
            return None
        return next((s for s in self._series() if s.place_id == found.place_id), None)

    def _class_words(self, found: Figure) -> str:
        """Return the name of the value's class, unless the limit beside it is called the same."""
        series, language = self._series_of(found), self.context.language
        words = class_words(series, found.value, language) if series is not None else ""
        limit = found.limit.name.in_language(language) if found.limit is not None else ""
        said = found.severity is not None and limit.startswith(words)
        return "" if said else words

    def _trend_words(self, found: Figure) -> str:
        change = self.trend(found.value)
        if math.isnan(change):
            return ""
        language = self.context.language
        within = formats.rough_duration(self.options.trend_s or 0, language)
        if round(change, found.decimals) == 0:
            return translate("Value", "unchanged for {time}").format(time=within)
        signed = formats.number(change, found.decimals, language, signed=True)
        signed = f"{signed}\u00a0{found.unit}".strip()
        return translate("Value", "{change} in {time}").format(change=signed, time=within)

    def _place_words(self, found: Figure) -> str:
        if self.options.aggregate is None or self.options.aggregate.of not in ("max", "min"):
            return ""
        place = self.context.live.state.places.get(found.place_id)
        return place.name if place is not None else ""

    # ---- Qt and the frame ---------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the figure."""
        painter = QPainter(self)
        paint_figure(painter, self.rect(), self._shown or self.words(), self.context.look)
        painter.end()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the record of the place that the figure comes from."""
        place_id = self.figure().place_id
        if place_id:
            self.place_chosen.emit(place_id)

    def health(self) -> TileHealth:
        """Return how alive the figure is."""
        found = self.figure()
        state = self.context.live.state
        sources = {state.series[s].source_id for s in self._members if s in state.series}
        return TileHealth(found.state, found.oldest_at, ", ".join(sorted(sources)))

    def default_title(self) -> str:
        """Return the metric and place, or what is counted."""
        state, language = self.context.live.state, self.context.language
        found = self._series()
        if self.options.alarms is not None:
            return translate("Value", "Active alarms")
        if not found:
            return self.options.series or translate("Value", "No such places")
        name = found[0].name.in_language(language)
        place = state.places.get(found[0].place_id)
        if self.options.series:
            return f"{name} · {place.name}" if place is not None else name
        if self.options.count is not None:
            bound = (
                self.options.count.above if self.options.count.above is not None else self.options.count.below
            )
            sign = "≥" if self.options.count.above is not None else "≤"
            words = formats.number(bound or 0.0, found[0].decimals, language)
            return f"{name} {sign} {words} {found[0].unit}".strip()
        return {
            "max": translate("Value", "Highest: {name}"),
            "min": translate("Value", "Lowest: {name}"),
            "sum": translate("Value", "Total: {name}"),
            "mean": translate("Value", "Average: {name}"),
        }[self.options.aggregate.of if self.options.aggregate else "max"].format(name=name)
