"""A process boundary inside the wall: an exception in one tile marks that tile, and nothing else.

Qt calls our paint, event and slot functions; PySide hands what they raise to `sys.excepthook`. The
guard finds the tile whose object was at work and tells its frame; all else goes to the former hook.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, runtime_checkable

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QGraphicsItem

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


@runtime_checkable
class Guarded(Protocol):
    """An object that takes the failures of its children."""

    def fail(self, error: BaseException) -> None:
        """Note that a child raised `error`."""
        ...


def guardian_of(thing: object) -> Guarded | None:
    """Return the nearest guarded ancestor of a Qt object or graphics item."""
    if isinstance(thing, QGraphicsItem) and not isinstance(thing, QObject):
        scene = thing.scene() if shiboken6.isValid(thing) else None
        views = scene.views() if scene is not None else []
        thing = views[0] if views else None
    while isinstance(thing, QObject) and shiboken6.isValid(thing):
        if isinstance(thing, Guarded):
            return thing
        thing = thing.parent()
    return None


def guardian_in(trace: TracebackType | None) -> Guarded | None:
    """Return the guarded ancestor of whatever was at work deepest in a traceback."""
    found: Guarded | None = None
    while trace is not None:
        local = trace.tb_frame.f_locals
        found = guardian_of(local.get("self")) or found
        trace = trace.tb_next
    return found


def install_guard() -> Callable[[], None]:
    """Guard the tiles of this process; return a function that restores the former hook."""
    former: Hook = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        guardian = guardian_in(trace) if issubclass(kind, Exception) else None
        if guardian is None:
            former(kind, error, trace)
        else:
            guardian.fail(error)

    sys.excepthook = hook

    def restore() -> None:
        sys.excepthook = former

    return restore
