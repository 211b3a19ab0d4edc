"""The citizens' portal and the one-stop system as the world sees them: two JSON documents."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec

from backend.demo.city import City
from backend.demo.one_stop import OneStop
from backend.demo.portal import Portal
from backend.domain.clock import Clock

REPORTS_PATH = "/cong-phan-anh/phan-anh.json"
DOSSIERS_PATH = "/mot-cua/ho-so.json"
WHOLE_S = 240.0
"""For so long after the start the documents hold the whole past; later what changed within a day."""
RECENT_S = 86_400.0
RENEWED_S = 10.0
"""The documents are made anew no more often than that."""


class Offices:
    """Both systems; they open as soon as their past is made, while everything else already runs."""

    def __init__(self, city: City, seed: int, clock: Clock, *, fair: bool = False) -> None:
        """Begin to make the past; `fair`: units keep their deadlines."""
        self._city, self._seed, self._clock, self._fair = city, seed, clock, fair
        self._started_at = clock.now()
        self._lock = threading.Lock()
        self._made: dict[str, tuple[float, bytes]] = {}
        self._portal: Portal | None = None
        self._one_stop: OneStop | None = None
        self._thread = threading.Thread(target=self._open, name="offices", daemon=True)
        self._thread.start()

    def documents(self) -> dict[str, Callable[[], bytes]]:
        """Return path → what answers it."""
        return {
            REPORTS_PATH: lambda: self._document("phan_anh", self._portal),
            DOSSIERS_PATH: lambda: self._document("ho_so", self._one_stop),
        }

    def _open(self) -> None:
        self._portal = Portal(self._city, self._seed, self._started_at, fair=self._fair)
        self._one_stop = OneStop(self._seed, self._started_at, fair=self._fair)

    def _document(self, name: str, system: Portal | OneStop | None) -> bytes:
        now = self._clock.now()
        with self._lock:
            made_at, body = self._made.get(name, (0.0, b""))
            if now - made_at >= RENEWED_S:
                since_at = 0.0 if now - self._started_at < WHOLE_S else now - RECENT_S
                records = system.records(now, since_at) if system is not None else ()
                body = msgspec.json.encode({name: records})
                self._made[name] = (now if system is not None else 0.0, body)
            return body
