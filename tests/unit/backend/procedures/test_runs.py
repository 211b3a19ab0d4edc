"""Many runs: starts, messages, signals, restarts, versions."""

from __future__ import annotations

import pytest

from backend.procedures.events import (
    Cancel,
    DoStep,
    MessageArrived,
    SignalRaised,
    Start,
)
from backend.procedures.findings import ProcedureRefusedError
from backend.procedures.model import read_model
from tests.unit.backend.procedures.kit import (
    END,
    MESSAGE,
    ROOTS,
    SIGNAL,
    START,
    T0,
    Desk,
    boundary,
    bpmn,
    flows,
    line,
    node,
    procedures,
    timer,
    user,
)


def refused(desk: Desk, *args: str, **more: str) -> str:
    with pytest.raises(ProcedureRefusedError) as caught:
        desk.do(*args, **more)
    return caught.value.text.en


def test_a_reply_is_taken_once_and_kept_when_early() -> None:
    desk = Desk(
        line(
            user("a"),
            node("receiveTask", "cho", messageRef="M"),
            user("b", "<bpmn:documentation>{cho.text}</bpmn:documentation>"),
            roots=ROOTS,
        )
    )
    early = MessageArrived("tra-loi", "QT.1", {"text": "đã rõ"}, key="k1")
    desk.apply(early)
    assert desk.kinds == ["message.kept"]
    assert desk.apply(early) == []
    desk.restart()
    desk.do("a")
    assert desk.states == {"a": "done", "cho": "done", "b": "open"}
    assert desk.step("b").text == "đã rõ"


def test_an_answer_can_be_noted_by_a_person() -> None:
    desk = Desk(
        line(
            node("receiveTask", "cho", messageRef="M"),
            user("b", "<bpmn:documentation>{cho.text}</bpmn:documentation>"),
            roots=ROOTS,
        )
    )
    assert "answer" in refused(desk, "cho")
    desk.do("cho", note="gọi lại rồi")
    assert desk.step("b").text == "gọi lại rồi"


def test_the_first_event_wins_at_an_event_gateway() -> None:
    gate = (
        node("eventBasedGateway", "g")
        + node("intermediateCatchEvent", "m", MESSAGE)
        + node("intermediateCatchEvent", "t", timer("PT10M"))
    )
    xml = bpmn(
        START,
        gate,
        user("a"),
        user("b"),
        END,
        flows("start > g", "g > m", "g > t", "m > a", "t > b", "a > end", "b > end"),
        roots=ROOTS,
    )
    assert Desk(xml).step("g").due_at == T0 + 600
    answered, silent, both = Desk(xml), Desk(xml), Desk(xml)
    answered.apply(MessageArrived("tra-loi", payload={"text": "x"}))
    assert answered.open == ["a"]
    silent.wait(600)
    assert silent.open == ["b"]
    both.now += 601
    both.apply(MessageArrived("tra-loi", "QT.1"))
    assert both.open == ["b"]


def test_a_signal_is_heard_by_all_and_a_thrown_one_by_the_others() -> None:
    waits = line(node("intermediateCatchEvent", "cho", SIGNAL), user("a"), roots=ROOTS, process_id="nghe")
    throws = line(user("b"), node("intermediateThrowEvent", "phat", SIGNAL), roots=ROOTS, process_id="phat")
    all_ = procedures(waits, throws)
    for run_id in ("QT.1", "QT.2"):
        all_.start(Start("nghe", run_id), T0)
    all_.apply(SignalRaised("khac"), T0)
    heard = all_.apply(SignalRaised("het-mua"), T0)
    assert {change.run.run_id for change in heard} == {"QT.1", "QT.2"}
    all_.start(Start("nghe", "QT.3"), T0)
    all_.start(Start("phat", "QT.4"), T0)
    changes = all_.apply(DoStep("QT.4", "b.1", "An", "an", "done"), T0 + 1)
    assert {change.run.run_id for change in changes} == {"QT.3", "QT.4"}
    assert [step.state for step in all_.get("QT.3").steps] == ["done", "open"]  # type: ignore[union-attr]


def test_a_signal_that_the_thrower_hears_itself_reaches_the_others_too() -> None:
    waits = line(node("intermediateCatchEvent", "cho", SIGNAL), roots=ROOTS, process_id="nghe")
    both = bpmn(START, user("b"), node("intermediateThrowEvent", "phat", SIGNAL), node("intermediateCatchEvent", "cho", SIGNAL), END,
                flows("start > b", "start > cho", "b > phat", "phat > end", "cho > end"), roots=ROOTS, process_id="phat")  # fmt: skip
    all_ = procedures(waits, both)
    all_.start(Start("nghe", "QT.1"), T0)
    all_.start(Start("phat", "QT.2"), T0)
    all_.apply(DoStep("QT.2", "b.1", "An", "an", "done"), T0)
    assert all_.open_runs() == []


