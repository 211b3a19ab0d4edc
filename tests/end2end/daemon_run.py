"""A daemon of its own process on a small centre, and a Mosquitto that can be stopped and started."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from backend.cli.accounts import ensure_accounts
from backend.store import Store
from backend.wire import keys
from tests.unit.backend.engine.wall_peer import WallPeer

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "mười hai chữ"
START = """
import sys
from pathlib import Path
from backend.engine.daemon import run
from backend.engine.starting import DaemonOptions
centre, packs, database, keys, feed, requests, clock_from, clock_speed = sys.argv[1:]
run(DaemonOptions(centre=Path(centre), packs=Path(packs), database=database, keys=Path(keys), feed=feed,
                  requests=requests, clock_from=clock_from, clock_speed=float(clock_speed)))
"""
RULE = {
    "kind": "threshold",
    "title": {"vi": "{name}: {value} {unit}"},
    "severity": "high",
    "consequence": {"vi": "hậu quả"},
    "response": {"vi": "việc phải làm"},
    "respond_within_s": 600,
    "unit_id": "truc",
    "procedure": "none",
}
"""What every rule of these tests says alike."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait(
    ready: Callable[[], Any],
    what: str,
    within_s: float = 60.0,
    words: Callable[[], str] = lambda: "",
    every_s: float = 0.02,
) -> Any:
    deadline = time.monotonic() + within_s
    while True:
        if found := ready():
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come within {within_s:.0f} s\n{words()}")
        time.sleep(every_s)


class Broker:
    """A Mosquitto that keeps what nobody has acknowledged, without limit."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self.port = free_port()
        self._settings = folder / "mosquitto.conf"
        self._settings.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {folder}/\nmax_inflight_messages 5000\nmax_queued_messages 0\n"
            "max_queued_bytes 0\nset_tcp_nodelay true\nuser root\nlog_dest none\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin")
        assert program, "mosquitto is not installed: run `make setup`"
        self._process = subprocess.Popen([program, "-c", str(self._settings)])
        wait(lambda: listens(self.port), "the broker")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None


class DaemonRun:
    """A centre in a folder and the process that serves it; can be killed and started again."""

    def __init__(
        self,
        folder: Path,
        *,
        packs: Path,
        pack: str,
        places: Sequence[str],
        sources: Sequence[dict[str, Any]],
        attributes: Sequence[str] = (),
        database: str = "",
        clock_from: str = "",
        clock_speed: float = 1.0,
    ) -> None:
        self.folder, self.centre = folder, folder / "centre"
        self.database = database or f"sqlite:///{folder / 't.db'}"
        (self.centre / "sources").mkdir(parents=True)
        (self.centre / "centre.yaml").write_text(f"id: thu\nname: Trung tâm thử\npacks: [{pack}]\n")
        head = ",".join(("place_id,name,kind,lat,lon,area_code,area_name", *attributes)) + "\n"
        (self.centre / "places.csv").write_text(head + "".join(f"{row}\n" for row in places))
        for source in sources:
            file = self.centre / "sources" / f"{source['id']}.yaml"
            file.write_text(yaml.safe_dump(source, allow_unicode=True), encoding="utf-8")
        keys.make(keys.KeyFolder(folder / "keys"))
        ensure_accounts(self.database, [("ha", "Trần Minh Hà", "duty_officer", PASSWORD)])
        self.feed_port, self.request_port = free_port(), free_port()
        self._feed, self._requests = (f"tcp://127.0.0.1:{p}" for p in (self.feed_port, self.request_port))
        self._arguments = [str(self.centre), str(packs), self.database, str(folder / "keys")]
        self._arguments += [self._feed, self._requests, clock_from, str(clock_speed)]
        self.log_file = folder / "daemon.log"
        self.process: subprocess.Popen[bytes] | None = None

    def set_clock(self, clock_from: str, clock_speed: float) -> None:
        """Let the next daemon begin at this time and run at this speed."""
        self._arguments[-2:] = [clock_from, str(clock_speed)]

    def start(self) -> float:
        """Start it and return after how many seconds it could be asked."""
        began = time.monotonic()
        with self.log_file.open("ab") as log:
            command = [sys.executable, "-c", START, *self._arguments]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)
        wait(self._answers, "the daemon", words=self.words)
        return time.monotonic() - began

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"the daemon ended: {self.words()}"
        return listens(self.request_port)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        assert self.process.wait(20) == -signal.SIGKILL

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def words(self) -> str:
        return self.log_file.read_text(errors="replace")[-3000:] if self.log_file.exists() else ""

    @property
    def addresses(self) -> tuple[str, str]:
        """Where it is followed, and where it is asked."""
        return self._feed, self._requests

    @property
    def requests(self) -> str:
        """Where it is asked."""
        return self._requests

    def wall(self) -> WallPeer:
        return WallPeer(self.folder / "keys", self._feed, self._requests)

    def store(self) -> Store:
        return Store.open(self.database)


def write_pack(folder: Path, name: str, head: dict[str, Any], rules: Sequence[dict[str, Any]]) -> Path:
    """Write a pack and return the folder of packs."""
    pack = folder / name
    (pack / "rules").mkdir(parents=True)
    told = {"id": name, "name": {"vi": name}, "version": "1"} | head
    (pack / "pack.yaml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    text = json.dumps({"rules": [RULE | rule for rule in rules]}, ensure_ascii=False)
    (pack / "rules" / "rules.yaml").write_text(text, encoding="utf-8")
    return folder
