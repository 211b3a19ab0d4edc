"""Counts the alarms that this wall has seen raised."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from widgets.live import AlarmsUpdated, LiveData


class AlarmTally(QObject):
    """Each raising of an alarm counts once, also one that was active when the wall started."""

    def __init__(self, live: LiveData, parent: QObject | None = None) -> None:
        """Count from now on."""
        super().__init__(parent)
        self._live = live
        self._occurrences: dict[str, set[int]] = {}
        live.alarms_changed.connect(self._take)

    @property
    def n_raised(self) -> int:
        """Return how many raisings were seen."""
        return sum(len(seen) for seen in self._occurrences.values())

    @Slot(object)
    def _take(self, updated: AlarmsUpdated) -> None:
        for alarm in updated.alarms or self._live.state.alarms.values():
            if alarm.active:
                self._occurrences.setdefault(alarm.alarm_id, set()).add(alarm.occurrence)
