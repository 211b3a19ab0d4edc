"""A small city for benchmarks of the wall: flood posts and gauges with limits, history and alarms."""

from __future__ import annotations

import os
import platform
import time
from typing import Any

import numpy as np
import psutil

from backend.contract.messages import (
    Columns,
    Done,
    Failure,
    GetHistory,
    GetJournal,
    GetMap,
    GetSnapshot,
    History,
    Journal,
    MapLayer,
    ReplyBody,
    RequestBody,
    SignedIn,
    SignIn,
    Snapshot,
    Values,
)
from backend.contract.state import Alarm, Centre, DeskLoad, Limit, Place, Series, Source, Text
from backend.contract.version import CONTRACT_VERSION

N_POSTS = 100
LIMITS = (
    Limit(Text("Cảnh báo", "Warning"), 20.0, "above", "high"),
    Limit(Text("Nguy cấp", "Critical"), 40.0, "above", "critical"),
)
PLACES = tuple(
    Place(f"post-{n}", f"Trụ {n}", "flood_post", 16.0 + n % 10 / 50, 108.1 + n // 10 / 50)
    for n in range(N_POSTS)
)
SERIES = tuple(
    Series(
        f"{p.place_id}.depth_cm",
        i,
        p.place_id,
        "depth_cm",
        Text("Độ sâu", "Depth"),
        "cm",
        60.0,
        limits=LIMITS,
    )
    for i, p in enumerate(PLACES)
)


def now() -> float:
    """Return the machine's time, s since epoch."""
    return time.time_ns() / 1e9


def values(at: float) -> Values:
    """Return a new reading of every series."""
    index = np.arange(N_POSTS, dtype="<i4")
    depth = 25.0 + 20.0 * np.sin(index + at / 30)
    return Values(
        index.tobytes(), np.full(N_POSTS, at, "<f8").tobytes(), depth.astype("<f8").tobytes(), bytes(N_POSTS)
    )


def snapshot(epoch: str, topic_seqs: dict[str, int]) -> Snapshot:
    """Return the city now, with 40 alarms."""
    at = now()
    alarms = tuple(_alarm(place, at) for place in PLACES[:40])
    source = Source("posts", "mqtt", "Trụ ngập", "fresh", 60.0, at, N_POSTS, 0)
    centre = Centre("bench", "Thành phố thử")
    return Snapshot(
        CONTRACT_VERSION, epoch, 0, at, topic_seqs, centre, PLACES, SERIES, values(at), alarms,
        DeskLoad(n_active=len(alarms)), (source,),
    )  # fmt: skip


def answer(body: RequestBody, epoch: str, topic_seqs: dict[str, int]) -> ReplyBody:
    """Return what the daemon of this city answers."""
    match body:
        case SignIn():
            return SignedIn("session", body.user, "Bench", "wall", epoch)
        case GetSnapshot():
            return snapshot(epoch, topic_seqs)
        case GetHistory():
            return History(tuple(_columns(series_id, body) for series_id in body.series))
        case GetJournal():
            return Journal(())
        case GetMap():
            return MapLayer(body.layer, b'{"type": "FeatureCollection", "features": []}')
    return Done(0) if body.__struct_config__.tag == "shown" else Failure("not_found", "not in this benchmark")


def _columns(series_id: str, asked: GetHistory) -> Columns:
    at = np.linspace(asked.start_at, asked.end_at, min(720, asked.max_points))
    depth = 25.0 + 15.0 * np.sin(at / 900)
    return Columns(series_id, at.astype("<f8").tobytes(), depth.astype("<f8").tobytes(), b"", b"", 0.0, 180.0)


def _alarm(place: Place, at: float) -> Alarm:
    words = Text(f"Ngập 45 cm — {place.name}", f"45 cm deep — {place.name}")
    series_id, detail = f"{place.place_id}.depth_cm", Text("Vượt 40 cm", "Above 40 cm")
    return Alarm(
        f"flood@{place.place_id}", "flood", place.place_id, series_id, words, detail, "critical",
        "critical", True, "acknowledged", "fresh", at - 600, at - 600, 1, value=45.0, unit="cm",
    )  # fmt: skip


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load": round(psutil.getloadavg()[0], 1),
        "python": platform.python_version(),
        "system": platform.platform(),
    }
