from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.players.frames import FrameMemory, fit, stride_of


def both_sides(width: int = 40, height: int = 20) -> tuple[FrameMemory, FrameMemory]:
    wall, fd = FrameMemory.create(width, height)
    player = FrameMemory.attach(os.dup(fd))
    os.close(fd)
    return wall, player


def test_a_published_picture_is_seen_on_the_other_side() -> None:
    wall, player = both_sides()
    assert wall.newest() is None
    slot = player.begin(30, 20)
    player.pixels(slot)[:, :120] = 77
    player.publish(slot, at=5.0, changed_at=4.0)
    seen = wall.newest()
    assert seen == slot
    assert int(wall.pixels(seen)[10, 60]) == 77
    assert (wall.seq, wall.frame_at, wall.changed_at) == (1, 5.0, 4.0)


def test_the_player_never_fills_the_newest_or_the_painted_slot() -> None:
    wall, player = both_sides()
    painted, newest = None, None
    for i in range(50):
        slot = player.begin(40, 20)
        assert slot.number != newest
        newest = slot.number
        if painted is not None:
            assert slot.number != painted
        player.publish(slot, float(i), 0.0)
        if i % 3 == 0:
            seen = wall.newest()
            assert seen is not None
            painted = seen.number


def test_the_player_knows_that_the_wall_is_behind() -> None:
    wall, player = both_sides()
    assert not player.waiting
    player.publish(player.begin(40, 20), 1.0, 1.0)
    assert player.waiting
    assert wall.take() == 1
    assert not player.waiting


def test_a_picture_larger_than_the_memory_is_refused() -> None:
    _wall, player = both_sides()
    with pytest.raises(ValueError, match="exceeds the slot"):
        player.begin(400, 200)


def test_counting_goes_on_in_a_new_memory() -> None:
    wall, player = both_sides()
    player.publish(player.begin(40, 20), 2.0, 1.5)
    wall.take()
    larger, fd = FrameMemory.create(80, 40)
    os.close(fd)
    larger.carry_over(wall)
    assert (larger.seq, larger.changed_at, larger.waiting) == (1, 1.5, False)


def test_lines_are_whole_blocks() -> None:
    assert stride_of(640) == 2560
    assert stride_of(33) == 192


@given(
    st.tuples(st.integers(2, 8000), st.integers(2, 8000)),
    st.tuples(st.integers(2, 4000), st.integers(2, 4000)),
    st.floats(0.5, 2.0),
)
def test_a_fitted_picture_lies_in_its_box(
    source: tuple[int, int], box: tuple[int, int], aspect: float
) -> None:
    width, height = fit(source, box, aspect)
    assert 2 <= width <= box[0]
    assert 2 <= height <= box[1]
    assert width >= box[0] - 2 or height >= box[1] - 1


def test_pixels_that_are_not_square_are_drawn_square() -> None:
    assert fit((720, 576), (1024, 576), 64 / 45) == (1024, 576)


def test_widths_are_even_for_the_scaler() -> None:
    assert fit((640, 360), (473, 266)) == (472, 266)
