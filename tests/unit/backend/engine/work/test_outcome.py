from __future__ import annotations

from msgspec.structs import replace

from backend.contract.work import Run
from backend.engine.work.outcome import Outcome

RUN = Run("QT.1", "ngap", "Ngập", 1, "running", 1.0, 1.0, ())


def test_empty_until_there_is_something_to_write() -> None:
    out = Outcome()
    assert not out
    out.note(1.0, "", "step.done", "QT.1")
    assert out
    assert (out.entries[0].actor, out.entries[0].payload) == ("system", {})


def test_the_later_state_of_one_item_counts() -> None:
    out = Outcome()
    out.keep(RUN, b"one")
    out.keep(replace(RUN, state="finished"), b"two")
    assert [item.state for item in out.items() if isinstance(item, Run)] == ["finished"]
    assert out.rows["QT.1"].state == b"two"