def test_a_boundary_message_that_does_not_interrupt_is_heard_again_and_again() -> None:
    xml = bpmn(START, user("a"), boundary("m", "a", MESSAGE, interrupts=False), user("b"), node("endEvent", "e"), END,
               flows("start > a", "a > end", "m > b", "b > e"), roots=ROOTS)  # fmt: skip
    desk = Desk(xml)
    for n in (1, 2, 3):
        desk.apply(MessageArrived("tra-loi", "QT.1", key=f"k{n}"))
        assert desk.kinds == ["procedure.event", "step.opened"]
        desk.restart()
    desk.do("a")
    assert desk.open == ["b", "b", "b"]
    assert desk.apply(MessageArrived("tra-loi", "")) == []


def test_a_message_that_no_drawing_awaits_is_nothing() -> None:
    desk = Desk(line(user("a")))
    assert desk.apply(MessageArrived("tra-loi", "QT.1")) == []


def test_a_thrown_message_reaches_runs_of_the_same_incident() -> None:
    waits = line(node("receiveTask", "cho", messageRef="M"), roots=ROOTS, process_id="nghe")
    throws = line(user("b"), node("intermediateThrowEvent", "phat", MESSAGE), roots=ROOTS, process_id="phat")
    all_ = procedures(waits, throws)
    for run_id, incident in (("QT.1", "SC.1"), ("QT.2", "SC.2")):
        all_.start(Start("nghe", run_id, incident), T0)
    all_.start(Start("phat", "QT.3", "SC.1"), T0)
    all_.apply(DoStep("QT.3", "b.1", "An", "an", "done"), T0)
    assert [run.run_id for run in all_.open_runs()] == ["QT.2"]


def called() -> tuple[bytes, bytes]:
    main = line(
        node("callActivity", "goi", calledElement="con"),
        user("sau", "<bpmn:documentation>{muc}</bpmn:documentation>"),
    )
    inner = line(user("trong", tc_outcomes="cao;thap", tc_variable="muc"), process_id="con")
    return main, inner


def test_a_missing_called_procedure_refuses_the_start() -> None:
    with pytest.raises(ProcedureRefusedError, match="con"):
        Desk(called()[0])


def test_starting_twice_or_what_is_not_there_is_refused() -> None:
    desk = Desk(line(user("a")))
    with pytest.raises(ProcedureRefusedError):
        desk.all.start(Start("qt", "QT.1"), T0)
    with pytest.raises(ProcedureRefusedError):
        desk.all.start(Start("khac", "QT.2"), T0)
    with pytest.raises(ProcedureRefusedError):
        desk.all.apply(Cancel("QT.9", "An", "x"), T0)


def test_what_the_starter_does_not_know_is_empty() -> None:
    desk = Desk(
        line(user("a", "<bpmn:documentation>[{place_name}] {title}</bpmn:documentation>")), title="Ngập"
    )
    assert desk.step("a").text == "[] Ngập"


def test_a_deadline_that_cannot_be_told_refuses_the_start() -> None:
    for settings in ({"tc_deadline": "P{value}D"}, {"tc_deadline": "PT{title}M"}):
        desk = Desk(line(user("a")), line(user("b"), process_id="khac", **settings))
        with pytest.raises(ProcedureRefusedError, match="thời hạn"):
            desk.all.start(Start("khac", "QT.2"), T0)
        assert desk.all.get("QT.2") is None


def test_new_runs_take_the_newest_version_and_old_ones_stay() -> None:
    desk = Desk(line(user("a")))
    desk.all.library.add(read_model(line(user("b")), version=2))
    desk.all.start(Start("qt", "QT.2"), T0)
    desk.all.start(Start("qt", "QT.3", version=1), T0)
    assert [(run.run_id, run.version) for run in desk.all.open_runs()] == [
        ("QT.1", 1),
        ("QT.2", 2),
        ("QT.3", 1),
    ]


def test_runs_follow_their_incident_when_it_is_merged() -> None:
    told = user("b", "<bpmn:documentation>{incident_id}</bpmn:documentation>")
    all_ = procedures(line(user("a"), told))
    for run_id, incident_id in (("QT.1", "SC.1"), ("QT.2", "SC.2")):
        all_.start(Start("qt", run_id, incident_id), T0)
    changes = all_.rebind("SC.1", "SC.2", T0 + 1)
    assert [(c.run.run_id, c.run.incident_id, c.kind) for c in changes] == [
        ("QT.1", "SC.2", "procedure.rebound")
    ]
    assert all_.apply(DoStep("QT.1", "a.1", "An", "an", "done"), T0)[-1].run.steps[1].text == "SC.2"


def test_a_refused_start_loses_nothing_that_time_did() -> None:
    xml = bpmn(START, user("a"), boundary("t", "a", timer("PT1M")), user("b"), END,
               flows("start > a", "a > end", "t > b", "b > end"))  # fmt: skip
    desk = Desk(xml)
    desk.now += 60
    for event in (DoStep("QT.1", "a.1", "An", "an", "done"), Start("khac", "QT.9")):
        with pytest.raises(ProcedureRefusedError):
            desk.apply(event)
    assert desk.all.next_due() == desk.now
    desk.wait(0)
    assert desk.kinds == ["procedure.event", "step.cancelled", "step.opened"]
