"""Each request is answered exactly once."""

from __future__ import annotations

from app.link.pending import PendingRequests, connection_lost, name_of, too_late
from backend.contract.messages import Done, GetJournal, Reply, ReplyBody


def ignore(_reply: ReplyBody) -> None:
    """Take no notice."""


def test_an_answer_is_taken_once() -> None:
    pending = PendingRequests()
    first, second = pending.add(GetJournal(), ignore, 10.0), pending.add(GetJournal(), ignore, 10.0)
    assert first.request_id != second.request_id
    assert pending.answered(Reply(first.request_id, Done(1))) == first
    assert pending.answered(Reply(first.request_id, Done(1))) is None
    assert len(pending) == 1


def test_deadlines_take_requests_out() -> None:
    pending = PendingRequests()
    early, late = pending.add(GetJournal(), ignore, 1.0), pending.add(GetJournal(), ignore, 2.0)
    assert pending.expired(0.9) == []
    assert pending.expired(1.0) == [early]
    assert pending.expired(5.0) == [late]
    assert pending.answered(Reply(late.request_id, Done(1))) is None


def test_only_sent_requests_are_cut_off() -> None:
    pending = PendingRequests()
    sent, unsent = pending.add(GetJournal(), ignore, 1.0), pending.add(GetJournal(), ignore, 1.0)
    pending.mark_sent(sent.request_id)
    assert [w.request_id for w in pending.unsent()] == [unsent.request_id]
    assert [w.request_id for w in pending.cut_off()] == [sent.request_id]
    assert len(pending) == 1


def test_failures_name_the_request() -> None:
    assert name_of(GetJournal()) == "get_journal"
    assert too_late(GetJournal()).kind == "late"
    assert "get_journal" in connection_lost(GetJournal()).message
    assert too_late(GetJournal()).said("vi").startswith("Máy chủ chưa trả lời kịp.")
