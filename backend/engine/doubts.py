"""Answers why the newest reading of a series is not trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backend.contract.checks import DoubtOf, Doubts, GetDoubts
from backend.contract.messages import Failure, ReplyBody
from backend.contract.state import Quality, Series, Text
from backend.domain.checks.checker import Checker
from backend.domain.checks.doubt import Doubt
from backend.domain.observation import Observation
from backend.domain.quality import out_of_range
from backend.engine.answers import Handler
from backend.engine.feed import Newest
from backend.engine.sessions import Session
from backend.usecases.packs import Metric

MOST_SERIES = 1000


class DoubtDesk:
    """Knows the checks, the ranges and the newest readings."""

    def __init__(
        self,
        checker: Checker,
        series: Mapping[str, Series],
        metrics: Mapping[str, Metric],
        newest: Mapping[int, Newest],
    ) -> None:
        """Answer from these parts.

        Args:
            checker: of the intake.
            series: of the centre by id.
            metrics: with their ranges.
            newest: newest reading of each series by its number; it changes while the daemon runs.
        """
        self._checker, self._series, self._metrics, self._newest = checker, series, metrics, newest

    def handlers(self) -> dict[type, Handler]:
        """Return what this desk answers."""
        return {GetDoubts: self.answer}

    async def answer(self, request: GetDoubts, _session: Session) -> ReplyBody:
        """Return why readings are uncertain, of those asked for that are."""
        if len(request.series) > MOST_SERIES:
            return Failure.of(
                "invalid",
                Text(f"Hỏi {len(request.series)} chuỗi một lần.", f"{len(request.series)} series at once."),
                Text(f"Hỏi nhiều nhất {MOST_SERIES} chuỗi.", f"Ask for at most {MOST_SERIES} series."),
            )
        return Doubts(tuple(self._of(request.series or tuple(self._series))))

    def _of(self, series_ids: tuple[str, ...]) -> Iterator[DoubtOf]:
        for series_id in series_ids:
            doubt = self._doubt(series_id)
            if doubt is not None:
                yield DoubtOf(series_id, doubt.check, doubt.since_at, doubt.words)

    def _doubt(self, series_id: str) -> Doubt | None:
        series = self._series.get(series_id)
        newest = self._newest.get(series.index) if series is not None else None
        if series is None or newest is None or newest[2] != Quality.UNCERTAIN:
            return None
        at, value, _ = newest
        low, high = self._metrics[series.metric].range
        if not low <= value <= high:
            return out_of_range(Observation(series_id, at, value)).doubt
        check = self._checker.of(series_id)
        return check.doubt if check is not None else None
