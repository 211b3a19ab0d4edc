from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from backend.contract.cases import CaseAttachment
from backend.domain.cases.change import Actor, CaseRefusedError, CaseState
from backend.domain.cases.permission import may, may_correct, needs_of, refuse_parent, within_scope
from backend.domain.cases.spec import CaseKindSpec
from tests.unit.backend.domain.cases.conftest import Desk, MakeFile, make_rules

Open = Callable[..., Desk]
WHEN = "02/11 09:00"


def photo(phase: Any) -> CaseAttachment:
    return CaseAttachment("ab", "a.jpg", "image/jpeg", 9, 1.0, "x", phase=phase)


def refusal(desk: Desk, action: str, **values: str) -> CaseRefusedError:
    with pytest.raises(CaseRefusedError) as refused:
        desk.do(action, WHEN, **values)
    assert "Hãy" in refused.value.text.vi
    return refused.value


@pytest.mark.parametrize(
    ("action", "values", "said"),
    [
        ("assign", {}, "needs a unit"),
        ("transfer", {"unit": "cong-an"}, "needs a note"),
        ("transfer", {"note": "x"}, "needs a unit"),
        ("refuse", {"note": "  "}, "needs a note"),
        ("merge", {}, "needs the code of the case"),
        ("finish", {"result": "x"}, "in status 'new'; statuses: working"),
        ("extend", {"due": "2026-11-20", "note": "x"}, "your role 'duty_officer' may not"),
    ],
)
def test_what_is_missing_or_not_allowed_is_named(
    opened: Open, action: str, values: dict[str, str], said: str
) -> None:
    error = refusal(opened(), action, **values)
    assert said in str(error)
    assert "A" in error.text.vi


def test_a_refusal_by_status_names_it_as_people_know_it(opened: Open) -> None:
    assert "“Mới”" in refusal(opened(), "finish", result="x").text.vi


def test_a_photo_of_after_the_work_and_a_place_are_asked_for(opened: Open) -> None:
    desk = opened()
    desk.do("accept", "02/11 08:30")
    assert "a photo of after the work" in str(refusal(desk, "prove"))
    for phase in ("before", "after"):
        desk.state = desk.rules.attached(photo(phase), desk.state, Actor("x", "system"), 1.0).state
        if phase == "before":
            assert "a photo of after the work" in str(refusal(desk, "prove"))
    assert "needs a place" in str(refusal(desk, "prove"))
    desk.state = desk.rules.corrected({"place": "12 Lê Lợi"}, desk.state, Actor("x", "system"), 1.0).state
    assert desk.do("prove", WHEN).group == "done"


def test_effects_ask_for_what_they_cannot_be_without(kind: CaseKindSpec) -> None:
    actions = {action.id: action for action in kind.actions}
    assert needs_of(actions["extend"]) == {"due": True, "note": True}
    assert needs_of(actions["transfer"]) == {"note": True, "unit": True}
    assert needs_of(actions["accept"]) == {"assignee": False}


@pytest.mark.parametrize(
    ("wanted", "parent", "said"),
    [
        ("B", None, "no case B"),
        ("B", {"case_id": "C"}, "no case B"),
        ("A", {"case_id": "A"}, "cannot be a duplicate of A"),
        ("B", {"case_id": "B", "kind": "dossier"}, "cannot be a duplicate"),
        ("B", {"case_id": "B", "group": "deleted"}, "cannot be a duplicate"),
        ("B", {"case_id": "B", "parent": "C"}, "merge A into C"),
    ],
)
def test_a_parent_is_another_case_of_the_kind(
    file: MakeFile, wanted: str, parent: dict[str, str] | None, said: str
) -> None:
    state = None if parent is None else CaseState(file(**parent))
    with pytest.raises(CaseRefusedError, match=said):
        refuse_parent(file(case_id="A"), wanted, state)


def test_mergers_go_one_level_deep(opened: Open) -> None:
    desk, parent = opened(), opened(case_id="B")
    desk.state = desk.rules.child_counted(desk.state, 2, 1.0)
    assert "has 2 duplicates" in str(refusal(desk, "merge", parent="B"))
    child = opened(case_id="C")
    child.do("assign", "02/11 08:30", unit="so-xd")
    change = child.rules.acted("merge", {"parent": "B"}, child.state, Actor("x", "system"), 2e9, parent.state)
    child.state = change.state
    assert "is a duplicate of B already" in str(refusal(child, "merge", parent="A"))


def test_effects_that_make_no_sense_are_refused(opened: Open) -> None:
    assert "is no duplicate" in str(refusal(opened(), "unmerge"))
    done = opened()
    done.do("refuse", "02/11 08:30", note="x")
    with pytest.raises(CaseRefusedError, match="is finished and cannot be extended"):
        done.do("extend", WHEN, role="shift_supervisor", due="2026-11-20", note="x")


def test_only_the_finished_are_reopened(opened: Open) -> None:
    actions = tuple(a for a in make_rules().spec.actions if a.id != "reopen")
    again = next(a for a in make_rules().spec.actions if a.id == "reopen")
    everywhere = type(again)(id="reopen", name=again.name, to="new", effect="reopen")
    own = make_rules(actions=(*actions, everywhere))
    assert "is not finished" in str(refusal(opened(own=own), "reopen"))


def test_the_system_may_everything_and_a_centres_officer_all_units(
    kind: CaseKindSpec, file: MakeFile
) -> None:
    extend = next(action for action in kind.actions if action.id == "extend")
    state = CaseState(file(unit_id="u"))
    assert may(extend, state, Actor("x", "system", "other"))
    assert not may(extend, state, Actor("x", "duty_officer"))
    assert [within_scope(state.file, Actor("x", "unit_officer", unit)) for unit in ("", "u", "v")] == [
        True,
        True,
        False,
    ]


def test_what_a_case_says_may_be_corrected_until_it_is_settled_or_deleted(opened: Open) -> None:
    state, officer = opened().state, Actor("Hà", "duty_officer")
    spec = make_rules().spec
    locked = replace(spec, statuses=tuple(replace(each, locked=each.id == "new") for each in spec.statuses))
    assert may_correct(spec, state, officer)
    assert not may_correct(locked, state, officer)
    assert not may_correct(spec, state, Actor("Dũng", "unit_officer", "another"))
    deleted = replace(state, file=replace(state.file, group="deleted"))
    assert not may_correct(spec, deleted, officer)
