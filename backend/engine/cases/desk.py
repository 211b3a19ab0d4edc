"""Opens the daemon's register of case files: everything about cases, put together."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import msgspec

from backend.domain.cases.spec import CaseKindSpec
from backend.domain.clock import Clock
from backend.engine.cases.expiring import Expiring
from backend.engine.cases.figuring import Figuring
from backend.engine.cases.lateness import Lateness
from backend.engine.cases.on_case_acts import OnCaseActs
from backend.engine.cases.on_cases import CaseStore, OnCases
from backend.engine.cases.on_figures import DimensionNames, OnFigures
from backend.engine.cases.on_likeness import OnLikeness
from backend.engine.cases.on_shapes import OnShapes
from backend.engine.cases.register import Register
from backend.engine.cases.sampler import Sampler, Sink
from backend.engine.cases.scheduling import Scheduling
from backend.engine.feed import Feed
from backend.engine.work.bench import Bench, Handlers
from backend.store import CaseRow


class _Loop(msgspec.Struct, frozen=True):
    """What the register needs of the daemon."""

    bench: Bench

    async def beside(self, work: Callable[[], Any]) -> Any:
        return await self.bench.beside(work)

    async def settle(self) -> int:
        return await self.bench.pipeline.settle()

    def now(self) -> float:
        return self.bench.clock.now()


class CaseDesk:
    """Register, figures and what watches over them."""

    def __init__(
        self, bench: Bench, store: CaseStore, settings: Mapping[str, str], series: Mapping[str, object]
    ) -> None:
        """Open the register.

        Args:
            bench: the daemon's parts.
            store: case files that have committed.
            settings: as the store has them.
            series: of the centre, by id.
        """
        casework = bench.casework
        setup, kinds = casework.setup, casework.setup.kinds
        self.register = Register(kinds, store, _Loop(bench), casework)
        now = bench.clock.now()
        self.register.engaged.restore(lambda query, at, n: store.find(query, "oldest", at, n, now), now)
        specs: dict[str, CaseKindSpec] = {name: kind.spec for name, kind in kinds.items()}
        names = DimensionNames(kinds, setup.unit_names, setup.area_names)
        self.figuring = Figuring(setup.case_kinds.figures, specs, store, setup.zone, names)
        self.sampler = Sampler(self.figuring, setup.units, series, bench.beside)
        self._lateness = Lateness(self.register, lambda: casework.out, settings, bench.clock.now())
        self._expiring = Expiring(self.register, setup.zone)
        self._scheduling = Scheduling(
            self.register, lambda: casework.out, settings, setup.ground.places, setup.zone
        )
        self._bench, self._store = bench, store

    def handlers(self) -> Handlers:
        """Return the handler of each kind of request about cases and figures."""
        return {
            **OnCases(self._bench, self.register, self._store).handlers(),
            **OnCaseActs(self._bench, self.register).handlers(),
            **OnLikeness(self._bench, self.register).handlers(),
            **OnFigures(self._bench, self.figuring, self.register.kinds).handlers(),
            **OnShapes(
                self._bench, self.register.kinds, self._store, self._bench.casework.setup.areas
            ).handlers(),
        }

    def committed(self, rows: Sequence[CaseRow], feed: Feed) -> None:
        """Take case files that are in the store: walls are told which registers changed."""
        self.register.committed(rows)
        self.sampler.committed(rows)
        ids: dict[str, list[str]] = {}
        for row in rows:
            ids.setdefault(row.file.kind, []).append(row.file.case_id)
        for kind, of_kind in ids.items():
            feed.note_register(kind, of_kind)

    def work(
        self, sink: Sink | None, clock: Clock, wake: Callable[[], None]
    ) -> list[Coroutine[None, None, None]]:
        """Return what runs until it is cancelled.

        Args:
            sink: takes the readings that figures become; None: no figure is measured.
            clock: of the daemon.
            wake: asks for a commit.
        """
        found = [
            self.register.errands.run(wake),
            self._lateness.run(clock, wake),
            self._expiring.run(clock, wake),
            self._scheduling.run(clock, wake),
        ]
        return found if sink is None else [*found, self.sampler.run(sink, clock)]
