"""The tiles that live on this wall: a tile that two layouts have in common outlives the switch."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

import msgspec
from PySide6.QtWidgets import QWidget

from app.wall.layouts import TilePlan
from widgets.parts.frame import TileFrame
from widgets.tile import TileContext, TileOptions

log = logging.getLogger(__name__)

MakeTile = Callable[[str, TileOptions, TileContext, QWidget | None], TileFrame]
"""`widgets.registry.make`, or another source of tiles in a test."""


class LivingTile(msgspec.Struct, frozen=True):
    """One tile and what it was made from."""

    plan: TilePlan
    context: TileContext
    frame: TileFrame


class LivingTiles:
    """Makes, keeps and releases tiles."""

    def __init__(self, make: MakeTile, parent: QWidget) -> None:
        """Start with none; new tiles wait under `parent`, hidden, until they are placed."""
        self._make, self._parent = make, parent
        self._tiles: dict[str, LivingTile] = {}
        self._retired: list[TileFrame] = []

    def frames(self) -> dict[str, TileFrame]:
        """Return the living tiles by id."""
        return {tile_id: tile.frame for tile_id, tile in self._tiles.items()}

    def become(self, plans: Iterable[TilePlan], context: TileContext) -> dict[str, TileFrame]:
        """Have exactly the tiles of `plans` alive; return those that are new.

        What two layouts have in common (same id, kind, options and context) is the same object
        afterwards. What is no longer wanted is hidden, and given back by `release_retired`.
        """
        before, self._tiles = self._tiles, {}
        new: dict[str, TileFrame] = {}
        for plan in plans:
            old = before.get(plan.tile_id)
            if old is not None and old.plan.same_tile(plan) and old.context == context:
                self._tiles[plan.tile_id] = LivingTile(plan, context, before.pop(plan.tile_id).frame)
                continue
            options = plan.options_in(context.language)
            assert isinstance(options, TileOptions)  # noqa: S101 - the layout checker has seen to it
            frame = self._make(plan.kind, options, context, self._parent)
            self._tiles[plan.tile_id] = LivingTile(plan, context, frame)
            new[plan.tile_id] = frame
        for tile in before.values():
            tile.frame.hide()
            self._retired.append(tile.frame)
        return new

    def release_retired(self) -> None:
        """Give back what the tiles that left the wall held."""
        retired, self._retired = self._retired, []
        for frame in retired:
            frame.release()
            frame.deleteLater()

    def release_all(self) -> None:
        """Give everything back; the wall closes."""
        self._retired += [tile.frame for tile in self._tiles.values()]
        self._tiles = {}
        self.release_retired()
