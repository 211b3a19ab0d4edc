"""Watches for cases that pass their deadline, and starts what their kind starts by itself then."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.contract.cases import CaseFile, CaseQuery
from backend.domain.clock import Clock
from backend.engine.cases.clockwork import PAGE, all_that_fit, look_often
from backend.engine.cases.register import Register
from backend.engine.work.outcome import Outcome

PERIOD_S = 10.0
SETTING = "cases.late_until"
"""Setting: until when deadlines have been looked at, s since epoch."""


class Lateness:
    """Looks at the deadlines that passed since it last looked, also over a restart."""

    def __init__(
        self, register: Register, outcome: Callable[[], Outcome], settings: Mapping[str, str], now: float
    ) -> None:
        """Go on where the daemon before left off.

        Args:
            register: of the cases.
            outcome: what the next commit writes.
            settings: as the store has them.
            now: s since epoch; from here on where nobody has looked yet.
        """
        self._register, self._outcome = register, outcome
        self._until_at = float(settings.get(SETTING, now))
        if SETTING not in settings:
            outcome().settings[SETTING] = repr(now)  # else what passes while the daemon is down is not seen
        self._kinds = [
            name
            for name, kind in register.kinds.items()
            if any(start.when == "overdue" for start in kind.spec.procedures)
        ]

    async def run(self, clock: Clock, wake: Callable[[], None]) -> None:
        """Look every few seconds until cancelled; `wake` asks for a commit."""
        if self._kinds:
            await look_often(
                self.look, clock, wake, period_s=PERIOD_S, trouble="deadlines of cases cannot be read"
            )

    async def look(self, now: float) -> int:
        """Start what starts with the deadlines that passed; return how many cases it was."""
        late = [file for kind in self._kinds for file in await self._passed(kind, now)]
        for start in range(0, len(late), PAGE):
            page = late[start : start + PAGE]
            async with self._register.holding([file.case_id for file in page], families=True):
                for file in page:
                    self._register.late(file, now)
        if late:
            self._outcome().settings[SETTING] = repr(now)
        self._until_at = now
        return len(late)

    async def _passed(self, kind: str, now: float) -> list[CaseFile]:
        query = CaseQuery(kind=kind, due=("overdue",), due_from=self._until_at, due_to=now, at=now)
        return await all_that_fit(self._register, query, "due")
