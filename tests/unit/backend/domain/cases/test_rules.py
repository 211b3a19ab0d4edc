from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from backend.contract.cases import CaseAttachment
from backend.domain.cases.change import Actor, CaseDraft, CaseRefusedError, CaseState, MessageAsk
from backend.domain.cases.rules import CaseRules, encode_deadlines, state_of
from tests.unit.backend.domain.cases.conftest import Desk, Says, instant, make_rules

Open = Callable[..., Desk]
HA = Actor("Trần Hà", "duty_officer")


def photo(**fields: Any) -> CaseAttachment:
    given = {
        "digest": "ab",
        "name": "anh.jpg",
        "media_type": "image/jpeg",
        "n_bytes": 10,
        "at": 1.0,
        "by": "x",
    }
    return CaseAttachment(**(given | fields))


def test_a_report_walks_from_its_arrival_to_its_rating(opened: Open) -> None:
    desk = opened()
    assert (desk.file.status, desk.file.unit_id, desk.file.accept_due_at, desk.file.due_at) == (
        "new", "so-xd", instant("02/11 10:00"), instant("09/11 08:00"),
    )  # fmt: skip
    assert desk.do("accept", "02/11 09:00", assignee="Lê Bình").assignee == "Lê Bình"
    assert (desk.file.accepted_at, desk.file.group) == (instant("02/11 09:00"), "working")
    done = desk.do("finish", "03/11 10:00", result="Đã vá xong.")
    assert (done.finished_at, done.result, done.due_state(instant("01/12 08:00"))) == (
        instant("03/11 10:00"), "Đã vá xong.", "kept",
    )  # fmt: skip
    assert desk.do("rate", "04/11 08:00", rating="5", note="Nhanh").rating == 5
    assert (desk.file.rating_text, desk.file.notes) == ("Nhanh", ())
    assert [change.kind for change in desk.changes] == [
        "case.opened",
        "case.changed",
        "case.closed",
        "case.changed",
    ]


def test_the_journal_says_what_changed_and_nothing_of_the_reporter(opened: Open) -> None:
    desk = opened()
    desk.do("transfer", "02/11 09:00", unit="cong-an", note="Sai thẩm quyền")
    assert desk.last.payload == {
        "action": "transfer", "note": "Sai thẩm quyền", "status": "new", "unit": "cong-an", "unit_before": "so-xd",
    }  # fmt: skip
    assert desk.last.actor == "Trần Hà"
    for change in desk.changes:
        words = str(change.payload)
        assert "Nguyễn An" not in words
        assert "0901234567" not in words


def test_a_transfer_and_an_assignment_keep_the_original_deadline(opened: Open) -> None:
    desk = opened()
    due_at, accept_due_at = desk.file.due_at, desk.file.accept_due_at
    desk.do("transfer", "05/11 09:00", unit="cong-an", note="chuyển")
    assert (desk.file.unit_id, desk.file.due_at, desk.file.accept_due_at) == (
        "cong-an",
        due_at,
        accept_due_at,
    )
    desk.do("assign", "06/11 09:00", unit="Sở Giao thông vận tải", assignee="Lê Bình")
    assert (desk.file.unit_id, desk.file.assignee, desk.file.due_at) == ("so-xd", "Lê Bình", due_at)
    assert desk.state.finish is not None
    assert (desk.state.finish.n_transfers, desk.state.finish.original_due_at) == (2, due_at)


def test_a_pause_moves_the_deadline_by_the_working_time_that_it_took(opened: Open) -> None:
    desk = opened()
    desk.do("accept", "02/11 09:00")
    paused = desk.do("ask", "03/11 08:00", note="Xin ảnh rõ hơn")
    assert (paused.group, paused.paused_at, paused.due_state(instant("30/11 08:00"))) == (
        "paused", instant("03/11 08:00"), "on_time",
    )  # fmt: skip
    desk.do("stop", "04/11 08:00")
    resumed = desk.do("resume", "05/11 08:00")
    assert (resumed.paused_at, resumed.due_at) == (None, instant("11/11 08:00"))


