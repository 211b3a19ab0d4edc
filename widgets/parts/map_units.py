"""What a map knows of crews besides their newest position: their track, and whether they can be sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject, Signal

from backend.contract import codec
from backend.contract.messages import Columns, GetHistory, History, ReplyBody
from backend.contract.resources import GetNearest, Nearest
from backend.contract.state import Freshness, Place
from widgets.live import LiveData, RegistersUpdated, ValuesChanged
from widgets.logic.map_units import TRACK_S, TRACK_STEP_S, Track, tracks_geojson
from widgets.logic.position import LAT, LON, moves, position

DUTY_EVERY_S = 10.0
"""No message tells that a crew has become free; it is asked so often."""
MOST = 50
"""Crews of a kind that are asked about: those nearest to the middle of the city."""
HISTORY_BATCH = 20
"""Units whose past is asked for in one request."""


class UnitWatch(QObject):
    """Follows the units that `wanted` picks."""

    duty_changed = Signal()

    def __init__(self, live: LiveData, wanted: Callable[[Place], bool], parent: QObject) -> None:
        """Follow the places of moving kinds for which `wanted` is true."""
        super().__init__(parent)
        self._live, self._wanted = live, wanted
        self.duty: dict[str, str] = {}
        """Crew → `free`, `busy`, `off` … as the daemon says."""
        self._tracks: dict[str, Track] = {}
        self._duty_due_at = 0.0
        live.snapshot_taken.connect(self._begin)
        live.values_changed.connect(self._take_values)
        live.registers_changed.connect(self._note_change)
        live.ticked.connect(self._tick)
        if live.state.places:
            self._begin()

    def tracks(self) -> dict[str, object]:
        """Return the tracks of the last minutes as GeoJSON."""
        now, state = self._live.clock.now(), self._live.state
        lines: dict[str, list[list[float]]] = {}
        states: dict[str, Freshness] = {}
        for place_id, track in self._tracks.items():
            place = state.places.get(place_id)
            at = position(state, place, now) if place is not None else None
            if at is not None:
                lines[place_id], states[place_id] = track.line(now), at.state
        return tracks_geojson(lines, states)

    # ---- tracks -------------------------------------------------------------------------------

    def _begin(self) -> None:
        state, now = self._live.state, self._live.clock.now()
        units = [p.place_id for p in state.places.values() if moves(state, p) and self._wanted(p)]
        self._tracks = {place_id: Track() for place_id in units}
        self.duty, self._duty_due_at = {}, 0.0
        for place_id in units:
            self._take_newest(place_id)
        for first in range(0, len(units), HISTORY_BATCH):
            batch = units[first : first + HISTORY_BATCH]
            series = tuple(f"{unit}.{metric}" for unit in batch for metric in (LAT, LON))
            n_points = int(TRACK_S / TRACK_STEP_S)
            self._live.request(GetHistory(series, now - TRACK_S, now, n_points), self._take_history)

    def _take_history(self, reply: ReplyBody) -> None:
        if not isinstance(reply, History):  # the track grows from now on
            return
        columns = {column.series_id: column for column in reply.columns}
        for series_id, lat in columns.items():
            place_id, _, metric = series_id.rpartition(".")
            lon = columns.get(f"{place_id}.{LON}")
            if metric == LAT and lon is not None and place_id in self._tracks:
                self._tracks[place_id].take_past(_points(lat, lon))

    def _take_values(self, change: ValuesChanged) -> None:
        for series_id in change.series:
            place_id, _, metric = series_id.rpartition(".")
            if metric in (LAT, LON) and place_id in self._tracks:
                self._take_newest(place_id)

    def _take_newest(self, place_id: str) -> None:
        state = self._live.state
        at = position(state, state.places[place_id], self._live.clock.now())
        if at is not None and at.seen_at is not None:
            self._tracks[place_id].take(at.seen_at, at.lon, at.lat)

    # ---- duty ---------------------------------------------------------------------------------

    def _note_change(self, _change: RegistersUpdated) -> None:
        self._duty_due_at = min(self._duty_due_at, self._live.clock.now() + 1)

    def _tick(self) -> None:
        now = self._live.clock.now()
        if now < self._duty_due_at:
            return
        self._duty_due_at = now + DUTY_EVERY_S
        lon, lat = self._live.state.centre.map_centre
        for kind in self._kinds():
            self._live.request(GetNearest(lat, lon, (kind,), MOST), self._take_duty)

    def _kinds(self) -> Iterator[str]:
        """Yield the kinds on the map that can be sent."""
        state = self._live.state
        shown = {place.kind for place in state.places.values() if self._wanted(place)}
        yield from (
            kind for kind in sorted(shown) if kind in state.place_kinds and state.place_kinds[kind].resource
        )

    def _take_duty(self, reply: ReplyBody) -> None:
        if not isinstance(reply, Nearest):  # refused or no answer: nothing is known any more
            if self.duty:
                self.duty = {}
                self.duty_changed.emit()
            return
        found = {near.place_id: near.state for near in reply.places}
        if any(self.duty.get(place_id) != state for place_id, state in found.items()):
            self.duty.update(found)
            self.duty_changed.emit()


def _points(lat: Columns, lon: Columns) -> Iterable[tuple[float, float, float]]:
    """Yield instant, longitude and latitude where both are known."""
    lons = dict(zip(codec.floats(lon.at).tolist(), codec.floats(lon.value).tolist(), strict=True))
    for at, value in zip(codec.floats(lat.at).tolist(), codec.floats(lat.value).tolist(), strict=True):
        if at in lons:
            yield at, lons[at], value
