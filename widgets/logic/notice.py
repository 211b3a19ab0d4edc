"""How the paragraphs of a notice lie in their tile: as large as all of them fit. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

BETWEEN = 0.6
"""Room between paragraphs, in sizes of the words."""


class Laid(msgspec.Struct, frozen=True):
    """Words with their places."""

    size_px: int
    blocks: tuple[tuple[str, float, float], ...]
    """Words, top and height of each paragraph, px from the upper edge of the room."""
    source_top: float | None
    """Where the source begins; None where there is no room for it, or no source."""
    complete: bool
    """Whether every paragraph lies inside the room."""


def laid_out(
    paragraphs: Sequence[str],
    sizes_px: Sequence[int],
    room: tuple[float, float, float],
    height_of: Callable[[str, int, float], float],
) -> Laid:
    """Return the largest size at which all fits, with the places of the paragraphs.

    Args:
        paragraphs: in their order.
        sizes_px: of the words, largest first.
        room: width, height, and height of the source beneath (0: none), px.
        height_of: height of words at a size in a width, px.

    Returns:
        Where not even the smallest size fits the source gives way first.
    """
    width, height, source = room
    for size in sizes_px:
        blocks, used = _stacked(paragraphs, size, width, height_of)
        beneath = source + size * BETWEEN if source else 0.0
        if used + beneath <= height:
            return Laid(size, blocks, used + size * BETWEEN if source else None, complete=True)
    size = sizes_px[-1]
    blocks, used = _stacked(paragraphs, size, width, height_of)
    return Laid(size, blocks, None, complete=used <= height)


def _stacked(
    paragraphs: Sequence[str], size: int, width: float, height_of: Callable[[str, int, float], float]
) -> tuple[tuple[tuple[str, float, float], ...], float]:
    blocks, top = [], 0.0
    for words in paragraphs:
        high = height_of(words, size, width)
        blocks.append((words, top, high))
        top += high + size * BETWEEN
    return tuple(blocks), max(0.0, top - size * BETWEEN) if blocks else 0.0