def test_a_message_goes_to_whom_the_action_says_with_its_words(opened: Open) -> None:
    desk = opened()
    desk.do("accept", "02/11 09:00")
    assert desk.last.messages == ()
    desk.do("finish", "02/11 10:00", result="Đã vá", note="nội bộ")
    assert desk.last.messages == (MessageAsk("result", ("reporter", "followers"), "Đã vá"),)


def test_procedures_start_by_what_happens(opened: Open) -> None:
    desk = opened(severity="high")
    assert desk.last.procedures == ("urgent", "sort")
    desk.do("accept", "02/11 09:00")
    assert desk.last.procedures == ()
    desk.do("finish", "02/11 10:00", result="xong")
    assert desk.last.procedures == ("check",)
    desk.do("rate", "02/11 11:00", rating="2")
    assert desk.last.procedures == ("care",)
    desk.do("reopen", "02/11 11:00")
    assert desk.last.procedures == ("again",)
    assert desk.rules.procedures_when("overdue", desk.file) == ("late",)


def test_a_reopened_case_begins_its_terms_anew(opened: Open) -> None:
    desk = opened()
    desk.do("accept", "02/11 09:00")
    desk.do("finish", "03/11 10:00", result="xong")
    again = desk.do("reopen", "10/11 08:00", note="chưa đạt")
    assert desk.last.kind == "case.reopened"
    assert (again.n_reopened, again.finished_at, again.accepted_at) == (1, None, None)
    assert (again.accept_due_at, again.due_at) == (instant("10/11 10:00"), instant("17/11 08:00"))


def test_an_extension_is_given_once_and_with_a_reason(opened: Open) -> None:
    desk = opened()
    with pytest.raises(CaseRefusedError, match="needs a note"):
        desk.do("extend", "03/11 08:00", role="shift_supervisor", due="2026-11-20")
    extended = desk.do("extend", "03/11 08:00", role="shift_supervisor", due="2026-11-20", note="Chờ vật tư")
    assert extended.due_at == instant("20/11 17:00")
    assert desk.last.payload["due_at_before"] == instant("09/11 08:00")
    with pytest.raises(CaseRefusedError, match="extended once already"):
        desk.do("extend", "04/11 08:00", role="shift_supervisor", due="2026-11-25", note="nữa")


def test_a_duplicate_keeps_its_reporter_and_ends_with_its_parent(opened: Open, rules: CaseRules) -> None:
    parent, child = opened(), opened(case_id="B", reporter="Lê Mai")
    change = rules.acted("merge", {"parent": "A"}, child.state, HA, instant("02/11 09:00"), parent.state)
    assert (change.kind, change.state.file.parent, change.state.file.reporter) == (
        "case.merged",
        "A",
        "Lê Mai",
    )
    assert (change.state.file.due_at, change.state.file.accept_due_at) == (None, None)
    assert change.payload["parent"] == "A"
    parent.do("accept", "02/11 09:30")
    assert rules.settled_with(parent.state, change.state, instant("02/11 09:30")) is None
    parent.do("finish", "02/11 10:00", result="Đã vá")
    settled = rules.settled_with(parent.state, change.state, instant("02/11 10:00"), parent.last.messages)
    assert settled is not None
    assert (settled.kind, settled.actor) == ("case.closed", "system")
    assert (settled.state.file.status, settled.state.file.result) == ("done", "Đã vá")
    assert settled.messages == (MessageAsk("result", ("reporter",), "Đã vá"),)
    assert settled.procedures == ()
    assert rules.settled_with(parent.state, settled.state, instant("02/11 10:01")) is None
    parent.do("reopen", "03/11 10:00")
    again = rules.settled_with(parent.state, settled.state, instant("03/11 10:00"))
    assert again is not None
    assert (again.kind, again.state.file.status, again.state.file.due_at, again.state.file.n_reopened) == (
        "case.reopened", "new", None, 0,
    )  # fmt: skip


