from __future__ import annotations

import msgspec
import pytest
import yaml
from msgspec.structs import replace

from backend.contract.cases import CaseAttachment
from backend.domain.cases.change import Actor, CaseDraft, CaseRefusedError, CaseState
from backend.domain.cases.keeping import encode_deadlines, state_of
from backend.domain.cases.rules import CaseRules
from backend.domain.cases.spec import ActionSpec, StatusSpec
from tests.unit.backend.domain.cases.conftest import instant, make_kind, make_rules

WHEN = instant("02/11 09:00")
AN, BINH, CHI = (Actor(name, "shift_supervisor") for name in ("An", "Bình", "Chi"))


def rules() -> CaseRules:
    kind = make_kind()
    action = msgspec.convert(
        yaml.safe_load("{id: approve, name: {vi: Duyệt}, from: [new], to: working, second_person: true}"),
        ActionSpec,
    )
    statuses = tuple(replace(each, locked=each.id == "working") for each in kind.statuses)
    return make_rules(actions=(*kind.actions, action), statuses=statuses)


def begun(by: Actor) -> CaseState:
    return rules().opened(CaseDraft(title="Tin"), "T1", by, WHEN).state


def refused(state: CaseState, by: Actor) -> CaseRefusedError:
    with pytest.raises(CaseRefusedError) as found:
        rules().acted("approve", {}, state, by, WHEN)
    assert "Hãy nhờ" in found.value.text.vi
    assert "approve" not in rules().allowed(state, by)
    return found.value


def test_whoever_opened_it_may_not_approve_and_somebody_else_may() -> None:
    state = begun(AN)
    assert "you opened it" in str(refused(state, AN))
    assert "approve" in rules().allowed(state, BINH)
    assert rules().acted("approve", {}, state, BINH, WHEN).state.file.status == "working"


def test_whoever_changed_it_last_may_not_approve_it_either() -> None:
    state = rules().corrected({"title": "Tin khác"}, begun(AN), BINH, WHEN).state
    assert "you changed it last" in str(refused(state, BINH))
    assert "you opened it" in str(refused(state, AN))
    assert rules().acted("approve", {}, state, CHI, WHEN).state.file.status == "working"


def test_a_picture_or_an_action_is_a_change_and_a_remark_is_none() -> None:
    photo = CaseAttachment("ab", "a.jpg", "image/jpeg", 9, 1.0, "Bình")
    assert rules().attached(photo, begun(AN), BINH, WHEN).state.changed_by == "Bình"
    assert rules().acted("classify", {"field": "jam"}, begun(AN), BINH, WHEN).state.changed_by == "Bình"
    assert rules().noted("Đã đọc", False, begun(AN), BINH, WHEN).state.changed_by == "An"


def test_nothing_that_happens_by_itself_approves() -> None:
    state = begun(AN)
    for by in (Actor("system", "system"), Actor("Quy trình", "system")):
        assert "never done by itself" in str(refused(state, by))
    assert rules().acted("classify", {"field": "jam"}, state, BINH, WHEN).state.changed_by == "Bình"


def test_whose_hands_it_was_in_outlives_a_restart_and_costs_other_kinds_nothing() -> None:
    state = begun(AN)
    kept = encode_deadlines(state)
    assert state_of(state.file, kept) == state
    assert "you opened it" in str(refused(state_of(state.file, kept), AN))
    plain = make_rules().opened(CaseDraft(title="Tin"), "T1", AN, WHEN).state
    assert (plain.opened_by, plain.changed_by) == ("", "")
    assert len(encode_deadlines(plain)) < len(kept) - 4
    assert state_of(plain.file, encode_deadlines(plain)) == plain


def test_what_two_people_agreed_on_cannot_be_changed_by_one() -> None:
    state = rules().acted("approve", {}, begun(AN), BINH, WHEN).state
    with pytest.raises(CaseRefusedError, match="its words are settled"):
        rules().corrected({"title": "Khác"}, state, BINH, WHEN)


def test_a_status_is_open_to_corrections_unless_it_is_locked() -> None:
    assert StatusSpec(id="a", name=make_kind().name, group="waiting").locked is False
