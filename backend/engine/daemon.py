"""Assembles the daemon and runs it until it is asked to end."""

from __future__ import annotations

import asyncio
import gc
import logging
import math
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from backend.contract.messages import Pulse, ReplyBody, Request, Snapshot
from backend.contract.state import Freshness, Quality, Series
from backend.contract.version import CONTRACT_VERSION
from backend.domain.alarms.book import AlarmBook
from backend.domain.alarms.events import SignalChanged
from backend.domain.checks.checker import Checker
from backend.domain.evaluator import Evaluator
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from backend.engine import catalogue, entered_readings, heartbeat, limit_lines, source_alarms
from backend.engine.actions import Actions
from backend.engine.answers import Answers, Handler
from backend.engine.cameras.desk import CameraDesk
from backend.engine.cases import sampler
from backend.engine.cases.desk import CaseDesk
from backend.engine.centre import load_centre
from backend.engine.compliance import SOURCE as JUDGED
from backend.engine.compliance import ComplianceDesk, open_compliance
from backend.engine.derived import open_derived
from backend.engine.doubts import DoubtDesk
from backend.engine.entered_readings import EntryDesk, Range
from backend.engine.feed import CLOSED_KEPT_S, Feed
from backend.engine.gateway import open_gateway
from backend.engine.indicators.desk import IndicatorDesk, IndicatorFolders, own_rules
from backend.engine.intake import Slot, SourceIntake
from backend.engine.late_readings import late_work
from backend.engine.notices import NoticeDesk
from backend.engine.pending import Pending
from backend.engine.pipeline import Pipeline
from backend.engine.reporting.desk import ReportDesk, Stock, open_reporting
from backend.engine.resources import OnResources, Resources, live_look
from backend.engine.season import SeasonDesk
from backend.engine.source_alarms import SeriesSources, SourceAlarms, under_sources
from backend.engine.starting import DaemonOptions, make_clock, open_store
from backend.engine.upkeep import upkeep
from backend.engine.work import outage
from backend.engine.work.back_tests import BackTests
from backend.engine.work.bench import Bench
from backend.engine.work.casework import Casework
from backend.engine.work.office import Office, Premises, open_office
from backend.engine.work.on_handover import Surroundings
from backend.engine.work.setup import WorkSetup, load_setup
from backend.engine.writer import Writer
from backend.sources import scan
from backend.sources.base import SourceConfig
from backend.usecases import load_packs
from backend.usecases.derived_metrics import computed
from backend.usecases.entered_metrics import entered_metrics, longest_age_s
from backend.usecases.notices import load_notices
from backend.usecases.place_kinds import infos
from backend.usecases.shelf import PackFolder, shelf_of
from backend.wire import keys
from backend.wire.server import WireServer, WireSettings

log = logging.getLogger(__name__)

VALUES_PERIOD_S = 0.1
PULSE_PERIOD_S = 1.0
FORGET_PERIOD_S = 60.0
CAMERA, CAMERA_METRIC = "camera", "reachable"
N_READERS = 3
SWITCH_S = 0.001
"""How long one thread keeps the interpreter while another waits for it."""


