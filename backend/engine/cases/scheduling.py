"""Opens the cases that kinds open by themselves, each once in its period, also over restarts."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from backend.contract.state import Place
from backend.domain.cases.change import Actor, CaseDraft
from backend.domain.cases.schedule import Due, data_of, due, filled, words_of
from backend.domain.clock import Clock
from backend.domain.refusal import RefusedError
from backend.engine.cases.clockwork import look_often
from backend.engine.cases.register import Register
from backend.engine.work.outcome import Outcome

log = logging.getLogger(__name__)

PERIOD_S = 60.0
SYSTEM = Actor("Tự mở theo lịch", "system")
SOURCE = "schedule"
"""Channel of cases that open by themselves, where a kind names it among its `sources`."""


class Scheduling:
    """Looks every minute what is due."""

    def __init__(
        self,
        register: Register,
        outcome: Callable[[], Outcome],
        settings: Mapping[str, str],
        places: Sequence[Place],
        zone: ZoneInfo,
    ) -> None:
        """Go on where the daemon before left off.

        Args:
            register: of the cases.
            outcome: what the next commit writes.
            settings: as the store has them: which period of each schedule was opened last.
            places: of the centre.
            zone: in which days are counted.
        """
        self._register, self._outcome = register, outcome
        self._places, self._zone = tuple(places), zone
        self._opened = {key: value for key, value in settings.items() if key.startswith("schedule.")}
        self._refused: set[str] = set()
        self._kinds = {name: kind.spec for name, kind in register.kinds.items() if kind.spec.schedule}

    def opens_any(self) -> bool:
        """Return whether a kind opens cases by itself at places that there are."""
        kinds = {place.kind for place in self._places}
        each = [one.for_each for spec in self._kinds.values() for one in spec.schedule]
        return any(wanted is None or wanted.place_kind in kinds for wanted in each)

    def next_day(self, now: float) -> float:
        """Return when the day after `now` begins, s since epoch: nothing more opens before."""
        day = dt.datetime.fromtimestamp(now, self._zone).date() + dt.timedelta(days=1)
        return dt.datetime.combine(day, dt.time(), self._zone).timestamp()

    async def run(self, clock: Clock, wake: Callable[[], None]) -> None:
        """Look every minute until cancelled; `wake` asks for a commit."""
        if self._kinds:
            await look_often(
                self.look, clock, wake, period_s=PERIOD_S, trouble="scheduled cases cannot be opened"
            )

    async def look(self, now: float) -> int:
        """Open what is due and return how many cases it was."""
        today = dt.datetime.fromtimestamp(now, self._zone).date()
        wanted = [
            (name, entry)
            for name, spec in self._kinds.items()
            for entry in due(name, spec.schedule, self._places, today)
            if self._opened.get(entry.key) != entry.period
        ]
        if not wanted:
            return 0
        await self._register.learn_numbers()
        return sum(self._open(kind, entry, now) for kind, entry in wanted)

    def _open(self, kind: str, entry: Due, now: float) -> bool:
        """Open one case; the note that it was opened goes into the same commit."""
        spec, words = entry.spec, words_of(entry)
        place = entry.place
        sources = {source.id for source in self._register.kinds[kind].spec.sources}
        draft = CaseDraft(
            title=filled(spec.title.vi, words),
            text=filled(spec.text.vi, words),
            field=spec.field,
            unit_id=spec.unit,
            source=SOURCE if SOURCE in sources else "",
            area_code=place.area_code if place is not None else "",
            area_name=place.area_name if place is not None else "",
            place=place.name if place is not None else "",
            lat=place.lat if place is not None else None,
            lon=place.lon if place is not None else None,
            data=data_of(entry),
        )
        more = {"schedule": spec.id, "period": entry.period}
        try:
            self._register.open_held(kind, draft, SYSTEM, now, more)
        except RefusedError as error:
            if entry.key not in self._refused:
                self._refused.add(entry.key)
                log.warning("the schedule %r of %r opens nothing: %s", spec.id, kind, error)
            return False
        self._outcome().settings[entry.key] = self._opened[entry.key] = entry.period
        return True
