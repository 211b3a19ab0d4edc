"""Sounds through Qt Multimedia, where no system player is installed; imported only there, for it is large."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtMultimedia import QMediaDevices, QSoundEffect

from backend.contract.state import Severity


def effects(files: Mapping[Severity, Path], parent: QObject) -> dict[Severity, QSoundEffect]:
    """Return an effect for each sound, none where there is no audio device."""
    if not QMediaDevices.audioOutputs():
        return {}
    made = {}
    for severity, path in files.items():
        effect = made[severity] = QSoundEffect(parent)
        effect.setSource(QUrl.fromLocalFile(str(path)))
    return made
