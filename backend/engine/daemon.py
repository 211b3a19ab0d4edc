"""Assembles the daemon and runs it until it is asked to end."""

from __future__ import annotations

import asyncio
import datetime
import logging
import math
import signal
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, cast

import msgspec

from backend.contract.messages import Pulse, Snapshot
from backend.contract.state import Series
from backend.contract.version import CONTRACT_VERSION
from backend.domain.alarms.book import AlarmBook
from backend.domain.alarms.events import SignalChanged
from backend.domain.clock import Clock, ScaledClock, SystemClock
from backend.domain.evaluator import Evaluator
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from backend.engine import catalogue, heartbeat
from backend.engine.actions import Actions
from backend.engine.answers import Answers
from backend.engine.centre import LoadedCentre, load_centre
from backend.engine.feed import Feed
from backend.engine.intake import Slot, SourceIntake
from backend.engine.pending import Pending
from backend.engine.pipeline import Pipeline
from backend.engine.upkeep import upkeep
from backend.sources import scan
from backend.sources.base import SourceConfig
from backend.store import Store
from backend.usecases import load_packs
from backend.wire import keys
from backend.wire.server import WireServer, WireSettings

log = logging.getLogger(__name__)

VALUES_PERIOD_S = 0.1
PULSE_PERIOD_S = 1.0
WARM_S = 6 * 3600.0
"""Stored readings of so long rebuild the rules' memory after a restart."""
N_READERS = 3


class StartError(RuntimeError):
    """The daemon cannot start; says why and the cure."""


class DaemonOptions(msgspec.Struct, frozen=True, kw_only=True):
    """How a daemon is started."""

    centre: Path
    packs: Path
    database: str
    keys: Path | None
    feed: str
    requests: str
    clock_from: str = ""
    clock_speed: float = 1.0
    durability: str = "process"


