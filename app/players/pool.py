"""The wall's players: opens cameras, spreads them over processes, replaces a process that fails."""

from __future__ import annotations

import logging
import os
import time
from functools import partial

import msgspec
from PySide6.QtCore import QObject, QTimer

from app.players.address import without_password
from app.players.messages import Report, Thresholds, Unwatch
from app.players.pacing import Backoff
from app.players.process import PlayerProcess
from app.players.stream import SharedStream, WatchedStream, lost_to_player
from widgets.clock import WallClock
from widgets.video_port import VideoStream

log = logging.getLogger(__name__)

LOOK_S = 1.0


class PoolSettings(msgspec.Struct, frozen=True):
    """How many processes, and how patient."""

    streams_per_player: int = 4
    """A new process starts when each has so many, up to `max_players`; then all get more."""
    max_players: int = max(2, min(8, os.cpu_count() or 2))
    grace_s: float = 5.0
    """A stream goes on for so long with nobody watching: a layout switch finds it playing."""
    thresholds: Thresholds = Thresholds()
    restart_min_s: float = 0.2
    restart_max_s: float = 3.0
    steady_s: float = 10.0
    """A player that lived so long is replaced at once; one that dies sooner after growing pauses."""


class _Seat:
    """A place for a player process, which is filled again when the process fails."""

    def __init__(self, settings: PoolSettings) -> None:
        self.process: PlayerProcess | None = None
        self.stream_ids: set[int] = set()
        self.started_at = 0.0
        self.backoff = Backoff(settings.restart_min_s, settings.restart_max_s)


