"""Opens the layout of an incident on the wall by itself, as its rule says; never against a person."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from PySide6.QtCore import QObject, Slot

from backend.contract.work import Incident
from widgets.live import LiveData
from widgets.logic.scene import SceneState, after_person, after_scene, after_work, due_scene


class SceneStage(Protocol):
    """What shows a scene; implemented by the director."""

    def layout_ids(self) -> Collection[str]:
        """Return the ids of the layouts that the wall has."""
        ...

    def show_scene(self, incident: Incident) -> None:
        """Look at `incident` and show its layout; one key gives back what was there."""
        ...


class Scenes(QObject):
    """Watches the incidents of `live`."""

    def __init__(self, live: LiveData, stage: SceneStage, parent: QObject | None = None) -> None:
        """Start with nothing opened; what a person chose before is respected from `note_person` on."""
        super().__init__(parent)
        self._live, self._stage = live, stage
        self.state = SceneState()
        live.work_changed.connect(self.look)
        live.ticked.connect(self.look)

    def note_person(self) -> None:
        """A person has chosen what the wall shows."""
        self.state = after_person(self.state, self._live.clock.now())

    @Slot()
    def note_work(self) -> None:
        """A person works on the incident that the wall shows."""
        self.state = after_work(self.state, self._live.clock.now())

    def stop(self) -> None:
        """Open nothing any more."""
        self._live.work_changed.disconnect(self.look)
        self._live.ticked.disconnect(self.look)

    @Slot()
    def look(self, _change: object = None) -> None:
        """Open the scene that is due, if there is one."""
        now = self._live.clock.now()
        found = due_scene(self.state, self._live.state.incidents(), self._stage.layout_ids(), now)
        if found is None:
            return
        self.state = after_scene(self.state, found, now)
        self._stage.show_scene(found)


def named(incident: Incident, language: str) -> str:
    """Return an incident as the truth bar and the journal name it: `SC.20261124.003 Ngập Hòa Khánh`."""
    return f"{incident.incident_id} {incident.title.in_language(language)}"
