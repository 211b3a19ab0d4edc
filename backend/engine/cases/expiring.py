"""Ends the cases that are no longer in force, such as warnings past their time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from zoneinfo import ZoneInfo

from backend.contract.cases import OPEN_GROUPS, CaseFile, CaseQuery
from backend.domain.cases.change import Actor
from backend.domain.cases.expiry import expires_at
from backend.domain.clock import Clock
from backend.domain.refusal import RefusedError
from backend.engine.cases.clockwork import PAGE, all_that_fit, look_often
from backend.engine.cases.register import Register

log = logging.getLogger(__name__)

PERIOD_S = 10.0
ACTOR = Actor("Tự động", "system")


class Expiring:
    """Looks every few seconds what has expired; what expired while the daemon was down is found, too."""

    def __init__(self, register: Register, zone: ZoneInfo) -> None:
        """Watch the cases of `register`; instants without offset are local to `zone`."""
        self._register, self._zone = register, zone
        self._kinds = {name: kind.spec for name, kind in register.kinds.items() if kind.spec.expiry}
        self._refused: set[str] = set()

    async def run(self, clock: Clock, wake: Callable[[], None]) -> None:
        """Look until cancelled; `wake` asks for a commit."""
        if self._kinds:
            await look_often(
                self.look,
                clock,
                wake,
                period_s=PERIOD_S,
                trouble="cases that may have expired cannot be read",
            )

    async def look(self, now: float) -> int:
        """End what has expired; return how many cases it was."""
        return sum([await self._of_kind(kind, now) for kind in self._kinds])

    async def _of_kind(self, kind: str, now: float) -> int:
        opened = await all_that_fit(self._register, CaseQuery(kind=kind, groups=OPEN_GROUPS), "oldest")
        over = [file.case_id for file in opened if self._is_over(kind, file, now)]
        n_ended = 0
        for start in range(0, len(over), PAGE):
            page = over[start : start + PAGE]
            async with self._register.holding(page, families=True):
                n_ended += sum(self._end(kind, case_id, now) for case_id in page)
        return n_ended

    def _is_over(self, kind: str, file: CaseFile, now: float) -> bool:
        at = expires_at(self._kinds[kind], file, self._zone)
        return at is not None and at <= now

    def _end(self, kind: str, case_id: str, now: float) -> bool:
        file, expiry = self._register.held(case_id), self._kinds[kind].expiry
        if file is None or expiry is None or not self._is_over(kind, file, now):
            return False  # prolonged since it was read
        try:
            self._register.act_on(case_id, expiry.action, {}, ACTOR, now)
        except RefusedError as error:
            if case_id not in self._refused:  # told once
                self._refused.add(case_id)
                log.warning("%s has expired and does not end: %s", case_id, error)
            return False
        return True
