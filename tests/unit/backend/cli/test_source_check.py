from __future__ import annotations

from pathlib import Path

import pytest

from backend.cli import new_centre
from backend.cli.paths import USECASES
from backend.cli.source_check import source_faults, unknown_case_kinds
from backend.engine.centre import load_centre
from backend.usecases.packs import Packs, load_packs


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs(USECASES, ["flooding"])


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    new_centre.write(tmp_path / "centre", "IOC Huế")
    return tmp_path / "centre"


def write(centre: Path, text: str) -> None:
    head = "id: tram\nkind: http_json\nname: Trạm\nmax_age_s: 60\nurl: http://x\ninterval_s: 60\n"
    (centre / "sources" / "tram.yaml").write_text(head + text, encoding="utf-8")


def told(centre: Path, packs: Packs) -> list[str]:
    return [f"{fault.line} {fault.key}: {fault.found}" for fault in source_faults(load_centre(centre), packs)]


def test_a_fresh_centre_names_nothing_in_vain(centre: Path, packs: Packs) -> None:
    assert told(centre, packs) == []


def test_metrics_units_and_places_that_nobody_declares_are_named(centre: Path, packs: Packs) -> None:
    write(
        centre,
        "mapping:\n"
        "  place: id\n"
        "  places: {a: post-1, b: post-9}\n"
        "  metric: m\n"
        "  value: v\n"
        "  metrics:\n"
        "    x: {metric: depth_cm, unit: mm}\n"
        "    y: {metric: depth_cm, unit: km/h}\n"
        "    z: {metric: depth}\n",
    )
    assert told(centre, packs) == [
        "9 mapping.places.b: there is no place 'post-9' in places.csv",
        "14 mapping.metrics.y.unit: 'km/h' does not convert to 'cm' of the metric 'depth_cm'",
        "15 mapping.metrics.z.metric: no pack declares the metric 'depth'",
    ]


def test_the_one_place_of_a_source_and_those_of_its_list_are_looked_at(centre: Path, packs: Packs) -> None:
    write(centre, "mapping: {place_id: post-9, values: {v: {metric: depth_cm}}}\n")
    (centre / "sources" / "cam.yaml").write_text(
        "id: cam\nkind: rtsp\nname: Camera\nmax_age_s: 60\n"
        "cameras: [{place_id: post-1, url: 'rtsp://a'}, {place_id: cam-1, url: 'rtsp://b'}]\n",
        encoding="utf-8",
    )
    assert told(centre, packs) == [
        "5 cameras[1].place_id: there is no place 'cam-1' in places.csv",
        "7 mapping.place_id: there is no place 'post-9' in places.csv",
    ]


def test_a_source_that_is_switched_off_is_not_looked_at(centre: Path, packs: Packs) -> None:
    write(centre, "enabled: false\nmapping: {place_id: post-9, values: {v: {metric: x}}}\n")
    assert told(centre, packs) == []


def test_a_kind_of_case_without_a_desk_is_named(centre: Path) -> None:
    write(centre, "cases: {id: code, kind: sos, title: {vi: a}, time: at}\n")
    loaded = load_centre(centre)
    assert unknown_case_kinds(loaded, ["sos"]) == []
    (fault,) = unknown_case_kinds(loaded, ["report", "soss"])
    assert (fault.line, fault.key) == (7, "cases.kind")
    assert fault.cure == "did you mean 'soss'? expected one of: report, soss"
