"""Classes of rain and of flood depth, as the shipped pack declares them, against the tables of their sources."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from backend.contract.state import Series
from backend.usecases import load_packs
from backend.usecases.packs import Packs
from backend.usecases.value_classes import value_classes
from widgets.logic.value_class import class_words

USECASES = Path(__file__).parents[2] / "resources" / "usecases"


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs(USECASES, ["flooding"])


def series(packs: Packs, metric: str) -> Series:
    declared = packs.metrics[metric]
    classes = value_classes(declared.classes)
    return Series(
        f"a.{metric}", 0, "a", metric, declared.name, declared.unit, 60.0, declared.decimals, classes=classes
    )


def test_twelve_hours_of_rain_have_the_words_of_the_forecasters(packs: Packs, real_data: Path) -> None:
    """Inside of each class of the table, and at both of its edges."""
    rain = series(packs, "rain_12h_mm")
    table = pd.read_csv(real_data / "facts" / "rain_classes.csv")
    for row in table.itertuples():
        low = row.mm_12h_min if row.mm_12h_min > 0 else 0.1
        high = row.mm_12h_max if row.mm_12h_max == row.mm_12h_max else 400.0
        middle = (low + high) / 2
        assert class_words(rain, middle, "vi") == row.class_vi, middle
        if row.class_vi != "Mưa rất to":
            assert class_words(rain, low, "vi") == row.class_vi, low
    assert [class_words(rain, v, "vi") for v in (0, 25, 50, 50.1)] == [
        "Không mưa",
        "Mưa to",
        "Mưa to",
        "Mưa rất to",
    ]


def test_a_days_rain_has_the_words_up_to_a_hundred_millimetres(packs: Packs, real_data: Path) -> None:
    rain = series(packs, "rain_24h_mm")
    table = pd.read_csv(real_data / "facts" / "rain_classes.csv").dropna(subset=["mm_24h_min", "mm_24h_max"])
    for row in table.itertuples():
        middle = (max(row.mm_24h_min, 0.2) + row.mm_24h_max) / 2
        assert class_words(rain, middle, "vi") == row.class_vi, middle


@pytest.mark.parametrize(
    ("depth_cm", "name"),
    [(0, "An toàn"), (9, "An toàn"), (10, "Cảnh giác"), (20, "Cảnh báo"), (39, "Cảnh báo"), (40, "Nguy cấp")],
)
def test_an_edge_of_depth_belongs_to_the_worse_class(packs: Packs, depth_cm: float, name: str) -> None:
    assert class_words(series(packs, "depth_cm"), depth_cm, "vi") == name
