"""The follower applies each message once and in order, or says that it cannot."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from app.link import follower as module
from app.link.follower import Follower
from backend.contract import codec
from backend.contract.messages import (
    EntryAppended,
    FeedMessage,
    Header,
    Pulse,
    Snapshot,
    SourcesChanged,
    Values,
)
from backend.contract.state import Centre, DeskLoad


def entry(seq: int) -> EntryAppended:
    return EntryAppended(seq, 0.0, "a", "k", "s", {})


def header(seq: int, epoch: str = "e") -> Header:
    return Header(epoch, seq, 0, 0.0)


def snapshot(seqs: dict[str, int], epoch: str = "e") -> Snapshot:
    return Snapshot(
        1, epoch, 0, 0.0, seqs, Centre("c", ""), (), (), Values(b"", b"", b"", b""), (), DeskLoad(), ()
    )


PULSE = Pulse(0.0, 1, 0, None, None, 0, 0, 0)


def following(seqs: dict[str, int]) -> Follower:
    made = Follower()
    assert made.restart(snapshot(seqs)) == []
    return made


def take_all(made: Follower, messages: Sequence[tuple[Header, FeedMessage]]) -> list[FeedMessage]:
    return [m for h, message in messages for m in made.take(h, message)]


def test_messages_after_the_snapshot_are_applied_in_order() -> None:
    made = following({"entry": 4})
    assert take_all(made, [(header(5), entry(5)), (header(6), entry(6))]) == [entry(5), entry(6)]
    assert made.following


def test_topics_are_counted_apart() -> None:
    made = following({"entry": 4})
    assert made.take(header(1), SourcesChanged(())) == [SourcesChanged(())]
    assert made.take(header(5), entry(5)) == [entry(5)]


def test_a_gap_stops_following_and_is_named() -> None:
    made = following({"entry": 4})
    assert made.take(header(6), entry(6)) == []
    assert not made.following
    assert made.fault == "topic entry jumps to 6, expected 5"


def test_another_epoch_stops_following() -> None:
    made = following({"entry": 4})
    assert made.take(header(5, "f"), entry(5)) == []
    assert "restarted" in made.fault


def test_a_message_that_comes_twice_stops_following() -> None:
    made = following({"entry": 4})
    made.take(header(5), entry(5))
    assert made.take(header(5), entry(5)) == []
    assert not made.following


def test_what_came_before_the_snapshot_is_dropped_and_the_rest_applied() -> None:
    made = Follower()
    assert take_all(made, [(header(n), entry(n)) for n in range(3, 9)]) == []
    assert made.restart(snapshot({"entry": 6})) == [entry(7), entry(8)]
    assert made.following


def test_a_pulse_is_applied_at_once_and_never_twice() -> None:
    made = Follower()
    assert made.take(header(1), PULSE) == [PULSE]
    assert made.restart(snapshot({"pulse": 0})) == []
    assert made.following
    assert made.take(header(2), PULSE) == [PULSE]


def test_a_gap_within_the_buffer_asks_again() -> None:
    made = Follower()
    take_all(made, [(header(5), entry(5)), (header(7), entry(7))])
    assert made.restart(snapshot({"entry": 4})) == [entry(5)]
    assert not made.following


def test_messages_of_the_run_before_are_dropped() -> None:
    made = following({"entry": 4})
    made.take(header(6), entry(6))
    take_all(made, [(header(1, "f"), entry(7)), (header(2, "f"), entry(8))])
    assert made.restart(snapshot({"entry": 1}, "f")) == [entry(8)]
    assert made.following


def test_a_restart_after_the_snapshot_asks_again() -> None:
    made = Follower()
    take_all(made, [(header(5), entry(5)), (header(1, "f"), entry(6))])
    assert made.restart(snapshot({"entry": 4})) == [entry(5)]
    assert not made.following
    assert made.restart(snapshot({"entry": 1}, "f")) == []
    assert made.following


def test_a_snapshot_that_comes_far_too_late_starts_over() -> None:
    made = Follower()
    for n in range(1, module.MAX_BUFFERED + 2):
        made.take(header(n), SourcesChanged(()))
    assert made.restart(snapshot({"sources": module.MAX_BUFFERED + 1})) == []
    assert made.following


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_no_message_is_ever_applied_twice_or_out_of_order(lost: list[bool], n_before: int, at: int) -> None:
    made, applied = Follower(), []
    for sent, is_lost in enumerate(lost):
        if sent == n_before or (not made.following and sent % 7 == at % 7):
            applied += [("snapshot", sent), *(m.seq for m in made.restart(snapshot({"entry": sent})))]
        if not is_lost:
            came = made.take(header(sent + 1), entry(sent + 1))
            applied += [m.seq for m in came if isinstance(m, EntryAppended)]
    state = 0
    for item in applied:
        if isinstance(item, tuple):
            state = max(state, item[1])
        else:
            assert item == state + 1
            state = item


def test_the_topic_of_each_message_is_known() -> None:
    assert codec.topic_of(entry(1)) == b"entry"


def test_a_pulse_shows_that_the_last_message_of_a_quiet_topic_never_came() -> None:
    made = following({"entry": 4})
    told = Pulse(0.0, 1, 0, None, None, 0, 0, 0, {"entry": 4, "alarms": 0, "pulse": 9})
    assert made.take(header(1), told) == [told]
    assert made.following
    later = Pulse(0.0, 1, 0, None, None, 0, 0, 0, {"entry": 5})
    assert made.take(header(2), later) == [later]
    assert not made.following
    assert "entry is at 5, only 4 came" in made.fault
