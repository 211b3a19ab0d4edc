import itertools

from hypothesis import given
from hypothesis import strategies as st

from widgets.logic.indicator_layout import CellSize, pages

SIZE = CellSize(268.0, 142.0, 40.0, 30.0)
COUNTS = st.lists(st.integers(1, 30), min_size=1, max_size=4)


def overlap(a, b):
    return (
        a.left < b.left + b.width - 0.01
        and b.left < a.left + a.width - 0.01
        and a.top < b.top + b.height - 0.01
        and b.top < a.top + a.height - 0.01
    )


@given(COUNTS, st.floats(100, 2500), st.floats(220, 1400))
def test_every_figure_stands_once_and_nothing_overlaps_or_leaves_the_tile(counts, width, height):
    found = pages(counts, width, height, SIZE)
    assert [k for page in found for k, _box in page.cells] == list(range(sum(counts)))
    for page in found:
        boxes = [box for _k, box in (*page.heads, *page.cells)]
        assert not any(overlap(a, b) for a, b in itertools.combinations(boxes, 2))
        assert all(box.top >= -0.01 and box.top + box.height <= height + 0.6 for box in boxes)
        assert all(box.left + box.width <= width + 0.6 for box in boxes)


@given(COUNTS, st.floats(300, 2500), st.floats(220, 1400))
def test_cells_are_never_smaller_than_can_be_read(counts, width, height):
    for page in pages(counts, width, height, SIZE):
        assert all(
            box.height >= SIZE.height - 0.01 and box.width >= SIZE.width - 0.01 for _k, box in page.cells
        )


def test_what_fits_stands_on_one_page():
    assert len(pages([3, 6, 4, 6], 1254.0, 1015.0, SIZE)) == 1
    assert len(pages([1, 2, 17, 3], 640.0, 1015.0, SIZE)) > 1


def test_a_group_that_goes_on_has_its_head_on_each_page():
    found = pages([40], 640.0, 700.0, SIZE)
    assert [page.heads[0][0] for page in found] == [0] * len(found)


def test_nothing_needs_no_page():
    assert pages([], 500.0, 500.0, SIZE) == []
    assert pages([3], 0.0, 500.0, SIZE) == []


@given(COUNTS, st.floats(90, 219))
def test_on_pages_lower_than_a_cell_the_foot_stays_free(counts, height):
    found = pages(counts, 640.0, height, SIZE)
    room = height - (SIZE.foot if len(found) > 1 else 0.0) + 0.6
    assert all(box.top + box.height <= room for page in found for _k, box in page.cells)
