"""What a peer received, one JSON object a line: readable while the peer runs and after it was killed."""

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any


class Record:
    """Appends to a file (if there is one) and keeps everything in memory."""

    def __init__(self, path: Path | None) -> None:
        self.items: list[dict[str, Any]] = []
        self._path, self._lock = path, threading.Lock()

    def add(self, **item: Any) -> None:
        item = {"at": time.time(), **item}
        with self._lock:
            self.items.append(item)
            if self._path is not None:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(item, ensure_ascii=False) + "\n")


def read(path: Path) -> list[dict[str, Any]]:
    """Return the items of a record; a line that is being written is left out."""
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]


def announce(port: int) -> None:
    """Tell who started us that we listen, and where."""
    sys.stdout.write(f"listening {port}\n")
    sys.stdout.flush()
