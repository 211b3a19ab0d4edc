"""The shipped packs of crews and security on a stage of their own, for tests of orders and their answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from backend.channels.base import Incoming
from backend.contract.cases import CaseFile
from backend.contract.state import Place
from backend.domain.cases.change import Actor, CaseDraft
from backend.domain.observation import Observation
from backend.domain.quality import Quality
from backend.engine.rehearsal.cases import at_once
from backend.engine.rehearsal.crew import setup_of
from backend.engine.rehearsal.pack_work import load_pack_work
from backend.engine.rehearsal.stage import WorkStage
from backend.usecases.pack_tests import RuleTest
from backend.usecases.packs import load_packs
from backend.usecases.work_tests import PersonGiven

PACKS = Path(__file__).parents[4] / "resources" / "usecases"
PLACES = (
    Place("t1", "Tổ 1", "patrol", 16.06, 108.20),
    Place("t2", "Tổ 2", "patrol", 16.05, 108.21),
    Place("x1", "Xuồng 1", "boat", 16.07, 108.22),
    Place("ca", "Công an Hải Châu", "police_station", 16.07, 108.22),
)
PEOPLE = (
    PersonGiven(id="ha", name="Trần Hà", roles=("duty_officer",), unit="ioc"),
    PersonGiven(id="tho", name="Lê Thọ", place="t1"),
    PersonGiven(id="dat", name="Võ Đạt", place="t2"),
)
HA = Actor("Trần Hà", "duty_officer")
METRICS = ("lat_deg", "lon_deg", "on_duty")
_packs = load_packs(PACKS, ["security"])
_work = load_pack_work(PACKS, _packs)


class CrewStage:
    """Orders, answers and procedures, with a clock that a test moves."""

    def __init__(self) -> None:
        test = msgspec.convert({"name": "x", "places": [], "expect": []}, RuleTest)
        test = msgspec.structs.replace(test, places=PLACES, people=PEOPLE)
        crews = [place for place in PLACES if place.place_id.startswith(("t", "x"))]
        facts = [_packs.facts_of(metric, place) for place in crews for metric in METRICS]
        self.stage = WorkStage(_packs, facts, setup_of(test, _packs, _work), {"sms": "sends"}, PLACES)
        self.work, self.cases = self.stage.work, self.stage.cases
        self.register = self.cases.register
        self.now = test.start.timestamp()
        self.pass_s(0.0)

    def pass_s(self, seconds: float) -> None:
        self.now += seconds
        self.stage.advance(self.now)
        self.cases.moved(self.now)

    def track(self, crew: str, lat: float, lon: float, on_duty: float = 1.0) -> None:
        for metric, value in zip(METRICS, (lat, lon, on_duty), strict=True):
            self.stage.observe(Observation(f"{crew}.{metric}", self.now, value, Quality.GOOD))

    def open(self, kind: str = "order", actor: Actor = HA, **fields: Any) -> str:
        draft = CaseDraft(**({"title": "Việc"} | fields))
        code = at_once(self.register.open(kind, draft, actor))
        self.stage.settle([], self.now)
        return code

    def reply(self, person: str, text: str) -> None:
        found = self.work.setup.messages.contacts.person(person)
        assert found is not None
        self.work.incoming("sms", Incoming("reply", address=found.phone, text=text, at=self.now), self.now)
        self.stage.settle([], self.now)

    def file(self, code: str) -> CaseFile:
        found = self.register.held(code)
        assert found is not None
        return found