def test_a_case_merged_into_a_finished_one_is_finished(opened: Open, rules: CaseRules) -> None:
    parent, child = opened(), opened(case_id="B")
    parent.do("accept", "02/11 09:00")
    parent.do("finish", "02/11 10:00", result="Đã vá")
    change = rules.acted("merge", {"parent": "A"}, child.state, HA, instant("02/11 11:00"), parent.state)
    assert (change.state.file.status, change.state.file.result, change.state.file.finished_at) == (
        "done", "Đã vá", instant("02/11 11:00"),
    )  # fmt: skip


def test_a_duplicate_that_is_none_gets_its_own_deadlines_back(opened: Open, rules: CaseRules) -> None:
    parent, child = opened(), opened(case_id="B")
    merged = rules.acted("merge", {"parent": "A"}, child.state, HA, instant("02/11 09:00"), parent.state)
    back = rules.acted("unmerge", {}, merged.state, HA, instant("04/11 09:00"))
    assert (back.kind, back.state.file.parent, back.state.file.due_at) == (
        "case.changed",
        "",
        child.file.due_at,
    )
    assert back.payload["parent"] == "A"


def test_a_deleted_case_is_kept_untouched_until_it_is_restored(opened: Open, rules: CaseRules) -> None:
    desk = opened()
    deleted = desk.do("delete", "02/11 09:00")
    assert (desk.last.kind, deleted.group, deleted.title) == ("case.deleted", "deleted", "Ổ gà")
    with pytest.raises(CaseRefusedError, match="is deleted"):
        rules.noted("ghi chú", False, desk.state, HA, instant("02/11 10:00"))
    restored = desk.do("restore", "03/11 09:00")
    assert (restored.group, restored.due_at) == ("waiting", instant("09/11 08:00"))


def test_notes_are_kept_with_their_author(opened: Open, rules: CaseRules) -> None:
    desk = opened()
    change = rules.noted(" Đã gọi người dân ", True, desk.state, HA, instant("02/11 09:00"))
    note = change.state.file.notes[-1]
    assert (note.text, note.public, note.by, note.at) == (
        "Đã gọi người dân",
        True,
        "Trần Hà",
        instant("02/11 09:00"),
    )
    assert change.kind == "case.note"
    with pytest.raises(CaseRefusedError, match="empty"):
        rules.noted("  ", True, desk.state, HA, instant("02/11 09:00"))


def test_a_public_note_of_an_ending_is_the_result(opened: Open) -> None:
    refused = opened().do("refuse", "02/11 09:00", note="Không đúng sự thật")
    assert (refused.result, refused.notes[-1].public, refused.group) == (
        "Không đúng sự thật",
        True,
        "refused",
    )


def test_an_attachment_is_kept_once(opened: Open, rules: CaseRules) -> None:
    desk = opened()
    first = rules.attached(photo(), desk.state, HA, instant("02/11 09:00"))
    again = rules.attached(photo(phase="after"), first.state, HA, instant("02/11 09:05"))
    assert [each.phase for each in again.state.file.attachments] == ["after"]
    assert "anh.jpg" not in str(again.payload)
    assert again.kind == "case.attached"


def test_a_unit_acts_on_its_own_cases_only(opened: Open, rules: CaseRules) -> None:
    desk = opened()
    own, other = Actor("B", "unit_officer", "so-xd"), Actor("C", "unit_officer", "cong-an")
    assert "accept" in rules.allowed(desk.state, own)
    assert rules.allowed(desk.state, other) == ()
    for step in (
        lambda: rules.acted("accept", {}, desk.state, other, instant("02/11 09:00")),
        lambda: rules.noted("x", False, desk.state, other, instant("02/11 09:00")),
        lambda: rules.attached(photo(), desk.state, other, instant("02/11 09:00")),
        lambda: rules.corrected({"title": "x"}, desk.state, other, instant("02/11 09:00")),
    ):
        with pytest.raises(CaseRefusedError, match="not a case of your unit"):
            step()


