"""Rule tests of packs, written in YAML: input series and actions at times, expected alarms at times."""

from __future__ import annotations

import datetime
import pathlib
from collections.abc import Sequence
from typing import Literal

import msgspec

from backend.contract.document import DocumentError, Fault, Lines, check
from backend.contract.state import Alarm, OperatorState, Place, Severity
from backend.domain.alarms.book import AlarmBook
from backend.domain.alarms.events import (
    Acknowledge,
    AlarmRefusedError,
    Event,
    SetService,
    Shelve,
    SignalChanged,
    Unshelve,
)
from backend.domain.evaluator import Evaluator
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from backend.usecases.packs import Packs, load_packs, read_document
from backend.usecases.value_series import GRAMMAR, expand

_START = datetime.datetime(2026, 10, 14, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))


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
    do: Literal["acknowledge", "shelve", "unshelve", "out_of_service", "in_service", "signal"]
    alarm: str = ""
    """`<rule id>@<place id>`."""
    series: str = ""
    """`<place id>.<metric>`, for `signal`."""
    signal: Literal["fresh", "late", "lost"] = "fresh"
    who: str = "test"
    comment: str = "test"
    """Comment of an acknowledgement, reason of everything else."""
    for_s: float | None = None
    """Shelved or looked after for this long."""
    approved_by: str = ""
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


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole alarm list at a time: no other alarm may be in it."""

    at_s: float
    alarms: tuple[ExpectedAlarm, ...]


class RuleTest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One test."""

    name: str
    start: datetime.datetime = _START
    interval_s: float = 60.0
    places: tuple[Place, ...]
    input: tuple[InputSeries, ...]
    actions: tuple[Action, ...] = ()
    expect: tuple[Expectation, ...]


class TestResult(msgspec.Struct, frozen=True):
    """How one test went."""

    file: str
    name: str
    differences: tuple[str, ...]
    """One line each, in words; empty if it passed."""

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.differences

    def __str__(self) -> str:
        """Return the result for people: one line, and one below it per difference."""
        head = f"{'ok  ' if self.passed else 'FAIL'} {self.file}: {self.name}"
        return "\n".join([head, *(f"     {difference}" for difference in self.differences)])


def run_pack_tests(folder: pathlib.Path, limits_folder: pathlib.Path | None = None) -> list[TestResult]:
    """Run the tests in `folder`/tests/*.yaml against the pack in `folder`.

    Args:
        folder: of the pack.
        limits_folder: shared limit sets; by default `limits` beside the folder of packs.

    Raises:
        DocumentError: the pack or a test file is not right.
    """
    packs = load_packs(folder.parent, [folder.name], limits_folder)
    faults: list[Fault] = []
    loaded: list[tuple[str, RuleTest]] = []
    for path in sorted((folder / "tests").glob("*.yaml")):
        loaded += [(str(path), test) for test in _read_tests(path, packs, faults)]
    if faults:
        raise DocumentError(faults)
    return [TestResult(file, test.name, tuple(_run(test, packs))) for file, test in loaded]


def _read_tests(path: pathlib.Path, packs: Packs, faults: list[Fault]) -> list[RuleTest]:
    read = read_document(path, faults)
    if read is None:
        return []
    data, lines = read
    listed = data.get("tests") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        faults.append(lines.fault("", "no list of tests", "begin with 'tests:' and one '- name: …' each"))
        return []
    tests: list[RuleTest] = []
    for i, item in enumerate(listed):
        at = f"tests[{i}]"
        test, found = check(item, RuleTest, lines, at)
        faults += found
        if test is not None:
            faults += _meaning_faults(test, packs, lines, at)
            tests.append(test)
    return tests


def _meaning_faults(test: RuleTest, packs: Packs, lines: Lines, at: str) -> list[Fault]:
    faults = []
    places = [place.place_id for place in test.places]
    for i, series in enumerate(test.input):
        key = f"{at}.input[{i}]"
        if series.place not in places:
            cure = f"expected one of: {', '.join(places)}"
            faults.append(lines.fault(f"{key}.place", f"unknown place '{series.place}'", cure))
        if series.metric not in packs.metrics:
            cure = f"expected one of: {', '.join(packs.metrics)}"
            faults.append(lines.fault(f"{key}.metric", f"unknown metric '{series.metric}'", cure))
        try:
            expand(series.values)
        except ValueError as error:
            faults.append(lines.fault(f"{key}.values", f"cannot read {error}", GRAMMAR))
    rules = {rule.id for rule in packs.rules}
    for i, expectation in enumerate(test.expect):
        for j, alarm in enumerate(expectation.alarms):
            rule_id, _, place_id = alarm.alarm.partition("@")
            if rule_id not in rules or place_id not in places:
                cure = f"<rule>@<place>, the rule one of: {', '.join(sorted(rules))}"
                faults.append(
                    lines.fault(f"{at}.expect[{i}].alarms[{j}].alarm", f"found '{alarm.alarm}'", cure)
                )
    if test.interval_s <= 0:
        faults.append(lines.fault(f"{at}.interval_s", f"found {test.interval_s:g}", "seconds above 0"))
    return faults


