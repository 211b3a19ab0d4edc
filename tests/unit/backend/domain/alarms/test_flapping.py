from __future__ import annotations

import pytest

from backend.domain.alarms.flapping import Switches


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([0, 1, 2], False),
        ([0, 200, 400, 600], True),
        ([0, 200, 400, 601], False),
        ([0, 700, 800, 900, 1000], True),
    ],
)
def test_four_changes_within_ten_minutes(times: list[float], expected: bool) -> None:
    switches = Switches()
    for at in times:
        switches.add(at)
    assert switches.flapping() is expected
    assert switches.ends_at() == times[-1] + 600
