from __future__ import annotations

from backend.domain.incidents import events as ev


def test_every_kind_of_change_is_journalled_or_only_shown() -> None:
    kinds = {value for value in vars(ev).values() if isinstance(value, str) and value.startswith("incident.")}
    assert kinds == ev.JOURNALLED | {ev.REFRESHED}
    assert ev.REFRESHED not in ev.JOURNALLED