class _Stage:
    """Evaluator and book of one test, moved through time."""

    def __init__(self, packs: Packs, facts: Sequence[SeriesFacts], start_at: float) -> None:
        self.evaluator = Evaluator(packs.rules, facts, packs.limit_sets)
        self.book = AlarmBook(packs.rules)
        self.advance(start_at)

    def advance(self, now: float) -> None:
        """Let everything come due that is due until `now`, each at its own instant."""
        while True:
            dues = [due for due in (self.evaluator.next_due(), self.book.next_due()) if due is not None]
            due_at = min(dues, default=now)
            at = now if due_at == float("-inf") else min(due_at, now)
            for verdict in self.evaluator.tick(at):
                self.book.apply(verdict, at)
            self.book.tick(at)
            if at >= now:
                return

    def observe(self, reading: Observation) -> None:
        for verdict in self.evaluator.observe((reading,), reading.at):
            self.book.apply(verdict, reading.at)


def _run(test: RuleTest, packs: Packs) -> list[str]:
    start_at = test.start.timestamp()
    places = {place.place_id: place for place in test.places}
    facts = [packs.facts_of(series.metric, places[series.place]) for series in test.input]
    stage = _Stage(packs, facts, start_at)
    differences: list[str] = []
    # at one instant readings come first, then what people do, then the look at the list
    steps: list[tuple[float, int, Observation | Action | Expectation]] = [
        (
            test.interval_s * i,
            0,
            Observation(one.series_id, start_at + test.interval_s * i, w.value, w.quality),
        )
        for one, series in zip(facts, test.input, strict=True)
        for i, w in enumerate(expand(series.values))
        if w is not None
    ]
    steps += [(action.at_s, 1, action) for action in test.actions]
    steps += [(expectation.at_s, 2, expectation) for expectation in test.expect]
    for at_s, _, item in sorted(steps, key=lambda step: step[:2]):
        stage.advance(start_at + at_s)
        if isinstance(item, Observation):
            stage.observe(item)
        elif isinstance(item, Action):
            differences += _act(item, stage.book, start_at + at_s)
        else:
            differences += _compare(item, stage.book.listed())
    return differences


def _event(action: Action, now: float) -> Event:
    until_at = None if action.for_s is None else now + action.for_s
    match action.do:
        case "acknowledge":
            return Acknowledge(
                alarm_id=action.alarm, owner=action.who, comment=action.comment, until_at=until_at
            )
        case "shelve":
            return Shelve(
                alarm_id=action.alarm,
                who=action.who,
                reason=action.comment,
                until_at=now if until_at is None else until_at,
                approved_by=action.approved_by,
            )
        case "unshelve":
            return Unshelve(alarm_id=action.alarm, who=action.who)
        case "signal":
            return SignalChanged(series_id=action.series, signal=action.signal)
    return SetService(
        alarm_id=action.alarm, out=action.do == "out_of_service", who=action.who, reason=action.comment
    )


def _act(action: Action, book: AlarmBook, now: float) -> list[str]:
    where = f"at {action.at_s:g} s: {action.do} {action.alarm or action.series}"
    try:
        book.apply(_event(action, now), now)
    except AlarmRefusedError as error:
        return [] if action.refused else [f"{where} was refused: {error}"]
    return [f"{where} was accepted, a refusal was expected"] if action.refused else []


def _compare(expectation: Expectation, listed: Sequence[Alarm]) -> list[str]:
    when = f"at {expectation.at_s:g} s"
    found = {alarm.alarm_id: alarm for alarm in listed}
    differences: list[str] = []
    for expected in expectation.alarms:
        alarm = found.pop(expected.alarm, None)
        if alarm is None:
            differences.append(f"{when}: {expected.alarm} is not in the list")
            continue
        pairs: list[tuple[str, object, object]] = [
            ("severity", expected.severity, alarm.severity),
            ("state", expected.state, alarm.operator),
            ("active", expected.active, alarm.active),
            ("title", expected.title, alarm.title.vi),
            ("value", expected.value, None if alarm.value is None else round(alarm.value, 6)),
            ("flapping", expected.flapping, alarm.flapping),
            ("signal", expected.signal, alarm.signal),
        ]
        differences += [
            f"{when}: {expected.alarm}: {name} is {is_!r}, expected {wanted!r}"
            for name, wanted, is_ in pairs
            if wanted is not None and wanted != is_
        ]
    differences += [
        f"{when}: {alarm.alarm_id} is in the list ({alarm.severity}, {alarm.operator}), not expected"
        for alarm in found.values()
    ]
    return differences
