"""The shipped flooding pack at a small centre: what alarms set off on the left, what comes of it on the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.channels.base import Receipt
from backend.contract.state import Alarm, Severity, Text
from backend.contract.work import Case, Incident, Ladder, Message, Run, WorkItem
from backend.domain.alarms import events
from backend.domain.alarms.book import AlarmBook
from backend.domain.verdict import Verdict
from backend.engine.centre import load_centre
from backend.engine.work import outage
from backend.engine.work.casework import Casework
from backend.engine.work.outcome import Outcome
from backend.engine.work.setup import WorkSetup, load_setup
from backend.procedures import events as run_events
from backend.store import EntryDraft, WorkRow
from backend.usecases import load_packs

NOW = 1_795_520_000.0
"""2026-11-24, in the evening."""
PACKS = Path(__file__).resolve().parents[5] / "resources" / "usecases"
CENTRE = {
    "id": "thu", "name": "Trung tâm thử", "packs": ["flooding", "cameras"],
    "units": [{"id": u, "name": u} for u in ("pctt", "thoat-nuoc", "kttv", "cuu-ho", "ioc")],
}  # fmt: skip
PLACES = """place_id,name,kind,lat,lon,area_code,area_name
ngap-1,Mẹ Suốt,flood_post,16.0700,108.1500,20194,Hòa Khánh
ngap-2,Hà Huy Tập,flood_post,16.0712,108.1512,20194,Hòa Khánh
ngap-9,Cẩm Nê,flood_post,15.9500,108.1500,20300,Hòa Vang
mua-1,Suối Lương,rain_station,16.0800,108.1400,20194,Hòa Khánh
cam-1,Camera Mẹ Suốt,camera,16.0701,108.1501,20194,Hòa Khánh
cam-2,Camera cầu,camera,16.0900,108.1700,20194,Hòa Khánh
"""
PEOPLE = [
    {"id": "ha", "name": "Trần Hà", "phone": "0900001001", "email": "ha@demo.invalid", "unit": "ioc", "roles": ["duty_officer"]},
    {"id": "thu", "name": "Phạm Thu", "phone": "0900001002", "unit": "ioc", "roles": ["shift_supervisor"]},
    {"id": "an", "name": "Lê An", "phone": "0900001003", "roles": ["ward_officer"], "areas": ["20194"]},
    {"id": "binh", "name": "Võ Bình", "phone": "0900001004", "roles": ["residential_head"], "areas": ["20194"]},
    {"id": "cuc", "name": "Hồ Cúc", "phone": "0900001008", "roles": ["party_secretary"], "areas": ["20194"]},
    {"id": "phuc", "name": "Đặng Phúc", "phone": "0900001005", "unit": "thoat-nuoc"},
    {"id": "dung", "name": "Huỳnh Dũng", "phone": "0900001006", "unit": "cuu-ho"},
    {"id": "long", "name": "Nguyễn Long", "phone": "0900001007", "roles": ["leader"], "unit": "pctt"},
]  # fmt: skip
SMS = {
    "id": "sms", "kind": "sms_http", "name": "SMS", "enabled": True, "url": "http://127.0.0.1:9/sms",
    "body": {"Phone": "{to}", "Content": "{body}", "RequestId": "{key}"},
}  # fmt: skip
SHEET = {"id": "phieu", "kind": "callsheet", "name": "Phiếu gọi", "enabled": True, "folder": "/nowhere"}


def write_centre(folder: Path, *, enabled: bool = True) -> Path:
    (folder / "channels").mkdir(parents=True)
    (folder / "sources").mkdir()
    (folder / "centre.yaml").write_text(yaml.safe_dump(CENTRE, allow_unicode=True), encoding="utf-8")
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    (folder / "contacts.yaml").write_text(
        yaml.safe_dump({"people": PEOPLE}, allow_unicode=True), encoding="utf-8"
    )
    for channel in (SMS, SHEET):
        text = yaml.safe_dump(channel | {"enabled": enabled}, allow_unicode=True)
        (folder / "channels" / f"{channel['id']}.yaml").write_text(text, encoding="utf-8")
    return folder


class Office:
    """Alarm book and casework together, as the pipeline runs them, without a store."""

    def __init__(self, setup: WorkSetup, rules: Any) -> None:
        self.setup, self._rules = setup, rules
        self.book = AlarmBook([*rules, outage.rule()])
        self.work = Casework(setup, self.book.get)
        self.now = NOW
        self.rows: dict[str, WorkRow] = {}
        self.entries: list[EntryDraft] = []

    def _settle(self, changes: list[events.AlarmChange]) -> None:
        waiting = changes
        while waiting or self.work.out.alarm_events:
            self.work.digest(waiting, self.now)
            asked, self.work.out.alarm_events = self.work.out.alarm_events, []
            waiting = []
            for event in asked:
                try:
                    waiting += self.book.apply(event, self.now)
                except events.AlarmRefusedError:
                    continue
        self.rows |= self.work.out.rows
        self.entries += self.work.out.entries
        self.work.out = Outcome()

    def rings(
        self, rule_id: str, place: str, severity: Severity, value: float = 60.0, area: str = "20194"
    ) -> None:
        verdict = Verdict(
            rule_id=rule_id, subject=place, series_id=f"{place}.m", active=True, severity=severity, at=self.now,
            value=value, unit="cm", title=Text(f"{rule_id} {place}"), area_code=area,
        )  # fmt: skip
        self._settle(self.book.apply(verdict, self.now))

    def clears(self, rule_id: str, place: str) -> None:
        verdict = Verdict(
            rule_id=rule_id, subject=place, series_id=f"{place}.m", active=False, severity="low", at=self.now
        )
        self._settle(self.book.apply(verdict, self.now))

    def takes(self, alarm_id: str, who: str = "Hà") -> None:
        self._settle(self.book.apply(events.Acknowledge(alarm_id=alarm_id, owner=who), self.now))

    def case(self, case_id: str, lat: float, lon: float, *, open: bool = True) -> None:
        case = Case(
            case_id, "sos", Text(f"SOS {case_id}"), "high", self.now, self.now, open=open, lat=lat, lon=lon,
            area_code="20194", area_name="Hòa Khánh",
        )  # fmt: skip
        self.work.take_cases([case], self.now)
        self._settle([])

    def after(self, seconds: float) -> None:
        self.now += seconds
        changes = self.book.tick(self.now)
        self.work.tick(self.now)
        self._settle(changes)

    def does(
        self, element: str, result: Any = "done", outcome: str = "", who: str = "ha", note: str = "xong"
    ) -> None:
        run, step = self.open_step(element)
        if step.evidence_needed and not step.evidence:
            from backend.contract.work import Evidence

            proof = Evidence("ab" * 32, "a.jpg", "image/jpeg", 3, "photo", self.now, who)
            self.work.on_run(run_events.AddEvidence(run.run_id, step.step_id, proof), self.now)
        result = "outcome" if outcome else result
        event = run_events.DoStep(run.run_id, step.step_id, who.title(), who, result, note, outcome)
        self.work.on_run(event, self.now)
        self._settle([])

    def open_step(self, element: str) -> Any:
        for run in self.work.procedures.open_runs():
            for step in run.steps:
                if step.element_id == element and step.state == "open":
                    return run, step
        raise AssertionError(f"{element} is not open; open: {self.open_steps()}")

    def open_steps(self) -> set[str]:
        runs = self.work.procedures.open_runs()
        return {step.element_id for run in runs for step in run.steps if step.state == "open"}

    def sends(self, state: Any = "sent", again: bool = False) -> list[Message]:
        """Let everything leave that may."""
        gone = []
        for message in self.work.messages.due(self.now):
            taken = self.work.taken(message.message_id, self.now)
            if taken is not None:
                gone.append(taken)
                self.work.receipt(
                    taken.message_id, Receipt(state, reason=Text("hỏng"), again=again), self.now
                )
        self._settle([])
        return gone

    def restart(self) -> None:
        """Begin anew from what was kept."""
        stored, alarms = list(self.rows.values()), self.book.alarms()
        fresh = Office(self.setup, self._rules)
        fresh.book.restore(alarms, self.now)
        fresh.now, fresh.rows, fresh.entries = self.now, self.rows, self.entries
        fresh.work.restore(stored, [a for a in alarms if a.active or a.operator != "none"], self.now)
        self.__dict__.update(fresh.__dict__)
        self.work._alarm = self.book.get
        self._settle([])

    def items(self, kind: type[WorkItem]) -> list[Any]:
        return [row.item for row in self.rows.values() if isinstance(row.item, kind)]

    @property
    def incident(self) -> Incident:
        (found,) = self.items(Incident)
        return found  # type: ignore[no-any-return]

    @property
    def runs(self) -> list[Run]:
        return self.items(Run)

    @property
    def messages(self) -> list[Message]:
        return self.items(Message)

    @property
    def ladders(self) -> list[Ladder]:
        return self.items(Ladder)

    def kinds(self) -> list[str]:
        return [entry.kind for entry in self.entries]

    def alarm(self, alarm_id: str) -> Alarm:
        found = self.book.get(alarm_id)
        assert found is not None
        return found


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Office]:
    """Return a maker of offices; what is read from files is read once per kind of centre."""
    packs = load_packs(PACKS, ["flooding", "cameras"])

    def make(*, enabled: bool = True) -> Office:
        folder = write_centre(tmp_path_factory.mktemp("centre") / "c", enabled=enabled)
        return Office(load_setup(load_centre(folder), packs, PACKS), packs.rules)

    return make


@pytest.fixture
def office(made: Callable[..., Office]) -> Office:
    return made()
