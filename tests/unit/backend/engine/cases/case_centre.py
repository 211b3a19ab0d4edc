"""A small centre with one kind of case, and the register at work over a real store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import yaml

from backend.contract.cases import CaseFile
from backend.contract.messages import EntryAppended, FeedMessage, ReplyBody
from backend.contract.state import Text
from backend.contract.work import Case, Message, Run, WorkItem
from backend.domain.alarms.book import AlarmBook
from backend.domain.cases.change import Actor, CaseDraft
from backend.domain.cases.update import CaseUpdate
from backend.domain.evaluator import Evaluator
from backend.engine import catalogue, heartbeat
from backend.engine.cases.desk import CaseDesk
from backend.engine.centre import load_centre
from backend.engine.feed import Feed
from backend.engine.pending import Pending
from backend.engine.pipeline import Pipeline
from backend.engine.sessions import Session
from backend.engine.work.bench import Bench
from backend.engine.work.casework import Casework
from backend.engine.work.office import CLOSED_DAYS, DAY_S
from backend.engine.work.setup import WorkSetup, load_setup
from backend.engine.writer import Writer
from backend.store import Batch, Store, Written
from backend.usecases import load_packs
from tests.unit.backend.procedures.kit import line, service, user

T = TypeVar("T", bound=WorkItem)
NOW = 1_795_486_200.0
"""Tuesday, 24 November 2026, 09:10 in Vietnam: working time."""
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
OFFICER = Actor("Hà", "duty_officer")
ROADS = Actor("Bình", "unit_officer", "roads")
CENTRE = {
    "id": "thu", "name": "Trung tâm thử", "packs": ["thu"],
    "units": [{"id": "roads", "name": "Đội đường bộ"}, {"id": "drains", "name": "Đội thoát nước"}],
}  # fmt: skip
PLACES = """place_id,name,kind,lat,lon,area_code,area_name
cam-1,Camera cầu Rồng,camera,16.061,108.227,20242,An Hải
"""
PEOPLE = [
    {"id": "binh", "name": "Võ Bình", "phone": "0900001004", "unit": "roads", "roles": ["unit_officer"]},
    {"id": "theo", "name": "Lê Theo", "phone": "0900001005", "unit": "roads", "roles": ["follower"]},
]  # fmt: skip
SMS = {
    "id": "sms", "kind": "sms_http", "name": "SMS", "enabled": True, "url": "http://127.0.0.1:9/sms",
    "body": {"Phone": "{to}", "Content": "{body}", "RequestId": "{key}"},
}  # fmt: skip
PACK = """
id: thu
name: {vi: Thử}
version: '1'
place_kinds:
  unit: {name: {vi: Đơn vị}, metrics: [late]}
  centre_register: {name: {vi: Toàn thành phố}, metrics: [late]}
metrics:
  late: {name: {vi: Phản ánh quá hạn}, unit: count, range: [0, 1000000], max_age_s: 120, decimals: 0}
"""
KIND = """
id: report
name: {vi: Phản ánh, en: Report}
code: PAHT.{date}.{number}
statuses:
  - {id: new, name: {vi: Mới}, group: waiting, words: [open]}
  - {id: working, name: {vi: Đang làm}, group: working}
  - {id: paused, name: {vi: Chờ dân}, group: paused, pause_reason: Chờ bổ sung}
  - {id: done, name: {vi: Xong}, group: done, words: [closed]}
  - {id: refused, name: {vi: Từ chối}, group: refused}
  - {id: deleted, name: {vi: Đã xóa}, group: deleted}
fields:
  - {id: pothole, name: {vi: Ổ gà}, unit: roads, words: [hole]}
  - {id: flood, name: {vi: Ngập}, unit: drains, severity: high, words: [water]}
sources:
  - {id: officer, name: {vi: Cán bộ}}
  - {id: app, name: {vi: Ứng dụng}}
data:
  - {id: lane, name: {vi: Làn}, indexed: true}
  - {id: zalo_id, name: {vi: Zalo}, personal: true}
actions:
  - {id: accept, name: {vi: Nhận}, from: [new], to: working, effect: accept,
     message: da-nhan, to_roles: [reporter, followers]}
  - {id: transfer, name: {vi: Chuyển}, from: [new, working], effect: transfer, needs: [{need: unit}]}
  - {id: finish, name: {vi: Xong}, from: [working], to: done, effect: finish, public: true,
     needs: [{need: result}], message: ket-qua, to_roles: [reporter]}
  - {id: merge, name: {vi: Gộp}, effect: merge, needs: [{need: parent}]}
  - {id: unmerge, name: {vi: Tách}, effect: unmerge}
  - {id: reopen, name: {vi: Mở lại}, from: [done], to: working, effect: reopen}
  - {id: delete, name: {vi: Xóa}, to: deleted, effect: delete, roles: [shift_supervisor]}
