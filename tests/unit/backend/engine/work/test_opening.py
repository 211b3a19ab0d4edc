"""The automatic step that opens a case: the draft of a message to the public, which it can never approve."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from backend.contract.cases import CaseFile
from backend.contract.state import Place
from backend.contract.work import Run
from backend.domain.cases.change import Actor, CaseDraft, CaseRefusedError
from backend.engine.rehearsal.crew import setup_of
from backend.engine.rehearsal.pack_work import load_pack_work
from backend.engine.rehearsal.stage import WorkStage
from backend.engine.work.opening import open_case
from backend.procedures.events import Act, ActionDone, ActionFailed
from backend.usecases.pack_tests import RuleTest
from backend.usecases.packs import load_packs
from tests.unit.backend.engine.crew_stage import PACKS

_packs = load_packs(PACKS, ["public-warning"])
_work = load_pack_work(PACKS, _packs)
PLACES = (Place("p", "Trạm", "centre_register", 16.0, 108.0, "20194", "Hòa Khánh"),)
DATA = (
    "event=Ngập lụt; instruction=Lên cao; category=Met; urgency=Immediate; severity=Severe;"
    "certainty=Likely; areas=20194"
)


class Scene:
    def __init__(self) -> None:
        test = msgspec.convert({"name": "x", "places": [], "expect": []}, RuleTest)
        test = msgspec.structs.replace(test, places=PLACES)
        self.stage = WorkStage(_packs, [], setup_of(test, _packs, _work), {}, PLACES)
        self.now = test.start.timestamp()
        self.stage.advance(self.now)
        self.stage.cases.moved(self.now)
        self.run = Run("R1", "so-tan", "Sơ tán dân", 1, "running", self.now, self.now, ())

    def opens(self, **parameters: str) -> ActionDone | ActionFailed | None:
        given = {"kind": "public-message", "title": "Sơ tán", "data": f"{DATA}; expires=+PT3H", **parameters}
        act = Act(
            run_id="R1", step_id="s1", action="case.open", text="Rời nhà ngay.", parameters=given, key="R1/s1"
        )
        found = open_case(self.stage.work, act, self.run, self.now)
        self.stage.settle([], self.now)
        return found

    def file(self, done: ActionDone) -> CaseFile:
        found = self.stage.cases.register.held(str(done.result["case"]))
        assert found is not None
        return found


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_draft_is_opened_with_an_end_counted_from_the_step(scene: Scene) -> None:
    done = scene.opens()
    assert isinstance(done, ActionDone)
    file = scene.file(done)
    assert (file.status, file.title, file.text, file.source) == (
        "draft", "Sơ tán", "Rời nhà ngay.", "procedure",
    )  # fmt: skip
    assert (file.data["event"], file.data["areas"]) == ("Ngập lụt", "20194")
    assert dt.datetime.fromisoformat(file.data["expires"]).timestamp() == scene.now + 10_800


def test_no_step_approves_what_a_step_opened(scene: Scene) -> None:
    done = scene.opens()
    assert isinstance(done, ActionDone)
    register, name = scene.stage.cases.register, str(done.result["case"])
    by_itself = Actor("Sơ tán dân", "system")
    register.act_on(name, "submit", {}, by_itself, scene.now)
    with pytest.raises(CaseRefusedError, match="never done by itself"):
        register.act_on(name, "approve", {}, by_itself, scene.now)
    register.act_on(name, "approve", {}, Actor("Long", "leader"), scene.now)
    assert scene.file(done).status == "published"


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"kind": "nope"}, "không có loại hồ sơ"),
        ({"data": "event"}, "tên=giá trị"),
        ({"data": f"{DATA}; expires=+3h"}, "không đọc được"),
        ({"data": DATA}, "còn thiếu"),
        ({"data": f"{DATA}; expires=+PT3H; sound=x"}, "không có thông tin"),
    ],
)
def test_what_cannot_be_opened_fails_the_step_in_words(
    scene: Scene, parameters: dict[str, str], said: str
) -> None:
    failed = scene.opens(**parameters)
    assert isinstance(failed, ActionFailed)
    assert said in failed.reason


def test_wards_that_the_step_does_not_name_are_those_of_what_the_run_is_about(scene: Scene) -> None:
    no_wards = DATA.replace("; areas=20194", "").replace("areas=20194", "")
    data = f"{no_wards}; expires=+PT3H"
    nowhere = scene.opens(data=data)
    assert isinstance(nowhere, ActionDone)
    assert "areas" not in scene.file(nowhere).data
    register = scene.stage.cases.register
    draft = CaseDraft(title="Ngập", area_code="20194", data=scene.file(nowhere).data | {"areas": "20194"})
    scene.run = msgspec.structs.replace(
        scene.run, case_id=register.open_held("public-message", draft, Actor("Hà", "duty_officer"), scene.now)
    )
    done = scene.opens(data=data)
    assert isinstance(done, ActionDone)
    assert scene.file(done).data["areas"] == "20194"
