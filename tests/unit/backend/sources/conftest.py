"""A sink that keeps what it gets, and the real parts that sources talk to."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from backend.domain.cases.update import CaseUpdate
from backend.domain.clock import SystemClock
from backend.domain.observation import Observation
from backend.sources.base import Refusal, RunningSource

WAIT_S = 60.0
FIRST_PORT, LAST_PORT = 18_830, 18_899

UNITS = {
    "rain_mm": "mm",
    "level_m": "m",
    "level_mm": "mm",
    "temperature": "°C",
    "chlorine": "mg/L",
    "flow": "m³/h",
    "reachable": "",
}


@dataclass
class KeepingSink:
    """Keeps everything; commits at once, or when told with `holds`."""

    units: dict[str, str] = field(default_factory=lambda: dict(UNITS))
    first_mark: str | None = None
    holds: bool = False
    observations: list[Observation] = field(default_factory=list)
    cases: list[CaseUpdate] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    listed: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    held: list[Callable[[], None]] = field(default_factory=list)
    has_room: asyncio.Event | None = None

    def accept(
        self,
        observations: Sequence[Observation],
        *,
        mark: str | None = None,
        on_stored: Callable[[], None] | None = None,
    ) -> None:
        self.observations += observations
        if mark is not None:
            self.marks.append(mark)
        if on_stored is not None:
            self.held.append(on_stored)
            if not self.holds:
                self.commit()

    def commit(self) -> None:
        for stored in self.held:
            stored()
        self.held.clear()

    def accept_cases(self, cases: Sequence[CaseUpdate]) -> None:
        self.cases += cases

    def listed_all(self, kind: str, case_ids: frozenset[str]) -> None:
        self.listed.append((kind, case_ids))

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        self.refusals += refusals

    def connected(self, newest_at: float | None = None) -> None:
        if not self.links or self.links[-1] != "connected":
            self.links.append("connected")

    def disconnected(self, reason: str) -> None:
        if not self.links or self.links[-1] == "connected":
            self.links.append(reason)

    async def room(self) -> None:
        if self.has_room is not None:
            await self.has_room.wait()

    def mark(self) -> str | None:
        return self.marks[-1] if self.marks else self.first_mark

    def unit_of(self, metric: str) -> str | None:
        return self.units.get(metric)

    def values(self) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {}
        for one in self.observations:
            found.setdefault(one.series_id, []).append(one.value)
        return found


@asynccontextmanager
async def _running(source: RunningSource):
    task = asyncio.ensure_future(source.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        if not task.cancelled() and task.exception() is not None:
            raise AssertionError("the source raised out of run()") from task.exception()


async def _until(is_there: Callable[[], object], what: str = "what was expected") -> None:
    deadline = time.monotonic() + WAIT_S
    while not is_there():
        assert time.monotonic() < deadline, f"{what} did not come within {WAIT_S} s"
        await asyncio.sleep(0.01)


@pytest.fixture
def sink() -> KeepingSink:
    return KeepingSink()


@pytest.fixture
def make_sink() -> type[KeepingSink]:
    return KeepingSink


@pytest.fixture
def clock() -> SystemClock:
    return SystemClock()


@pytest.fixture
def running() -> Callable[[RunningSource], object]:
    return _running


@pytest.fixture
def until() -> Callable[..., Awaitable[None]]:
    return _until


@pytest.fixture
def free_port() -> Callable[[], int]:
    taken: set[int] = set()

    def find() -> int:
        for port in range(FIRST_PORT, LAST_PORT + 1):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    continue
            if port not in taken:
                taken.add(port)
                return port
        raise AssertionError(f"no free port between {FIRST_PORT} and {LAST_PORT}")

    return find


def _await_port(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        assert process.poll() is None, f"{process.args} ended with {process.returncode}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"{process.args} does not listen on {port}")


@contextmanager
def _child(command: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await_port(process, port)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(WAIT_S)


@pytest.fixture
def child() -> Callable[[list[str], int], object]:
    """Start a server as a child process and wait until its port answers."""
    return _child


@dataclass
class Broker:
    """A Mosquitto of our own that can be stopped and started again with what it keeps."""

    folder: Path
    port: int
    extra: str = ""
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        settings = self.folder / "mosquitto.conf"
        settings.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {self.folder}/\nautosave_interval 1\nmax_inflight_messages 5000\n"
            f"max_queued_messages 100000\nuser root\nlog_dest none\n{self.extra}"
        )
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        assert Path(program).exists(), "mosquitto is not installed: run `make setup`"
        self.process = subprocess.Popen(
            [program, "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _await_port(self.process, self.port)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(WAIT_S)


@pytest.fixture
def make_broker(tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Callable[..., Broker]]:
    brokers: list[Broker] = []

    def make(extra: str = "") -> Broker:
        folder = tmp_path / f"broker{len(brokers)}"
        folder.mkdir(mode=0o700)
        broker = Broker(folder, free_port(), extra)
        brokers.append(broker)
        broker.start()
        return broker

    yield make
    for broker in brokers:
        broker.stop()


@pytest.fixture
def keyring() -> Iterator[dict[str, str]]:
    """A keyring in memory, in place of the machine's: name to password."""
    import keyring as library
    from keyring.backend import KeyringBackend

    kept: dict[str, str] = {}

    class Memory(KeyringBackend):
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            return kept.get(username) if service == "toancanh" else None

        def set_password(self, service: str, username: str, password: str) -> None:
            kept[username] = password

        def delete_password(self, service: str, username: str) -> None:
            del kept[username]

    before = library.get_keyring()
    library.set_keyring(Memory())
    yield kept
    library.set_keyring(before)
