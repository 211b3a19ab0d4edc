from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.usecases.pack_tests import run_pack_tests

Spoil = Callable[[str, str, str], Path]


def test_the_example_packs_own_tests_pass(pack_folder: Path) -> None:
    results = run_pack_tests(pack_folder / "street_water")
    assert len(results) == 4
    for result in results:
        assert result.passed, str(result)
        assert str(result).startswith("ok")


@pytest.mark.parametrize(
    ("file", "old", "new", "difference"),
    [
        (
            "rules/water.yaml",
            "hold_s: 60",
            "hold_s: 61",
            "at 240 s: street-flooded@me-suot is not in the list",
        ),
        (
            "rules/water.yaml",
            "hold_s: 60",
            "hold_s: 0",
            "at 239 s: street-flooded@me-suot is in the list (high",
        ),
        (
            "rules/water.yaml",
            "severity: critical}",
            "severity: critical}\n    shelve_max_s: 9000",
            "at 100 s: shelve street-flooded@p was accepted, a refusal was expected",
        ),
        (
            "tests/water.yaml",
            "Ngập 25 cm",
            "Ngập 24 cm",
            "title is 'Ngập 25 cm — Mẹ Suốt, Hòa Khánh', expected",
        ),
        ("tests/water.yaml", "state: suppressed", "state: acknowledged", "state is 'suppressed', expected"),
        ("tests/water.yaml", "value: 52", "value: 51", "value is 52.0, expected 51"),
        (
            "tests/water.yaml",
            "at_s: 270, do",
            "at_s: 200, do",
            "at 200 s: acknowledge street-flooded@me-suot was ref",
        ),
    ],
)
def test_a_difference_says_when_what_and_what_was_expected(
    file: str, old: str, new: str, difference: str, spoil: Spoil, pack_folder: Path
) -> None:
    spoil(file, old, new)
    results = run_pack_tests(pack_folder / "street_water")
    shown = "\n".join(str(result) for result in results)
    assert not all(result.passed for result in results)
    assert difference in shown


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('"0x3 25x3', '"0x3 25*3', "tests[0].input[0].values", "30x10"),
        ("metric: water_cm", "metric: water", "tests[0].input[0].metric", "water_cm"),
        ("place: me-suot,", "place: suot,", "tests[0].input[0].place", "me-suot"),
        (
            "alarm: street-flooded@me-suot, severity",
            "alarm: flood@me-suot, severity",
            "expect[2].alarms[0]",
            "<rule>",
        ),
        ("do: acknowledge", "do: ack", "tests[0].actions[0].do", "ack"),
        ("interval_s: 60", "interval_s: 0", "tests[1].interval_s", "above 0"),
        ("tests:", "test:", "", "begin with 'tests:'"),
    ],
)
def test_a_test_file_is_checked_like_everything_else(
    old: str, new: str, key: str, words: str, spoil: Spoil, pack_folder: Path
) -> None:
    path = spoil("tests/water.yaml", old, new)
    with pytest.raises(DocumentError) as caught:
        run_pack_tests(pack_folder / "street_water")
    fault = caught.value.faults[0]
    assert fault.file == str(path)
    assert key in fault.key
    assert words in str(fault)
    assert fault.line > 0


def test_service_and_signal_can_be_played(pack_folder: Path) -> None:
    (pack_folder / "street_water" / "tests" / "more.yaml").write_text(
        """
tests:
  - name: ngoài phục vụ và mất tín hiệu
    places: [{place_id: p, name: P, kind: flood_post}]
    input: [{place: p, metric: water_cm, values: "30x9"}]
    actions:
      - {at_s: 70, do: out_of_service, alarm: street-flooded@p}
      - {at_s: 80, do: in_service, alarm: street-flooded@p}
      - {at_s: 90, do: signal, series: p.water_cm, signal: lost}
      - {at_s: 95, do: shelve, alarm: street-flooded@p, for_s: 60}
      - {at_s: 100, do: unshelve, alarm: street-flooded@p}
    expect:
      - {at_s: 75, alarms: [{alarm: street-flooded@p, state: out_of_service}]}
      - {at_s: 85, alarms: [{alarm: street-flooded@p, state: unacknowledged, signal: fresh}]}
      - {at_s: 100, alarms: [{alarm: street-flooded@p, state: unacknowledged, signal: lost, flapping: false}]}
""",
        encoding="utf-8",
    )
    results = run_pack_tests(pack_folder / "street_water")
    assert [str(result) for result in results if not result.passed] == []
    assert len(results) == 5
