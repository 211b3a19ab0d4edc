"""Panes that lie over a window of the wall: a place's record, a case, the handover, the list of layouts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from app.console.handover import HandoverPane
from app.wall.chooser import LayoutChooser
from app.wall.layouts import Layout
from app.wall.window import WallWindow
from widgets.parts.case_pane import CasePane
from widgets.parts.record import RecordPane
from widgets.tile import TileContext

log = logging.getLogger(__name__)

MakeRecord = Callable[[TileContext, str], RecordPane]
"""Makes the pane of a place's record: `RecordPane` itself."""
MakeCase = Callable[[TileContext, str], CasePane]
"""Makes the window of one case: `CasePane` itself."""
MakeHandover = Callable[[TileContext], HandoverPane]
"""Makes the pane of the handover: `HandoverPane` itself."""


class PaneMakers(msgspec.Struct, frozen=True):
    """What a wall can lay over its windows; None: this wall has no such pane."""

    record: MakeRecord | None = None
    case: MakeCase | None = None
    handover: MakeHandover | None = None


def open_about(
    window: WallWindow | None, make: MakeRecord | MakeCase | None, context: TileContext, subject: str
) -> None:
    """Open the pane of a place or case over a window.

    Args:
        window: of the tile that asks; None: it is on none any more.
        make: makes the pane.
        context: of the tiles now.
        subject: id of the place or case.
    """
    if window is None or make is None:
        return
    try:
        pane = make(context, subject)
    except Exception:  # boundary: a record that cannot be shown must not take the wall down
        log.exception("the record of %s could not be opened", subject)
        return
    pane.closed.connect(partial(window.set_overlay, None))
    window.set_overlay(pane)


def open_handover(window: WallWindow, make: MakeHandover | None, context: TileContext) -> None:
    """Open the handover of the shift over a window."""
    if make is None:
        return
    pane = make(context)
    pane.closed.connect(partial(window.set_overlay, None))
    window.set_overlay(pane)


def open_chooser(
    window: WallWindow,
    layouts: Sequence[Layout],
    current: str,
    context: TileContext,
    chosen: Callable[[str], None],
) -> None:
    """Open the list of layouts over a window.

    Args:
        window: where the person is.
        layouts: all of the wall.
        current: id of the one that is on.
        context: of the tiles now.
        chosen: called with the id of the layout that the person wants, after the list is gone.
    """
    pane = LayoutChooser(layouts, current, context.look, context.language)

    def take(layout_id: str) -> None:
        window.set_overlay(None)
        chosen(layout_id)

    pane.closed.connect(partial(window.set_overlay, None))
    pane.chosen.connect(take)
    window.set_overlay(pane)
