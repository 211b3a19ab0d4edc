"""Takes what sources read: known series, plausible, in time; counts; knows which source is silent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from backend.contract.state import Freshness, Quality, Source
from backend.contract.work import Case
from backend.domain.cases.update import CaseUpdate
from backend.domain.checks.checker import SeriesCheck
from backend.domain.clock import Clock
from backend.domain.observation import Observation
from backend.domain.quality import FUTURE_TOLERANCE_S, out_of_range
from backend.engine.pending import Pending
from backend.sources.base import Refusal, SourceConfig
from backend.store import RefusedDraft

log = logging.getLogger(__name__)

MAX_PENDING = 200_000
"""Readings held before sources are asked to wait."""
RAW_KEPT_BYTES = 2000
MAX_REFUSED_PENDING = 2000
"""Refused items kept for the store between two commits; more are only counted."""


class Slot:
    """What intake needs of one series."""

    __slots__ = ("check", "high", "low", "number")

    def __init__(self, number: int, low: float, high: float, check: SeriesCheck | None = None) -> None:
        """Keep the store's number, the plausible range in the series' unit, and the checks of its metric."""
        self.number, self.low, self.high, self.check = number, low, high, check


class SourceIntake:
    """The sink of one source, and its state."""

    def __init__(
        self,
        config: SourceConfig,
        slots: Mapping[str, Slot],
        units: Mapping[str, str],
        pending: Pending,
        clock: Clock,
    ) -> None:
        """Start lost: nothing has been received yet."""
        self.config = config
        self.received = 0
        self.refused = 0
        self.last_at: float | None = None
        self._slots, self._units, self._pending, self._clock = slots, units, pending, clock
        self.on_listed: Callable[[str, str, frozenset[str]], None] = lambda _source, _kind, _ids: None
        """Called when a source has listed all of its open cases: source id, kind, their ids."""
        self.senders: dict[str, str] = {}
        """Series -> source that sent its newest reading; several intakes may share it."""
        self.computed: Mapping[str, str] = {}
        """Metrics that no source sends -> the metric that they are computed from."""
        self._began_at = clock.now()
        self._reason = ""
        self._connected = True
        self._said: Freshness = "fresh"

    # ---- Sink -------------------------------------------------------------------------------------

    def accept(
        self,
        observations: Sequence[Observation],
        *,
        mark: str | None = None,
        on_stored: Callable[[], None] | None = None,
    ) -> None:
        """Take readings; see `backend.sources.base.Sink`."""
        now = self._clock.now()
        latest = now + FUTURE_TOLERANCE_S
        slots, taken = self._slots, self._pending.readings
        senders, source_id = self.senders, self.config.id
        good = 0
        for reading in observations:
            slot = slots.get(reading.series_id)
            if slot is None:
                self._refuse_reading(reading, self._unknown(reading.series_id))
                continue
            if reading.at > latest:
                self._refuse_reading(
                    reading, f"dated {reading.at - now:.0f} s ahead; set the clock of its sender"
                )
                continue
            if not slot.low <= reading.value <= slot.high and reading.quality == Quality.GOOD:
                reading = out_of_range(reading)  # noqa: PLW2901
            elif slot.check is not None:
                reading = slot.check.look(reading)  # noqa: PLW2901
            taken.append((slot.number, reading))
            senders[reading.series_id] = source_id
            good += 1
        if good:
            self.received += good
            self.last_at = now
            self._connected = True
        self._pending.note(self.config.id, mark, on_stored)

    def accept_cases(self, cases: Sequence[CaseUpdate]) -> None:
        """Take cases; see `backend.sources.base.Sink`."""
        now = self._clock.now()
        latest = now + FUTURE_TOLERANCE_S
        good: list[CaseUpdate] = []
        ahead: list[CaseUpdate] = []
        for update in cases:
            late = max(update.case.opened_at, update.case.changed_at) > latest
            (ahead if late else good).append(update)
        self.refuse([_from_the_future(update.case, now) for update in ahead])
        if good:
            self._pending.add_cases(self.config.id, good)
            self.received += len(good)
            self.last_at = now
            self._connected = True
            self._pending.wake()

    def listed_all(self, kind: str, case_ids: frozenset[str]) -> None:
        """Have the cases of this source end that it no longer lists, once those that it lists are in."""
        self._pending.note(self.config.id, None, lambda: self.on_listed(self.config.id, kind, case_ids))

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Put what could not be read in quarantine."""
        if not refusals:
            return
        self.refused += len(refusals)
        now = self._clock.now()
        room = MAX_REFUSED_PENDING - len(self._pending.refused)
        for item in refusals[: max(0, room)]:
            draft = RefusedDraft(now, self.config.id, item.item, item.reason, item.raw[:RAW_KEPT_BYTES])
            self._pending.refused.append(draft)
        self._pending.wake()

    def connected(self, newest_at: float | None = None) -> None:
        """Note that the other side answers; see `backend.sources.base.Sink`."""
        if self.last_at is None and newest_at is not None:
            self.last_at = min(newest_at, self._clock.now())
        if not self._connected:
            log.info("source %s: the other side answers again", self.config.id)
        self._connected, self._reason = True, ""
        if not self.config.holds_readings:
            self.last_at = self._clock.now()

    def disconnected(self, reason: str) -> None:
        """Note that the other side does not answer."""
        if self._connected or not self._reason:
            log.warning("source %s: %s", self.config.id, reason)
        self._connected, self._reason = False, reason

    async def room(self) -> None:
        """Wait while more is pending than memory should hold."""
        await self._pending.below(MAX_PENDING)

    def mark(self) -> str | None:
        """Return the last committed mark."""
        return self._pending.marks.get(self.config.id)

    def unit_of(self, metric: str) -> str | None:
        """Return the unit in which the centre keeps `metric`."""
        return self._units.get(metric)

    # ---- state ------------------------------------------------------------------------------------

    def state(self, now: float) -> Source:
        """Return how the source is; logs once when it is lost and once when it is back."""
        since = now - (self.last_at if self.last_at is not None else self._began_at)
        age = self.config.max_age_s
        state: Freshness = "fresh" if since <= age else "late" if since <= 3 * age else "lost"
        if self.last_at is None and state == "fresh":
            state = "late"
        if state == "lost" and self._said != "lost":
            log.warning("source %s is lost: nothing for %.0f s. %s", self.config.id, since, self._reason)
            self._said = "lost"
        elif state == "fresh" and self._said == "lost":
            log.info("source %s is back", self.config.id)
            self._said = "fresh"
        return Source(
            source_id=self.config.id,
            kind=self.config.kind,
            name=self.config.name,
            state=state,
            max_age_s=age,
            last_at=self.last_at,
            received=self.received,
            refused=self.refused,
            reason=self._reason if state != "fresh" or not self._connected else "",
        )

    def _unknown(self, series_id: str) -> str:
        place, _, metric = series_id.rpartition(".")
        if metric in self.computed:
            source = self.computed[metric]
            return f"{metric!r} is computed here from {source!r}; take it out of the source's mapping"
        if metric not in self._units:
            return f"no pack declares the metric {metric!r}; add it to a pack or correct the source's mapping"
        return f"the place {place!r} is not in places.csv, or its kind has no {metric!r}; add it there"

    def _refuse_reading(self, reading: Observation, reason: str) -> None:
        raw = f"{reading.series_id} {reading.at!r} {reading.value!r}".encode()
        self.refuse([Refusal(reading.series_id, reason, raw)])


def _from_the_future(case: Case, now: float) -> Refusal:
    ahead_s = max(case.opened_at, case.changed_at) - now
    reason = f"dated {ahead_s:.0f} s ahead; set the clock of its sender"
    return Refusal(case.case_id, reason, f"{case.case_id} {case.opened_at!r} {case.changed_at!r}".encode())
