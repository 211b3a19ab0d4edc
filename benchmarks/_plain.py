"""The baseline of `ingest` and `latency`: the plainest pipeline that does the same, as one script would.

MQTT in by paho, one SQLite commit per tick of 2 ms, 20 rules with plain ifs and a heap for holds, out by a
bare ZeroMQ PUB: no journal, no alarm states, no acknowledgement, no encryption, no checks of the input.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
import sys
import threading
import time

import msgspec
import paho.mqtt.client as paho
import zmq
from paho.mqtt.enums import CallbackAPIVersion

from benchmarks._city import RULES


class Reading(msgspec.Struct):
    """One message."""

    station: str
    metric: str
    ts: float
    value: float


def main(port: int, database: str, out: str) -> None:  # noqa: PLR0912 - as one script would
    """Run until killed."""
    base = sqlite3.connect(database, isolation_level=None)
    base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
    base.execute("CREATE TABLE r(station TEXT, metric TEXT, ts REAL, value REAL)")
    feed = zmq.Context().socket(zmq.PUB)
    feed.bind(out)
    waiting: list[bytes | bytearray] = []
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.on_connect = lambda c, *_: c.subscribe("city/#")
    client.on_message = lambda _c, _u, message: waiting.append(message.payload)
    client.connect("127.0.0.1", port)
    threading.Thread(target=client.loop_forever, daemon=True).start()
    decode = msgspec.json.Decoder(Reading).decode
    rules: dict[str, list[tuple[str, bool, float, float]]] = {}
    for rule in RULES:
        rules.setdefault(str(rule["metric"]), []).append(
            (str(rule["rule"]), bool(rule["above"]), float(rule["limit"]), float(rule["hold"]))  # type: ignore[arg-type]
        )
    state: dict[tuple[str, str], float] = {}
    timers: list[tuple[float, tuple[str, str]]] = []
    while True:
        time.sleep(0.002)
        fired: list[tuple[str, str]] = []
        n = len(waiting)
        if n:
            batch, waiting[:n] = waiting[:n], []
            readings = [decode(raw) for raw in batch]
            base.execute("BEGIN")
            base.executemany(
                "INSERT INTO r VALUES(?,?,?,?)", [(r.station, r.metric, r.ts, r.value) for r in readings]
            )
            base.execute("COMMIT")
            for r in readings:
                for name, above, limit, hold in rules[r.metric]:
                    key = (name, r.station)
                    if (r.value > limit) if above else (r.value < limit):
                        if key not in state:
                            state[key] = r.ts + hold if hold else 0.0
                            if hold:
                                heapq.heappush(timers, (r.ts + hold, key))
                            else:
                                fired.append(key)
                    elif key in state:
                        del state[key]
        now = time.time()  # noqa: TID251
        while timers and timers[0][0] <= now:
            due, key = heapq.heappop(timers)
            if state.get(key) == due:
                state[key] = 0.0
                fired.append(key)
        for rule_name, station in fired:
            feed.send(json.dumps({"rule": rule_name, "station": station}).encode())


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
