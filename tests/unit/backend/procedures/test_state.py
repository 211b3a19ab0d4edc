"""A run that is written and read again after every event goes on as if nothing had been."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backend.contract.work import Step
from backend.procedures.events import ActionDone, ActionFailed, DoStep, Event, MessageArrived, SignalRaised
from backend.procedures.findings import ProcedureRefusedError
from backend.procedures.state import Kept, Pinned, pack, unpack
from tests.unit.backend.procedures.kit import (
    END,
    ERROR,
    MESSAGE,
    ROOTS,
    SIGNAL,
    START,
    Desk,
    boundary,
    bpmn,
    flows,
    line,
    node,
    service,
    timer,
    user,
)

Block = tuple[str, tuple[Any, ...]]
LEAVES = (
    "user",
    "asked",
    "approval",
    "service",
    "confirmed",
    "rule",
    "receive",
    "timed",
    "wait",
    "guarded",
    "race",
    "call",
)

CALLED = line(user("trong"), service("lam"), process_id="con")


def blocks() -> st.SearchStrategy[Block]:
    leaf = st.sampled_from(LEAVES).map(lambda kind: (kind, ()))
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.tuples(st.just("sequence"), st.tuples(inner, inner)),
            st.tuples(st.just("parallel"), st.tuples(inner, inner)),
            st.tuples(st.just("inclusive"), st.tuples(inner, inner)),
            st.tuples(st.just("choice"), st.tuples(inner, inner)),
            st.tuples(st.just("sub"), st.tuples(inner)),
        ),
        max_leaves=6,
    )


class Writer:
    """Writes blocks as BPMN; each has one way in and one way out."""

    def __init__(self) -> None:
        self._n = itertools.count(1)

    def write(self, block: Block) -> tuple[str, str, str]:
        """Return (XML, first element, last element)."""
        kind, inner = block
        key = f"{kind}{next(self._n)}"
        if kind in LEAVES:
            return self._leaf(kind, key)
        if kind == "sub":
            xml, first, last = self.write(inner[0])
            inside = node("startEvent", f"{key}s") + xml + node("endEvent", f"{key}e")
            return node("subProcess", key, inside + flows(f"{key}s > {first}", f"{last} > {key}e")), key, key
        (left, a, b), (right, c, d) = self.write(inner[0]), self.write(inner[1])
        if kind == "sequence":
            return left + right + flows(f"{b} > {c}"), a, d
        if kind == "choice":
            asked = user(f"{key}u", tc_outcomes="x;y", tc_variable=f"v{key}")
            gates = node("exclusiveGateway", key, default=f"{key}-{c}") + node("exclusiveGateway", f"{key}j")
            ways = flows(
                f"{key}u > {key}",
                f"{key} > {a} : v{key} == 'x'",
                f"{key} > {c}",
                f"{b} > {key}j",
                f"{d} > {key}j",
            )
            return asked + gates + left + right + ways, f"{key}u", f"{key}j"
        tag = f"{kind}Gateway"
        condition = " : n > 0" if kind == "inclusive" else ""
        gates = node(tag, key) + node(tag, f"{key}j")
        ways = flows(f"{key} > {a}{condition}", f"{key} > {c}{condition}", f"{b} > {key}j", f"{d} > {key}j")
        return gates + left + right + ways, key, f"{key}j"

    def _leaf(self, kind: str, key: str) -> tuple[str, str, str]:  # noqa: PLR0911 - one kind a line
        match kind:
            case "user":
                return user(key, tc_deadline="PT20M"), key, key
            case "asked":
                return user(key, tc_outcomes="x;y"), key, key
            case "approval":
                return user(key, tc_approvals="2"), key, key
            case "service":
                return service(key), key, key
            case "confirmed":
                return service(key, tc_confirm="true"), key, key
            case "call":
                return node("callActivity", key, calledElement="con"), key, key
            case "rule":
                return node("businessRuleTask", key, tc_expression="n + 1"), key, key
            case "receive":
                return node("receiveTask", key, messageRef="M"), key, key
            case "wait":
                return node("intermediateCatchEvent", key, timer("PT5M")), key, key
            case "timed":
                xml = user(key) + node("exclusiveGateway", f"{key}j")
                xml += boundary(f"{key}t", key, timer("PT10M")) + user(f"{key}u")
                xml += boundary(f"{key}c", key, timer("R2/PT3M", "timeCycle"), interrupts=False) + user(
                    f"{key}r"
                )
                xml += node("endEvent", f"{key}e") + flows(f"{key}c > {key}r", f"{key}r > {key}e")
                return xml + flows(f"{key} > {key}j", f"{key}t > {key}u", f"{key}u > {key}j"), key, f"{key}j"
            case "guarded":
                xml = (
                    service(key)
                    + boundary(f"{key}x", key, ERROR)
                    + user(f"{key}u")
                    + node("exclusiveGateway", f"{key}j")
                )
                return xml + flows(f"{key} > {key}j", f"{key}x > {key}u", f"{key}u > {key}j"), key, f"{key}j"
        xml = node("eventBasedGateway", key) + node("exclusiveGateway", f"{key}j")
        xml += node("intermediateCatchEvent", f"{key}m", MESSAGE) + node(
            "intermediateCatchEvent", f"{key}g", SIGNAL
        )
        xml += node("intermediateCatchEvent", f"{key}t", timer("PT7M"))
        ways = [f"{key} > {key}{x}" for x in "mgt"] + [f"{key}{x} > {key}j" for x in "mgt"]
        return xml + flows(*ways), key, f"{key}j"


def drawn(block: Block) -> bytes:
    xml, first, last = Writer().write(block)
    return bpmn(START, xml, END, flows(f"start > {first}", f"{last} > end"), roots=ROOTS, tc_variables="n")


def possible(desk: Desk) -> list[Event | None]:
    """Return what may happen next; None: time passes."""
    found: list[Event | None] = []
    for step in desk.run.steps:
        if step.state in ("open", "acting"):
            found += events_of(step)
    if desk.all.next_due() is not None:
        found.append(None)
    return found


def events_of(step: Step) -> list[Event]:  # noqa: PLR0911 - one kind a line
    run, key = "QT.1", f"QT.1/{step.step_id}"
    if step.kind in ("service", "send"):
        if step.state == "acting":
            return [ActionDone(key, {"ok": True}), ActionFailed(key, "hỏng")][
                : 2 if "guarded" in step.element_id else 1
            ]
        return [DoStep(run, step.step_id, "An", "an", "confirmed")]
    if step.kind == "receive":
        return [MessageArrived("tra-loi", run, {"text": "x"})]
    if step.kind == "wait":
        return [MessageArrived("tra-loi", ""), SignalRaised("het-mua")] if "race" in step.element_id else []
    if step.kind == "approval":
        who = "an" if not step.approvals else "binh"
        return [DoStep(run, step.step_id, who.capitalize(), who, r) for r in ("approved", "rejected")]
    if step.outcomes:
        return [DoStep(run, step.step_id, "An", "an", "outcome", outcome=o) for o in step.outcomes]
    return [DoStep(run, step.step_id, "An", "an", "done")]


def happen(desk: Desk, event: Event | None) -> None:
    if event is None:
        due_at = desk.all.next_due()
        assert due_at is not None
        desk.now = max(desk.now, due_at)
        desk.take(lambda: desk.all.tick(desk.now))
        return
    try:
        desk.apply(event)
    except ProcedureRefusedError:  # its timer fired just before
        desk.take(lambda: desk.all.tick(desk.now))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],  # a counter-example is small as it is; shrinking takes minutes
)
@given(block=blocks(), choices=st.lists(st.integers(0, 99), min_size=90, max_size=90))
def test_a_restart_after_every_event_changes_nothing(block: Block, choices: list[int]) -> None:
    xml = drawn(block)
    steady, shaken = Desk(xml, CALLED, n=1), Desk(xml, CALLED, n=1)
    for choice in choices:
        assert shaken.restart() == []
        assert shaken.run == steady.run
        assert shaken.all.next_due() == steady.all.next_due()
        assert sorted(a.key for a in shaken.all.pending_acts()) == sorted(
            a.key for a in steady.all.pending_acts()
        )
        events = possible(steady)
        if not events:
            break
        event = events[choice % len(events)]
        for desk in (steady, shaken):
            desk.now += choice % 7 * 30
        happen(steady, event)
        happen(shaken, event)
        assert shaken.kinds == steady.kinds
        assert [c.payload for c in shaken.changes] == [c.payload for c in steady.changes]
        assert shaken.acts == steady.acts
    assert steady.run.state == "finished", steady.run
    assert shaken.run.state == "finished"
    handed_out = Counter(act.key for change in shaken.said for act in change.commands)
    assert set(handed_out.values()) <= {1}
    assert all(step.closed_at is not None for step in shaken.run.steps)


def test_the_state_is_small() -> None:
    desk = Desk(line(*(user(f"b{n}") for n in range(30))))
    for n in range(30):
        desk.do(f"b{n}")
    assert desk.run.state == "finished"
    assert max(len(change.state) for change in desk.said) < 1500


def test_bytes_that_are_no_state_are_named() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        unpack(b"nonsense")


def test_what_is_packed_comes_back() -> None:
    kept = Kept(
        pinned=Pinned("qt", 2, "abc"),
        called=(Pinned("con", 1, "d"),),
        rows=[[-1, False, []]],
        variables={"n": 1.5, "co": {"a": [1]}},
    )
    assert unpack(pack(kept)) == kept
