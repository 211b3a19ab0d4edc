"""The daemon as the benchmarks run it: its real process, a centre of 1,000 stations, a real broker."""

from __future__ import annotations

import contextlib
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import yaml
import zmq

from backend.cli.accounts import ensure_accounts
from backend.contract import codec
from backend.contract.messages import AlarmsChanged
from backend.wire import keys
from benchmarks._city import METRICS, N_STATIONS, RULES, free_port, wait_for_port


def write_centre(folder: Path, broker: int) -> None:
    """Write the centre and its pack."""
    centre, pack = folder / "centre", folder / "packs" / "bench"
    (centre / "sources").mkdir(parents=True)
    (pack / "rules").mkdir(parents=True)
    (centre / "centre.yaml").write_text("id: bench\nname: Bench\npacks: [bench]\n")
    rows = [f"st{i:04d},Station {i},station,16.0,108.0,," for i in range(N_STATIONS)]
    (centre / "places.csv").write_text(
        "place_id,name,kind,lat,lon,area_code,area_name\n" + "\n".join(rows) + "\n"
    )
    source = {
        "id": "city",
        "kind": "mqtt",
        "name": "city",
        "max_age_s": 60,
        "host": "127.0.0.1",
        "port": broker,
        "topics": ["city/#"],
        "qos": 0,
        "mapping": {"place": "station", "time": "ts", "metric": "metric", "value": "value"},
    }
    (centre / "sources" / "city.yaml").write_text(yaml.safe_dump(source))
    metrics = {m: {"name": {"vi": m}, "unit": "1", "range": [-1000, 1000], "max_age_s": 60} for m in METRICS}
    kinds = {"station": {"name": {"vi": "Trạm"}, "metrics": list(METRICS)}}
    head = {"id": "bench", "name": {"vi": "Bench"}, "version": "1", "place_kinds": kinds, "metrics": metrics}
    (pack / "pack.yaml").write_text(yaml.safe_dump(head, allow_unicode=True))
    rules = [
        {
            "id": r["rule"],
            "kind": "threshold",
            "title": {"vi": "{name} {value}"},
            "metric": r["metric"],
            "direction": "above" if r["above"] else "below",
            "limit": r["limit"],
            "hold_s": r["hold"],
            "severity": "high",
            "consequence": {"vi": "x"},
            "response": {"vi": "x"},
            "respond_within_s": 60,
            "unit_id": "u",
            "procedure": "none",
        }
        for r in RULES
    ]
    (pack / "rules" / "rules.yaml").write_text(yaml.safe_dump({"rules": rules}, allow_unicode=True))


class Daemon:
    """A running daemon and how to reach it."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes], feed: str, requests: str) -> None:
        """Keep the parts."""
        self.folder, self.process, self.feed, self.requests = folder, process, feed, requests
        self.database = folder / "t.db"

    @property
    def usage(self) -> psutil.Process:
        """Return the process to measure."""
        return psutil.Process(self.process.pid)

    def follow(self, context: zmq.Context[zmq.Socket[bytes]], topic: bytes) -> zmq.Socket[bytes]:
        """Return a socket that follows one topic of the feed as a wall does."""
        store = keys.KeyFolder(self.folder / "keys")
        secret = (store.get(keys.WALL_SECRET) or "").encode()
        socket = context.socket(zmq.SUB)
        socket.setsockopt(zmq.CURVE_SECRETKEY, secret)
        socket.setsockopt(zmq.CURVE_PUBLICKEY, zmq.curve_public(secret))
        socket.setsockopt(zmq.CURVE_SERVERKEY, (store.get(keys.SERVER_PUBLIC) or "").encode())
        socket.setsockopt(zmq.RCVHWM, 0)
        socket.setsockopt(zmq.SUBSCRIBE, topic)
        socket.connect(self.feed)
        return socket


@contextlib.contextmanager
def daemon(folder: Path, broker: int, database: str = "") -> Iterator[Daemon]:
    """Run the daemon on a fresh centre."""
    write_centre(folder, broker)
    keys.make(keys.KeyFolder(folder / "keys"))
    url = database or f"sqlite:///{folder / 't.db'}"
    ensure_accounts(url, [("bench", "Bench", "duty_officer", secrets.token_urlsafe(12))])
    feed, requests = (f"tcp://127.0.0.1:{free_port()}" for _ in range(2))
    command = [sys.executable, "-c", _START, str(folder / "centre"), str(folder / "packs"), url]
    command += [str(folder / "keys"), feed, requests]
    with (
        (folder / "daemon.log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as process,
    ):
        try:
            wait_for_port(int(requests.rpartition(":")[2]), 60.0)
            yield Daemon(folder, process, feed, requests)
        finally:
            process.terminate()
            process.wait(20)


_START = """
import sys
from pathlib import Path
from backend.engine.daemon import run
from backend.engine.starting import DaemonOptions
centre, packs, database, keys, feed, requests = sys.argv[1:]
run(DaemonOptions(centre=Path(centre), packs=Path(packs), database=database, keys=Path(keys), feed=feed,
                  requests=requests))
"""


def raised(frames: list[bytes]) -> list[tuple[str, str]]:
    """Return (rule, station) of the alarms that one message of the feed raises."""
    _, message = codec.decode_feed(frames[1], frames[2])
    if not isinstance(message, AlarmsChanged):
        return []
    return [(a.rule_id, a.subject) for a in message.alarms if a.active]