def test_what_is_allowed_depends_on_status_role_and_what_was_done(opened: Open, rules: CaseRules) -> None:
    desk = opened()
    new = rules.allowed(desk.state, HA)
    assert new == ("accept", "assign", "transfer", "classify", "ask", "refuse", "merge", "delete")
    assert "extend" in rules.allowed(desk.state, Actor("T", "shift_supervisor"))
    assert rules.allowed(desk.state, Actor("X", "viewer")) == ()
    desk.do("extend", "02/11 09:00", role="shift_supervisor", due="2026-11-20", note="lý do")
    assert "extend" not in rules.allowed(desk.state, Actor("system", "system"))


def test_whatever_is_allowed_is_not_refused_for_who_asks(opened: Open, rules: CaseRules) -> None:
    values = {
        "note": "ghi chú", "result": "xong", "unit": "cong-an", "assignee": "B", "field": "jam", "severity": "low",
        "rating": "4", "due": "2026-12-20", "parent": "A",
    }  # fmt: skip
    parent = opened()
    states = [opened(case_id="B").state]
    for _ in range(3):  # states that three steps reach
        found = []
        for state in states:
            for action in rules.allowed(state, HA):
                if action == "prove":
                    continue
                found.append(
                    rules.acted(action, values, state, HA, instant("03/11 09:00"), parent.state).state
                )
        states = found[:40]
    assert {state.file.group for state in states} >= {"waiting", "working", "paused"}


KEEPS_DEADLINE = {"accept", "assign", "transfer", "rate", "hand-over"}
VALUES = {
    "note": "ghi chú", "result": "xong", "assignee": "B", "parent": "P", "due": "2027-06-20",
}  # fmt: skip


RULES = make_rules()


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(
    st.lists(
        st.tuples(
            st.integers(0, 99),
            st.floats(0.0, 4 * 86_400.0),
            st.sampled_from(("road", "jam", "other")),
            st.sampled_from(("so-xd", "cong-an")),
            st.sampled_from("12345"),
        ),
        max_size=12,
    )
)
def test_whatever_people_do_a_case_stays_in_order(steps: list[tuple[int, float, str, str, str]]) -> None:
    rules, actor = RULES, Actor("system", "system")
    now = instant("02/11 08:00")
    parent = rules.opened(CaseDraft(title="gốc"), "P", actor, now).state
    state = rules.opened(CaseDraft(title="x", field="road"), "A", actor, now).state
    for choice, later_s, field, unit, rating in steps:
        now += later_s
        actions = [each for each in rules.allowed(state, actor) if each != "prove"]
        action = actions[choice % len(actions)]
        values = VALUES | ({"field": field} if action == "classify" else {})
        values |= {"unit": unit} if action in ("assign", "transfer") else {}
        values |= {"rating": rating} if action == "rate" else {}
        before, state = state, rules.acted(action, values, state, actor, now, parent).state
        file = state.file
        assert (file.finished_at is not None) == (
            file.group in ("done", "refused")
        ) or file.group == "deleted"
        assert (file.paused_at is not None) == (file.group == "paused")
        assert file.changed_at == now
        assert file.accepted_at is not None or file.group not in ("working", "done")
        if file.parent:
            assert (file.due_at, file.accept_due_at) == (None, None)
        if action in KEEPS_DEADLINE and before.file.group != "paused":
            assert file.due_at == before.file.due_at
        assert state_of(file, encode_deadlines(state)) == state


def test_an_unknown_action_names_those_that_there_are(opened: Open) -> None:
    with pytest.raises(CaseRefusedError, match="expected one of: accept") as refused:
        opened().do("explode", "02/11 09:00")
    assert "Hãy tải lại" in refused.value.text.vi


