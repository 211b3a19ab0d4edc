"""A copy of the example pack that a test may spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[3] / "usecases" / "fixtures" / "street_water"


@pytest.fixture
def pack_folder(tmp_path: Path) -> Path:
    """Return a folder of packs that holds the example pack."""
    folder = tmp_path / "usecases"
    shutil.copytree(EXAMPLE, folder / "street_water")
    return folder


@pytest.fixture
def spoil(pack_folder: Path) -> Callable[[str, str, str], Path]:
    """Return a function that replaces text in one file of the pack, once, and names the file."""

    def change(file: str, old: str, new: str) -> Path:
        path = pack_folder / "street_water" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return change
