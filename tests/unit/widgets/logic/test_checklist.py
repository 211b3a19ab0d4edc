import pytest

from tests.unit.widgets.city import NOW
from tests.unit.widgets.storm import RUN_ID, evidence, run, step, steps
from widgets.logic.checklist import (
    deeds,
    entries,
    first_to_do,
    is_late,
    lacks_evidence,
    n_missing_approvals,
)


def test_procedures_that_go_on_come_first_each_with_head_steps_and_upcoming() -> None:
    done = run("QT.1", state="finished", started_at=NOW - 9000, steps=(step(1, "a", state="done"),))
    lines = entries([done, run()])
    assert lines[0].run.run_id == RUN_ID
    assert lines[0].entry_id == ""
    assert [line.entry_id for line in lines[1:7]] == [f"{RUN_ID}/s{n}" for n in range(1, 7)]
    assert lines[7].upcoming == "Báo cáo kết thúc"
    assert [line.run.run_id for line in lines[8:]] == ["QT.1", "QT.1"], "nothing comes of one that ended"


def test_the_late_step_is_done_first() -> None:
    assert first_to_do(entries([run()]), NOW) == f"{RUN_ID}/s3"
    assert first_to_do(entries([run(steps=steps()[:2])]), NOW) == f"{RUN_ID}/s2"
    assert first_to_do(entries([run(steps=steps()[5:])]), NOW) == "", "a receive step waits for nobody here"
    assert first_to_do(entries([run(state="finished")]), NOW) == ""


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("done", "evidence", "snapshot", "not_applicable", "skipped")),
        ({"places": ("cam1",)}, ("done", "evidence", "snapshot", "not_applicable", "skipped", "camera")),
        ({"n_approvals": 2}, ("approved", "sign", "rejected")),
        ({"kind": "approval", "n_approvals": 2}, ("approved", "sign", "rejected")),
        ({"kind": "send", "confirm": True}, ("confirmed", "not_applicable", "skipped")),
        ({"kind": "send"}, ()),
        ({"kind": "receive"}, ()),
        ({"state": "failed", "kind": "service"}, ("retry", "not_applicable", "skipped")),
        ({"state": "done"}, ()),
        ({"state": "acting"}, ()),
    ],
)
def test_what_a_person_may_do(fields: dict[str, object], expected: tuple[str, ...]) -> None:
    assert deeds(step(1, "a", **fields)) == expected


def test_lateness_ends_with_the_step() -> None:
    assert is_late(step(1, "a", due_at=NOW - 1), NOW)
    assert not is_late(step(1, "a", due_at=NOW + 1), NOW)
    assert is_late(step(1, "a", late=True), NOW)
    assert not is_late(step(1, "a", late=True, state="done"), NOW)


def test_evidence_of_another_kind_is_not_what_was_asked_for() -> None:
    assert not lacks_evidence(step(1, "a"))
    assert lacks_evidence(step(1, "a", evidence_needed="photo"))
    assert lacks_evidence(step(1, "a", evidence_needed="photo", evidence=(evidence(),)))
    assert not lacks_evidence(step(1, "a", evidence_needed="any", evidence=(evidence(),)))
    assert not lacks_evidence(step(1, "a", evidence_needed="snapshot", evidence=(evidence(),)))


def test_the_same_person_twice_is_one_approval() -> None:
    assert n_missing_approvals(step(1, "a", n_approvals=2, approvals=("Hà", "Hà"))) == 1
    assert n_missing_approvals(step(1, "a", n_approvals=2, approvals=("Hà", "Sơn"))) == 0
