"""Answers to who looks at indicators: sets, boards, series, rankings, versions, what waits for review."""

from __future__ import annotations

from backend.contract.indicators import (
    FigureState,
    GetFiguresToReview,
    GetFigureVersions,
    GetIndicatorAreas,
    GetIndicators,
    GetIndicatorSeries,
    GetIndicatorSets,
    IndicatorSets,
)
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Text
from backend.domain.indicators import periods
from backend.domain.indicators.figure import REVIEWERS, FigureKey
from backend.domain.refusal import RefusedError
from backend.engine.indicators.catalogue import Catalogue
from backend.engine.indicators.looking import Looking
from backend.engine.sessions import Session
from backend.engine.work.bench import Bench, Handlers, refused

SEEING = REVIEWERS | {"duty_officer"}
"""Roles of the whole centre that see what waits: a duty officer's wall shows it to those who decide."""


class OnIndicators:
    """Handlers of requests that look."""

    def __init__(self, bench: Bench, catalogue: Catalogue, looking: Looking) -> None:
        """Answer from what has committed."""
        self._bench, self._catalogue, self._looking = bench, catalogue, looking

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request."""
        return {
            GetIndicatorSets: self._sets,
            GetIndicators: self._board,
            GetIndicatorSeries: self._series,
            GetIndicatorAreas: self._areas,
            GetFigureVersions: self._versions,
            GetFiguresToReview: self._waiting,
        }

    async def _sets(self, _body: GetIndicatorSets, _session: Session) -> ReplyBody:
        return IndicatorSets(*self._catalogue.all.infos())

    async def _board(self, body: GetIndicators, _session: Session) -> ReplyBody:
        if body.set_id not in self._catalogue.all.sets:
            return no_set(body.set_id, self._catalogue)
        fault = period_fault(body.period) or text_fault(body.area)
        if fault is not None:
            return fault
        return await self._bench.beside(lambda: self._looking.board(body.set_id, body.period, body.area))

    async def _series(self, body: GetIndicatorSeries, _session: Session) -> ReplyBody:
        if self._catalogue.spec(body.code) is None:
            return no_indicator(body.code)
        fault = text_fault(body.area, body.breakdown)
        if fault is not None:
            return fault
        return await self._bench.beside(lambda: self._looking.series(body.code, body.area, body.breakdown))

    async def _areas(self, body: GetIndicatorAreas, _session: Session) -> ReplyBody:
        if self._catalogue.spec(body.code) is None:
            return no_indicator(body.code)
        fault = period_fault(body.period)
        if fault is not None:
            return fault
        if body.vintage and self._catalogue.areas.merger_to(body.vintage) is None:
            known = ", ".join(merger.date for merger in self._catalogue.areas.mergers)
            return Failure.of(
                "invalid",
                Text(
                    f"Không có lần sắp xếp đơn vị hành chính nào ngày {body.vintage}.",
                    f"units did not change on {body.vintage!r}",
                ),
                Text(f"Các ngày hiện có: {known}.", f"expected one of: {known}"),
            )
        return await self._bench.beside(lambda: self._looking.areas(body.code, body.period, body.vintage))

    async def _versions(self, body: GetFigureVersions, _session: Session) -> ReplyBody:
        if self._catalogue.spec(body.code) is None:
            return no_indicator(body.code)
        fault = text_fault(body.period, body.area, body.breakdown)
        if fault is not None:
            return fault
        key = FigureKey(body.code, body.period, body.area, body.breakdown)
        return await self._bench.beside(lambda: self._looking.versions(key))

    async def _waiting(self, body: GetFiguresToReview, session: Session) -> ReplyBody:
        reviews = session.role in SEEING and not session.unit_id
        unit_id = session.unit_id or body.unit_id
        specs = [
            spec
            for spec in self._catalogue.all.specs.values()
            if not spec.computed and (not unit_id or spec.collector == unit_id)
        ]
        states: tuple[FigureState, ...] = ("submitted",) if reviews else ("draft", "returned")
        return await self._bench.beside(lambda: self._looking.waiting(states, specs))


def no_indicator(code: str) -> Failure:
    """Return the answer about an indicator that nobody knows."""
    return Failure.of(
        "not_found",
        Text(f"Không có chỉ tiêu {code}.", f"there is no indicator {code!r}"),
        Text("Hãy tải lại danh sách chỉ tiêu.", "load the list of indicators again"),
    )


def no_set(set_id: str, catalogue: Catalogue) -> Failure:
    """Return the answer about a set that nobody knows."""
    known = ", ".join(catalogue.all.sets) or "—"
    return Failure.of(
        "not_found",
        Text(f"Không có bộ chỉ tiêu {set_id}.", f"there is no set of indicators {set_id!r}"),
        Text(f"Các bộ hiện có: {known}.", f"expected one of: {known}"),
    )


def text_fault(*texts: str) -> Failure | None:
    """Return what is wrong with texts of a request: databases keep no control signs."""
    if all(text.isprintable() for text in texts):
        return None
    return Failure.of(
        "invalid",
        Text("Yêu cầu có ký tự điều khiển.", "the request holds control signs"),
        Text("Hãy nhập lại bằng chữ thường.", "write it in plain text"),
    )


def period_fault(period: str) -> Failure | None:
    """Return what is wrong with a period, None where it is one or empty."""
    try:
        if period:
            periods.parse(period)
    except RefusedError as error:
        return refused(error)
    return None
