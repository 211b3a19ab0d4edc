"""The duty desk's load, kept while alarms change."""

from __future__ import annotations

from backend.contract.state import Alarm, DeskLoad


def listed(alarm: Alarm) -> bool:
    """Return whether the alarm belongs in the list: by state, never by age."""
    return alarm.active or alarm.flapping or alarm.operator != "none"


class DeskCount:
    """Numbers of alarms by state."""

    def __init__(self, self_test: frozenset[str]) -> None:
        """Start at zero; alarms of the rules in `self_test` do not count."""
        self._self_test = self_test
        self._n_active = self._n_unacknowledged = self._n_shelved = self._n_suppressed = 0

    def move(self, old: Alarm | None, new: Alarm) -> None:
        """Count `new` in the place of `old`."""
        if new.rule_id in self._self_test:
            return
        if old is not None:
            self._add(old, -1)
        self._add(new, 1)

    def _add(self, alarm: Alarm, n: int) -> None:
        match alarm.operator:
            case "unacknowledged":
                self._n_unacknowledged += n
                self._n_active += n * alarm.active
            case "acknowledged":
                self._n_active += n * alarm.active
            case "shelved":
                self._n_shelved += n
            case "suppressed":
                self._n_suppressed += n

    def load(self, n_new_10min: int, flood_since_at: float | None, first_out: str) -> DeskLoad:
        """Return the load; `n_active` counts what is active and neither put aside nor hidden."""
        return DeskLoad(
            n_active=self._n_active,
            n_unacknowledged=self._n_unacknowledged,
            n_shelved=self._n_shelved,
            n_suppressed=self._n_suppressed,
            n_new_10min=n_new_10min,
            flood=flood_since_at is not None,
            flood_since_at=flood_since_at,
            first_out=first_out,
        )
