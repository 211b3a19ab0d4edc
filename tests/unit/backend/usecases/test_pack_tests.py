"""How tests of packs are written, and what is said of one that is not right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backend.contract.document import Fault
from backend.usecases.pack_tests import LoadedTest, read_tests
from backend.usecases.packs import load_packs

Spoil = Callable[[str, str, str], Path]


def read(pack_folder: Path, **given: object) -> tuple[list[LoadedTest], list[Fault]]:
    faults: list[Fault] = []
    packs = load_packs(pack_folder, ["street_water"])
    return read_tests(pack_folder / "street_water", packs, faults, **given), faults  # type: ignore[arg-type]


def test_the_example_packs_tests_are_read_in_order(pack_folder: Path) -> None:
    tests, faults = read(pack_folder)
    assert faults == []
    assert [loaded.at for loaded in tests] == ["tests[0]", "tests[1]", "tests[2]", "tests[3]"]
    assert not any(loaded.test.of_work for loaded in tests)


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
    fault = read(pack_folder)[1][0]
    assert fault.file == str(path)
    assert key in fault.key
    assert words in str(fault)
    assert fault.line > 0


def more(pack_folder: Path, text: str) -> tuple[LoadedTest, list[Fault]]:
    path = pack_folder / "street_water" / "tests" / "z.yaml"
    head = "tests:\n  - name: thêm\n    places: [{place_id: p, name: P, kind: flood_post}]\n"
    path.write_text(head + text, encoding="utf-8")
    tests, faults = read(pack_folder)
    return tests[-1], faults


@pytest.mark.parametrize(
    "line",
    [
        "cases: [{at_s: 0, id: a, kind: sos}]",
        "people: []",
        "channels: {}",
        "actions: [{at_s: 0, do: step, procedure: x, element: y}]",
        "actions: [{at_s: 0, do: channel, channel: sms}]",
        "actions: [{at_s: 0, do: reply}]",
    ],
)
def test_a_test_that_speaks_of_work_is_known(line: str, pack_folder: Path) -> None:
    loaded, faults = more(pack_folder, f"    {line}\n    expect: [{{at_s: 0, alarms: []}}]\n")
    assert faults == []
    assert loaded.test.of_work


@pytest.mark.parametrize("part", ["incidents", "procedures", "steps", "messages", "ladders"])
def test_looking_at_work_is_speaking_of_it(part: str, pack_folder: Path) -> None:
    loaded, faults = more(pack_folder, f"    expect: [{{at_s: 0, {part}: []}}]\n")
    assert faults == []
    assert loaded.test.of_work


def test_an_expectation_of_nothing_is_a_fault(pack_folder: Path) -> None:
    _, (fault,) = more(pack_folder, "    expect: [{at_s: 0}]\n")
    assert (fault.key, fault.found, fault.line) == ("tests[0].expect[0]", "nothing is expected", 4)
    assert "'steps:'" in fault.cure


def test_alarms_of_the_program_itself_may_be_named(pack_folder: Path) -> None:
    _, faults = more(pack_folder, "    expect: [{at_s: 0, alarms: [{alarm: tin-nhan-hong@sms}]}]\n")
    assert [fault.key for fault in faults] == ["tests[0].expect[0].alarms[0].alarm"]
    assert read(pack_folder, own_rules=["tin-nhan-hong"])[1] == []


def test_every_item_of_every_list_is_judged(pack_folder: Path) -> None:
    _, faults = more(
        pack_folder,
        """    people: [{id: a, name: 5}, {}]
    expect:
      - {at_s: 0, alarms: [{alarm: a@p, state: gone}, {alarm: b@p, sate: shelved}], steps: [{element: x}]}
      - {at_s: soon, incidents: 3}
""",
    )
    assert [(fault.key.removeprefix("tests[0]."), fault.line) for fault in faults] == [
        ("people[0].name", 4),
        ("people[1]", 4),
        ("expect[0].alarms[0].state", 6),
        ("expect[0].alarms[1].sate", 6),
        ("expect[0].steps[0]", 6),
        ("expect[1].at_s", 7),
        ("expect[1].incidents", 7),
    ]


@pytest.mark.parametrize(
    ("line", "key", "words"),
    [
        ("cases: [{at_s: 0, kind: sos}]", "tests[0].cases[0]", "the key 'id' is missing"),
        ("channels: {sms: broken}", "tests[0].channels.sms", "broken"),
        ("people: [{id: a, role: leader}]", "tests[0].people[0].role", "did you mean 'roles'?"),
        ("actions: [{at_s: 0, do: step, result: ok}]", "tests[0].actions[0].result", "ok"),
    ],
)
def test_what_is_given_is_checked(line: str, key: str, words: str, pack_folder: Path) -> None:
    path = pack_folder / "street_water" / "tests" / "z.yaml"
    text = f"tests:\n  - name: t\n    places: []\n    {line}\n    expect: [{{at_s: 0, alarms: []}}]\n"
    path.write_text(text, encoding="utf-8")
    (fault,) = read(pack_folder)[1]
    assert (fault.key, fault.line) == (key, 4)
    assert words in str(fault)
