"""The sounds of one desk: follows the alarms, plays and speaks what is due."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from app.sound.cues import GATHER_S, Cues
from app.sound.player import Player
from app.sound.sentences import sentence
from app.sound.voice import Voice
from backend.contract.state import Severity
from widgets.live import AlarmsUpdated, LiveData
from widgets.logic.alarm_list import DUTY_DESK

SPEAK_AFTER_MS = 1300
"""The voice begins when the sound of the severity is over."""


class Plays(Protocol):
    """Plays a sound: `Player`."""

    def play(self, severity: Severity) -> None:
        """Play and return at once."""

    def close(self) -> None:
        """Give everything back."""


class Speaks(Protocol):
    """Speaks a sentence: `Voice`."""

    def speak(self, words: str) -> None:
        """Speak and return at once."""

    def speak_in(self, language: str) -> None:
        """Take another voice."""

    def close(self) -> None:
        """Give everything back."""


class DeskSound(QObject):
    """Sounds each new alarm once, unless the desk is muted."""

    def __init__(
        self, live: LiveData, player: Plays, voice: Speaks, desk: str = DUTY_DESK, language: str = "vi"
    ) -> None:
        """Follow `live` for the desk of this name."""
        super().__init__()
        self.language = language
        self._live, self._player, self._voice, self._desk = live, player, voice, desk
        self._cues = Cues()
        self._started = False
        self._gather = QTimer(self, singleShot=True, interval=round(GATHER_S * 1000) + 20)
        self._gather.timeout.connect(self._sound)
        live.alarms_changed.connect(self._take)

    def speak_in(self, language: str) -> None:
        """Speak another language from now on."""
        if language != self.language:
            self.language = language
            self._voice.speak_in(language)

    def close(self) -> None:
        """Fall silent and give everything back."""
        self._live.alarms_changed.disconnect(self._take)
        self._gather.stop()
        self._player.close()
        self._voice.close()

    def silenced_until_at(self) -> float:
        """Return when the desk sounds again, 0 where it is not muted."""
        return self._live.state.silenced_until_at.get(self._desk, 0.0)

    @Slot(object)
    def _take(self, change: AlarmsUpdated) -> None:
        alarms = change.alarms or tuple(self._live.state.alarms.values())
        if not change.alarms and not self._started:
            self._started = True
            self._cues.know(alarms)  # what stood there before the wall started was heard by the shift
            return
        self._cues.take(alarms, self._live.clock.now())
        if self._cues.waits() and not self._gather.isActive():
            self._gather.start()

    def _sound(self) -> None:
        now = self._live.clock.now()
        cue = self._cues.due(now, self.silenced_until_at())
        if cue is None:
            if self._cues.waits():
                self._gather.start()
            return
        self._player.play(cue.severity)
        self._speak_later(sentence(cue, self.language))

    def _speak_later(self, words: str) -> None:
        QTimer.singleShot(SPEAK_AFTER_MS, self, partial(self._say, words))

    def _say(self, words: str) -> None:
        if self._live.clock.now() >= self.silenced_until_at():
            self._voice.speak(words)


def sounding(live: LiveData, language: str = "vi", desk: str = DUTY_DESK) -> DeskSound:
    """Return the sounds of a desk by whatever this machine has to play and speak with."""
    return DeskSound(live, Player(), Voice(language), desk, language)
