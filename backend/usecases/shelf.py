"""Where packs lie: those that ship, and before them those of the centre's own."""

from __future__ import annotations

import itertools
import pathlib
from collections.abc import Iterator

OWN = "usecases"
"""Folder of a centre in which its own packs lie."""


class PackShelf:
    """Several folders of packs as one: `shelf / name` is the folder of the pack `name`.

    A pack of an earlier folder stands in front of one of the same name behind it, so a centre may have its
    own edition of a pack that ships.
    """

    def __init__(self, *folders: pathlib.Path) -> None:
        """Put folders behind each other.

        Args:
            folders: each holds one folder per pack; at least one, the last one being what ships.
        """
        self.folders = folders

    def __truediv__(self, name: str) -> pathlib.Path:
        """Return the folder of a pack, where it lies or would lie among those that ship."""
        there = (folder / name for folder in self.folders if (folder / name / "pack.yaml").is_file())
        return next(there, self.folders[-1] / name)

    def __str__(self) -> str:
        """Return the folders as a fault names them."""
        return ", ".join(str(folder) for folder in self.folders)

    @property
    def parent(self) -> pathlib.Path:
        """Return what lies around the packs that ship: shared limit sets are there."""
        return self.folders[-1].parent

    def is_dir(self) -> bool:
        """Return whether any of the folders is there."""
        return any(folder.is_dir() for folder in self.folders)

    def iterdir(self) -> Iterator[pathlib.Path]:
        """Yield what lies in the folders."""
        return itertools.chain.from_iterable(f.iterdir() for f in self.folders if f.is_dir())

    def glob(self, pattern: str) -> Iterator[pathlib.Path]:
        """Yield files of the packs, such as `*/pack.yaml`."""
        return itertools.chain.from_iterable(folder.glob(pattern) for folder in self.folders)


PackFolder = pathlib.Path | PackShelf


def shelf_of(centre: pathlib.Path | None, shipped: PackFolder) -> PackFolder:
    """Return the packs that a centre may use: its own, and those that ship."""
    if centre is None or isinstance(shipped, PackShelf) or not (centre / OWN).is_dir():
        return shipped
    return PackShelf(centre / OWN, shipped)
