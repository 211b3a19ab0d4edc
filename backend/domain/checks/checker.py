"""Checks each reading of the metrics that have checks, and remembers why a series is not trusted.

A reading that fails is UNCERTAIN: it is kept and shown, marked, and no rule judges it, so it never raises an
alarm alone. Alone means without a neighbour: where the metric has a neighbour check and at least one of the
stations around tells the same, what looks stuck or like a jump is believed after all. A neighbour whose own
value jumped counts as a witness (two stations that jump together have seen a cloudburst); one that is stuck
does not. A value for which nobody stands up is doubted until it passes again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from backend.contract.state import LOST_FACTOR, Quality, Text
from backend.domain.checks.doubt import Check, Doubt, moment
from backend.domain.checks.neighbours import agree, nearest, stands_alone
from backend.domain.checks.spec import Checks, NeighboursCheck
from backend.domain.checks.spike import Jump, Spike
from backend.domain.checks.stuck import Stuck
from backend.domain.incidents.ground import Point
from backend.domain.observation import Observation
from backend.domain.rule import number
from backend.domain.series import SeriesFacts


class SeriesCheck:
    """One series whose readings are checked."""

    __slots__ = ("_facts", "_last_at", "_spike", "_stuck", "_value", "_witness", "around", "doubt", "spec")

    def __init__(self, facts: SeriesFacts, checks: Checks) -> None:
        """Start with nothing seen."""
        self._facts = facts
        gap_s = LOST_FACTOR * facts.max_age_s
        self._stuck = Stuck(checks.stuck, gap_s) if checks.stuck else None
        self._spike = Spike(checks.spike) if checks.spike else None
        self.spec: NeighboursCheck | None = checks.neighbours
        self.around: tuple[SeriesCheck, ...] = ()
        """The same metric at the stations around, nearest first."""
        self.doubt: Doubt | None = None
        """Why the newest reading is not trusted."""
        self._last_at, self._value = -math.inf, math.nan
        self._witness = False
        """Whether the newest value may stand up for a neighbour's."""

    def look(self, reading: Observation) -> Observation:
        """Return a reading with what the checks say of it.

        One that its source marks, that is censored, or that is not newer than the newest is left as it is.
        """
        at, value = reading.at, reading.value
        if reading.quality != Quality.GOOD or at <= self._last_at:
            again = reading.quality == Quality.GOOD and at == self._last_at and value == self._value
            return self._marked(reading) if again else reading
        self._last_at, self._value, self._witness = at, value, True
        doubt = self._own_doubt(at, value)
        others = self._others(at) if self.spec else ()
        if self.spec is not None and others:
            if doubt is not None and any(agree(value, other, self.spec) for other in others):
                doubt = None
                if self._spike is not None:
                    self._spike.believe(at, value)
            elif doubt is None and stands_alone(value, others, self.spec):
                doubt = self._doubt("neighbours", at, self._alone_words(value, others))
        self.doubt = doubt
        return self._marked(reading)

    def _marked(self, reading: Observation) -> Observation:
        """Return the newest reading with its doubt; one that is sent twice is doubted twice."""
        if self.doubt is None:
            return reading
        return Observation(reading.series_id, reading.at, reading.value, Quality.UNCERTAIN, self.doubt)

    def _own_doubt(self, at: float, value: float) -> Doubt | None:
        """Return what the series' own past says against a value."""
        stuck_at = self._stuck.look(at, value) if self._stuck else None
        jump = self._spike.look(at, value) if self._spike else None
        if stuck_at is not None:
            self._witness = False
            return self._doubt("stuck", stuck_at, self._stuck_words(value, stuck_at))
        return self._doubt("spike", jump.since_at, self._jump_words(value, jump)) if jump else None

    def _others(self, at: float) -> tuple[float, ...]:
        """Return the values of the neighbours that are of the same time and no stuck sensor's."""
        age_s = self._facts.max_age_s
        return tuple(o._value for o in self.around if o._witness and abs(at - o._last_at) <= age_s)  # noqa: SLF001 - the same class

    def _doubt(self, check: Check, since_at: float, words: Text) -> Doubt:
        known = self.doubt
        if known is not None and known.check == check:
            since_at = min(since_at, known.since_at) if check == "neighbours" else since_at
            if known.since_at == since_at and known.words == words:
                return known
        return Doubt(check, since_at, words)

    # ---- words ------------------------------------------------------------------------------------

    def _said(self, value: float, language: str) -> str:
        return f"{number(value, self._facts.decimals, language)} {self._facts.unit}"

    def _stuck_words(self, value: float, since_at: float) -> Text:
        since = moment(since_at)
        return Text(
            f"Đứng yên ở {self._said(value, 'vi')} từ {since}",
            f"Stuck at {self._said(value, 'en')} since {since}",
        )

    def _jump_words(self, value: float, jump: Jump) -> Text:
        since = moment(jump.since_at)
        return Text(
            f"Nhảy từ {self._said(jump.before, 'vi')} sang {self._said(value, 'vi')} lúc {since}",
            f"Jumped from {self._said(jump.before, 'en')} to {self._said(value, 'en')} at {since}",
        )

    def _alone_words(self, value: float, others: tuple[float, ...]) -> Text:
        def said(language: str) -> str:
            low, high = self._said(min(others), language), self._said(max(others), language)
            return low if low == high else f"{low} … {high}"

        return Text(
            f"{self._said(value, 'vi')} trong khi {len(others)} trạm lân cận đo {said('vi')}",
            f"{self._said(value, 'en')} while {len(others)} stations around measure {said('en')}",
        )


class Checker:
    """All series whose readings are checked. Time comes with the readings; nothing here reads a clock."""

    def __init__(self, series: Iterable[SeriesFacts], checks: Mapping[str, Checks]) -> None:
        """Find the neighbours.

        Args:
            series: all series of the centre.
            checks: metric -> its checks.
        """
        self._series: dict[str, SeriesCheck] = {}
        groups: dict[tuple[str, str], dict[str, Point]] = {}
        self._memory_s: dict[str, float] = {}
        for facts in series:
            spec = checks.get(facts.metric)
            if spec is None:
                continue
            self._series[facts.series_id] = SeriesCheck(facts, spec)
            self._memory_s[facts.series_id] = spec.memory_s
            if spec.neighbours is not None and facts.lat is not None and facts.lon is not None:
                points = groups.setdefault((facts.metric, facts.kind), {})
                points[facts.series_id] = (facts.lat, facts.lon)
        for (metric, _), points in groups.items():
            neighbours = checks[metric].neighbours
            around = nearest(points, neighbours) if neighbours else {}
            for series_id, others in around.items():
                self._series[series_id].around = tuple(self._series[other] for other in others)

    def of(self, series_id: str) -> SeriesCheck | None:
        """Return the check of a series, None where its metric has none."""
        return self._series.get(series_id)

    def look(self, reading: Observation) -> Observation:
        """Return a reading with what the checks of its series say of it."""
        check = self._series.get(reading.series_id)
        return reading if check is None else check.look(reading)

    def horizons(self) -> dict[str, float]:
        """Return how far back from now `warm` needs the readings of each checked series, s."""
        return dict(self._memory_s)

    def warm(self, batch: Iterable[Observation]) -> None:
        """Rebuild the memory after a restart from stored readings, in any order.

        What was stored as uncertain is checked once more, as if its source had not doubted it.
        """
        for reading in sorted(batch, key=lambda r: r.at):
            if reading.quality == Quality.UNCERTAIN:
                self.look(Observation(reading.series_id, reading.at, reading.value))
            else:
                self.look(reading)
