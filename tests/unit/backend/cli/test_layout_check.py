from __future__ import annotations

from pathlib import Path

import pytest

from backend.cli.layout_check import Names, name_faults

NAMES = Names(
    metrics=["depth_cm", "rain_mm_h"],
    place_kinds=["post"],
    case_kinds=["report"],
    figures=["open"],
    places=["p1"],
)
HEAD = "layout: a\nscreens:\n  left:\n    tiles:\n"


def told(folder: Path, tile: str, names: Names = NAMES) -> list[str]:
    (folder / "a.yaml").write_text(f"{HEAD}      - {tile}\n", encoding="utf-8")
    return [
        f"{fault.key.removeprefix('screens.left.tiles[0].')}: {fault.found}"
        for fault in name_faults(folder, names)
    ]


@pytest.mark.parametrize(
    ("tile", "words"),
    [
        ("{kind: map, kinds: [post, pots]}", "kinds[1]: there is no kind of place 'pots'"),
        ("{kind: map, limits_of: depth}", "limits_of: there is no metric 'depth'"),
        (
            "{kind: table, options: {kind: pots, metrics: [depth_cm]}}",
            "options.kind: there is no kind of place 'pots'",
        ),
        (
            "{kind: table, options: {kind: post, metrics: [depth]}}",
            "options.metrics[0]: there is no metric 'depth'",
        ),
        (
            "{kind: value, count: {kind: post, metric: deph, above: 1}}",
            "count.metric: there is no metric 'deph'",
        ),
        ("{kind: value, series: p1.deph}", "series: there is no metric 'deph'"),
        ("{kind: chart, series: [p1.depth_cm, p2.depth_cm]}", "series[1]: there is no place 'p2'"),
        ("{kind: cases, case_kind: reprot}", "case_kind: there is no kind of case 'reprot'"),
        ("{kind: figures, figures: [opne]}", "figures[0]: there is no figure 'opne'"),
        ("{kind: trend, where: {kind: reprot}}", "where.kind: there is no kind of case 'reprot'"),
    ],
)
def test_a_name_that_nobody_declares_is_named_with_its_key(tmp_path: Path, tile: str, words: str) -> None:
    assert told(tmp_path, tile) == [words]


@pytest.mark.parametrize(
    "tile",
    [
        "{kind: alarms, id: none, at: [0, 0, 1, 1]}",
        "{kind: map, kinds: [none], cases: {case_kind: report, by: severity}}",
        "{kind: chart, series: [p1.rain_mm_h], window_s: 60}",
        "{kind: map, fill: {metric: rain_mm_h, of: max}}",
        "just words",
    ],
)
def test_what_is_declared_or_names_nothing_is_no_fault(tmp_path: Path, tile: str) -> None:
    assert told(tmp_path, tile) == []


def test_without_a_centre_places_are_not_looked_at(tmp_path: Path) -> None:
    names = NAMES._replace(places=None)
    assert told(tmp_path, "{kind: chart, series: [p2.depth_cm]}", names) == []


def test_what_is_no_layout_is_left_to_the_walls_own_checker(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("a: [", encoding="utf-8")
    (tmp_path / "c.yaml").write_text("screens: [1]", encoding="utf-8")
    assert name_faults(tmp_path, NAMES) == []
