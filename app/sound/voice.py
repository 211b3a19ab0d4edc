"""Speaks through a voice of this machine, offline; without a voice of the language it is silent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QObject, Signal

from app.sound.programs import Errand, FindProgram, find_program

log = logging.getLogger(__name__)
PROBE_S, SPEAK_S = 4.0, 15.0


class Engine(msgspec.Struct, frozen=True):
    """A program that speaks."""

    name: str
    voices: Callable[[str], Sequence[str]]
    """Language → arguments that list its voices."""
    speak: Callable[[str, str], Sequence[str]]
    """Language and words → arguments that speak them and end when they are spoken."""


ENGINES = (
    Engine(
        "spd-say",
        lambda _language: ["--list-synthesis-voices"],
        lambda language, words: ["--wait", "--language", language, "--rate", "-10", "--", words],
    ),
    Engine(
        "espeak-ng",
        lambda language: [f"--voices={language}"],
        lambda language, words: ["-v", language, "-s", "150", "--", words],
    ),
)
"""In this order: the desktop's speech service knows better voices than the bare synthesiser."""


def offers(listed: str, language: str) -> bool:
    """Return whether a list of voices has one of the language: `vi` or `vi-VN` as a word of a line."""
    words = (word.casefold() for line in listed.splitlines() for word in line.split())
    return any(word == language or word.startswith(f"{language}-") for word in words)


class Voice(QObject):
    """Speaks one sentence at a time; of those that wait only the newest is kept."""

    probed = Signal(bool)
    """Once: whether there is a voice."""

    def __init__(
        self, language: str = "vi", find: FindProgram = find_program, parent: QObject | None = None
    ) -> None:
        """Look for a voice in the background; `find` looks for programs."""
        super().__init__(parent)
        self._language, self._find = language, find
        self._engine: tuple[Engine, str] | None = None
        self._left: list[tuple[Engine, str]] = []
        self._speaking = False
        self._next = ""
        self.speak_in(language)

    def can_speak(self) -> bool:
        """Return whether a voice was found."""
        return self._engine is not None

    def speak(self, words: str) -> None:
        """Speak and return at once; without a voice, or while it is still looked for, nothing is said."""
        if self._engine is None:
            return
        if self._speaking:
            self._next = words
            return
        engine, path = self._engine
        self._speaking = True
        Errand(self, self._take_spoken).set_out(path, engine.speak(self._language, words), SPEAK_S)

    def speak_in(self, language: str) -> None:
        """Look for a voice of another language in the background."""
        self.close()
        self._language, self._speaking = language, False
        self._left = [(engine, path) for engine in ENGINES if (path := self._find(engine.name))]
        self._probe()

    def close(self) -> None:
        """Fall silent."""
        self._next, self._engine, self._left = "", None, []
        for errand in self.findChildren(Errand):
            errand.call_off()

    def _probe(self) -> None:
        if not self._left:
            log.info("alarms are not spoken: no voice for '%s' here; install espeak-ng", self._language)
            self.probed.emit(False)
            return
        engine, path = self._left[0]
        Errand(self, self._take_probe).set_out(path, engine.voices(self._language), PROBE_S)

    def _take_probe(self, code: int, listed: str) -> None:
        found, *self._left = self._left
        if code == 0 and offers(listed, self._language):
            self._engine = found
            log.info("alarms are spoken by %s", found[1])
            self.probed.emit(True)
        else:
            self._probe()

    def _take_spoken(self, _code: int, _written: str) -> None:
        self._speaking = False
        words, self._next = self._next, ""
        if words:
            self.speak(words)
