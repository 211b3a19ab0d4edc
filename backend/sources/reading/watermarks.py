"""How far a growing table was read: the newest watermark and the rows that share it.

Rows of one watermark may be inserted in several transactions, so reading goes on *at* the newest
watermark, not after it, and leaves out the rows of it that it knows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence, Set
from decimal import Decimal
from typing import Any

import msgspec

from backend.sources.reading.numbers import UnreadableError

_MAX_TIES = 10_000
"""Rows of one watermark that are remembered; beyond, rows are read twice (and stored once)."""


class Watermark(msgspec.Struct, frozen=True, omit_defaults=True):
    """The newest watermark; the mark of a database source."""

    value: int | float | str | None
    type: str = "plain"
    """plain, datetime, date, decimal or bytes: what `value` was before it became JSON."""
    ties: list[str] = []
    """Fingerprints of the rows of this very value that were read."""


def start_mark(stored: str | None, start_at: str) -> Watermark:
    """Return the stored mark, or the one that the configuration starts at."""
    if stored is not None:
        try:
            return msgspec.json.decode(stored, type=Watermark)
        except msgspec.DecodeError:
            pass
    if not start_at:
        return Watermark(None)
    try:
        return Watermark(int(start_at))
    except ValueError:
        return Watermark(start_at)


def restored(mark: Watermark, overlap: float = 0.0) -> Any:
    """Return the value as the database knows it, less `overlap` (seconds for times)."""
    value: Any = mark.value
    if mark.type == "datetime":
        return dt.datetime.fromisoformat(value) - dt.timedelta(seconds=overlap)
    if mark.type == "date":
        return dt.date.fromisoformat(value)
    if mark.type == "decimal":
        return Decimal(value) - Decimal(str(overlap))
    if mark.type == "bytes":
        return bytes.fromhex(value)
    if isinstance(value, int | float) and overlap:
        return value - (int(overlap) if isinstance(value, int) else overlap)
    return value


class Progress:
    """Follows the rows of one answer, which come in the order of their watermark."""

    def __init__(self, mark: Watermark, last_answer: Set[str] = frozenset()) -> None:
        """Start where the last answer ended.

        Args:
            mark: the newest watermark read.
            last_answer: fingerprints of the rows of the last answer, which an overlap brings again.
        """
        self._last_answer = last_answer
        self.answer: set[str] = set()
        self._start = restored(mark)
        self._known = set(mark.ties)
        self._newest, self._ties = self._start, list(mark.ties)

    def is_new(self, value: Any, row: Sequence[object]) -> bool:
        """Take note of a row; False if it was read before."""
        tie = hashlib.blake2b(repr(tuple(row)).encode(), digest_size=8).hexdigest()
        self.answer.add(tie)
        if tie in self._last_answer:
            return False
        if self._start is not None and value == self._start and tie in self._known:
            return False
        if value == self._newest:
            if len(self._ties) < _MAX_TIES:
                self._ties.append(tie)
        elif not _is_before(value, self._newest):
            self._newest, self._ties = value, [tie]
        return True

    def mark(self) -> Watermark:
        """Return where to go on.

        Raises:
            UnreadableError: the column is of a type that does not grow.
        """
        value, ties = self._newest, list(self._ties)
        if isinstance(value, dt.datetime):
            return Watermark(value.isoformat(), "datetime", ties)
        if isinstance(value, dt.date):
            return Watermark(value.isoformat(), "date", ties)
        if isinstance(value, Decimal):
            return Watermark(str(value), "decimal", ties)
        if isinstance(value, bytes):
            return Watermark(value.hex(), "bytes", ties)
        if value is None or isinstance(value, int | float | str):
            return Watermark(value, "plain", ties)
        raise UnreadableError(f"a {type(value).__name__} cannot be a watermark: expected a number or a time")


def _is_before(value: Any, newest: Any) -> bool:
    """Whether a row belongs to the overlap; a column of mixed types goes by the database's order."""
    try:
        return newest is not None and bool(value < newest)
    except TypeError:
        return False
