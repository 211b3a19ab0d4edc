from __future__ import annotations

import pytest

from backend.domain.derived.follower import Span
from backend.engine.late_spans import LateSpans


def spans(**kept: str) -> LateSpans:
    return LateSpans({f"late:{name}": text for name, text in kept.items()}, lambda _series_id: True)


def test_what_comes_late_is_kept_until_it_is_done() -> None:
    late = spans()
    assert not late
    late.note({"a": Span(10.0, 20.0)})
    late.note({"a": Span(5.0, 15.0), "b": Span(1.5, 2.0)})
    assert late
    assert late.to_keep() == {"late:a": "5.0 20.0", "late:b": "1.5 2.0"}
    assert late.to_keep() == {}
    assert late.next() == ("a", Span(5.0, 20.0))
    late.done("a", Span(5.0, 8.0))
    assert late.to_keep() == {"late:a": "5.0 8.0"}
    assert late.next() == ("b", Span(1.5, 2.0))  # the rest of the other one waits behind it
    late.done("b", None)
    late.done("a", None)
    assert late.to_keep() == {"late:a": "", "late:b": ""}
    assert not late
    assert late.next() is None


def test_what_comes_late_while_its_series_is_computed_is_not_done_with_it() -> None:
    late = spans()
    late.note({"a": Span(10.0, 20.0)})
    assert late.next() == ("a", Span(10.0, 20.0))
    late.note({"a": Span(12.0, 25.0)})
    late.done("a", None)
    assert late.to_keep() == {"late:a": "12.0 25.0"}
    assert late.next() == ("a", Span(12.0, 25.0))


def test_what_came_meanwhile_is_kept_with_what_is_left() -> None:
    late = spans()
    late.note({"a": Span(10.0, 20.0)})
    late.next()
    late.note({"a": Span(12.0, 25.0)})
    late.done("a", Span(10.0, 11.0))
    assert late.to_keep() == {"late:a": "10.0 25.0"}


def test_one_that_is_put_behind_is_asked_for_after_the_others() -> None:
    late = spans(a="1.0 2.0", b="3.0 4.0")
    assert late.next(["a", "b"]) is None
    assert late.next(["a"]) == ("b", Span(3.0, 4.0))
    late.put_behind("a")
    assert late.next() == ("b", Span(3.0, 4.0))


def test_what_was_kept_waits_again_and_what_nothing_is_computed_of_is_let_go() -> None:
    kept = {"late:a": "1.0 2.25", "late:gone": "1.0 2.0", "packed_until": "17"}
    late = LateSpans(kept, lambda series_id: series_id != "gone")
    assert late.to_keep() == {"late:gone": ""}
    assert late.next() == ("a", Span(1.0, 2.25))
    late.done("a", None)
    assert late.next() is None


@pytest.mark.parametrize("at", [1764590400.1, 1e9 + 1 / 3])
def test_instants_are_kept_to_the_last_digit(at: float) -> None:
    late = spans()
    late.note({"a": Span(at, at + 10.0)})
    assert LateSpans(late.to_keep(), lambda _series_id: True).next() == ("a", Span(at, at + 10.0))
