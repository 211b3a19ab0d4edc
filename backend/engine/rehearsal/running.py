"""Runs the tests of a pack: each on a stage of its own, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from backend.contract.document import DocumentError, Fault
from backend.contract.state import Place
from backend.domain.observation import Observation
from backend.domain.series import SeriesFacts
from backend.engine.rehearsal.bringing import bring
from backend.engine.rehearsal.comparing import compare_alarms
from backend.engine.rehearsal.comparing_work import compare_work
from backend.engine.rehearsal.crew import CHANNELS, setup_of
from backend.engine.rehearsal.deeds import act
from backend.engine.rehearsal.naming import Naming
from backend.engine.rehearsal.pack_work import PackWork, load_pack_work
from backend.engine.rehearsal.stage import AlarmStage, WorkStage
from backend.engine.work import outage
from backend.usecases.case_tests import CaseAt
from backend.usecases.derived_metrics import computed_from
from backend.usecases.pack_tests import Action, Expectation, RuleTest, read_tests
from backend.usecases.packs import Packs, load_packs
from backend.usecases.shelf import PackShelf
from backend.usecases.value_series import expand

_Happening = Observation | CaseAt | Action | Expectation
"""At one instant readings come first, then cases, then what people do, then the look at what is there."""


class PackTestResult(msgspec.Struct, frozen=True):
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


def run_pack_tests(
    folder: Path, limits_folder: Path | None = None, shipped: Path | None = None
) -> list[PackTestResult]:
    """Run the tests in `folder`/tests/*.yaml against the pack in `folder`.

    Args:
        folder: of the pack.
        limits_folder: shared limit sets; by default `limits` beside the folder of packs.
        shipped: packs that this one may need besides its neighbours; None: it is one of them.

    Raises:
        DocumentError: the pack or a test file is not right.
    """
    shelf = (
        folder.parent if shipped is None or shipped == folder.parent else PackShelf(folder.parent, shipped)
    )
    packs = load_packs(shelf, [folder.name], limits_folder)
    faults: list[Fault] = []
    tests = read_tests(folder, packs, faults, own_rules=[outage.RULE])
    work: PackWork | None = None
    try:
        work = load_pack_work(shelf, packs)
    except DocumentError as error:
        faults += error.faults
    if work is not None:
        naming = Naming(packs, work)
        faults += [fault for loaded in tests for fault in naming.faults(loaded)]
    if faults or work is None:
        raise DocumentError(faults)
    return [PackTestResult(loaded.file, loaded.test.name, play(loaded.test, packs, work)) for loaded in tests]


def play(test: RuleTest, packs: Packs, work: PackWork) -> tuple[str, ...]:
    """Play one test and return each difference in words, behind them what may be the reason.

    Args:
        test: whose names are all known (`Naming`).
        packs: whose rules judge.
        work: what the same packs say of work.
    """
    places = {place.place_id: place for place in test.places}
    facts = [packs.facts_of(series.metric, places[series.place]) for series in test.input]
    stage = _stage(test, packs, work, [*facts, *computed_from(facts, packs, places)])
    differences = tuple(_played(test, stage, facts, places))
    return differences and (*differences, *stage.remarks.values())


def _played(
    test: RuleTest, stage: AlarmStage, facts: list[SeriesFacts], places: Mapping[str, Place]
) -> Iterator[str]:
    start_at = test.start.timestamp()
    stage.advance(start_at)
    if isinstance(stage, WorkStage):
        stage.settle([], start_at)  # what opens by itself is there from the beginning
    for at_s, item in _happenings(test, facts):
        now = start_at + at_s
        stage.advance(now)
        match item:
            case Observation():
                stage.observe(item)
            case CaseAt() if isinstance(stage, WorkStage):  # it is: `RuleTest.of_work`
                bring(item, stage, places, now)
            case Action():
                yield from act(item, stage, now)
            case Expectation():
                yield from _compare(item, stage, now)


def _stage(test: RuleTest, packs: Packs, work: PackWork, facts: list[SeriesFacts]) -> AlarmStage:
    if not test.of_work:
        return AlarmStage(packs, facts)
    channels = CHANNELS if test.channels is None else test.channels
    return WorkStage(packs, facts, setup_of(test, packs, work), channels, test.places)


def _happenings(test: RuleTest, facts: list[SeriesFacts]) -> list[tuple[float, _Happening]]:
    """Return everything that happens, in the order of time: s after the start, and what."""
    start_at = test.start.timestamp()
    readings = [
        (
            test.interval_s * i,
            Observation(one.series_id, start_at + test.interval_s * i, word.value, word.quality),
        )
        for one, series in zip(facts, test.input, strict=True)
        for i, word in enumerate(expand(series.values))
        if word is not None
    ]
    others = [(item.at_s, item) for part in (test.cases, test.actions, test.expect) for item in part]
    return sorted([*readings, *others], key=lambda happening: happening[0])  # equal times stay in order


def _compare(expectation: Expectation, stage: AlarmStage, now: float) -> list[str]:
    when = f"at {expectation.at_s:g} s"
    differences: list[str] = []
    if expectation.alarms is not None:
        differences += compare_alarms(expectation.alarms, stage.book.listed(), when)
    if isinstance(stage, WorkStage):
        differences += compare_work(expectation, stage, when, now)
    return differences
