"""Trend: cases received and settled by day, week or month, and what stays open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from backend.contract.case_requests import CaseCounts, CountCases
from backend.contract.cases import OPEN_GROUPS, CaseGroup, CaseQuery
from backend.contract.messages import ReplyBody, RequestBody
from widgets.logic import formats
from widgets.logic.drill import midnight, with_kind
from widgets.logic.shown_number import ShownNumber
from widgets.logic.trend import Flow, Span, Step, by_key, first_day, spans
from widgets.parts.board import BoardBody
from widgets.parts.trend_chart import SpanFace, TrendChart, TrendFace
from widgets.tile import TileContext, TileHead, TileOptions, TileSpec

translate = QCoreApplication.translate
SPEC = TileSpec("trend", title_vi="Diễn biến", title_en="Trend", min_width_px=380, min_height_px=200)
SETTLED: tuple[CaseGroup, ...] = ("done", "refused")


class Options(TileOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of a trend."""

    case_kind: str = ""
    """Kind of the cases; empty: all kinds."""
    where: CaseQuery = CaseQuery()
    """Which of them; statuses, groups and times are not for here."""
    step: Step = "day"
    """`day`, `week` or `month`."""
    last: Annotated[int, msgspec.Meta(ge=2, le=120)] = 30
    """So many days, weeks or months up to now."""
    backlog: bool = True
    """Show also how many were open at the end of each."""

    def __post_init__(self) -> None:
        """Refuse what would make received and settled cases two different things."""
        where = self.where
        times = (where.opened_from, where.opened_to, where.finished_from, where.finished_to)
        if where.groups or where.statuses or any(time is not None for time in times):
            raise ValueError("where: leave out groups, statuses and times; the trend counts over all of them")


class Body(BoardBody):
    """The chart."""

    def __init__(self, options: Options, context: TileContext, parent: QWidget | None = None) -> None:
        """Ask for the counts."""
        kind = options.case_kind or options.where.kind
        super().__init__(context, frozenset({kind} if kind else ()), parent)
        self.options = options
        self.query = with_kind(options.case_kind, options.where)
        self.chart = TrendChart(context.look, context.language, self)
        self.chart.number_chosen.connect(self.open_list)
        self.content = self.chart
        self.setFocusProxy(self.chart)
        self._asked: tuple[CaseQuery, CaseQuery, CaseQuery] | None = None
        self._start_at = 0.0
        self._now = 0.0
        self.watch.start()

    # ---- data ---------------------------------------------------------------------------------

    def _today(self, now: float) -> date:
        return formats.local(now, self.context.live.state.centre.timezone).date()

    def _narrow(self, **changes: Any) -> CaseQuery:
        return msgspec.structs.replace(self.query, at=self._now, **changes)

    def questions(self, now: float) -> Sequence[RequestBody]:
        """Ask what was opened and settled within the spans, what came before, and what is open."""
        self._now = now
        first = first_day(self._today(now), self.options.step, self.options.last)
        start = self._start_at = midnight(first, self.context.live.state.centre.timezone)
        received = self._narrow(opened_from=start)
        settled = self._narrow(finished_from=start, groups=SETTLED)
        still = self._narrow(groups=OPEN_GROUPS)
        self._asked = (received, settled, still)
        return [
            CountCases(received, ("day",)),
            CountCases(settled, ("finished_day",)),
            CountCases(self._narrow(opened_to=start)),
            CountCases(still),
        ]

    def take(self, answers: Sequence[ReplyBody]) -> float | None:
        """Show the spans."""
        counts = [answer for answer in answers if isinstance(answer, CaseCounts)]
        if len(counts) < 4 or self._asked is None:
            return None
        received, settled, before, still = counts
        at, options = received.at, self.options
        flow = Flow(by_key(received), by_key(settled), before.n_total, still.n_total)
        found = spans(flow, self._today(self._now), options.step, options.last)
        words = [_received(), _settled(), translate("Board", "open now")]
        totals = [
            ShownNumber(said, float(count.n_total), query, at, count.n_total)
            for said, query, count in zip(words, self._asked, (received, settled, still), strict=True)
        ]
        faces = tuple(self._face(span, at) for span in found)
        backlog = totals[2] if options.backlog else None
        self.chart.set_face(TrendFace(options.step, faces, tuple(totals[:2]), backlog))
        return at

    def _face(self, span: Span, at: float) -> SpanFace:
        timezone = self.context.live.state.centre.timezone
        start, end = midnight(span.first, timezone), midnight(span.end, timezone)
        when = f"{span.first:%d/%m/%Y}"
        if self.options.step == "week":
            when = translate("Board", "week of {day}").format(day=when)
        elif self.options.step == "month":
            when = f"{span.first:%m/%Y}"
        received = settled = None
        if span.received is not None:
            query = self._narrow(opened_from=start, opened_to=end)
            words = f"{_received()} · {when}"
            received = ShownNumber(words, float(span.received), query, at, span.received)
        if span.settled is not None:
            query = self._narrow(finished_from=start, finished_to=end, groups=SETTLED)
            words = f"{_settled()} · {when}"
            settled = ShownNumber(words, float(span.settled), query, at, span.settled)
        return SpanFace(span, received, settled)

    def shown_numbers(self) -> list[ShownNumber]:
        """Return every bar, the totals, and what is open."""
        face = self.chart.face()
        bars = [n for shown in face.spans for n in (shown.received, shown.settled) if n is not None]
        return [*bars, *face.totals, *([face.backlog] if face.backlog is not None else [])]

    # ---- what the frame asks ------------------------------------------------------------------

    def default_title(self) -> str:
        """Return what is received and what ended."""
        kind = self.query.kind
        return self.names.kind(kind, self.context.language) if kind else translate("Board", "Trend")

    def head(self) -> TileHead:
        """Say of how long."""
        template = {
            "day": translate("Board", "the last {count} days"),
            "week": translate("Board", "the last {count} weeks"),
            "month": translate("Board", "the last {count} months"),
        }[self.options.step]
        return TileHead(subtitle=template.format(count=self.options.last))


def _received() -> str:
    return translate("Board", "received")


def _settled() -> str:
    return translate("Board", "ended, settled or refused")
