"""The automatic step that sends the nearest free crew."""

from __future__ import annotations

import pytest

from backend.contract.work import Run
from backend.engine.work.sending import send_nearest
from backend.procedures.events import Act, ActionDone, ActionFailed
from tests.unit.backend.engine.crew_stage import CrewStage


@pytest.fixture
def scene() -> CrewStage:
    return CrewStage()


def case_run(scene: CrewStage, **fields: object) -> Run:
    base: dict[str, object] = {"field": "cướp giật", "lat": 16.067, "lon": 108.214}
    code = scene.open("security", **(base | fields))
    (run,) = [run for run in scene.stage.items(Run) if run.case_id == code]
    return run


def act(run: Run, **parameters: str) -> Act:
    return Act(
        run_id=run.run_id,
        step_id="s1",
        action="send_nearest",
        text="Điều tổ gần nhất",
        parameters={"kind": "order", **parameters},
        key=f"{run.run_id}/s1",
    )


def send(scene: CrewStage, run: Run, **parameters: str) -> ActionDone | ActionFailed | None:
    found = send_nearest(scene.work, act(run, **parameters), run, scene.now)
    scene.stage.settle([], scene.now)
    return found


def test_the_nearest_by_its_track_is_sent_and_the_case_knows(scene: CrewStage) -> None:
    run = case_run(scene)
    scene.track("t1", 16.01, 108.20)
    scene.track("t2", 16.0665, 108.2145)
    done = send(scene, run)
    assert isinstance(done, ActionDone)
    assert done.result["crew"] == "Tổ 2"
    order = scene.file(str(done.result["order"]))
    assert order.data | {"crew": "t2", "for": run.case_id} == order.data
    assert (order.source, order.lat) == ("procedure", 16.067)
    assert scene.file(run.case_id).status == "sent"


def test_only_the_kinds_that_the_step_names_are_meant(scene: CrewStage) -> None:
    run = case_run(scene)
    scene.track("t1", 16.0668, 108.2141)
    scene.track("x1", 16.01, 108.20)
    done = send(scene, run, kinds="boat; rescue_team")
    assert isinstance(done, ActionDone)
    assert done.result["crew"] == "Xuồng 1"


@pytest.mark.parametrize("by", ["time", "distance"])
def test_by_time_the_faster_crew_is_nearer(scene: CrewStage, by: str) -> None:
    run = case_run(scene)
    scene.track("x1", 16.0700, 108.2140)  # 330 m at 12 km/h
    scene.track("t1", 16.0712, 108.2140)  # 470 m at 25 km/h
    done = send(scene, run, by=by)
    assert isinstance(done, ActionDone)
    assert done.result["crew"] == ("Tổ 1" if by == "time" else "Xuồng 1")


def test_whoever_is_busy_off_duty_or_lost_is_not_sent(scene: CrewStage) -> None:
    scene.track("t1", 16.0668, 108.2141)
    scene.track("t2", 16.0668, 108.2141, on_duty=0.0)
    scene.open(data={"crew": "t1"})
    failed = send(scene, case_run(scene))
    assert isinstance(failed, ActionFailed)
    assert failed.reason.startswith("không còn lực lượng nào rảnh")


def test_whoever_declined_is_not_asked_again_for_the_same_thing(scene: CrewStage) -> None:
    scene.track("t1", 16.0668, 108.2141)
    scene.track("t2", 16.05, 108.21)
    run, other = case_run(scene), case_run(scene)
    first = send(scene, run)
    assert isinstance(first, ActionDone)
    scene.reply("tho", "5 xe hỏng")
    second = send(scene, run)
    assert isinstance(second, ActionDone)
    assert (first.result["crew"], second.result["crew"]) == ("Tổ 1", "Tổ 2")
    elsewhere = send(scene, other)
    assert isinstance(elsewhere, ActionDone)
    assert elsewhere.result["crew"] == "Tổ 1"


def test_what_cannot_be_sent_says_why(scene: CrewStage) -> None:
    scene.track("t1", 16.0668, 108.2141)
    nowhere = send(scene, case_run(scene, lat=None, lon=None))
    assert isinstance(nowhere, ActionFailed)
    assert "chưa rõ vị trí" in nowhere.reason
    run = case_run(scene)
    for kind, words in (("phieu", "không có loại hồ sơ"), ("security", "không điều lực lượng nào")):
        failed = send(scene, run, kind=kind)
        assert isinstance(failed, ActionFailed)
        assert words in failed.reason
