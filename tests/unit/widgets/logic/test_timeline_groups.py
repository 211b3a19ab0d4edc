from __future__ import annotations

from collections.abc import Sequence

from backend.contract.messages import EntryAppended
from backend.contract.work import Message, WorkItem
from tests.unit.widgets.storm import entry, message, storm_state
from widgets.logic.live_state import LiveState
from widgets.logic.timeline_groups import (
    Gathered,
    Outcome,
    cause_of,
    gathered,
    message_of,
    outcome_of,
    person_of,
)


def rows(entries: Sequence[EntryAppended], state: LiveState) -> list[list[int]]:
    """Return the numbers of the entries of each row; given and told newest first."""
    ordered = sorted(entries, key=lambda each: -each.seq)
    found = gathered(
        ordered,
        lambda each: cause_of(message_of(state, each), each),
        lambda each: person_of(message_of(state, each), each),
    )
    return [[each.seq for each in row.entries] for row in found]


def told(*messages: Message) -> LiveState:
    items: list[WorkItem] = list(messages)
    return storm_state(items)


def sent(count: int, kind: str = "message.sent", first: int = 1) -> list[EntryAppended]:
    return [entry(first + k, kind, f"TN{k + 1}") for k in range(count)]


def test_messages_of_one_step_to_many_people_are_one_row() -> None:
    state = told(*(message(k, step_id="bao") for k in range(1, 19)))
    assert rows(sent(18), state) == [list(range(18, 0, -1))]


def test_what_happens_in_between_stands_beside_it() -> None:
    state = told(*(message(k, step_id="bao") for k in (1, 2, 3)))
    between = entry(2, "incident.note")
    entries = [entry(1, "message.sent", "TN1"), between, *sent(3, first=2)[1:], entry(9, "incident.closed")]
    assert rows(entries, state) == [[9], [4, 3, 1], [2]]


def test_other_kinds_causes_and_times_are_other_rows() -> None:
    messages = [message(k, step_id="bao" if k < 4 else "goi") for k in range(1, 7)]
    late = [entry(200 + k, "message.sent", f"TN{k}") for k in (1, 2, 3)]
    entries = [*sent(6), *sent(3, "message.delivered", 20), *late]
    assert rows(entries, told(*messages)) == [[203, 202, 201], [22, 21, 20], [6, 5, 4], [3, 2, 1]]


def test_what_failed_is_unsure_or_was_answered_stands_by_itself() -> None:
    state = told(*(message(k, step_id="bao") for k in range(1, 5)))
    for kind in ("message.failed", "message.unknown", "message.reply"):
        assert rows(sent(4, kind), state) == [[4], [3], [2], [1]]


def test_two_people_keep_their_rows_and_so_does_one_who_is_told_often() -> None:
    state = told(*(message(k, step_id="bao", to_name="An") for k in (1, 2, 3)))
    assert rows(sent(3), state) == [[3], [2], [1]]
    assert rows(sent(2), told(message(1), message(2))) == [[2], [1]]


def test_messages_that_are_not_known_any_more_are_told_by_their_incident() -> None:
    mine = [entry(k, "message.sent", f"X{k}", to=f"Người {k}", incident_id="SC.1") for k in (1, 2, 3)]
    other = [entry(k, "message.sent", f"X{k}", to=f"Người {k}", incident_id="SC.2") for k in (4, 5)]
    assert rows([*mine, *other], told()) == [[5], [4], [3, 2, 1]]


def test_a_row_keeps_its_name_while_newer_entries_join() -> None:
    state = told(*(message(k, step_id="bao") for k in range(1, 6)))
    entries = [entry(k, "message.sent", f"TN{k}") for k in (3, 2, 1)]
    assert Gathered(tuple(entries)).group_id == Gathered((entry(4, "message.sent", "TN4"), *entries)).group_id
    assert rows(sent(5), state) == [[5, 4, 3, 2, 1]]


def test_who_was_reached_is_counted_in_people() -> None:
    states = ["delivered"] * 3 + ["read", "failed", "failed", "unknown", "sent"]
    messages = [message(k, state, step_id="bao") for k, state in enumerate(states, 1)]
    twice = message(9, "delivered", step_id="bao", to_name="Người 5")  # by another channel
    row = Gathered(tuple(sent(9)))
    assert outcome_of(told(*messages, twice), row) == Outcome(8, n_received=5, n_failed=1, n_unsure=1)
    assert outcome_of(told(), row) == Outcome(9, 0, 0, 0)
