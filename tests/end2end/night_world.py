"""What the night does by itself: stations that tell what they measure, on the clock of the night."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from backend.contract import codec
from backend.contract.messages import ReplyBody, Request, RequestBody
from backend.demo.desk_client import DeskClient, DeskError
from backend.domain.clock import Clock, ScaledClock
from tests.end2end.daemon_run import PASSWORD, DaemonRun
from tests.end2end.night_centre import BEGIN_AT

TAKEN_WITHIN_S = 30.0
PATIENCE_MS = 90_000


class EndOfNight:
    """A clock for requests alone: none of them is ever too late, however slow this machine is."""

    def now(self) -> float:
        return BEGIN_AT + 86_400.0


class PatientDesk(DeskClient):
    """A desk that waits longer than a person would: two walls start on this machine at the same time."""

    def ask(self, body: RequestBody) -> ReplyBody:
        self._n += 1
        self._requests.send(codec.encode(Request(self._n, self._session, self._clock.now(), body)))
        while self._requests.poll(PATIENCE_MS):
            reply = codec.decode_reply(self._requests.recv())
            if reply.request_id == self._n:
                return reply.body
        raise DeskError(f"no answer to {type(body).__name__}")


def desk_of(run: DaemonRun, user: str) -> DeskClient:
    """Return somebody's desk, signed in."""
    desk = PatientDesk(run.folder / "keys", run.requests, EndOfNight())
    desk.sign_in(user, PASSWORD)
    return desk


def clock_of(desk: DeskClient, speed: float) -> ScaledClock:
    """Return a clock that goes as the daemon's does, never ahead of it."""
    return ScaledClock(desk.snapshot().taken_at, speed)


class Stations:
    """All that measures: repeats its newest values every few seconds, as stations do."""

    def __init__(self, port: int, clock: Clock, every_s: float) -> None:
        """Speak to the broker on `port`; `every_s` are seconds of this machine."""
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        self._clock, self._every_s = clock, every_s
        self._now: dict[str, dict[str, float]] = {}
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._repeat)
        self._thread.start()

    def follow(self, clock: Clock, every_s: float) -> None:
        """Go by another clock from now on."""
        with self._lock:
            self._clock, self._every_s = clock, every_s

    def measure(self, place: str, **values: float) -> None:
        """Let a station measure this from now on."""
        with self._lock:
            self._now.setdefault(place, {}).update(values)
            self._send({place: values}, self._clock.now())

    def stored(self, place: str, seconds_ago: Mapping[float, float], metric: str) -> None:
        """Deliver what a station's logger kept while its line was down: seconds ago → value, the oldest first.

        The last one is what it measures from now on.
        """
        with self._lock:
            now = self._clock.now()
            kept = [{"tram": place, "luc": now - ago, metric: value} for ago, value in seconds_ago.items()]
            info = self._client.publish(f"dn/{place}", json.dumps(kept), qos=1)
            self._now.setdefault(place, {})[metric] = kept[-1][metric]
        info.wait_for_publish(TAKEN_WITHIN_S)

    def close(self) -> None:
        self._ended.set()
        self._thread.join(30)
        self._client.disconnect()
        self._client.loop_stop()

    def _repeat(self) -> None:
        while not self._ended.wait(self._every_s):
            with self._lock:
                self._send(self._now, self._clock.now())

    def _send(self, told: Mapping[str, Mapping[str, float]], at: float) -> None:
        for place, values in told.items():
            self._client.publish(f"dn/{place}", json.dumps({"tram": place, "luc": at, **values}), qos=1)
