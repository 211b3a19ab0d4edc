from __future__ import annotations

import msgspec
import pytest

from backend.contract.entered_readings import (
    Enterable,
    EnterableMetric,
    EnteredValue,
    EnterReadings,
    GetEnterable,
)
from backend.contract.messages import Reply, Request
from backend.contract.state import Text


@pytest.mark.parametrize(
    "body", [GetEnterable("p"), EnterReadings("p", (EnteredValue("n", 4.0),), at=1.0, note="đếm lại")]
)
def test_an_entry_goes_over_the_wire(body: GetEnterable | EnterReadings) -> None:
    request = Request(1, "s", 9.0, body)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(request), type=Request) == request


def test_what_may_be_entered_goes_over_the_wire() -> None:
    reply = Reply(1, Enterable("p", (EnterableMetric("n", Text("N"), "người", 0, 0.0, 9.0),)))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(reply), type=Reply) == reply
