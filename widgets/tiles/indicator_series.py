"""One indicator over time, with its plan, breaks of administrative units, and the record of each figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from backend.contract.indicators import GetIndicatorSeries, IndicatorSeries, PeriodKind
from backend.contract.messages import ReplyBody, RequestBody
from widgets.logic.indicator_board import Entry
from widgets.logic.indicator_series import Point, kinds_in, points
from widgets.parts.indicator_body import IndicatorBody
from widgets.parts.indicator_chart import SeriesChart, SeriesFace, Style
from widgets.parts.indicator_words import unit_words, unverified_word
from widgets.tile import TileContext, TileHead, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec(
    "indicator_series",
    title_vi="Chỉ tiêu theo thời gian",
    title_en="Indicator over time",
    min_width_px=380,
    min_height_px=220,
)


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a series."""

    code: str
    """Code of the indicator."""
    area: str = ""
    """Code of a province or ward; empty: the whole centre."""
    breakdown: str = ""
    """`sex=female`; empty: the total."""
    step: PeriodKind | None = None
    """Which periods; if left out the indicator's own."""
    last: Annotated[int, msgspec.Meta(ge=2, le=120)] = 24
    """How many of them."""
    style: Style = "bars"
    """`bars` from zero, or a `line`."""


class Body(IndicatorBody):
    """The chart."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for the figures."""
        super().__init__(context, parent)
        self.options = options
        self.series: IndicatorSeries | None = None
        self.chart = SeriesChart(context)
        self.chart.point_chosen.connect(self._open_point)
        self.begin(self.chart)

    # ---- data -------------------------------------------------------------------------------------

    def asks(self, now: float) -> Sequence[RequestBody]:
        """Ask for all periods."""
        return [GetIndicatorSeries(self.options.code, self.options.area, self.options.breakdown)]

    def takes(self, answers: Sequence[ReplyBody]) -> float | None:
        """Show the periods of one kind."""
        series = answers[0] if answers else None
        info = self.info(self.options.code)
        if not isinstance(series, IndicatorSeries) or info is None:
            return None
        self.series = series
        shown = points(series, self.step(), self.options.last)
        self.chart.set_face(SeriesFace(info, tuple(shown), self.options.style))
        self.book.want(p.figure.explanation for p in shown if p.figure is not None)
        return self.context.live.clock.now()

    def step(self) -> PeriodKind:
        """Return the kind of period that is shown: as asked, else the indicator's own, else what there is."""
        info = self.info(self.options.code)
        wanted = self.options.step or (info.period if info is not None else "year")
        there = kinds_in(self.series) if self.series is not None else []
        return wanted if wanted in there or self.options.step or not there else there[0]

    def entry_like(self, entry: Entry) -> Entry:
        """Return the newest answer about the same period."""
        same = (p for p in self.chart.points() if p.period == entry.figure.period)
        point = next(same, None)
        return self._entry(point) or entry

    def _entry(self, point: Point | None) -> Entry | None:
        info = self.info(self.options.code)
        if point is None or point.figure is None or info is None:
            return None
        return Entry(info, point.figure)

    # ---- hands ------------------------------------------------------------------------------------

    def chosen(self) -> Entry | None:
        """Return the figure that keys act on."""
        return self._entry(self.chart.chosen())

    def _open_point(self, point: Point) -> None:
        entry = self._entry(point)
        if entry is not None:
            self.open_record(entry)

    # ---- what the frame asks ----------------------------------------------------------------------

    def default_title(self) -> str:
        """Return the indicator's name."""
        info = self.info(self.options.code)
        return info.name.in_language(self.context.language) if info is not None else self.options.code

    def head(self) -> TileHead:
        """Say the unit and which periods; that nobody declares the indicator."""
        if self.sets is None:
            return TileHead()
        info = self.info(self.options.code)
        if info is None:
            words = translate("Indicators", "no such indicator: {code}").format(code=self.options.code)
            return TileHead(badge=words, badge_severity="high")
        unit = unit_words(info, self.context.language)
        unverified = info.mark == "ck"
        return TileHead(
            subtitle=" · ".join(part for part in (unit, step_words(self.step())) if part),
            badge=unverified_word() if unverified else "",
            badge_severity="medium" if unverified else None,
        )


def step_words(kind: PeriodKind) -> str:
    """Return which periods a series shows."""
    return {
        "month": translate("Indicators", "by month"),
        "quarter": translate("Indicators", "by quarter"),
        "half": translate("Indicators", "by half-year"),
        "nine_months": translate("Indicators", "nine months of each year"),
        "year": translate("Indicators", "by year"),
    }[kind]
