"""Whole tests of a pack, from its files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.contract.document import DocumentError
from backend.engine.rehearsal import PackTestResult, run_pack_tests

FLOOD = """
tests:
  - name: đường ngập
    interval_s: 30
    places: [{place_id: t1, name: Mẹ Suốt, kind: flood_post, lat: 16.07, lon: 108.15, area_code: "20194"}]
    input: [{place: t1, metric: depth_cm, values: "55x20"}]
    expect:
      - {at_s: 300, incidents: [{rule: ngap-tai-cho, members: [ngap-duong@t1]}]}
"""


def write(packs: Path, text: str) -> Path:
    path = packs / "flooding" / "tests" / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_test_is_played_from_its_file(own_packs: Path) -> None:
    path = write(own_packs, FLOOD)
    assert run_pack_tests(own_packs / "flooding") == [PackTestResult(str(path), "đường ngập", ())]


@pytest.mark.parametrize(
    ("file", "old", "new", "difference"),
    [
        ("incidents/flood.yaml", "severity: critical, n_members: 2", "n_members: 2", "incident ngap-tai-cho"),
        ("rules/street.yaml", "limit: 40", "limit: 60", "incident ngap-tai-cho is not there"),
    ],
)
def test_a_changed_pack_fails_its_test(
    file: str, old: str, new: str, difference: str, own_packs: Path
) -> None:
    write(own_packs, FLOOD)
    path = own_packs / "flooding" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (result,) = run_pack_tests(own_packs / "flooding")
    assert not result.passed
    assert difference in str(result)
    assert str(result).startswith("FAIL")


def test_faults_of_pack_and_tests_come_in_one_pass(own_packs: Path) -> None:
    path = write(own_packs, FLOOD.replace("place: t1", "place: t2"))
    ladder = own_packs / "flooding" / "ladders" / "buoc-qua-han.yaml"
    ladder.write_text(ladder.read_text(encoding="utf-8").replace("PT30M", "30 phút"), encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        run_pack_tests(own_packs / "flooding")
    assert {fault.file for fault in caught.value.faults} == {str(path), str(ladder)}


def test_unknown_names_of_work_are_faults_with_their_line(own_packs: Path) -> None:
    path = write(own_packs, FLOOD.replace("rule: ngap-tai-cho", "rule: ngap-tai-ch"))
    with pytest.raises(DocumentError) as caught:
        run_pack_tests(own_packs / "flooding")
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.key) == (str(path), 8, "tests[0].expect[0].incidents[0].rule")
    assert "did you mean 'ngap-tai-cho'?" in fault.cure


def test_a_test_of_alarms_alone_runs_no_work(differences: Callable[[str], list[str]]) -> None:
    # no channel is there, and still nothing of messages that fail is in the list
    found = differences("expect: [{at_s: 60, alarms: [{alarm: ngap-duong@t1}]}]")
    assert found == []
    with_work = differences("channels: {}\nexpect: [{at_s: 60, alarms: [{alarm: ngap-duong@t1}]}]")
    assert len(with_work) == 1
    assert "tin-nhan-hong@khong-co-kenh is in the list" in with_work[0]


def test_a_case_stands_at_its_place_unless_it_says_where(differences: Callable[[str], list[str]]) -> None:
    cases = """
cases:
  - {at_s: 90, id: SOS.1, kind: sos, place: t1}
  - {at_s: 90, id: SOS.2, kind: sos, place: t1, lat: 16.3, lon: 108.15}
expect: [{at_s: 90, incidents: [{rule: ngap-tai-cho, members: [ngap-duong@t1, SOS.1]}]}]
"""
    assert differences(cases) == []


def test_at_one_instant_cases_come_before_actions_and_actions_before_the_look(
    differences: Callable[[str], list[str]],
) -> None:
    text = """
expect: [{at_s: 300, procedures: [{procedure: ngap-cuc-bo}, {procedure: sos, state: cancelled}]}]
actions: [{at_s: 300, do: cancel, procedure: sos, who: thu, comment: báo nhầm}]
cases: [{at_s: 300, id: SOS.1, kind: sos, place: t1}]
"""
    assert differences(text) == []
