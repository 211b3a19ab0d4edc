"""How far each file of a folder has been read, in words that survive a restart."""

from __future__ import annotations

import hashlib
import os
from typing import BinaryIO

import msgspec

_HEAD = 1024
_TAIL = 256
_MAX_FILES = 5_000
"""Files remembered after they have left the folder."""


class FileMark(msgspec.Struct, frozen=True, array_like=True):
    """How far one file has been read."""

    size: int
    """Bytes when it was looked at."""
    mtime_ns: int
    """Modification time when it was looked at."""
    done: bool
    """Read to the end of what was there."""
    byte: int = 0
    """Where to go on in a CSV file; 0: at the beginning."""
    row: int = 0
    """Rows read."""
    fingerprint: str = ""
    """Of what was read: tells a file that grew from one that was replaced."""

    def is_version(self, stat: os.stat_result) -> bool:
        """Whether the file has not changed since."""
        return (self.size, self.mtime_ns) == (stat.st_size, stat.st_mtime_ns)


def fingerprint(file: BinaryIO, byte: int) -> str:
    """Return what identifies the first `byte` bytes of a file: its beginning and what is just before."""
    number = file.fileno()
    head = os.pread(number, min(byte, _HEAD), 0)
    tail_at = max(0, byte - _TAIL)
    tail = os.pread(number, byte - tail_at, tail_at)
    return hashlib.blake2b(head + b"|" + tail, digest_size=8).hexdigest()


def decode(mark: str | None) -> dict[str, FileMark]:
    """Return the marks of all files; none where there is no mark or a foreign one."""
    if mark is None:
        return {}
    try:
        return msgspec.json.decode(mark, type=dict[str, FileMark])
    except msgspec.DecodeError:
        return {}


def encode(marks: dict[str, FileMark], present: set[str]) -> str:
    """Return the mark, forgetting the oldest files that have left the folder when there are many."""
    gone = [name for name in marks if name not in present]
    for name in gone[: max(0, len(marks) - _MAX_FILES)]:
        del marks[name]
    return msgspec.json.encode(marks).decode()