def run(options: DaemonOptions) -> None:
    """Run the daemon until SIGTERM or SIGINT.

    Raises:
        StartError, DocumentError, StoreError, SecretError, OSError: it cannot start.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(Daemon(options).run())
    except* asyncio.CancelledError:
        log.info("ended")


class Daemon:
    """All the parts of one running daemon."""

    def __init__(self, options: DaemonOptions) -> None:
        """Read the centre and its packs, open the store, restore alarms and rules; nothing listens yet."""
        self.clock = make_clock(options)
        self.loaded = load_centre(options.centre)
        self.packs = load_packs(options.packs, self.loaded.packs)
        for kind, place in catalogue.unknown_kinds(self.loaded, self.packs).items():
            log.warning(
                "no pack declares the kind %r of place %s: it is on the map, without figures", kind, place
            )
        self.store = self._open_store(options)
        self.series = self._series()
        self.pending = Pending(self.store.marks())
        settings = WireSettings(options.feed, options.requests, keys.open_store(options.keys))
        self._readers = ThreadPoolExecutor(N_READERS, thread_name_prefix="reader")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self.wire = WireServer(settings, self._answer, self.clock)
        self.feed = Feed(self.wire)
        self.heartbeat = heartbeat.Heartbeat()
        self.pipeline = self._pipeline()
        self.intakes = self._intakes()
        self.answers = Answers(
            store=self.store,
            series=self.series,
            maps=options.centre / "maps",
            snapshot=self.snapshot,
            actions=Actions(self.pipeline, self.clock),
            readers=self._readers,
            clock=self.clock,
        )

    @staticmethod
    def _open_store(options: DaemonOptions) -> Store:
        if options.durability not in ("process", "power"):
            raise StartError(f"durability {options.durability!r}; expected one of: process, power")
        durability = cast(Literal["process", "power"], options.durability)
        store = Store.open(options.database, durability=durability)
        store.migrate()
        return store

    def _series(self) -> dict[str, Series]:
        ids = [*catalogue.series_ids(self.loaded.places, self.packs), heartbeat.SERIES]
        self._numbers = self.store.register_series(ids)
        return catalogue.build(self.loaded, self.packs, self._numbers)

    def _pipeline(self) -> Pipeline:
        rules = [*self.packs.rules, heartbeat.rule()]
        facts = [*series_facts(self.loaded, self.series), heartbeat.series_facts()]
        evaluator = Evaluator(rules, facts, self.packs.limit_sets)
        for rule_id, series_id, why in evaluator.unbound:
            log.warning("rule %s cannot judge %s: %s", rule_id, series_id, why)
        book = AlarmBook(rules, frozenset({heartbeat.RULE}))
        now = self.clock.now()
        alarms = [a for a in self.store.alarms() if a.rule_id != heartbeat.RULE]
        book.restore(alarms, now)
        pipeline = Pipeline(
            store=self.store,
            writer=self._writer,
            evaluator=evaluator,
            book=book,
            beat=self.heartbeat,
            feed=self.feed,
            pending=self.pending,
            clock=self.clock,
        )
        pipeline.judge(evaluator.warm(self._stored_readings(now - WARM_S), alarms), now)
        pipeline.journal_seq = self.wire.journal_seq = self.store.head_seq()
        self.feed.restore(alarms, book.desk())
        return pipeline

    def _stored_readings(self, since_at: float) -> list[Observation]:
        ids = {number: series_id for series_id, number in self._numbers.items()}
        for number, at, value, quality in self.store.latest(list(ids)):
            if ids[number] in self.series:
                self.feed.values.restore(number, (at, value, quality))
        return [
            Observation(ids[number], at, value, quality)
            for number, at, value, quality in self.store.readings_since(since_at)
            if number in ids
        ]

    def _intakes(self) -> dict[str, SourceIntake]:
        slots = {
            series_id: Slot(series.index, *self.packs.metrics[series.metric].range)
            for series_id, series in self.series.items()
        }
        slots[heartbeat.SERIES] = Slot(self._numbers[heartbeat.SERIES], -math.inf, math.inf)
        units = {name: metric.unit for name, metric in self.packs.metrics.items()}
        configs = [*catalogue.enabled(self.loaded.sources), heartbeat_config()]
        return {c.id: SourceIntake(c, slots, units, self.pending, self.clock) for c in configs}

    async def _answer(self, request: object) -> object:
        return await self.answers(request)  # type: ignore[arg-type]

    def snapshot(self) -> Snapshot:
        """Return the whole live state as of the last commit."""
        return Snapshot(
            version=CONTRACT_VERSION,
            epoch=self.wire.epoch,
            journal_seq=self.pipeline.journal_seq,
            taken_at=self.clock.now(),
            topic_seqs=dict(self.wire.topic_seqs),
            centre=self.loaded.centre,
            places=self.loaded.places,
            series=tuple(self.series.values()),
            values=self.feed.values.all(),
            alarms=tuple(self.feed.alarms.values()),
            desk=self.feed.desk,
            sources=tuple(i.state(self.clock.now()) for i in self._outer()),
            reference_days=self.loaded.reference_days,
        )

    def _outer(self) -> list[SourceIntake]:
        return [i for i in self.intakes.values() if i.config.id != heartbeat.PLACE]

    # ---- running ----------------------------------------------------------------------------------

    async def run(self) -> None:
        """Listen, gather and judge until SIGTERM or SIGINT."""
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, ended.set)
        self.wire.bind()
        log.info(
            "centre %s: %d series, %d sources", self.loaded.centre.name, len(self.series), len(self.intakes)
        )
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(work) for work in self._work()]
                await ended.wait()
                for task in tasks:
                    task.cancel()
        finally:
            await self.pipeline.turn()
            self.wire.close()
            self._writer.shutdown()
            self._readers.shutdown()
            self.store.close()

    def _work(self) -> list[Awaitable[None]]:
        work: list[Awaitable[None]] = [
            self.pipeline.run(),
            self.wire.serve(),
            self.heartbeat.run(self.intakes[heartbeat.PLACE], self.clock),
            every(VALUES_PERIOD_S, self.feed.flush_values),
            every(PULSE_PERIOD_S, self._beat),
            upkeep(self.store, self._writer, self.loaded.retention, self.clock),
        ]
        for intake in self._outer():
            source = scan.kind_of(intake.config.kind).source(intake.config, intake, self.clock)
            work.append(source.run())
        return work

    def _beat(self) -> None:
        now = self.clock.now()
        self.wire.drain_subscriptions()
        self._signals(now)
        outer = self._outer()
        self.feed.tell_sources(i.state(now) for i in outer)
        self.wire.publish(
            Pulse(
                at=now,
                version=CONTRACT_VERSION,
                journal_seq=self.pipeline.journal_seq,
                chain_at=self.heartbeat.chain_at,
                chain_latency_s=self.heartbeat.chain_latency_s,
                n_received=sum(i.received for i in outer),
                n_stored=self.pipeline.n_stored,
                n_refused=sum(i.refused for i in outer),
            )
        )

    def _signals(self, now: float) -> None:
        """Tell the alarm book which of its alarms stand on a value that is late or lost."""
        for alarm in self.pipeline.book.listed():
            series = self.series.get(alarm.series_id)
            if series is None:
                continue
            signal = self.feed.values.freshness(series.index, series.max_age_s, now)
            if signal != alarm.signal:
                self.pipeline.apply(SignalChanged(series_id=alarm.series_id, signal=signal), now)


async def every(period_s: float, do: Callable[[], None]) -> None:
    """Call `do` each period until cancelled, without drift."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        do()
        due = max(due + period_s, loop.time())
        await asyncio.sleep(due - loop.time())


def make_clock(options: DaemonOptions) -> Clock:
    """Return the machine's clock, or the one that was asked for."""
    if not options.clock_from:
        return SystemClock()
    try:
        start = datetime.datetime.fromisoformat(options.clock_from)
    except ValueError as error:
        raise StartError(
            f"--clock-from {options.clock_from!r}: {error}; write 2019-02-01T00:00+07:00"
        ) from error
    if start.tzinfo is None:
        raise StartError(f"--clock-from {options.clock_from!r} has no zone; write 2019-02-01T00:00+07:00")
    return ScaledClock(start.timestamp(), options.clock_speed)


def series_facts(loaded: LoadedCentre, series: dict[str, Series]) -> list[SeriesFacts]:
    """Return what the rules need to know of each series."""
    places = {p.place_id: p for p in loaded.places}
    facts = []
    for one in series.values():
        place = places[one.place_id]
        facts.append(
            SeriesFacts(
                series_id=one.series_id,
                place_id=place.place_id,
                place_name=place.name,
                kind=place.kind,
                metric=one.metric,
                unit=one.unit,
                area_code=place.area_code,
                area_name=place.area_name,
                attributes=place.attributes,
                max_age_s=one.max_age_s,
                decimals=one.decimals,
            )
        )
    return facts


def heartbeat_config() -> SourceConfig:
    """Return the settings under which the synthetic reading comes in."""
    return SourceConfig(id=heartbeat.PLACE, kind="synthetic", name="Nhịp chuỗi cảnh báo", max_age_s=3.0)
