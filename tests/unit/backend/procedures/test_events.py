"""Events cross processes: they survive their own encoding."""

from __future__ import annotations

import msgspec

from backend.procedures.events import Act, DoStep, Start


def test_events_and_acts_are_plain_data() -> None:
    for item in (
        Start("qt", "QT.1", variables={"value": 1.5}),
        DoStep("QT.1", "a.1", "An", "an", "outcome", outcome="Có"),
        Act("QT.1/a.1", "QT.1", "a.1", "note", {"text": "x"}, "Ghi"),
    ):
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(item), type=type(item)) == item
