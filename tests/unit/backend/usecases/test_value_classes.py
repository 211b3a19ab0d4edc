from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.contract.state import Text
from backend.usecases import load_packs
from backend.usecases.value_classes import ClassSpec, value_classes


def test_an_edge_belongs_to_the_class_that_the_source_gives_it_to() -> None:
    """`Mưa to` from 51 mm, `mưa rất to` above 100 mm."""
    heavy, very = value_classes(
        [
            ClassSpec(lowest=51, name=Text("Mưa to")),
            ClassSpec(above=100, name=Text("Mưa rất to"), severity="high"),
        ]
    )
    assert heavy.lowest == 51
    assert very.lowest > 100
    assert very.lowest == math.nextafter(100, math.inf)
    assert (heavy.severity, very.severity) == (None, "high")


@pytest.mark.parametrize(
    ("classes", "fault"),
    [
        ("[{name: {vi: A}}]", "metrics.water_cm.classes[0]: no beginning"),
        ("[{lowest: 1, above: 1, name: {vi: A}}]", "metrics.water_cm.classes[0]: both 'lowest' and 'above'"),
        (
            "[{lowest: 5, name: {vi: A}}, {lowest: 5, name: {vi: B}}]",
            "metrics.water_cm.classes[1]: 'B' does not begin above 'A'",
        ),
    ],
)
def test_classes_that_cannot_be_told_apart_are_faults(
    classes: str, fault: str, pack_folder: Path, spoil: Callable[[str, str, str], Path]
) -> None:
    spoil("pack.yaml", "  water_cm:\n", f"  water_cm:\n    classes: {classes}\n")
    with pytest.raises(DocumentError) as caught:
        load_packs(pack_folder, ["street_water"])
    assert [f"{each.key}: {each.found}" for each in caught.value.faults] == [fault]
