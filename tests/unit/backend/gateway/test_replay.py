from __future__ import annotations

from backend.gateway import replay
from backend.gateway.replay import ReplayGuard


def test_an_event_is_news_once() -> None:
    guard = ReplayGuard(300)
    assert guard.judge("s1", 1000, 1000) == "new"
    assert guard.judge("s1", 1000, 1001) == "seen"
    assert guard.judge("s2", 1000, 1001) == "new"


def test_old_events_and_those_of_the_future_are_stale() -> None:
    guard = ReplayGuard(300)
    assert guard.judge("s1", 699, 1000) == "stale"
    assert guard.judge("s1", 1301, 1000) == "stale"
    assert guard.judge("s1", 700, 1000) == guard.judge("s2", 1300, 1000) == "new"


def test_a_signature_is_remembered_for_as_long_as_it_could_be_sent_again() -> None:
    guard = ReplayGuard(300)
    assert guard.judge("s1", 1300, 1000) == "new"  # from a clock that is ahead
    assert guard.judge("s1", 1300, 1599) == "seen"
    assert guard.judge("s1", 1300, 1601) == "stale"


def test_without_a_time_only_repetition_is_told() -> None:
    guard = ReplayGuard(300)
    assert [guard.judge("s", None, 1000), guard.judge("s", None, 1001)] == ["new", "seen"]


def test_memory_is_bounded() -> None:
    guard = ReplayGuard(3600)
    for n in range(replay.MOST_KNOWN + 10):
        guard.judge(str(n), None, 0.0)
    assert len(guard._seen) <= replay.MOST_KNOWN + 1


def test_what_could_not_be_handed_on_is_news_again() -> None:
    guard = ReplayGuard(300)
    guard.judge("s", 1000, 1000)
    guard.forget("s")
    guard.forget("never seen")
    assert guard.judge("s", 1000, 1001) == "new"
