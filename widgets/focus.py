"""Which incident this wall or desk looks at; the same for all its tiles."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from backend.contract.work import Incident
from widgets.live import LiveData
from widgets.logic.incident_focus import focused


class Focus(QObject):
    """The incident that was chosen; with nothing chosen, the worst that goes on."""

    changed = Signal()
    """Another incident is looked at."""
    chosen = Signal(str)
    """A person asked to see this incident."""
    worked = Signal()
    """A person acts on the incident that is looked at."""

    def __init__(self, live: LiveData, parent: QObject | None = None) -> None:
        """Look at the worst open incident of `live`."""
        super().__init__(parent)
        self._live = live
        self._pinned = ""
        self._only_while_open = False
        self.pinned_before = ""
        """What was chosen before the newest `choose`."""
        self._incident_id = focused(live.state.incidents(), "")
        live.work_changed.connect(self._follow)

    @property
    def incident_id(self) -> str:
        """Return the id of the incident that is looked at, empty where there is none."""
        return self._incident_id

    @property
    def pinned(self) -> str:
        """Return the id that was chosen, empty while the worst incident is followed."""
        return self._pinned

    def incident(self) -> Incident | None:
        """Return the incident that is looked at."""
        found = self._live.state.work.get(self._incident_id)
        return found if isinstance(found, Incident) else None

    def pin(self, incident_id: str, *, only_while_open: bool = False) -> None:
        """Look at this incident from now on; empty: at the worst that goes on.

        Args:
            incident_id: id of the incident, or empty.
            only_while_open: look at the worst again once it has ended.
        """
        self._pinned, self._only_while_open = incident_id, only_while_open
        self._follow()

    def hold(self) -> None:
        """Stay at the incident that is looked at until it ends: a person works on it."""
        if self._incident_id and not self._pinned:
            self.pin(self._incident_id, only_while_open=True)
        self.worked.emit()

    @Slot(str)
    def choose(self, incident_id: str) -> None:
        """Look at an incident because a person asked for it: the wall shows where."""
        self.pinned_before = self._pinned
        self.pin(incident_id)
        self.chosen.emit(incident_id)

    @Slot(object)
    def _follow(self, _change: object = None) -> None:
        pinned = self._live.state.work.get(self._pinned)
        if self._only_while_open and isinstance(pinned, Incident) and pinned.state == "closed":
            self._pinned = ""
        found = focused(self._live.state.incidents(), self._pinned)
        if found != self._incident_id:
            self._incident_id = found
            self.changed.emit()
