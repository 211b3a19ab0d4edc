from __future__ import annotations

from backend.domain.alarms import events


def test_every_kind_of_change_is_journalled_or_a_refreshment() -> None:
    kinds = {
        value
        for name, value in vars(events).items()
        if name.isupper() and isinstance(value, str) and value.startswith(("alarm.", "desk."))
    }
    assert kinds == events.JOURNALLED | {events.REFRESHED}
    assert events.REFRESHED not in events.JOURNALLED