class PlayerPool(QObject):
    """Implements `widgets.video_port.VideoPort` with player processes; lives on the GUI thread."""

    def __init__(
        self, clock: WallClock, settings: PoolSettings | None = None, parent: QObject | None = None
    ) -> None:
        """Start no process yet: the first camera does."""
        super().__init__(parent)
        self._clock = clock
        self._settings = settings or PoolSettings()
        self._streams: dict[int, SharedStream] = {}
        self._by_address: dict[str, SharedStream] = {}
        self._seats: list[_Seat] = []
        self._last_id = 0
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(round(LOOK_S * 1000))
        self._timer.timeout.connect(self._look)

    def open(self, camera_id: str, address: str, width_px: int, height_px: int) -> VideoStream:
        """Return the stream of a camera scaled to fit width × height.

        Opening the same address again shares its stream, scaled for the larger of the two; to change
        the size, open again and then close the first.

        Raises:
            RuntimeError: the pool is closed.
        """
        if self._closed:
            raise RuntimeError(f"camera {camera_id} opened after the players were closed")
        stream = self._by_address.get(address)
        if stream is None:
            self._last_id += 1
            stream = SharedStream(self._last_id, address, self._settings.thresholds, self._clock)
            self._by_address[address] = self._streams[stream.stream_id] = stream
            self._seat_for_new().stream_ids.add(stream.stream_id)
        watcher = WatchedStream(stream, (max(2, width_px), max(2, height_px)), self._leave)
        stream.watchers.append(watcher)
        stream.unwatched_since = None
        self._fit(stream)
        self._timer.start()
        return watcher

    def player_ids(self) -> tuple[int, ...]:
        """Return the process ids of the running players."""
        return tuple(seat.process.pid for seat in self._seats if seat.process is not None)

    def player_of(self, address: str) -> int | None:
        """Return the process id of the player of an address, None while it has none."""
        stream = self._by_address.get(address)
        process = self._seat_of(stream).process if stream is not None else None
        return process.pid if process is not None else None

    def close(self) -> None:
        """End every player and give back the memory; streams keep their last picture, and stay lost."""
        self._closed = True
        self._timer.stop()
        for seat in self._seats:
            if seat.process is not None:
                seat.process.end()
        self._seats.clear()
        for stream in self._streams.values():
            stream.release()
        self._streams.clear()
        self._by_address.clear()

    # ---- streams

    def _fit(self, stream: SharedStream) -> None:
        """Give a stream memory of the size that its watchers want, and have it played there."""
        box = stream.wanted_box()
        if box == stream.box:
            return
        command, fd = stream.resize(box)
        process = self._process_in(self._seat_of(stream))
        if process is not None:
            process.send(command, fd)

    def _leave(self, watcher: WatchedStream) -> None:
        stream = watcher.stream
        stream.watchers.remove(watcher)
        if self._closed:
            return
        if stream.watchers:
            self._fit(stream)
        else:
            stream.unwatched_since = time.monotonic()

    def _drop(self, stream: SharedStream) -> None:
        seat = self._seat_of(stream)
        seat.stream_ids.discard(stream.stream_id)
        if seat.process is not None:
            seat.process.send(Unwatch(stream.stream_id))
        del self._streams[stream.stream_id], self._by_address[stream.address]
        stream.release()

    # ---- players

    def _seat_of(self, stream: SharedStream) -> _Seat:
        return next(seat for seat in self._seats if stream.stream_id in seat.stream_ids)

    def _seat_for_new(self) -> _Seat:
        least = min(self._seats, key=lambda seat: len(seat.stream_ids), default=None)
        full = least is None or len(least.stream_ids) >= self._settings.streams_per_player
        if least is None or (full and len(self._seats) < self._settings.max_players):
            least = _Seat(self._settings)
            self._seats.append(least)
        return least

    def _process_in(self, seat: _Seat) -> PlayerProcess | None:
        """Return the seat's process, started if it had none; None where it is about to be replaced."""
        if seat.process is None and not seat.started_at:
            self._start(seat)
            return None  # it was given all its streams at the start
        return seat.process

    def _start(self, seat: _Seat) -> None:
        if self._closed or seat not in self._seats or seat.process is not None:
            return
        seat.started_at = time.monotonic()
        try:
            process = PlayerProcess(self)
        except OSError:
            log.exception("no player process can be started; tried again soon")
            self._start_later(seat, hung=False)
            return
        seat.process = process
        process.frames_arrived.connect(partial(self._announce_frames, seat))
        process.event_received.connect(self._take_report)
        process.ended.connect(partial(self._replace, seat))
        for stream_id in sorted(seat.stream_ids):
            if not process.send(*self._streams[stream_id].watch_command()):
                return

    def _replace(self, seat: _Seat) -> None:
        process, seat.process = seat.process, None
        if process is None:
            return
        process.deleteLater()
        self._start_later(seat, hung=process.hung)

    def _start_later(self, seat: _Seat, *, hung: bool) -> None:
        for stream_id in seat.stream_ids:
            self._take_report(lost_to_player(stream_id, hung=hung))
        if time.monotonic() - seat.started_at > self._settings.steady_s:
            seat.backoff.succeed()
        QTimer.singleShot(round(seat.backoff.next_s() * 1000), self, partial(self._start, seat))

    def _announce_frames(self, seat: _Seat) -> None:
        for stream_id in seat.stream_ids:
            stream = self._streams[stream_id]
            if stream.has_new_frame():
                for watcher in tuple(stream.watchers):
                    watcher.frame_ready.emit()

    def _take_report(self, report: object) -> None:
        if not isinstance(report, Report):
            return
        stream = self._streams.get(report.stream_id)
        if stream is None or not stream.take_report(report):
            return
        log.info("camera %s: %s %s", without_password(stream.address), report.condition, report.reason)
        for watcher in tuple(stream.watchers):
            watcher.state_changed.emit()

    def _look(self) -> None:
        now = time.monotonic()
        for stream in tuple(self._streams.values()):
            since = stream.unwatched_since
            if since is not None and now - since >= self._settings.grace_s:
                self._drop(stream)
        for seat in tuple(self._seats):
            if not seat.stream_ids:
                self._seats.remove(seat)
                if seat.process is not None:
                    seat.process.end()
                    seat.process.deleteLater()
            elif seat.process is not None:
                seat.process.look()
        if not self._seats:
            self._timer.stop()
