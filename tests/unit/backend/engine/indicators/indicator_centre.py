"""A small centre with the shipped pack of indicators and a set of its own, at work over a real store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml

from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.indicators import EnterFigures, FigureEntry, ReviewFigure
from backend.contract.messages import EntryAppended, ReplyBody
from backend.contract.state import Alarm
from backend.contract.work import Ladder, Message
from backend.domain.alarms.book import AlarmBook
from backend.domain.evaluator import Evaluator
from backend.engine import heartbeat
from backend.engine.cases.desk import CaseDesk
from backend.engine.centre import load_centre
from backend.engine.feed import Feed
from backend.engine.indicators.desk import IndicatorDesk, IndicatorFolders, own_rules
from backend.engine.pending import Pending
from backend.engine.pipeline import Pipeline
from backend.engine.sessions import Session
from backend.engine.work.bench import Bench
from backend.engine.work.casework import Casework
from backend.engine.work.setup import load_setup
from backend.engine.writer import Writer
from backend.store import Store
from backend.usecases import load_packs
from tests.unit.backend.engine.cases.case_centre import Clock, Wire

PACKS = Path(__file__).resolve().parents[5] / "resources" / "usecases"
CENTRE = {
    "id": "thu", "name": "Trung tâm thử", "packs": ["indicators"],
    "units": [{"id": "tk", "name": "Thống kê"}, {"id": "tc", "name": "Sở Tài chính"}, {"id": "ioc", "name": "Trung tâm"}],
}  # fmt: skip
PEOPLE = [
    {"id": "an", "name": "Ngô An", "phone": "0900002001", "email": "an@demo.invalid", "unit": "tk", "roles": ["unit_officer"]},
    {"id": "binh", "name": "Lê Bình", "phone": "0900002002", "unit": "tc", "roles": ["unit_officer"]},
    {"id": "long", "name": "Nguyễn Long", "phone": "0900002003", "unit": "ioc", "roles": ["leader"]},
    {"id": "thu", "name": "Phạm Thu", "phone": "0900002004", "unit": "ioc", "roles": ["shift_supervisor"]},
]  # fmt: skip
SMS = {
    "id": "sms", "kind": "sms_http", "name": "SMS", "enabled": True, "url": "http://127.0.0.1:9/sms",
    "body": {"Phone": "{to}", "Content": "{body}", "RequestId": "{key}"},
}  # fmt: skip
SET = """
id: thu
name: {vi: Bộ thử}
source: Nghị quyết thử
valid_from: 2025-01-01
collect: {after_days: 3}
indicators:
  - {code: T.01, name: {vi: Thu ngân sách}, unit: {vi: tỷ đồng}, period: month, also: [year], cumulative: true, decimals: 0, additive: true,
     collector: tc, plans: {"2026": 1200}, plausible: {max_change_percent: 80}, breakdowns: [area]}
  - {code: T.02, name: {vi: Chi ngân sách}, unit: {vi: tỷ đồng}, period: month, cumulative: true, decimals: 0, collector: tc, alert: null}
  - {code: T.03, name: {vi: Cân đối}, unit: {vi: tỷ đồng}, period: month, formula: 'ind["T.01"] - ind["T.02"]', plans: {"2026-10": 100}}
  - {code: T.04, name: {vi: Thất nghiệp}, unit: {vi: "%"}, period: quarter, direction: lower, collector: tk, year_plan: whole,
     plans: {"2026": 3.0}, plausible: {range: [0, 50]}, breakdowns: [area, sex]}
  - {code: T.05, name: {vi: Dân số}, unit: {vi: nghìn người}, additive: true, collector: tk, breakdowns: [area], alert: null}
