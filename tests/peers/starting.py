"""Starts a peer as a process of its own and stops it again."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.peers import record

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Peer:
    """A running peer."""

    port: int
    record: Path
    process: "subprocess.Popen[str]"

    def received(self) -> list[dict[str, Any]]:
        return record.read(self.record)

    def tell(self, command: str) -> None:
        """Write one line to its standard input (see the peer's own words)."""
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(30)


def start(name: str, *extra: str, port: int = 0, file: Path | None = None) -> Peer:
    """Start `tests.peers.<name>`; returns when it listens."""
    path = file or Path(tempfile.mkdtemp(prefix=f"peer-{name}-")) / "record.jsonl"
    command = [
        sys.executable,
        "-m",
        f"tests.peers.{name}",
        "--port",
        str(port),
        "--record",
        str(path),
        *extra,
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    words = process.stdout.readline().split()
    assert words[:1] == ["listening"], f"{' '.join(command)} ended with {process.wait(10)}"
    return Peer(int(words[1]), path, process)


@contextmanager
def running(name: str, *extra: str, port: int = 0, file: Path | None = None) -> Iterator[Peer]:
    """Run a peer for the length of a block."""
    peer = start(name, *extra, port=port, file=file)
    try:
        yield peer
    finally:
        peer.stop()