def test_corrections_name_only_the_keys_in_the_journal(opened: Open, rules: CaseRules) -> None:
    change = rules.corrected(
        {"reporter": "Lê Mai", "n_people": "3"}, opened().state, HA, instant("02/11 09:00")
    )
    assert (change.state.file.reporter, change.state.file.data) == ("Lê Mai", {"n_people": "3"})
    assert change.payload["corrected"] == ["n_people", "reporter"]
    assert "Lê Mai" not in str(change.payload)


def test_the_live_state_knows_urgent_cases_while_they_are_urgent(opened: Open, rules: CaseRules) -> None:
    desk = opened(severity="high")
    case = rules.live_change(desk.last)
    assert case is not None
    assert (case.case_id, case.kind, case.open, case.status, case.title.vi) == (
        "A",
        "report",
        True,
        "Mới",
        "Ổ gà",
    )
    desk.do("classify", "02/11 09:00", severity="low")
    assert rules.live_case(desk.state) is None
    left = rules.live_change(desk.last)
    assert left is not None
    assert not left.open
    desk.do("classify", "02/11 10:00", field="other")
    assert rules.live_change(desk.last) is None
    assert make_rules(live=False).live_case(opened(severity="high").state) is None


def test_of_two_calls_that_are_one_the_kept_one_stands_on_the_map_and_says_how_many(opened: Open) -> None:
    rules = make_rules(live_severities=())
    parent, child = opened(severity="low").state, opened(case_id="B", severity="high").state
    merged = rules.acted("merge", {"parent": "A"}, child, HA, instant("02/11 09:00"), parent)
    gone = rules.live_change(merged)
    assert gone is not None
    assert (gone.case_id, gone.open) == ("B", False)
    kept = rules.live_case(rules.child_counted(parent, 1, 5.0))
    assert kept is not None
    assert (kept.title.vi, kept.title.en) == ("Ổ gà (+1 trùng)", "Ổ gà (+1 dup.)")
    back = rules.live_change(rules.acted("unmerge", {}, merged.state, HA, instant("02/11 10:00")))
    assert back is not None
    assert (back.case_id, back.open) == ("B", True)


def test_an_urgent_repetition_of_what_is_not_live_stays_on_the_map(opened: Open, rules: CaseRules) -> None:
    parent, child = opened(severity="low").state, opened(case_id="B", severity="high").state
    merged = rules.acted("merge", {"parent": "A"}, child, HA, instant("02/11 09:00"), parent)
    live = rules.live_change(merged)
    assert live is not None
    assert live.open


def test_children_and_procedures_are_counted(opened: Open, rules: CaseRules) -> None:
    state = rules.child_counted(opened().state, 3, 5.0)
    assert (state.file.n_children, state.file.changed_at) == (3, 5.0)
    ran = rules.ran("QT.1", rules.ran("QT.1", state, 6.0), 7.0)
    assert (ran.file.run_ids, ran.file.changed_at) == (("QT.1",), 6.0)


def test_a_source_with_an_impossible_instant_is_refused(rules: CaseRules, says: Says) -> None:
    update = says()
    case = msgspec.structs.replace(update.case, opened_at=1e12, changed_at=1e12)
    with pytest.raises(CaseRefusedError, match="H-1"):
        rules.taken(msgspec.structs.replace(update, case=case), None, 1e12)


def test_a_kind_that_only_sources_bring_is_not_opened_here(opened: Open) -> None:
    own = make_rules(may_open=False)
    with pytest.raises(CaseRefusedError, match="come from their source only"):
        own.opened(CaseDraft(title="x"), "A", HA, 0.0)
    change = own.opened(CaseDraft(title="x"), "A", Actor("Cổng", "system"), instant("02/11 08:00"))
    assert isinstance(change.state, CaseState)
