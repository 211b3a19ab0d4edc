"""Opens the daemon's office: work restored from the store, channels, and all that answers about work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence

import msgspec

from backend.channels.base import Means, SecretStore
from backend.domain.clock import Clock
from backend.domain.rule import RuleSpec
from backend.engine.pipeline import Pipeline
from backend.engine.work import outage
from backend.engine.work.back_tests import BackTests
from backend.engine.work.bench import Bench, Handlers
from backend.engine.work.casework import Casework
from backend.engine.work.dispatch import Dispatcher
from backend.engine.work.on_desk import SILENCE, OnDesk
from backend.engine.work.on_handover import OnHandover, Surroundings
from backend.engine.work.on_incidents import OnIncidents
from backend.engine.work.on_procedures import OnProcedures
from backend.engine.work.setup import WorkSetup, new_drawings
from backend.store import Drawing, Store

CLOSED_DAYS = 7
"""Ended work of so many days is restored: numbers, late reports and replies depend on it."""
DAY_S = 86_400.0


class Office:
    """Casework and dispatcher of one daemon."""

    def __init__(self, bench: Bench, dispatcher: Dispatcher) -> None:
        """Keep the parts; `open_office` makes them."""
        self.bench, self.dispatcher = bench, dispatcher
        self.casework = bench.casework

    def handlers(self, rules: Sequence[RuleSpec], around: Surroundings, back_tests: BackTests) -> Handlers:
        """Return the handler of each kind of request about work."""
        return {
            **OnIncidents(self.bench).handlers(),
            **OnProcedures(self.bench).handlers(),
            **OnHandover(self.bench, around).handlers(),
            **OnDesk(self.bench, rules, self.dispatcher, back_tests).handlers(),
        }

    def run(self) -> Coroutine[None, None, None]:
        """Return what sends messages until it is cancelled."""
        return self.dispatcher.run()


class Premises(msgspec.Struct, frozen=True):
    """What an office is opened with."""

    store: Store
    pipeline: Pipeline
    clock: Clock
    secrets: SecretStore
    setup: WorkSetup
    drawings: tuple[Drawing, ...]
    """Versions of procedures that the store has."""


def open_office(
    premises: Premises, bench_of: Callable[[Casework], Bench], n_walls: Callable[[], int]
) -> Office:
    """Return the office with its work restored; the first commit keeps what that changed.

    Args:
        premises: store, pipeline, clock, secrets, setup.
        bench_of: makes the bench of a casework.
        n_walls: how many walls are connected: whether a notification is seen.
    """
    store, pipeline, clock = premises.store, premises.pipeline, premises.clock
    now, settings = clock.now(), store.work.settings()
    casework = Casework(premises.setup, pipeline.book.get)
    for name, value in settings.items():
        if name.startswith(SILENCE):
            casework.silenced[name.removeprefix(SILENCE)] = float(value)
    rows = store.work.rows(since_at=now - CLOSED_DAYS * DAY_S)
    listed = pipeline.book.listed()
    casework.setup.outage.restore([alarm.subject for alarm in listed if alarm.rule_id == outage.RULE])
    bench = bench_of(casework)
    casework.restore(rows, [alarm for alarm in listed if alarm.rule_id != outage.RULE], now)
    casework.out.drawings += new_drawings(premises.setup.library, premises.drawings, now)
    means = Means(premises.secrets, clock, lambda _out: n_walls() > 0)

    async def kept(digest: str) -> tuple[bytes, str] | None:
        found = await asyncio.to_thread(store.work.kept, digest)
        return (found.data, found.media_type) if found is not None else None

    dispatcher = Dispatcher(casework, means, pipeline.wake, kept)
    dispatcher.committed(row.item for row in rows)
    return Office(bench, dispatcher)
