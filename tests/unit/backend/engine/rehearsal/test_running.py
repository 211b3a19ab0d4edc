"""Whole tests of a pack, from its files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from backend.contract.document import DocumentError
from backend.engine.rehearsal import PackTestResult, run_pack_tests
from backend.usecases import case_tests, work_tests
from backend.usecases.pack_tests import Action, RuleTest

Spoil = Callable[[str, str, str], Path]
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
        (
            "incidents/flood.yaml",
            "severity: critical, n_members: 2",
            "n_members: 2",
            "incident ngap-tai-cho is not there; there are: none",
        ),
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
  - {at_s: 90, id: SOS.2, kind: sos, place: t1, lat: 16.3, lon: 108.15, area: "20300"}
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


def test_the_example_of_the_documentation_passes(own_packs: Path) -> None:
    page = (Path(__file__).resolve().parents[5] / "docs" / "packs.md").read_text(encoding="utf-8")
    example = page.partition("### Work")[2].partition("```yaml\n")[2].partition("```")[0]
    write(own_packs, "tests:\n" + example)
    (result,) = run_pack_tests(own_packs / "flooding")
    assert str(result).startswith("ok"), str(result)


@pytest.mark.parametrize(
    "struct",
    [
        Action,
        RuleTest,
        case_tests.CaseAt,
        case_tests.ExpectedCase,
        work_tests.PersonGiven,
        work_tests.ExpectedIncident,
        work_tests.ExpectedRun,
        work_tests.ExpectedStep,
        work_tests.ExpectedMessage,
        work_tests.ExpectedLadder,
        work_tests.WorkExpectation,
    ],
)
def test_everything_that_a_test_may_say_is_documented(struct: type[msgspec.Struct]) -> None:
    page = (Path(__file__).resolve().parents[5] / "docs" / "packs.md").read_text(encoding="utf-8")
    part = page.partition("## Tests")[2]
    missing = [field.name for field in msgspec.structs.fields(struct) if field.name not in part]
    assert missing == []


# ---- tests of alarms alone ---------------------------------------------------------------------


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


RANGE = """
tests:
  - name: số không thể có
    interval_s: 30
    places: [{place_id: t1, name: Mẹ Suốt, kind: flood_post}]
    input: [{place: t1, metric: depth_cm, values: "VALUES"}]
    expect:
      - {at_s: 570, alarms: [ALARMS]}
"""


@pytest.mark.parametrize(
    ("values", "alarms"),
    [
        ("900x20", "{alarm: tru-ngap-dang-ngo@t1, severity: low}"),  # the gauge, not the street
        ("-99x20", "{alarm: tru-ngap-dang-ngo@t1, severity: low}"),
        ("1x5 900x2 1x13", ""),
    ],
)
def test_a_value_out_of_range_counts_for_no_limit_as_in_the_daemon(
    values: str, alarms: str, own_packs: Path
) -> None:
    write(own_packs, RANGE.replace("VALUES", values).replace("ALARMS", alarms))
    (result,) = run_pack_tests(own_packs / "flooding")
    assert result.passed, str(result)


def test_a_value_out_of_range_is_named_where_a_test_fails(own_packs: Path) -> None:
    write(own_packs, RANGE.replace("VALUES", "900x20").replace("ALARMS", "{alarm: ngap-duong@t1}"))
    (result,) = run_pack_tests(own_packs / "flooding")
    assert "ngap-duong@t1" in result.differences[0]
    assert result.differences[-1] == (
        "t1.depth_cm: 900 is outside of its range 0 to 300: uncertain, it counts for no limit"
    )


def test_an_alarm_neither_clears_nor_eases_by_a_value_out_of_range(own_packs: Path) -> None:
    write(
        own_packs,
        RANGE.replace("VALUES", "55x15 -99x5").replace("ALARMS", "{alarm: ngap-duong@t1, active: true}"),
    )
    (result,) = run_pack_tests(own_packs / "flooding")
    assert result.passed, str(result)


AROUND = """
id: quanh-tru
title: {vi: Báo quanh trụ}
rungs:
  - {after: PT0S, to: [residential_head], within_m: WITHIN, channels: [sms], template: canh-bao-moi}
starts: {rules: [ngap-duong]}
"""
NEIGHBOURS = """
tests:
  - name: người ở quanh trụ được báo
    interval_s: 30
    places: [{place_id: t1, name: Mẹ Suốt, kind: flood_post, lat: 16.07, lon: 108.15, area_code: "20194"}]
    people:
      - {id: gan, name: Gần, roles: [residential_head], areas: ["1"], position: [16.0725, 108.15]}
      - {id: xa, name: Xa, roles: [residential_head], areas: ["2"], position: [16.10, 108.15]}
      - {id: phuong, name: Phường, roles: [residential_head], areas: ["20194"]}
    input: [{place: t1, metric: depth_cm, values: "55x20"}]
    expect:
      - at_s: 300
        ladders: [{ladder: quanh-tru, about: ngap-duong@t1, state: ended, told: [TOLD]}]
"""


@pytest.mark.parametrize(("within_m", "told"), [("500", "gan, phuong"), ("5000", "gan, xa, phuong")])
def test_a_ladder_tells_people_around_the_alarms_place(within_m: str, told: str, own_packs: Path) -> None:
    path = own_packs / "flooding" / "ladders" / "a.yaml"  # before the one for critical alarms
    path.write_text(AROUND.replace("WITHIN", within_m), encoding="utf-8")
    write(own_packs, NEIGHBOURS.replace("TOLD", told))
    (result,) = run_pack_tests(own_packs / "flooding")
    assert result.passed, str(result)