"""


def session(user: str, role: str, unit_id: str = "") -> Session:
    return Session("t", user, user.title(), role, 0.0, unit_id)


AN = session("an", "unit_officer", "tk")
BINH = session("binh", "unit_officer", "tc")
THU = session("thu", "shift_supervisor")
LONG = session("long", "leader")
QUAN = session("quan", "administrator")
HA = session("ha", "duty_officer")


class Room:
    """Store, pipeline, work, cases and indicators of one daemon, without sources and wire."""

    def __init__(self, folder: Path) -> None:
        self.centre = folder / "centre"
        if not self.centre.exists():
            _write(self.centre)
        self.clock, self.wire = Clock(), Wire()
        self.store = Store.open(f"sqlite:///{folder}/t.db", clock=self.clock)
        self.store.migrate()
        self.store.register_series([heartbeat.SERIES])
        loaded = load_centre(self.centre)
        packs = load_packs(PACKS, loaded.packs)
        setup = load_setup(loaded, packs, PACKS)
        self.store.cases.zone = setup.zone
        self.store.cases.indexed = {
            name: frozenset(field.id for field in kind.spec.data if field.indexed)
            for name, kind in setup.kinds.items()
        }
        rules = [heartbeat.rule(), *own_rules()]
        self.pending, self.feed = Pending(self.store.marks()), Feed(self.wire)
        self._writer, self._readers = Writer(self.store), ThreadPoolExecutor(2)
        self.book = AlarmBook(rules, {}, frozenset({heartbeat.RULE}))
        self.book.restore(self.store.alarms(), self.clock.at)
        self.pipeline = Pipeline(
            writer=self._writer, evaluator=Evaluator([heartbeat.rule()], [heartbeat.series_facts()]), book=self.book,
            beat=heartbeat.Heartbeat(), feed=self.feed, pending=self.pending, clock=self.clock,
        )  # fmt: skip
        self.work = Casework(setup, self.book.get)
        self.bench = Bench(self.work, self.pipeline, self.store, self._readers, self.clock)
        self.cases = CaseDesk(self.bench, self.store.cases, {}, {})
        self.work.restore(self.store.work.rows(since_at=0.0), self.book.listed(), self.clock.at)
        self.pipeline.serve(
            self.work, lambda _items: None, lambda rows: self.cases.committed(rows, self.feed)
        )
        folders = IndicatorFolders(PACKS, loaded.packs, self.centre)
        self.desk = IndicatorDesk(self.bench, self.cases.register, self.store.cases, folders)
        self._handlers = {**self.cases.handlers(), **self.desk.handlers()}

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Room]:
        loops = [
            asyncio.ensure_future(self.pipeline.run()),
            asyncio.ensure_future(self.cases.register.errands.run(self.pipeline.wake)),
        ]
        try:
            yield self
        finally:
            for task in loops:
                task.cancel()
            await asyncio.gather(*loops, return_exceptions=True)

    def close(self) -> None:
        self._writer.close()
        self._readers.shutdown()
        self.store.close()

    async def ask(self, who: Session, body: Any) -> ReplyBody:
        return await self._handlers[type(body)](body, who)

    async def enter(self, who: Session, code: str, period: str, value: float | None, **more: Any) -> Any:
        case_id = more.pop("case_id", "")
        return await self.ask(who, EnterFigures((FigureEntry(code, period, value, **more),), case_id=case_id))

    async def count(self, who: Session, code: str, period: str, value: float | None, **more: Any) -> None:
        """Enter a figure and have the supervisor accept it."""
        entered = await self.enter(who, code, period, value, **more)
        assert not entered.refused, entered.refused
        place = {key: more[key] for key in ("area", "breakdown") if key in more}
        done = await self.ask(THU, ReviewFigure(code, period, True, **place))
        assert type(done).__name__ == "Done", done

    def journal(self, kind: str) -> list[EntryAppended]:
        return [entry for entry in self.store.journal(limit=5000) if entry.kind == kind]

    def alarm(self, subject: str) -> Alarm | None:
        return self.book.get(f"chi-tieu-do@{subject}")

    @property
    def ladders(self) -> list[Ladder]:
        return [r.item for r in self.store.work.rows(since_at=0.0) if isinstance(r.item, Ladder)]

    @property
    def messages(self) -> list[Message]:
        return [r.item for r in self.store.work.rows(since_at=0.0) if isinstance(r.item, Message)]

    async def found(self, kind: str) -> list[CaseFile]:
        return await self.cases.register.find(CaseQuery(kind=kind), "oldest")


def _write(centre: Path) -> None:
    for part in ("sources", "channels", "indicators"):
        (centre / part).mkdir(parents=True)
    (centre / "centre.yaml").write_text(yaml.safe_dump(CENTRE, allow_unicode=True), encoding="utf-8")
    (centre / "places.csv").write_text("place_id,name,kind\n", encoding="utf-8")
    people = yaml.safe_dump({"people": PEOPLE}, allow_unicode=True)
    (centre / "contacts.yaml").write_text(people, encoding="utf-8")
    (centre / "channels" / "sms.yaml").write_text(yaml.safe_dump(SMS, allow_unicode=True), encoding="utf-8")
    (centre / "indicators" / "thu.yaml").write_text(SET, encoding="utf-8")


def scene(folder: Path, play: Callable[[Room], Any]) -> None:
    """Run one story in a room, which is closed at its end."""

    async def run() -> None:
        room = Room(folder)
        try:
            async with room.running():
                await play(room)
        finally:
            room.close()

    asyncio.run(run())
