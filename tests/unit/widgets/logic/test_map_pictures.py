import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.logic.map_pictures import ASPECT, MOST, picture_rects, picture_size
from widgets.logic.video_grid import Rect

AREA = (1280, 960)
SIZE = (320, 180)


def shared(a: Rect, b: Rect) -> bool:
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height


def test_a_picture_lies_right_of_its_camera_where_there_is_room() -> None:
    assert picture_rects([(400, 400)], SIZE, AREA, 20) == [Rect(420, 310, 320, 180)]


@pytest.mark.parametrize("point", [(1200, 400), (1275, 955), (5, 5), (640, 955)])
def test_at_an_edge_it_still_lies_beside_its_camera(point: tuple[int, int]) -> None:
    (rect,) = picture_rects([point], SIZE, AREA, 20)
    away_x = max(rect.x - point[0], point[0] - rect.x - rect.width)
    away_y = max(rect.y - point[1], point[1] - rect.y - rect.height)
    assert max(away_x, away_y) == 20


@pytest.mark.parametrize("middle", [(640, 480), (60, 60), (1250, 930), (640, 20)])
def test_four_cameras_close_together_get_pictures_apart(middle: tuple[int, int]) -> None:
    points = [(middle[0] + dx, middle[1] + dy) for dx, dy in ((0, 0), (25, 10), (-10, 30), (15, -20))]
    rects = picture_rects(points, SIZE, AREA, 20)
    assert not any(shared(a, b) for a, b in itertools.combinations(rects, 2))
    assert not any(r.x <= x < r.x + r.width and r.y <= y < r.y + r.height for r in rects for x, y in points)


@given(st.lists(st.tuples(st.floats(-2000, 4000), st.floats(-2000, 4000)), max_size=MOST))
def test_no_picture_leaves_the_map(points: list[tuple[float, float]]) -> None:
    for rect in picture_rects(points, SIZE, AREA, 20):
        assert 0 <= rect.x <= AREA[0] - rect.width
        assert 0 <= rect.y <= AREA[1] - rect.height


@given(st.integers(100, 4000), st.integers(100, 3000), st.integers(100, 1000))
def test_four_pictures_fit_on_any_map(width: int, height: int, wanted: int) -> None:
    size = picture_size((width, height), wanted)
    assert 2 * size[0] <= width
    assert 2 * size[1] <= height
    assert size[0] <= max(2, wanted)
    assert size[0] / size[1] == pytest.approx(ASPECT, rel=0.05)
