"""What to sound when: once per new alarm and once when it gets worse, the worst of many, nothing when muted.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from backend.contract.state import SEVERITIES, Alarm, Severity

GATHER_S = 0.4
"""Alarms that come within this time of each other sound once, with the worst."""


class Cue(msgspec.Struct, frozen=True):
    """One sound to make, and what it is about."""

    severity: Severity
    alarm: Alarm
    """The one to speak of: the worst, of these the first."""
    n_alarms: int = 1
    """New alarms that this sound stands for."""


class Cues:
    """Told of alarms and of time, says what sounds."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._heard: dict[str, tuple[int, int]] = {}
        """Alarm id → episode, and rank of the worst severity that was heard of it."""
        self._waiting: list[Alarm] = []
        self._since_at = 0.0

    def know(self, alarms: Iterable[Alarm]) -> None:
        """Take alarms as heard: those that stood there before this wall started make no sound."""
        for alarm in alarms:
            if _asks(alarm):
                self._note(alarm)

    def take(self, alarms: Iterable[Alarm], now: float) -> None:
        """Take changed alarms; those that are new wait for `due`.

        Args:
            alarms: as they are now.
            now: s since epoch.
        """
        for alarm in alarms:
            if not _asks(alarm):
                continue
            if self._is_new(alarm):
                self._since_at = self._since_at if self._waiting else now
                self._waiting.append(alarm)
            self._note(alarm)

    def due(self, now: float, silenced_until_at: float = 0.0) -> Cue | None:
        """Return the sound to make at `now`, None where there is none yet; a muted desk drops it.

        Args:
            now: s since epoch.
            silenced_until_at: when the desk sounds again, s since epoch; 0: it is not muted.
        """
        if not self._waiting or 0.0 <= now - self._since_at < GATHER_S:
            return None
        waiting, self._waiting = self._waiting, []
        if now < silenced_until_at:
            return None
        worst = min(waiting, key=lambda alarm: (SEVERITIES.index(alarm.severity), alarm.raised_at))
        return Cue(worst.severity, worst, len(waiting))

    def waits(self) -> bool:
        """Return whether something is still gathered."""
        return bool(self._waiting)

    def _is_new(self, alarm: Alarm) -> bool:
        heard = self._heard.get(alarm.alarm_id)
        if heard is None:
            return True
        occurrence, rank = heard
        if _rank(alarm) < rank:
            return True  # what got worse asks again, and is heard again
        # one that comes and goes was heard when it began: it is one alarm, however often it comes back
        return occurrence != alarm.occurrence and not alarm.flapping

    def _note(self, alarm: Alarm) -> None:
        occurrence, worst = self._heard.get(alarm.alarm_id, (alarm.occurrence, _rank(alarm)))
        goes_on = occurrence == alarm.occurrence or alarm.flapping
        rank = min(worst, _rank(alarm)) if goes_on else _rank(alarm)
        self._heard[alarm.alarm_id] = (alarm.occurrence, rank)


def _rank(alarm: Alarm) -> int:
    return SEVERITIES.index(alarm.severity)


def _asks(alarm: Alarm) -> bool:
    return alarm.active and alarm.operator == "unacknowledged"
