from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from backend.usecases.wards import NEAR_DEG, PositionError, Wards


def squares() -> Wards:
    return Wards(
        ("1", "2"),
        ("Một", "Hai"),
        (shapely.box(108.0, 16.0, 108.1, 16.1), shapely.box(108.1, 16.0, 108.2, 16.1)),
    )


def test_a_point_belongs_to_the_ward_that_holds_it_or_that_it_is_very_near_to() -> None:
    lon = np.array([108.05, 108.15, 108.2 + NEAR_DEG / 2, 108.3])
    assert squares().of(lon, np.full(4, 16.05)) == [0, 1, 1, -1]


def test_without_wards_nothing_is_held(tmp_path: Path) -> None:
    none = Wards.read(tmp_path / "wards.geojson")
    assert not none
    assert none.of(np.array([108.05]), np.array([16.05])) == [-1]


def test_a_file_that_is_no_layer_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "wards.geojson"
    file.write_text('{"features": [{"properties": {}}]}', encoding="utf-8")
    with pytest.raises(PositionError, match="import the boundaries again"):
        Wards.read(file)
