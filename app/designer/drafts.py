"""Drafts on disk: what was drawn and not saved survives a crash of the machine or the program."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

log = logging.getLogger(__name__)

_SUFFIX = ".draft.json"


class Draft(msgspec.Struct, frozen=True):
    """One unsaved drawing."""

    xml: str
    path: str
    """File that it belongs to, empty where it has none yet."""
    process_id: int
    """Of the designer that keeps it."""
    process_began_at: float
    """Tells that designer from a later process with the same number."""

    @property
    def name(self) -> str:
        """Return the file's name."""
        return Path(self.path).name


IsAlive = Callable[[int, float], bool]
"""Whether the process of that number that began at that instant still runs."""


class Drafts:
    """Drafts in one folder, one per designer."""

    def __init__(self, folder: Path, process_id: int, process_began_at: float) -> None:
        """Keep drafts of the given process in `folder`; it is made when there is something to keep."""
        self._folder = folder
        self._owner = (process_id, process_began_at)

    @property
    def _own(self) -> Path:
        process_id, began_at = self._owner
        mark = hashlib.sha256(f"{began_at}".encode()).hexdigest()[:8]
        return self._folder / f"{process_id}-{mark}{_SUFFIX}"

    def keep(self, xml: str, path: Path | None) -> None:
        """Write this designer's draft whole, in place of the one before.

        Raises:
            OSError: the disk takes no file.
        """
        draft = Draft(xml, str(path or ""), *self._owner)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._own.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(draft))
        part.replace(self._own)

    def drop(self) -> None:
        """Take this designer's draft away: there is nothing unsaved."""
        self._own.unlink(missing_ok=True)

    def left_behind(self, is_alive: IsAlive) -> list[tuple[Path, Draft]]:
        """Return the drafts of designers that ended without saving, oldest first; logs unreadable ones."""
        found = []
        for file in sorted(self._folder.glob(f"*{_SUFFIX}"), key=lambda file: file.stat().st_mtime):
            try:
                draft = msgspec.json.decode(file.read_bytes(), type=Draft)
            except (OSError, msgspec.DecodeError) as error:
                log.warning("%s cannot be read (%s): it is left alone", file, error)
                continue
            if not is_alive(draft.process_id, draft.process_began_at):
                found.append((file, draft))
        return found
