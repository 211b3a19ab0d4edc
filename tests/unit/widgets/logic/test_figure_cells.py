import pytest

from widgets.logic.figure_cells import beside_scale, best_columns, is_beside, stacked_scale

WALL = 1.8


@pytest.mark.parametrize(
    ("n", "width", "height", "columns"),
    [
        (4, 1600, 200, 4),
        (4, 900, 900, 2),
        (4, 250, 900, 1),
        (1, 500, 500, 1),
        (5, 1500, 200, 5),
        (10, 1904, 203, 5),
        (6, 1904 / WALL, 424 / WALL, 3),
    ],
)
def test_cells_get_as_large_as_they_can(n, width, height, columns):
    assert best_columns(n, width, height) == columns


def test_remarks_stand_beside_the_number_in_flat_cells_only():
    assert is_beside(380, 101)
    assert not is_beside(317, 424)
    assert not is_beside(250, 178)


def test_a_cell_at_its_own_size_has_scale_one():
    assert stacked_scale(250, 178) == 1.0
    assert beside_scale(430, 116) == 1.0


def test_without_a_name_the_number_may_be_larger():
    assert stacked_scale(900, 178, named=False) > stacked_scale(900, 178)