tabs:
  - {id: waiting, name: {vi: Chờ}, where: {groups: [waiting]}}
terms:
  - {accept: 1h, accept_mode: elapsed, finish: 4h, finish_mode: elapsed, near: 1h}
procedures:
  - {procedure: ngap, when: opened, fields: [flood]}
  - {procedure: qua-han, when: overdue}
live: true
live_severities: [critical, high]
max_attachment_mb: 0.001
attachment_types: [image/png, application/pdf, text/plain]
"""
FIGURES = """
figures:
  - {id: open, name: {vi: Đang mở}, where: {kind: report, groups: [waiting, working, paused]}}
  - id: late
    name: {vi: Quá hạn}
    where: {kind: report, due: [overdue]}
    measured_as: late
  - id: on-time
    name: {vi: Đúng hạn}
    where: {kind: report, groups: [done, refused], due: [kept]}
    per: {kind: report, groups: [done, refused]}
    value: share
  - {id: hours, name: {vi: Thời gian xử lý}, where: {kind: report}, value: mean_hours}
"""
TEMPLATES = {
    "da-nhan": "Phản ánh {case_id} đã được {unit_name} nhận.",
    "ket-qua": "Phản ánh {case_id}: {text}",
    "bao": "Xem {case_id} của {reporter}, {title}.",
}


def template(template_id: str, words: str) -> str:
    fields = [word.split("}")[0] for word in words.split("{")[1:]]
    wording = {"subject": words, "body": words, "short": words}
    spec = {
        "id": template_id, "name": {"vi": template_id}, "fields": fields, "sms_parts": 4,
        "vi": wording, "en": wording,
    }  # fmt: skip
    return yaml.safe_dump(spec, allow_unicode=True)


def drawings() -> dict[str, bytes]:
    """Return the pack's procedures: one that accepts and tells by itself, one that asks first."""
    ngap = line(
        service("nhan", "case.act", parameters="action=accept"),
        service("bao", "send", parameters="template=bao|to=reporter"),
        service("ghi", "case.note", parameters="text=Đã nhận tự động|public=true"),
        user("xem"),
        service("xong", "case.act", parameters="action=finish|result=Nước đã rút"),
        process_id="ngap",
    )
    late = line(user("nhac"), process_id="qua-han")
    asks = line(user("hoi"), service("nhan", "case.act", parameters="action=accept"), process_id="hoi")
    return {"ngap": ngap, "qua-han": late, "hoi": asks}


