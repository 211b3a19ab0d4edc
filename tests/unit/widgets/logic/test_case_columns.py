import itertools

from hypothesis import given
from hypothesis import strategies as st

from widgets.logic.case_columns import GAP, TITLE_LEAST, USUAL, fitted, shape_of

NAMES = st.lists(st.sampled_from([*USUAL, "place", "source", "data.tuyen", "rating"]), unique=True)


def test_a_wide_desk_shows_all_columns_and_gives_the_rest_to_the_title():
    placed = fitted((), 1840.0)
    assert [column.name for column in placed] == list(USUAL)
    assert placed[-1].left + placed[-1].width == 1840.0
    assert next(c for c in placed if c.name == "title").width > TITLE_LEAST


def test_the_deadline_goes_last_and_the_title_never():
    def kept(width: float) -> list[str]:
        return [column.name for column in fitted((), width)]

    assert "n_children" not in kept(1300.0)
    assert kept(720.0) == ["case_id", "title", "due_at"]
    assert kept(500.0) == ["title", "due_at"]
    assert kept(320.0) == ["title"]
    assert fitted((), 120.0)[0].width == 120.0


def test_read_from_afar_there_is_no_column_for_the_code():
    assert [column.name for column in fitted((), 990.0, far=True)] == ["title", "due_at", "status"]


def test_a_kind_chooses_its_columns_and_their_order():
    names = ("case_id", "data.thu-tuc", "title", "due_at")
    assert [column.name for column in fitted(names, 1840.0)] == list(names)
    assert shape_of("data.thu-tuc") == shape_of("whatever")


@given(NAMES, st.floats(60, 4000), st.booleans())
def test_columns_never_overlap_nor_leave_the_row(names, width, far):
    placed = fitted(names, width, far=far)
    assert "title" in [column.name for column in placed]
    for before, after in itertools.pairwise(placed):
        assert after.left >= before.left + before.width + GAP - 1e-6
    assert placed[-1].left + placed[-1].width <= width + 1e-6
