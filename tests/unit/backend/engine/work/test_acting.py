"""What procedures ask for leaves once, and what becomes of it ends their steps."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from backend.contract.work import Message, Run, Step
from backend.domain.messages.policy import ChannelRules
from backend.engine.work.setup import with_channels
from backend.procedures import events
from backend.procedures.model import read_model

DRAWING = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tc="urn:toancanh:bpmn:1"
  id="d" targetNamespace="t"><bpmn:process id="thu" name="Thử" isExecutable="true">
 <bpmn:startEvent id="a"/>%s<bpmn:endEvent id="z"/>%s
</bpmn:process></bpmn:definitions>"""
WEB = {"url": "http://tram-bom.invalid/bat"}
ASK = {"template": "thoat-nuoc-xu-ly", "to": "thoat-nuoc"}


def draw(office: Any, *steps: tuple[str, dict[str, str]]) -> None:
    """Publish procedure `thu` of automatic steps `s0`, `s1`, …, each (action, parameters)."""
    tasks, names = "", ["a", *(f"s{n}" for n in range(len(steps))), "z"]
    for n, (action, parameters) in enumerate(steps):
        given = "".join(f'<tc:parameter name="{k}" value="{v}"/>' for k, v in parameters.items())
        tasks += f'<bpmn:serviceTask id="s{n}" name="Bước {n}" tc:action="{action}"><bpmn:extensionElements>'
        tasks += f"<tc:parameters>{given}</tc:parameters></bpmn:extensionElements></bpmn:serviceTask>"
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{a}" sourceRef="{a}" targetRef="{b}"/>'
        for a, b in itertools.pairwise(names)
    )
    office.setup.library.add(read_model((DRAWING % (tasks, flows)).encode()))


def with_web(office: Any) -> Any:
    """Return the office with a channel to web services, for calls that `draw` draws."""
    rules = (*office.setup.messages.channels, ChannelRules(channel_id="web", kind="webhook"))
    office.setup.messages = with_channels(office.setup.messages, rules)
    office.work.messages.refit(office.setup.messages)
    return office


def start(office: Any) -> str:
    run_id: str = office.work.start_run("thu", None, "Hà", office.now)
    office._settle([])
    return run_id


def run_of(office: Any, run_id: str) -> Run:
    run: Run = office.rows[run_id].item
    return run


def step_of(office: Any, run_id: str, step_id: str = "s0.1") -> Step:
    return next(step for step in run_of(office, run_id).steps if step.step_id == step_id)


def retry(office: Any, run_id: str, step_id: str = "s0.1") -> None:
    office.work.on_run(events.Retry(run_id, step_id, "Hà"), office.now)
    office._settle([])


def gone(messages: list[Message]) -> list[str]:
    return [message.key for message in messages]


def test_each_step_of_each_run_calls_its_service_once(office: Any) -> None:
    draw(with_web(office), ("http", WEB), ("http", WEB))
    runs = [start(office), start(office)]
    assert gone(office.sends()) == [f"{run_id}/s0.1" for run_id in runs]
    assert gone(office.sends()) == [f"{run_id}/s1.1" for run_id in runs]
    assert office.sends() == []
    assert {run_of(office, run_id).state for run_id in runs} == {"finished"}


def test_a_call_under_way_is_not_made_anew_after_a_restart(office: Any) -> None:
    draw(with_web(office), ("http", WEB))
    run_id = start(office)
    office.restart()
    assert gone(office.sends()) == [f"{run_id}/s0.1"]
    assert run_of(office, run_id).state == "finished"


def test_a_failed_call_that_a_person_tries_again_leaves_with_the_same_key(office: Any) -> None:
    draw(with_web(office), ("http", WEB))
    run_id = start(office)
    for state in ("failed", "unknown"):
        assert gone(office.sends(state)) == [f"{run_id}/s0.1"]
        assert (step_of(office, run_id).state, step_of(office, run_id).note) == ("failed", "hỏng")
        retry(office, run_id)
    assert gone(office.sends("sent")) == [f"{run_id}/s0.1"]
    assert run_of(office, run_id).state == "finished"


def test_a_send_step_tried_again_after_a_channel_was_switched_on_does_send(made: Callable[..., Any]) -> None:
    office = made(enabled=False)
    draw(office, ("send", ASK))
    run_id = start(office)
    assert step_of(office, run_id).state == "failed"
    retry(office, run_id)
    assert step_of(office, run_id).state == "failed"
    office.work.switch_channel("sms", True, office.now)
    retry(office, run_id)
    assert [message.to_name for message in office.sends()] == ["Đặng Phúc"]
    assert run_of(office, run_id).state == "finished"


def test_a_question_that_reached_nobody_is_a_failed_step_and_not_one_that_waits_for_ever(office: Any) -> None:
    draw(office, ("request", ASK))
    run_id = start(office)
    office.sends("failed")
    assert step_of(office, run_id).state == "acting", "the call sheet takes over"
    office.sends("failed")
    assert (step_of(office, run_id).state, step_of(office, run_id).note) == ("failed", "hỏng")
    retry(office, run_id)
    assert [message.channel for message in office.sends("sent")] == ["sms"]
    office.restart()
    assert office.sends() == []
    assert step_of(office, run_id).state == "acting"
