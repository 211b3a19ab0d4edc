from __future__ import annotations

from pathlib import Path

import pytest

from backend.contract.document import DocumentError, Fault
from backend.contract.state import Place
from backend.usecases.derived_metrics import computed, computed_from, derived_metrics, source_of
from backend.usecases.pack_tests import read_tests
from backend.usecases.packs import Packs, load_packs

PACK = """
id: rain
name: {vi: Mưa}
version: "1"
place_kinds:
  station: {name: {vi: Trạm}, metrics: [rate, hour, day, share, pct]}
metrics:
  rate: {name: {vi: Cường độ}, unit: mm/h, range: [0, 400], max_age_s: 60}
  hour:
    name: {vi: Mưa 1 giờ}
    unit: mm
    range: [0, 400]
    max_age_s: 180
    derived: {from: rate, function: integral, window_s: 3600}
  day:
    name: {vi: Mưa 24 giờ}
    unit: mm
    range: [0, 2000]
    max_age_s: 900
    derived: {from: rate, function: integral, window_s: 86400, step_s: 300, coverage_as: share}
  share: {name: {vi: Tỷ lệ có số liệu}, unit: "%", range: [0, 100], max_age_s: 900}
  pct:
    name: {vi: So với ngày 14/10/2022}
    unit: "%"
    range: [0, 9000]
    max_age_s: 180
    derived: {from: hour, function: percent_of, percent_of: {set: day-2022, row: "{place_id}"}}
"""
LIMITS = """
id: day-2022
name: {vi: Ngày 14/10/2022}
source: thử
effective_from: 2022-10-15
rows: {m1: {name: {vi: Lớn nhất}, unit: mm, max: 80}}
"""


def loaded(folder: Path, text: str = PACK) -> Packs:
    pack = folder / "rain"
    (pack / "limits").mkdir(parents=True)
    (pack / "pack.yaml").write_text(text, encoding="utf-8")
    (pack / "limits" / "day.yaml").write_text(LIMITS, encoding="utf-8")
    return load_packs(folder, ["rain"], folder / "none")


def test_a_right_pack(tmp_path: Path) -> None:
    packs = loaded(tmp_path)
    assert sorted(derived_metrics(packs)) == ["day", "hour", "pct"]
    assert derived_metrics(packs)["hour"].spec.window_s == 3600
    assert computed(packs) == {"hour": "rate", "day": "rate", "share": "rate", "pct": "hour"}


def test_what_a_metric_comes_from_in_the_end(tmp_path: Path) -> None:
    packs = loaded(tmp_path)
    assert {name: source_of(name, packs) for name in packs.metrics} == {
        "rate": "",
        "hour": "rate",
        "day": "rate",
        "share": "rate",
        "pct": "rate",
    }


def test_a_pack_test_gives_a_derived_metric_or_what_it_comes_from(tmp_path: Path) -> None:
    packs = loaded(tmp_path)
    (tmp_path / "rain" / "tests").mkdir()
    test = """
    tests:
      - name: thử
        places: [{place_id: m1, name: M, kind: station}, {place_id: m2, name: N, kind: station}]
        input:
          - {place: m1, metric: rate, values: "1x3"}
          - {place: m1, metric: pct, values: "50"}
          - {place: m2, metric: pct, values: "50"}
        expect: [{at_s: 60, alarms: []}]
    """
    (tmp_path / "rain" / "tests" / "t.yaml").write_text(test, encoding="utf-8")
    faults: list[Fault] = []
    read_tests(tmp_path / "rain", packs, faults)
    assert [(fault.key, fault.cure) for fault in faults] == [
        ("tests[0].input[1].metric", "give one of the two")
    ]


