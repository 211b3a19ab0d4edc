"""Halls: a register at work over a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.backend.engine.cases.case_centre import Hall, Maker, setup_in


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Maker]:
    """Return a maker of halls over one store: the second one comes after a restart."""
    opened: list[Hall] = []

    def make() -> Hall:
        for old in opened:
            old.close()
        opened[:] = [Hall(tmp_path, setup_in(tmp_path))]
        return opened[0]

    yield make
    for old in opened:
        old.close()


@pytest.fixture
def hall(made: Maker) -> Hall:
    return made()
