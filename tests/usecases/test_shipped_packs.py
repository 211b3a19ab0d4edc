"""The packs that ship are right, and their own tests pass; every rule and procedure has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.engine.rehearsal import run_pack_tests
from backend.engine.rehearsal.pack_work import load_pack_work
from backend.procedures.model import ProcedureModel
from backend.usecases.packs import Packs, load_packs

PACKS = Path(__file__).parents[2] / "resources" / "usecases"
NAMES = sorted(folder.name for folder in PACKS.iterdir() if (folder / "pack.yaml").is_file())


@pytest.mark.parametrize("name", NAMES)
def test_the_packs_own_tests_pass(name: str) -> None:
    results = run_pack_tests(PACKS / name)
    assert results
    assert [(result.name, result.differences) for result in results if not result.passed] == []


def written_of(packs: Packs) -> str:
    """Return the tests of a pack and of those that it needs: each tests what it brings itself."""
    files = [file for pack in packs.packs for file in (PACKS / pack.id / "tests").glob("*.yaml")]
    return "".join(file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_is_expected_to_ring_in_some_test(name: str) -> None:
    packs = load_packs(PACKS, [name])
    written = written_of(packs)
    untested = [rule.id for rule in packs.rules if f"alarm: {rule.id}@" not in written]
    assert untested == []


def played(model: ProcedureModel, written: str) -> bool:
    """Return whether a test does a step of a procedure; one without steps for people, whether it expects it."""
    of_people = any(step.person for step in model.steps)
    step = f"do: step, procedure: {model.procedure_id},"
    return step in written if of_people else f"procedure: {model.procedure_id}," in written


@pytest.mark.parametrize("name", NAMES)
def test_every_procedure_and_kind_of_incident_is_played_in_some_test(name: str) -> None:
    packs = load_packs(PACKS, [name])
    written = written_of(packs)
    work = load_pack_work(PACKS, packs)
    drawn = [m.procedure_id for m in work.library if not played(m, written)]
    kinds = [spec.id for spec in work.correlations if f"rule: {spec.id}" not in written]
    rules = {rule.id for rule in packs.rules}
    started = [
        s.id
        for s in work.ladders.values()
        # one that only a rule of the daemon's own starts is played where that rule is
        if s.starts
        and (not s.starts.rules or rules & set(s.starts.rules))
        and f"ladder: {s.id}" not in written
    ]
    assert (drawn, kinds, started) == ([], [], [])


def test_the_packs_stand_side_by_side() -> None:
    packs = load_packs(PACKS, NAMES)
    for rule in packs.rules:
        for text in (rule.title, rule.consequence, rule.response):
            assert text.vi, rule.id
            assert text.en, rule.id
