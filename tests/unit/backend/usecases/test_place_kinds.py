from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.contract.state import PlaceKindInfo, Text
from backend.domain.resources import CapacitySpec, ResourceSpec
from backend.usecases.packs import Packs, load_packs
from backend.usecases.place_kinds import infos

METRIC = "{name: {vi: x}, unit: count, range: [0, 100], max_age_s: 60}"
HEAD = """\
id: %s
name: {vi: x}
version: "1"
metrics: {lat_deg: %s, lon_deg: %s, duty: %s, room: %s, used: %s}
place_kinds:
  patrol: %s
"""


def packs(folder: Path, *kinds: str) -> Packs:
    names = []
    for i, kind in enumerate(kinds):
        names.append(name := f"p{i}")
        (folder / name).mkdir(parents=True)
        text = HEAD % (name, METRIC, METRIC, METRIC, METRIC, METRIC, kind)
        (folder / name / "pack.yaml").write_text(text, encoding="utf-8")
    return load_packs(folder, names, folder / "limits")


def faults(folder: Path, *kinds: str) -> list[tuple[str, str, str]]:
    with pytest.raises(DocumentError) as caught:
        packs(folder, *kinds)
    return [(fault.key, fault.found, fault.cure) for fault in caught.value.faults]


def test_a_kind_moves_and_can_be_sent(tmp_path: Path) -> None:
    kind = (
        "{name: {vi: Tổ}, metrics: [lat_deg, lon_deg, duty], moves: true, "
        "resource: {speed_km_h: 25, duty_metric: duty}}"
    )
    loaded = packs(tmp_path, kind)
    assert loaded.place_kinds["patrol"].resource == ResourceSpec(25.0, 1.3, "duty")
    assert infos(loaded.place_kinds) == (PlaceKindInfo("patrol", Text("Tổ"), moves=True, resource=True),)


def test_a_kind_has_room(tmp_path: Path) -> None:
    kind = "{name: {vi: Trường}, metrics: [room, used], capacity: {metric: room, used_metric: used}}"
    loaded = packs(tmp_path, kind)
    assert loaded.place_kinds["patrol"].capacity == CapacitySpec(metric="room", used_metric="used")


@pytest.mark.parametrize(
    ("kind", "key", "found", "cure"),
    [
        ("moves: true, metrics: [lat_deg]", "moves", "does not measure lon_deg", "add lon_deg to its metrics"),
        ("resource: {speed_km_h: 0}", "resource.speed_km_h", "found 0", "km/h from 0.5 to 900"),
        ("resource: {speed_km_h: 9, detour: 0.9}", "resource.detour", "found 0.9", "1 or more"),
        ("metrics: [duty], resource: {speed_km_h: 9, duty_metric: dut}", "resource.duty_metric", "'dut'",
         "did you mean 'duty'"),
        ("metrics: [used], capacity: {used_metric: used}", "capacity", "how much room", "'metric:'"),
        ("metrics: [room, used], capacity: {metric: room, attribute: a, used_metric: used}", "capacity",
         "how much room", "one of both"),
        ("metrics: [room], capacity: {metric: room, used_metric: used}", "capacity.used_metric", "'used'", "room"),
        ("metrics: [room, used], capacity: {metric: room, used_metric: used}, resource: {speed_km_h: 9}", "capacity",
         "sent, too", "two kinds"),
    ],
)  # fmt: skip
def test_a_fault_names_the_key_and_the_cure(
    tmp_path: Path, kind: str, key: str, found: str, cure: str
) -> None:
    (fault,) = faults(tmp_path, "{name: {vi: x}, " + kind + "}")
    assert fault[0] == f"place_kinds.patrol.{key}"
    assert found in fault[1]
    assert cure in fault[2]


def test_packs_add_up_what_they_say_of_one_kind(tmp_path: Path) -> None:
    one = "{name: {vi: x}, metrics: [lat_deg, lon_deg], moves: true, resource: {speed_km_h: 25}}"
    loaded = packs(tmp_path, "{name: {vi: x}, metrics: [duty]}", one)
    kind = loaded.place_kinds["patrol"]
    assert kind.metrics == ("duty", "lat_deg", "lon_deg")
    assert kind.moves
    assert kind.resource == ResourceSpec(25.0)


@pytest.mark.parametrize(
    ("other", "key"),
    [("{name: {vi: y}}", "name"), ("{name: {vi: x}, resource: {speed_km_h: 9}}", "resource")],
)
def test_packs_that_say_different_things_are_faults(tmp_path: Path, other: str, key: str) -> None:
    (fault,) = faults(tmp_path, "{name: {vi: x}, resource: {speed_km_h: 25}}", other)
    assert fault[0] == f"place_kinds.patrol.{key}"