def test_the_series_that_come_from_some_series(tmp_path: Path) -> None:
    packs = loaded(tmp_path)
    place = Place("m1", "M", "station")
    rate, hour = packs.facts_of("rate", place), packs.facts_of("hour", place)
    from_rate = [each.series_id for each in computed_from([rate], packs, {"m1": place})]
    assert from_rate == ["m1.hour", "m1.day", "m1.share", "m1.pct"]
    assert computed_from([hour], packs, {"m1": place}) == []
    assert [each.series_id for each in computed_from([rate, hour], packs, {"m1": place})][:1] == ["m1.day"]


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("{from: rate, function: integral, window_s: 3600}", "{from: rat, function: integral, window_s: 3600}",
         "metrics.hour.derived.from", "unknown metric 'rat'"),
        ("window_s: 3600}", "window_s: 3601}", "metrics.hour.derived.window_s", "no multiple of step_s"),
        ("{from: rate, function: integral, window_s: 3600}", "{function: integral, window_s: 3600}",
         "metrics.hour.derived", "the key 'from' is missing"),
        ("function: integral, window_s: 3600", "function: total, window_s: 3600",
         "metrics.hour.derived.function", "total"),
        ("from: rate, function: integral, window_s: 3600", "from: hour, function: max, window_s: 3600",
         "metrics.hour.derived.from", "a circle: hour from hour"),
        ("from: rate, function: integral, window_s: 3600", "from: pct, function: percent_of, percent_of: 50",
         "metrics.hour.derived.from", "a circle: hour from pct from hour"),
        ("from: rate, function: integral, window_s: 3600", "from: day, function: max, window_s: 3600",
         "metrics.hour.derived.from", "'day' is computed itself"),
        ("from: hour, function: percent_of", "from: share, function: percent_of",
         "metrics.pct.derived.from", "'share' is computed itself"),
        ("set: day-2022", "set: day-2023", "metrics.pct.derived.percent_of.set", "no limit set or family 'day-2023'"),
        ("coverage_as: share", "coverage_as: shar", "metrics.day.derived.coverage_as", "unknown metric 'shar'"),
        ("coverage_as: share", "coverage_as: hour", "metrics.day.derived.coverage_as", "'hour' is computed itself"),
        ("coverage_as: share", "coverage_as: rate", "metrics.day.derived.coverage_as", "'rate' is in mm/h"),
        ("window_s: 3600}", "window_s: 3600, coverage_as: share}", "metrics.day.derived.coverage_as",
         "'hour' tells its coverage there, too"),
        ("metrics: [rate, hour, day, share, pct]", "metrics: [hour, day, share, pct]",
         "metrics.hour.derived.from", "places of the kind 'station' have 'hour', but no 'rate'"),
        ("metrics: [rate, hour, day, share, pct]", "metrics: [rate, hour, day, pct]",
         "metrics.day.derived.coverage_as", "but no 'share'"),
        ("metrics: [rate, hour, day, share, pct]", "metrics: [rate, hour, day, share]",
         "metrics.pct.derived", "no kind of place has 'pct'"),
        ("step_s: 300", "step_s: 1", "metrics.day.derived.step_s", "86400 steps of 1 s"),
        ("range: [0, 2000]", "range: [0, 2000]\n    checks: {stuck: {after_s: 60}}", "metrics.day.checks",
         "computed"),
    ],
)  # fmt: skip
def test_a_wrong_pack_is_told_what_to_do(tmp_path: Path, old: str, new: str, key: str, words: str) -> None:
    assert old in PACK
    text = PACK.replace(old, new, 1)
    with pytest.raises(DocumentError) as caught:
        loaded(tmp_path, text)
    found = [fault for fault in caught.value.faults if fault.key == key]
    assert found, caught.value
    assert words in found[0].found + found[0].cure
    named = key.split(".")[1]
    assert found[0].line >= next(
        i for i, line in enumerate(text.splitlines(), 1) if line.startswith(f"  {named}:")
    )
    assert found[0].cure


def test_two_packs_may_say_the_same_of_a_derived_metric(tmp_path: Path) -> None:
    loaded(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "pack.yaml").write_text(PACK.replace("id: rain", "id: other"), encoding="utf-8")
    packs = load_packs(tmp_path, ["rain", "other"], tmp_path / "none")
    assert sorted(derived_metrics(packs)) == ["day", "hour", "pct"]
