from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.work import DeliveryState, Message
from backend.domain.messages.delivery import KIND_OF, MessageKind, may_follow, moved

STATES: tuple[DeliveryState, ...] = get_args(DeliveryState)
OPEN = {"queued", "held"}
ORDER = ("cancelled", "unknown", "sent", "failed", "delivered", "read")


def message(state: DeliveryState = "queued") -> Message:
    return Message(
        message_id="m", key="k", channel="c", to="t", to_name="T", subject="", body="", state=state,
        created_at=0, changed_at=0, due_at=0, remote_id="r0",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [("sent", "queued"), ("delivered", "failed"), ("delivered", "sent"), ("read", "delivered"), ("sent", "unknown"),
     ("failed", "failed"), ("cancelled", "failed"), ("cancelled", "queued"), ("unknown", "held")],
)  # fmt: skip
def test_steps_back_are_refused(old: DeliveryState, new: DeliveryState) -> None:
    assert not may_follow(old, new)
    with pytest.raises(ValueError, match=f"cannot go from {old} to {new}"):
        moved(message(old), new, 1.0)


@pytest.mark.parametrize(
    ("old", "new"),
    [("queued", "held"), ("held", "queued"), ("unknown", "delivered"), ("sent", "failed"), ("failed", "delivered"),
     ("cancelled", "sent"), ("held", "cancelled")],
)  # fmt: skip
def test_steps_that_the_world_takes(old: DeliveryState, new: DeliveryState) -> None:
    found = moved(message(old), new, 5.0, "vì sao")
    assert (found.state, found.changed_at, found.reason, found.remote_id) == (new, 5.0, "vì sao", "r0")
    assert moved(message(old), new, 5.0, remote_id="r1").remote_id == "r1"


@given(st.lists(st.sampled_from(STATES), max_size=30))
def test_whatever_comes_it_never_goes_backwards_and_never_opens_again(states: list[DeliveryState]) -> None:
    kept, seen = message(), ["queued"]
    for at, state in enumerate(states):
        if may_follow(kept.state, state):
            kept = moved(kept, state, float(at))
            seen.append(state)
    closed = [state for state in seen if state not in OPEN]
    assert seen == [state for state in seen if state in OPEN] + closed
    assert [ORDER.index(state) for state in closed] == sorted({ORDER.index(state) for state in closed})


def test_every_state_has_its_kind_of_change() -> None:
    assert set(KIND_OF) == set(STATES)
    assert set(KIND_OF.values()) <= set(get_args(MessageKind))
