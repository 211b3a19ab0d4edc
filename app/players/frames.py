"""Frame memory: three picture slots of one stream, shared by a player and the wall.

The memory is an anonymous file (memfd): nothing is left behind, however the processes end. The player
fills a slot that is neither the newest nor the one being painted, then publishes it; the wall never
waits, and never sees half a picture.

Layout: one page of 64-bit words, then the slots. Pixels are 32 bits each, in memory B G R and one
unused byte (QImage.Format_RGB32 on little-endian machines).
"""

from __future__ import annotations

import mmap
import os
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

N_SLOTS = 3
HEADER_BYTES = 4096
_N_WORDS = HEADER_BYTES // 8

# Words of the header; the player writes all but READING and TAKEN.
_SEQ, _NEWEST, _READING, _TAKEN = 0, 1, 2, 3
_FRAME_AT, _CHANGED_AT = 4, 5
_SLOTS = 8  # three words for each slot: width, height, bytes per line


class Slot(NamedTuple):
    """Where one picture lies."""

    number: int
    width_px: int
    height_px: int
    stride_bytes: int


def stride_of(width_px: int) -> int:
    """Return the bytes per line of a picture: whole blocks of 64, as decoders like them."""
    return (width_px * 4 + 63) // 64 * 64


def fit(source: tuple[int, int], box: tuple[int, int], pixel_aspect: float = 1.0) -> tuple[int, int]:
    """Return the size (px) of a picture scaled to fit a box, its shape kept.

    The width is even: to an odd one FFmpeg's scaler takes twice as long.

    Args:
        source: width and height of the picture as coded, px.
        box: width and height of the room for it, px.
        pixel_aspect: width of a coded pixel over its height.
    """
    width = source[0] * pixel_aspect
    scale = min(box[0] / width, box[1] / source[1])
    fitted = min(box[0], round(width * scale)) // 2 * 2
    return max(2, fitted), max(2, min(box[1], round(source[1] * scale)))


class FrameMemory:
    """One stream's frame memory, seen from either side."""

    def __init__(self, fd: int, size_bytes: int) -> None:
        """Map the file `fd`; the descriptor stays the caller's."""
        self._map = mmap.mmap(fd, size_bytes)
        self._slot_bytes = (size_bytes - HEADER_BYTES) // N_SLOTS
        view = memoryview(self._map)[:HEADER_BYTES]
        self._words = view.cast("q")
        self._instants = view.cast("d")
        self._bytes: NDArray[np.uint8] = np.frombuffer(self._map, np.uint8)

    @classmethod
    def create(cls, width_px: int, height_px: int) -> tuple[FrameMemory, int]:
        """Return a new memory for pictures up to width × height, and its descriptor."""
        size = HEADER_BYTES + N_SLOTS * stride_of(width_px) * height_px
        fd = os.memfd_create("toancanh-frames", os.MFD_CLOEXEC)
        try:
            os.ftruncate(fd, size)
            memory = cls(fd, size)
        except BaseException:
            os.close(fd)
            raise
        memory._words[_NEWEST] = memory._words[_READING] = -1
        return memory, fd

    @classmethod
    def attach(cls, fd: int) -> FrameMemory:
        """Return the memory behind a descriptor that came from another process; closes `fd`."""
        try:
            return cls(fd, os.fstat(fd).st_size)
        finally:
            os.close(fd)

    # ---- both sides

    @property
    def seq(self) -> int:
        """Number of pictures published so far."""
        return self._words[_SEQ]

    @property
    def frame_at(self) -> float:
        """Monotonic instant of the newest picture; 0 before the first."""
        return self._instants[_FRAME_AT]

    @property
    def changed_at(self) -> float:
        """Monotonic instant at which the content last really changed; 0 before the first."""
        return self._instants[_CHANGED_AT]

    def carry_over(self, old: FrameMemory) -> None:
        """Go on counting where the memory that this one replaces stood (wall's side, before use)."""
        self._words[_SEQ] = self._words[_TAKEN] = old.seq
        self._instants[_FRAME_AT] = old.frame_at
        self._instants[_CHANGED_AT] = old.changed_at

    def pixels(self, slot: Slot) -> NDArray[np.uint8]:
        """Return a picture as uint8[height, bytes per line], laid over the memory."""
        start = HEADER_BYTES + slot.number * self._slot_bytes
        flat = self._bytes[start : start + slot.height_px * slot.stride_bytes]
        return flat.reshape(slot.height_px, slot.stride_bytes)

    # ---- player's side

    @property
    def waiting(self) -> bool:
        """True while the wall has not taken the newest picture yet."""
        return self._words[_TAKEN] < self._words[_SEQ]

    def begin(self, width_px: int, height_px: int) -> Slot:
        """Return a free slot for a picture.

        Raises:
            ValueError: the picture is larger than the memory's slots.
        """
        stride = stride_of(width_px)
        if stride * height_px > self._slot_bytes:
            raise ValueError(f"picture {width_px}×{height_px} exceeds the slot of {self._slot_bytes} bytes")
        taken = (self._words[_NEWEST], self._words[_READING])
        index = next(i for i in range(N_SLOTS) if i not in taken)
        return Slot(index, width_px, height_px, stride)

    def publish(self, slot: Slot, at: float, changed_at: float) -> None:
        """Make a filled slot the newest picture."""
        start = _SLOTS + 3 * slot.number
        self._words[start], self._words[start + 1] = slot.width_px, slot.height_px
        self._words[start + 2] = slot.stride_bytes
        self._instants[_FRAME_AT] = at
        self._instants[_CHANGED_AT] = changed_at
        self._words[_NEWEST] = slot.number
        self._words[_SEQ] += 1

    # ---- wall's side

    def take(self) -> int:
        """Tell the player that the wall knows of the newest picture; return its number."""
        seq = self._words[_SEQ]
        self._words[_TAKEN] = seq
        return seq

    def newest(self) -> Slot | None:
        """Return the newest picture and keep the player from overwriting it until the next call."""
        while True:
            index = self._words[_NEWEST]
            if index < 0:
                return None
            self._words[_READING] = index
            if self._words[_NEWEST] == index:  # else the player may have missed the claim: again
                start = _SLOTS + 3 * index
                words = self._words
                return Slot(index, words[start], words[start + 1], words[start + 2])