def write(folder: Path, *, kind: str = KIND) -> tuple[Path, Path]:
    """Write centre and packs; return both folders."""
    pack, centre = folder / "packs" / "thu", folder / "centre"
    for part in ("cases", "figures", "messages", "sops"):
        (pack / part).mkdir(parents=True, exist_ok=True)
    (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
    (pack / "cases" / "report.yaml").write_text(kind, encoding="utf-8")
    (pack / "figures" / "report.yaml").write_text(FIGURES, encoding="utf-8")
    for name, words in TEMPLATES.items():
        (pack / "messages" / f"{name}.yaml").write_text(template(name, words), encoding="utf-8")
    for name, xml in drawings().items():
        (pack / "sops" / f"{name}.bpmn").write_bytes(xml)
    for part in ("sources", "channels", "maps"):
        (centre / part).mkdir(parents=True, exist_ok=True)
    (centre / "centre.yaml").write_text(yaml.safe_dump(CENTRE, allow_unicode=True), encoding="utf-8")
    (centre / "places.csv").write_text(PLACES, encoding="utf-8")
    people = yaml.safe_dump({"people": PEOPLE}, allow_unicode=True)
    (centre / "contacts.yaml").write_text(people, encoding="utf-8")
    (centre / "channels" / "sms.yaml").write_text(yaml.safe_dump(SMS, allow_unicode=True), encoding="utf-8")
    return centre, folder / "packs"


def update(
    case_id: str, status: str = "open", *, ago_s: float = 60.0, at: float = NOW, **more: Any
) -> CaseUpdate:
    """Return what a source says of a case that was opened and changed `ago_s` before `at`."""
    fields = {key: more.pop(key) for key in ("severity", "lat", "lon", "area_code", "open") if key in more}
    case = Case(
        case_id, "report", Text(f"Việc {case_id}"), fields.pop("severity", "medium"), at - ago_s, at - ago_s,
        status=status, source_id="city", **fields,
    )  # fmt: skip
    return CaseUpdate(case, **{"field": "hole", **more})


def draft(title: str = "Ổ gà trước cổng trường", **more: Any) -> CaseDraft:
    return CaseDraft(
        title=title, **{"field": "pothole", "phone": "0905 111 222", "reporter": "Trần Lan", **more}
    )


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> float:
        return self.at


class Wire:
    """Takes what walls would be told."""

    def __init__(self) -> None:
        self.journal_seq = 0
        self.sent: list[FeedMessage] = []

    def publish(self, message: FeedMessage) -> None:
        self.sent.append(message)


class Counting(Writer):
    """Remembers which cases each commit wrote."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.batches: list[list[str]] = []

    async def write(self, batch: Batch) -> Written:
        self.batches.append([row.file.case_id for row in batch.cases])
        return await super().write(batch)


class Hall:
    """Store, pipeline, work and register of one daemon, without sources and wire."""

    def __init__(self, folder: Path, setup: WorkSetup) -> None:
        self.clock, self.wire = Clock(), Wire()
        self.store = Store.open(f"sqlite:///{folder}/t.db", clock=self.clock)
        self.store.migrate()
        self.store.cases.zone = setup.zone
        self.store.cases.indexed = {"report": frozenset({"lane"})}
        self.store.register_series([heartbeat.SERIES])
        rules = [heartbeat.rule()]
        self.pending, self.feed = Pending(self.store.marks()), Feed(self.wire)
        self._writer = Counting(self.store)
        self.batches = self._writer.batches
        self._readers = ThreadPoolExecutor(2)
        self.pipeline = Pipeline(
            writer=self._writer,
            evaluator=Evaluator(rules, [heartbeat.series_facts()]),
            book=AlarmBook(rules, {}, frozenset({heartbeat.RULE})),
            beat=heartbeat.Heartbeat(),
            feed=self.feed,
            pending=self.pending,
            clock=self.clock,
        )
        self.work = Casework(setup, self.pipeline.book.get)
        bench = Bench(self.work, self.pipeline, self.store, self._readers, self.clock)
        series = {f"{place}.late": None for place in ("roads", "drains", catalogue.CENTRE_REGISTER)}
        self.desk = CaseDesk(bench, self.store.cases, self.store.work.settings(), series)
        self.register = self.desk.register
        rows = self.store.work.rows(since_at=self.clock.at - CLOSED_DAYS * DAY_S)
        self.work.restore(rows, [], self.clock.at)
        self.bench = bench
        self.pipeline.serve(self.work, lambda _items: None, lambda rows: self.desk.committed(rows, self.feed))
        self._handlers = self.desk.handlers()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Hall]:
        """Let it turn."""
        loops = [
            asyncio.ensure_future(self.pipeline.run()),
            asyncio.ensure_future(self.register.errands.run(self.pipeline.wake)),
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

    async def takes(self, *updates: CaseUpdate, mark: str = "m") -> None:
        """Take cases as a source's intake does, and wait for the commit of the last."""
        done = asyncio.get_running_loop().create_future()
        self.pending.add_cases("city", updates)
        self.pending.note("city", mark, lambda: done.set_result(None))
        await asyncio.wait_for(done, 20)

    async def asks(self, body: Any, session: Session | None = None) -> ReplyBody:
        return await self._handlers[type(body)](body, session or session_of())

    async def file(self, case_id: str) -> CaseFile:
        found = await self.register.get(case_id)
        assert found is not None, case_id
        return found

    def journal(self, subject: str = "") -> list[EntryAppended]:
        return list(self.store.journal(limit=1000, subject=subject))

    def kinds(self, subject: str = "") -> list[str]:
        return [entry.kind for entry in self.journal(subject)]

    def items(self, kind: type[T]) -> list[T]:
        return [row.item for row in self.store.work.rows(since_at=0.0) if isinstance(row.item, kind)]

    @property
    def messages(self) -> list[Message]:
        return self.items(Message)

    @property
    def runs(self) -> list[Run]:
        return self.items(Run)

    def open_step(self, element: str) -> tuple[Run, str]:
        for run in self.work.procedures.open_runs():
            for step in run.steps:
                if step.element_id == element and step.state == "open":
                    return run, step.step_id
        raise AssertionError(f"{element} is not open")


def session_of(role: str = "duty_officer", unit_id: str = "") -> Session:
    return Session("t", "ha", "Hà", role, NOW, unit_id)


def setup_in(folder: Path, *, kind: str = KIND) -> WorkSetup:
    """Write centre and packs into a folder and return what the work is done with."""
    centre, packs_folder = write(folder, kind=kind)
    loaded = load_centre(centre)
    packs = load_packs(packs_folder, loaded.packs)
    return load_setup(catalogue.with_register_places(loaded, packs), packs, packs_folder)


Maker = Callable[[], Hall]
