import datetime as dt
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.watermarks import Progress, Watermark, restored, start_mark


@pytest.mark.parametrize(
    "value",
    [
        5,
        2.5,
        "2022-10-14",
        dt.datetime(2022, 10, 14, 1, 2, 3, 4),  # noqa: DTZ001 - as databases give it
        dt.datetime(2022, 1, 1, tzinfo=dt.UTC),
        dt.date(2022, 10, 14),
        Decimal("12.50"),
        b"\x00\x07",
    ],
)
def test_every_type_survives_as_json(value: object) -> None:
    progress = Progress(Watermark(None))
    assert progress.is_new(value, (value,))
    stored = msgspec.json.encode(progress.mark()).decode()
    mark = start_mark(stored, "")
    assert restored(mark) == value
    assert not Progress(mark).is_new(value, (value,))
    assert Progress(mark).is_new(value, (value, "another row"))


def test_the_overlap_goes_back_by_seconds_or_steps() -> None:
    at = dt.datetime(2022, 10, 14, tzinfo=dt.UTC)
    assert restored(Watermark(at.isoformat(), "datetime"), 60) == at - dt.timedelta(minutes=1)
    assert restored(Watermark(10), 3) == 7
    assert restored(Watermark("7.5", "decimal"), 0.5) == Decimal(7)


def test_rows_of_the_overlap_do_not_move_the_mark_back() -> None:
    progress = Progress(Watermark(10, ties=["x"]))
    assert progress.is_new(8, (8,))
    assert progress.mark() == Watermark(10, ties=["x"])


@pytest.mark.parametrize(("start_at", "value"), [("", None), ("12", 12), ("2022-10-14", "2022-10-14")])
def test_without_a_mark_the_configuration_says_where_to_start(start_at: str, value: object) -> None:
    assert start_mark(None, start_at).value == value
    assert start_mark("garbage", start_at).value == value


def test_a_type_that_does_not_grow_is_refused() -> None:
    progress = Progress(Watermark(None))
    progress.is_new([1], ([1],))
    with pytest.raises(UnreadableError, match="list"):
        progress.mark()


def test_mixed_types_go_by_the_database_s_order() -> None:
    progress = Progress(Watermark(5))
    assert progress.is_new("a", ("a",))
    assert progress.mark().value == "a"


@given(st.lists(st.tuples(st.integers(0, 3), st.integers()), unique=True), st.integers(1, 4))
def test_each_row_is_new_exactly_once(rows: list[tuple[int, int]], size: int) -> None:
    ordered: list[tuple[Any, ...]] = sorted(rows, key=lambda row: row[0])
    mark, seen = Watermark(None), []
    for end in range(0, len(ordered) + size, size):
        # Each question brings all rows at or after the mark, as the database would.
        progress = Progress(mark)
        answer = [row for row in ordered[:end] if mark.value is None or row[0] >= mark.value]
        seen += [row for row in answer if progress.is_new(row[0], row)]
        mark = progress.mark()
    assert seen == ordered
