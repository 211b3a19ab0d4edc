"""Plays the sounds of the severities by what this machine has; without any it is silent, never harmful."""

from __future__ import annotations

import importlib
import logging
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import msgspec
from PySide6.QtCore import QObject

from app.sound.programs import Errand, FindProgram, find_program
from app.sound.tones import wav
from backend.contract.state import SEVERITIES, Severity

log = logging.getLogger(__name__)
PATIENCE_S = 5.0
"""A program that plays longer than this hangs."""


class Program(msgspec.Struct, frozen=True):
    """A system program that plays a file."""

    name: str
    arguments: tuple[str, ...] = ()


PROGRAMS = (Program("pw-play"), Program("paplay"), Program("aplay", ("--quiet",)))
"""In this order: through the desktop's sound server first, straight to the card last."""


class Effect(Protocol):
    """A sound that plays itself: a `QSoundEffect`."""

    def play(self) -> None:
        """Play and return at once."""


class Player(QObject):
    """Plays sounds without waiting for their end."""

    def __init__(self, find: FindProgram = find_program, parent: QObject | None = None) -> None:
        """Write the sounds and look for something to play them with; `find` looks for programs."""
        super().__init__(parent)
        self._folder = tempfile.TemporaryDirectory(prefix="toancanh-sounds-")
        self._files = {severity: self._write(severity) for severity in SEVERITIES}
        found = ((program, find(program.name)) for program in PROGRAMS)
        self._program = next(((program, path) for program, path in found if path), None)
        self._effects: Mapping[Severity, Effect] = {}
        if self._program is None:
            self._effects = effects_of(self._files, self)
        self._complained = False
        if not self.can_play():
            log.warning("alarms make no sound: no player and no audio device here; install alsa-utils")

    def can_play(self) -> bool:
        """Return whether there is anything to play with."""
        return self._program is not None or bool(self._effects)

    def play(self, severity: Severity) -> None:
        """Play the sound of a severity and return at once."""
        if self._program is not None:
            program, path = self._program
            errand = Errand(self, self._take_end)
            errand.set_out(path, [*program.arguments, str(self._files[severity])], PATIENCE_S)
        elif severity in self._effects:
            self._effects[severity].play()

    def close(self) -> None:
        """End what plays and take the files away."""
        for errand in self.findChildren(Errand):
            errand.call_off()
        self._effects = {}
        self._folder.cleanup()

    def _take_end(self, code: int, written: str) -> None:
        """Log once that sound fails, and once that it is back."""
        failed = code != 0
        if failed and not self._complained:
            log.warning(
                "alarms make no sound: the player failed (%s); check the audio device", written.strip()
            )
        elif self._complained and not failed:
            log.info("alarms sound again")
        self._complained = failed

    def _write(self, severity: Severity) -> Path:
        path = Path(self._folder.name) / f"{severity}.wav"
        path.write_bytes(wav(severity))
        return path


def effects_of(files: Mapping[Severity, Path], parent: QObject) -> Mapping[Severity, Effect]:
    """Return effects of Qt Multimedia, none where it, its libraries or an audio device are missing."""
    if sys.platform == "linux" and not linux_has_audio():
        return {}  # looking for devices would load large libraries and let them complain
    try:
        module = importlib.import_module("app.sound.effects")
    except ImportError as error:
        log.info("Qt Multimedia cannot be used: %s", error)
        return {}
    found: Mapping[Severity, Effect] = module.effects(files, parent)
    return found


def linux_has_audio(devices: Path = Path("/dev/snd"), runtime: Path | None = None) -> bool:
    """Return whether there is a sound card to play on, or a sound server of this person."""
    if runtime is None:
        runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent")
    servers = (runtime / "pulse" / "native", runtime / "pipewire-0")
    return any(devices.glob("pcm*p")) or any(server.exists() for server in servers)
