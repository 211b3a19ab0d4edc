"""Tests of packs, written in YAML: what comes in and what people do at times, and what is expected at times.

This is how they are written and read; `backend.engine.rehearsal` plays them.
"""

from __future__ import annotations

import datetime
import pathlib
from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple, get_args

import msgspec

from backend.contract.document import Fault, Lines, check, unknown_cure
from backend.contract.state import OperatorState, Place, Severity
from backend.contract.work import EvidenceNeed
from backend.usecases.case_tests import CaseAt
from backend.usecases.derived_metrics import source_of
from backend.usecases.packs import Packs, read_document
from backend.usecases.value_series import GRAMMAR, expand
from backend.usecases.work_tests import ChannelState, PersonGiven, WorkExpectation

_START = datetime.datetime(2026, 10, 14, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
AlarmDeed = Literal["acknowledge", "shelve", "unshelve", "out_of_service", "in_service", "signal"]
WorkDeed = Literal["step", "start", "cancel", "close_incident", "reply", "channel", "case"]


class InputSeries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Values of one metric of one place, one per interval from the start."""

    place: str
    metric: str
    values: str
    """`0x5 12 30x10`; see docs/packs.md."""


class Action(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person does at a time."""

    at_s: float
    """After the start."""
    do: AlarmDeed | WorkDeed
    alarm: str = ""
    """`<rule id>@<place id>`."""
    series: str = ""
    """`<place id>.<metric>`, for `signal`."""
    signal: Literal["fresh", "late", "lost"] = "fresh"
    who: str = "test"
    """Person who does it, by id."""
    comment: str = "test"
    """Comment of an acknowledgement or step, words of a reply, reason of everything else."""
    for_s: float | None = None
    """Shelved or looked after for this long."""
    approved_by: str = ""
    procedure: str = ""
    element: str = ""
    """Id of the BPMN element, for `step`."""
    result: Literal["done", "not_applicable", "skipped", "confirmed", "approved", "rejected"] = "done"
    outcome: str = ""
    """Answer that is chosen, for `step`."""
    evidence: EvidenceNeed = ""
    """Put to the step before it is done."""
    incident: str = ""
    """Correlation that opened it, for `start` and `close_incident`: the newest open one is meant."""
    channel: str = ""
    works: ChannelState = "sends"
    """For `channel`: how it is from now on."""
    case: str = ""
    """Id of a case in the test, for `case` and `start`."""
    action: str = ""
    """For `case`: id of the action of its kind."""
    values: dict[str, str] = {}
    """For `case`: what the action needs; `parent` is the id of a case in the test."""
    role: str = ""
    """For `case`: empty is the first that the person has."""
    unit: str = ""
    """For `case`: the unit whose cases alone the person may act on; empty: those of all."""
    refused: bool = False
    """The action is expected to be refused."""


class ExpectedAlarm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One alarm of the list; what is not given is not compared."""

    alarm: str
    severity: Severity | None = None
    state: OperatorState | None = None
    active: bool | None = None
    title: str | None = None
    """In Vietnamese."""
    value: float | None = None
    flapping: bool | None = None
    signal: Literal["fresh", "late", "lost"] | None = None


class Expectation(WorkExpectation, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it is at a time; a list that is left out is not looked at."""

    at_s: float
    alarms: tuple[ExpectedAlarm, ...] | None = None
    """The whole alarm list: no other alarm may be in it."""


class RuleTest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One test."""

    name: str
    start: datetime.datetime = _START
    interval_s: float = 60.0
    places: tuple[Place, ...]
    input: tuple[InputSeries, ...] = ()
    cases: tuple[CaseAt, ...] = ()
    people: tuple[PersonGiven, ...] | None = None
    """All who can be told; if left out: a crew with somebody for every usual role and unit."""
    channels: dict[str, ChannelState] | None = None
    """All that there are; if left out: sms, notify and email send."""
    actions: tuple[Action, ...] = ()
    expect: tuple[Expectation, ...]

    @property
    def of_work(self) -> bool:
        """Whether work must run: alarms alone are tested without incidents, procedures and messages."""
        given = self.cases or self.people is not None or self.channels is not None
        return bool(
            given
            or any(action.do in get_args(WorkDeed) for action in self.actions)
            or any(expectation.of_work() for expectation in self.expect)
        )


class LoadedTest(NamedTuple):
    """A test and where it stands."""

    file: str
    at: str
    """`tests[2]`."""
    lines: Lines
    test: RuleTest

    def fault(self, key: str, found: str, cure: str) -> Fault:
        """Return a fault at a key within the test."""
        return self.lines.fault(f"{self.at}.{key}", found, cure)


def read_tests(
    folder: pathlib.Path, packs: Packs, faults: list[Fault], own_rules: Collection[str] = ()
) -> list[LoadedTest]:
    """Return the tests in `folder`/tests/*.yaml, adding to `faults` what is wrong with them.

    Args:
        folder: of the pack.
        packs: the pack and those that it needs.
        faults: found so far.
        own_rules: rules of the program itself; the subject of their alarms is no place.
    """
    tests: list[LoadedTest] = []
    for path in sorted((folder / "tests").glob("*.yaml")):
        for loaded in _read(path, faults):
            faults += _meaning_faults(loaded, packs, own_rules)
            tests.append(loaded)
    return tests


def _read(path: pathlib.Path, faults: list[Fault]) -> list[LoadedTest]:
    read = read_document(path, faults)
    if read is None:
        return []
    data, lines = read
    listed = data.get("tests") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        faults.append(lines.fault("", "no list of tests", "begin with 'tests:' and one '- name: …' each"))
        return []
    tests = []
    for i, item in enumerate(listed):
        at = f"tests[{i}]"
        test, found = check(item, RuleTest, lines, at)
        faults += found
        if test is not None:
            tests.append(LoadedTest(str(path), at, lines, test))
    return tests


def _meaning_faults(loaded: LoadedTest, packs: Packs, own_rules: Collection[str]) -> Iterator[Fault]:
    test = loaded.test
    yield from _input_faults(loaded, packs)
    rules = {rule.id for rule in packs.rules}
    places = {place.place_id for place in test.places}
    for i, expectation in enumerate(test.expect):
        if expectation.alarms is None and not expectation.of_work():
            cure = (
                "add 'alarms:', 'incidents:', 'procedures:', 'steps:', 'messages:', 'ladders:', "
                "'cases:' or 'figures:'"
            )
            yield loaded.fault(f"expect[{i}]", "nothing is expected", cure)
        for j, alarm in enumerate(expectation.alarms or ()):
            rule_id, _, place_id = alarm.alarm.partition("@")
            if rule_id not in own_rules and (rule_id not in rules or place_id not in places):
                cure = f"<rule>@<place>, the rule one of: {', '.join(sorted(rules))}"
                yield loaded.fault(f"expect[{i}].alarms[{j}].alarm", f"found '{alarm.alarm}'", cure)
    if test.interval_s <= 0:
        yield loaded.fault("interval_s", f"found {test.interval_s:g}", "seconds above 0")


def _input_faults(loaded: LoadedTest, packs: Packs) -> Iterator[Fault]:
    places = [place.place_id for place in loaded.test.places]
    for i, series in enumerate(loaded.test.input):
        key = f"input[{i}]"
        if series.place not in places:
            found = f"unknown place '{series.place}'"
            yield loaded.fault(f"{key}.place", found, unknown_cure(series.place, places))
        if series.metric not in packs.metrics:
            found = f"unknown metric '{series.metric}'"
            yield loaded.fault(f"{key}.metric", found, unknown_cure(series.metric, list(packs.metrics)))
        made_of = source_of(series.metric, packs)
        if made_of and any(
            each.place == series.place and each.metric == made_of for each in loaded.test.input
        ):
            found = f"'{series.metric}' is computed from '{made_of}', which the test gives, too"
            yield loaded.fault(f"{key}.metric", found, "give one of the two")
        try:
            expand(series.values)
        except ValueError as error:
            yield loaded.fault(f"{key}.values", f"cannot read {error}", GRAMMAR)
