"""The gateway of `tests.peers`, in a bad mood now and then: the first try of one message in five goes wrong.

    python -m tests.end2end.work_gateway --port 8899 --record gateway.jsonl

Which try goes how follows from its key alone:

refuses   500, nothing is done
cuts      done, but the line is closed in the middle of the answer
late      done, but the answer comes after everybody has stopped waiting
slow      done, the answer takes a while
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.end2end.daemon_run import ROOT
from tests.peers.gateway import Gateway
from tests.peers.http_peer import main
from tests.peers.starting import Peer

MOODS = ("refuses", "cuts", "late", "slow")
ONE_IN = 20
"""Each mood meets one message in so many."""
SLOW_S, LATE_S = 0.5, 3.0
_tries: Counter[str] = Counter()
_lock = threading.Lock()


def mood_of(key: str) -> str:
    """Return the mood in which the first try of a message is met, empty: a good one."""
    place = zlib.crc32(key.encode()) % ONE_IN
    return MOODS[place] if place < len(MOODS) else ""


class MoodyGateway(Gateway):
    def take(self, path: str, text: str) -> None:
        if len(text.encode()) < int(self.headers.get("Content-Length") or 0):
            self.close_connection = True  # who asked has died in the middle of the question
            return
        key = self.headers.get("Idempotency-Key") or str(self.fields(text).get("RequestId", ""))
        with _lock:
            _tries[key] += 1
            self.mood = mood_of(key) if _tries[key] == 1 else ""
        super().take(path, text)

    def _accepts(self, path: str, fields: dict[str, object], n_attempts: int) -> bool:
        return self.mood != "refuses" and super()._accepts(path, fields, n_attempts)

    def _reply(self, path: str, text: str, fresh: bool, accepted: bool) -> None:
        match self.mood:
            case "refuses":
                self.answer(500, b"Internal Server Error")
            case "cuts":
                self.cut(b'{"CodeResult": "1')
            case mood:
                time.sleep({"late": LATE_S, "slow": SLOW_S}.get(mood, 0.0))
                super()._reply(path, text, fresh, accepted)


@contextmanager
def running(record: Path) -> Iterator[Peer]:
    """Run it in a process of its own for the length of a block."""
    command = [sys.executable, "-m", "tests.end2end.work_gateway", "--record", str(record)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    _, port = process.stdout.readline().split()
    peer = Peer(int(port), record, process)
    try:
        yield peer
    finally:
        peer.stop()


if __name__ == "__main__":
    main(__doc__ or "", MoodyGateway)
