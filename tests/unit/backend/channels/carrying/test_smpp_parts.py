from __future__ import annotations

from backend.channels.carrying.smpp_incoming import Report, State
from backend.channels.carrying.smpp_parts import Parts


def report(remote_id: str, state: State = "delivered") -> Report:
    return Report(remote_id, state, state.upper(), "84905123456")


def sent(parts: Parts, key: str, *ids: str) -> None:
    progress = parts.begin(key, len(ids))
    for n, remote_id in enumerate(ids):
        parts.taken(progress, n, remote_id)
    assert parts.end() == []


def test_a_message_is_delivered_when_all_its_parts_are() -> None:
    parts = Parts()
    sent(parts, "k", "a", "b")
    assert parts.report(report("b"), 1.0) == []
    (found,) = parts.report(report("a"), 2.0)
    assert (found.key, found.remote_id, found.state, found.at) == ("k", "a", "delivered", 2.0)
    assert parts.report(report("a"), 3.0) == [], "the same is not told twice"


def test_a_message_fails_as_soon_as_one_part_does() -> None:
    parts = Parts()
    sent(parts, "k", "a", "b", "c")
    assert [one.state for one in parts.report(report("b", "failed"), 1.0)] == ["failed"]
    assert parts.report(report("a"), 1.0) == []
    assert parts.report(report("c"), 1.0) == []


def test_steps_on_the_way_are_not_told() -> None:
    parts = Parts()
    sent(parts, "k", "a")
    assert parts.report(report("a", "sent"), 1.0) == []
    assert [one.state for one in parts.report(report("a", "unknown"), 1.0)] == ["unknown"]
    assert [one.state for one in parts.report(report("a"), 1.0)] == ["delivered"]


def test_a_second_attempt_knows_what_is_missing_and_keeps_the_reference() -> None:
    parts = Parts()
    first = parts.begin("k", 3)
    parts.taken(first, 0, "a")
    parts.end()
    second = parts.begin("k", 3)
    assert second.missing() == [1, 2]
    assert Parts().begin("k", 3).reference == first.reference == second.reference


def test_a_text_that_was_changed_starts_anew() -> None:
    parts = Parts()
    sent(parts, "k", "a", "b")
    assert parts.begin("k", 1).missing() == [0]


def test_a_report_that_overtakes_its_answer_finds_its_message() -> None:
    parts = Parts()
    progress = parts.begin("k", 1)
    assert parts.report(report("a"), 1.0) == []
    parts.taken(progress, 0, "a")
    assert [(one.key, one.at) for one in parts.end()] == [("k", 1.0)]


def test_reports_on_messages_of_a_former_life_carry_the_centres_name() -> None:
    (found,) = Parts().report(report("old"), 1.0)
    assert (found.key, found.remote_id, found.state) == ("", "old", "delivered")


def test_names_reported_in_decimal_are_found() -> None:
    parts = Parts()
    sent(parts, "k", "12ABCD")
    assert [one.key for one in parts.report(report("1223629"), 1.0)] == ["k"]


def test_memory_is_bounded() -> None:
    parts = Parts()
    for n in range(5_100):
        sent(parts, f"k{n}", f"id{n}")
    assert parts.report(report("id0"), 1.0)[0].key == ""
    assert parts.report(report("id5099"), 1.0)[0].key == "k5099"
    assert len(parts._by_id) == 5_000