def run(options: DaemonOptions) -> None:
    """Run the daemon until SIGTERM or SIGINT.

    Raises:
        StartError, DocumentError, StoreError, SecretError, OSError: it cannot start.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("httpx", "spiff", "alembic"):  # a line for each request, token and table
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # What is made until now lives as long as the daemon: looking through it for garbage again and again would
    # lengthen the start by a tenth, and later hold up the readings by tens of milliseconds.
    gc.disable()
    try:
        daemon = Daemon(options)
    finally:
        gc.enable()
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_S)
    asyncio.run(_until_signal(daemon))
    log.info("ended")


async def _until_signal(daemon: Daemon) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await daemon.run(ended)


class Daemon:
    """All the parts of one running daemon."""

    def __init__(self, options: DaemonOptions) -> None:
        """Read the centre and its packs, open the store, restore alarms and rules; nothing listens yet."""
        if options.keys is not None:
            keys.use_as_keyring(options.keys)
        self.clock = make_clock(options)
        centre = load_centre(options.centre)
        self._shelf: PackFolder = shelf_of(options.centre, options.packs)
        self.packs = load_packs(self._shelf, centre.packs)
        self.loaded = catalogue.with_register_places(centre, self.packs)
        for kind, place in catalogue.unknown_kinds(self.loaded, self.packs).items():
            log.warning(
                "no pack declares the kind %r of place %s: it is on the map, without figures", kind, place
            )
        self.store = open_store(options)
        self.series = self._series()
        self.pending = Pending(self.store.marks())
        settings = WireSettings(options.feed, options.requests, keys.open_store(options.keys))
        self._readers = ThreadPoolExecutor(N_READERS, thread_name_prefix="reader")
        self._writer = Writer(self.store)
        self.wire = WireServer(settings, self._answer, self.clock)
        self.feed = Feed(self.wire)
        self.feed.values.hidden = self._numbers[heartbeat.SERIES]
        self.heartbeat = heartbeat.Heartbeat()
        self.pipeline = self._pipeline()
        self.office = self._office(options)
        self.compliance: ComplianceDesk = open_compliance(
            self._shelf, self.packs, self.loaded.places, self.series, self.office.bench
        )
        self.reporting = self._reporting()
        names = tuple(pack.id for pack in self.packs.packs)
        folders = IndicatorFolders(self._shelf, names, options.centre, self.loaded.province)
        self.indicators = IndicatorDesk(self.office.bench, self.cases.register, self.store.cases, folders)
        self.cameras = CameraDesk(self.loaded, self.office.bench, self.cases.register)
        self.gateway = open_gateway(self.office, self.cases.register, self.loaded)
        self.intakes = self._intakes()
        self.answers = Answers(
            store=self.store,
            series=self.series,
            maps=options.centre / "maps",
            snapshot=self.snapshot,
            actions=Actions(self.pipeline, self.clock, self.office.bench.account),
            readers=self._readers,
            clock=self.clock,
            more=self._more(options),
        )

    def _more(self, options: DaemonOptions) -> dict[type, Handler]:
        """Return the handlers of the parts that answer for themselves."""
        back_tests = BackTests(options.centre, options.database)
        return {
            **self.office.handlers(self.packs.rules, self._surroundings(), back_tests),
            **self.cases.handlers(),
            **self.reporting.handlers(),
            **self.indicators.handlers(),
            **self.cameras.handlers(),
            **self.compliance.handlers(),
            **OnResources(self.resources, self.clock).handlers(),
            **self._entry_desk().handlers(),
            **self._archive().handlers(),
            **NoticeDesk(load_notices(self._shelf, [pack.id for pack in self.packs.packs])).handlers(),
            **DoubtDesk(self.checker, self.series, self.packs.metrics, self.feed.values.newest).handlers(),
        }

    def _archive(self) -> SeasonDesk:
        zone, days = self.office.casework.setup.zone, self.loaded.reference_days
        return SeasonDesk(self.office.bench, self.loaded.places, self.series, days, zone)

    def _entry_desk(self) -> EntryDesk:
        spans = {name: Range(*span) for name, span in entered_metrics(self.packs.metrics).items()}
        intake = self.intakes.get(entered_readings.SOURCE)
        return EntryDesk(self.loaded.places, self.series, spans, self.office.bench, intake)

    def _series(self) -> dict[str, Series]:
        ids = [*catalogue.series_ids(self.loaded.places, self.packs), heartbeat.SERIES]
        self._numbers = self.store.register_series(ids)
        self._build_series = partial(catalogue.build, self.loaded, self.packs, self._numbers)
        return self._build_series(self.clock.now())

    def _pipeline(self) -> Pipeline:
        rules = [*self.packs.rules, heartbeat.rule()]
        own = [outage.rule(), source_alarms.rule(), *own_rules()]
        facts = [*self._facts(), heartbeat.series_facts()]
        evaluator = Evaluator(rules, facts, self.packs.limit_sets)
        for rule_id, n, (series_id, why) in evaluator.unbound_rules():
            log.info("rule %s leaves %d series unjudged, the first %s: %s", rule_id, n, series_id, why)
        areas = {p.place_id: p.area_code for p in self.loaded.places}
        kept = self.store.work.settings().get(source_alarms.SETTING, "")
        self._series_sources = SeriesSources(computed(self.packs), kept)
        source_of = self._series_sources.of
        book = AlarmBook([*under_sources(rules), *own], areas, frozenset({heartbeat.RULE}), source_of)
        now = self.clock.now()
        self._derived, standing = open_derived(self.packs, facts, self._numbers, self.store, now)
        self.pending.readings.extend(standing)
        alarms = [a for a in self.store.alarms() if a.rule_id != heartbeat.RULE]
        book.restore(alarms, now)
        self._source_alarms = SourceAlarms(catalogue.enabled(self.loaded.sources), alarms, now)
        pipeline = Pipeline(
            writer=self._writer,
            evaluator=evaluator,
            book=book,
            beat=self.heartbeat,
            feed=self.feed,
            pending=self.pending,
            clock=self.clock,
            derived=self._derived,
        )
        pipeline.judge(evaluator.warm(self._remembered(evaluator.horizons(), now), alarms), now)
        pipeline.retire(now, frozenset(rule.id for rule in own))
        self._restore_values()
        newest = self.store.journal(limit=1, newest_first=True)
        pipeline.journal_seq = self.wire.journal_seq = newest[0].seq if newest else 0
        self.feed.restore(alarms, book.desk())
        return pipeline

    def _office(self, options: DaemonOptions) -> Office:
        drawings = tuple(self.store.work.drawings())
        setup = load_setup(self.loaded, self.packs, self._shelf, drawings, self.store.work.settings())
        premises = Premises(
            self.store, self.pipeline, self.clock, keys.open_store(options.keys), setup, drawings
        )
        self._set_up_cases(setup)
        self.cases: CaseDesk
        self.resources: Resources

        def bench_of(casework: Casework) -> Bench:
            bench = Bench(casework, self.pipeline, self.store, self._readers, self.clock)
            # before the work is restored: procedures that wait for a case go on then
            self.cases = CaseDesk(bench, self.store.cases, self.store.work.settings(), self.series)
            look, busy = live_look(self.feed.values, self.series), self.cases.register.engaged.busy
            self.resources = Resources(self.loaded.places, self.packs.place_kinds, look, busy)
            casework.resources = self.resources
            return bench

        office = open_office(premises, bench_of, lambda: self.answers.n_present())  # noqa: PLW0108 - made after this
        since_at = self.clock.now() - CLOSED_KEPT_S
        self.feed.keep_work(row.item for row in self.store.work.rows(since_at))
        self.feed.keep_work(office.casework.out.items())
        self.pipeline.serve(
            office.casework,
            office.dispatcher.committed,
            lambda rows: self.cases.committed(rows, self.feed),
        )
        return office

    def _reporting(self) -> ReportDesk:
        stock = Stock(self._shelf, self.packs, self.compliance.sheets)
        return open_reporting(self.office.bench, self.loaded, self.cases.figuring, stock)

    def _set_up_cases(self, setup: WorkSetup) -> None:
        """Have the store know what cases are counted by."""
        self.store.cases.zone = setup.zone
        self.store.cases.indexed = {
            name: frozenset(field.id for field in kind.spec.data if field.indexed)
            for name, kind in setup.kinds.items()
        }

    def _surroundings(self) -> Surroundings:
        def signal_of(place_id: str) -> tuple[Freshness, float | None]:
            series = self.series.get(f"{place_id}.{CAMERA_METRIC}")
            if series is None:
                return "fresh", None
            known = self.feed.values.newest.get(series.index)
            signal = self.feed.values.freshness(series.index, series.max_age_s, self.clock.now())
            dark = known is not None and known[1] == 0.0
            return ("lost" if dark else signal), (known[0] if known else None)

        return Surroundings(
            centre=self.loaded.centre.name,
            shifts=self.loaded.centre.shifts,
            sources=lambda: [intake.state(self.clock.now()) for intake in self._outer()],
            cameras=tuple(place for place in self.loaded.places if place.kind == CAMERA),
            signal_of=signal_of,
        )

    def _facts(self) -> list[SeriesFacts]:
        places = {p.place_id: p for p in self.loaded.places}
        return [self.packs.facts_of(s.metric, places[s.place_id]) for s in self.series.values()]

    def _remembered(self, horizons: Mapping[str, float], now: float) -> list[Observation]:
        """Return the stored readings that rules still look back on.

        However short their memory: a reading that its source sends once more, and that is young enough to
        be judged, must meet the newer ones.
        """
        ids = {self._numbers[series_id]: series_id for series_id in horizons}
        ages = {series_id: series.max_age_s for series_id, series in self.series.items()}
        since_at = {n: now - horizons[name] - ages.get(name, 0.0) for n, name in ids.items()}
        return [
            Observation(ids[number], at, value, Quality(quality))
            for number, at, value, quality in self.store.readings_each_since(since_at)
        ]

    def _restore_values(self) -> None:
        for number, at, value, quality in self.store.latest([s.index for s in self.series.values()]):
            self.feed.values.restore(number, (at, value, quality))

    def _intakes(self) -> dict[str, SourceIntake]:
        self.checker = Checker(self._facts(), self.packs.checks)
        self.checker.warm(self._remembered(self.checker.horizons(), self.clock.now()))
        made = computed(self.packs)
        slots = {
            name: Slot(series.index, *self.packs.metrics[series.metric].range, self.checker.of(name))
            for name, series in self.series.items()
            if series.metric not in made
        }
        slots[heartbeat.SERIES] = Slot(self._numbers[heartbeat.SERIES], -math.inf, math.inf)
        units = {name: metric.unit for name, metric in self.packs.metrics.items()}
        outer = catalogue.enabled(self.loaded.sources)
        configs = [*outer, heartbeat_config()]
        if self.cases.sampler.measured():
            configs.append(sampler.source_config())
        configs += self.compliance.source_configs()
        if age_s := longest_age_s(self.packs.metrics):
            configs.append(entered_readings.source_config(age_s))
        intakes = {c.id: SourceIntake(c, slots, units, self.pending, self.clock) for c in configs}
        for intake in intakes.values():
            intake.on_listed, intake.computed = self._listed_all, made
        for config in outer:
            intakes[config.id].senders = self._series_sources.senders
        return intakes

    def _listed_all(self, source_id: str, kind: str, case_ids: frozenset[str]) -> None:
        self.office.casework.listed_all(source_id, kind, case_ids, self.clock.now())
        self.pipeline.wake()

    async def _answer(self, request: Request) -> ReplyBody:
        return await self.answers(request)

    def snapshot(self) -> Snapshot:
        """Return the whole live state as of the last commit."""
        return Snapshot(
            version=CONTRACT_VERSION,
            epoch=self.wire.epoch,
            journal_seq=self.pipeline.journal_seq,
            taken_at=self.clock.now(),
            topic_seqs=dict(self.wire.topic_seqs),
            centre=self.loaded.centre,
            places=self.cameras.places,
            series=tuple(self.series.values()),
            values=self.feed.values.all(),
            alarms=tuple(self.feed.alarms.values()),
            desk=self.feed.desk,
            sources=tuple(i.state(self.clock.now()) for i in self._outer()),
            reference_days=self.loaded.reference_days,
            work=tuple(self.feed.work.values()),
            place_kinds=infos(self.packs.place_kinds),
            units=self.office.casework.setup.units,
            people=tuple(person.name for person in self.office.casework.setup.messages.contacts.people),
            silenced_until_at=self.office.casework.silenced,
        )

    def _outer(self) -> list[SourceIntake]:
        """Return the sources that can fail: what people enter is told by the age of its values alone."""
        inner = (heartbeat.PLACE, entered_readings.SOURCE)
        return [i for i in self.intakes.values() if i.config.id not in inner]

    # ---- running ----------------------------------------------------------------------------------

    async def run(self, ended: asyncio.Event) -> None:
        """Listen, gather and judge until `ended` is set."""
        self.wire.bind()
        if self.gateway is not None:
            self.gateway.bind()
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
            self._writer.close()
            self._readers.shutdown()
            self.store.close()

    def _work(self) -> list[Coroutine[None, None, None]]:
        build, publish = self._build_series, self.wire.publish
        lines = limit_lines.LimitLines(self.packs, self.series, build, self.clock, publish)
        work: list[Coroutine[None, None, None]] = [
            self.pipeline.run(),
            self.wire.serve(),
            self.heartbeat.run(self.intakes[heartbeat.PLACE], self.clock),
            every(VALUES_PERIOD_S, self.feed.flush_values),
            every(PULSE_PERIOD_S, self._beat),
            every(limit_lines.PERIOD_S, lines.look),
            every(VALUES_PERIOD_S, lambda: self.feed.flush_registers(time.monotonic())),
            every(FORGET_PERIOD_S, lambda: self.feed.forget_work(self.clock.now())),
            every(source_alarms.KEEP_PERIOD_S, self._keep_series_sources),
            upkeep(self.store, self.loaded.retention, self.clock),
            self.office.run(),
            self.reporting.run(),
            *(self.gateway.work() if self.gateway is not None else ()),
            *self.indicators.work(),
            *self.cameras.work(),
            *self.cases.work(self.intakes.get(sampler.SOURCE), self.clock, self.pipeline.wake),
            *self.compliance.work(self.intakes.get(JUDGED)),
            *late_work(self._derived, self.store, self.pending, self.pipeline.settle),
        ]
        for intake in self._outer():
            if intake.config.id in (sampler.SOURCE, JUDGED):
                continue  # the daemon's own parts feed these
            source = scan.kind_of(intake.config.kind).source(intake.config, intake, self.clock)
            work.append(source.run())
        return work

    def _beat(self) -> None:
        now = self.clock.now()
        self.wire.drain_subscriptions()
        self._signals(now)
        outer = self._outer()
        states = [intake.state(now) for intake in outer]
        self.pipeline.judge(self._source_alarms.look(states, now), now)
        self.feed.tell_sources(states)
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
                topic_seqs=dict(self.wire.topic_seqs),
            )
        )

    def _keep_series_sources(self) -> None:
        if kept := self._series_sources.to_keep():
            self.office.casework.out.settings[source_alarms.SETTING] = kept
            self.pipeline.wake()

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


def heartbeat_config() -> SourceConfig:
    """Return the settings under which the synthetic reading comes in."""
    return SourceConfig(id=heartbeat.PLACE, kind="synthetic", name="Nhịp chuỗi cảnh báo", max_age_s=3.0)
