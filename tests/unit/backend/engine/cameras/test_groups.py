from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.contract.state import Place
from backend.engine.cameras.groups import NO_GROUP, load_groups, may_move, may_view

PLACES = [
    Place("c1", "Một", "camera", area_code="001"),
    Place("c2", "Hai", "camera", area_code="001"),
    Place("c3", "Ba", "camera", area_code="002"),
    Place("m1", "Mưa", "rain_station", area_code="001"),
]


def written(folder: Path, text: str) -> Path:
    (folder / "cameras.yaml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_everybody_looks_and_who_acts_may_turn(tmp_path: Path) -> None:
    groups = load_groups(tmp_path, PLACES)
    assert groups.of("c1") == NO_GROUP
    assert groups.of("m1") is None
    assert may_view(NO_GROUP, "viewer")
    assert [may_move(NO_GROUP, role) for role in ("viewer", "leader", "duty_officer")] == [False, False, True]


def test_a_camera_is_in_the_group_that_names_it_else_in_that_of_its_ward(tmp_path: Path) -> None:
    text = """
hold_s: 60
groups:
  - {id: phuong, name: Phường, areas: ['001'], purpose: required, view: [leader, duty_officer], move: [leader]}
  - {id: cho, name: Chợ, cameras: [c2]}
"""
    groups = load_groups(written(tmp_path, text), PLACES)
    assert [getattr(groups.of(name), "id", None) for name in ("c1", "c2", "c3")] == ["phuong", "cho", ""]
    assert groups.hold_s == 60
    ward = groups.of("c1")
    assert ward is not None
    assert [may_view(ward, role) for role in ("leader", "viewer")] == [True, False]
    assert [may_move(ward, role) for role in ("leader", "duty_officer")] == [True, False]


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("groups: [{id: a, name: A, cameras: [c9]}]", "groups[0].cameras[0]", "c9"),
        (
            "groups: [{id: a, name: A, cameras: [c1]}, {id: b, name: B, cameras: [c1]}]",
            "groups[1].cameras[0]",
            "'a'",
        ),
        (
            "groups: [{id: a, name: A, areas: ['1']}, {id: b, name: B, areas: ['1']}]",
            "groups[1].areas[0]",
            "'a'",
        ),
        ("groups: [{id: a, name: A}, {id: a, name: B}]", "groups[1].id", "twice"),
        ("groups: [{id: a, name: A, purpose: maybe}]", "groups[0].purpose", "maybe"),
        ("hold_s: 1", "hold_s", ""),
    ],
)
def test_every_fault_names_its_key(tmp_path: Path, text: str, key: str, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        load_groups(written(tmp_path, text), PLACES)
    (fault,) = caught.value.faults
    assert key in str(fault)
    assert words in str(fault)
