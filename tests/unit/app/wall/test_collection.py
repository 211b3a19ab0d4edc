"""What was loaded before the tiles is collected no more; what comes after still is."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from app.wall import collection


class Knot:
    """Refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def former() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


def test_what_is_loaded_is_out_of_sight_and_what_comes_is_not() -> None:
    loaded = Knot()
    assert any(one is loaded for one in gc.get_objects())
    collection.settle()
    assert not any(one is loaded for one in gc.get_objects())
    late = weakref.ref(Knot())
    gc.collect()
    assert late() is None


def test_young_collections_are_rare() -> None:
    collection.settle()
    assert gc.get_threshold()[0] == collection.YOUNG
