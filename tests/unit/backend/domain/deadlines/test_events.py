from __future__ import annotations

import msgspec
import pytest

from backend.domain.deadlines.events import Done, Event, Extended, Merged, Paused, Resumed, Transferred


@pytest.mark.parametrize(
    "event",
    [
        Paused(1.0, "5"),
        Resumed(2.0),
        Transferred(3.0, "ubnd-hoa-khanh"),
        Extended(4.0, decision="12/TB", amount="P3D"),
        Extended(4.0, decision="12/TB", until_at=9.0),
        Merged(5.0, "PAHT.20261014.0007"),
        Done(6.0),
    ],
    ids=lambda event: type(event).__name__,
)
def test_the_journal_gives_back_what_was_written(event: Event) -> None:
    written = msgspec.json.encode(event)
    assert f'"type":"{type(event).__name__.lower()}"' in written.decode()
    assert msgspec.json.decode(written, type=Event) == event
