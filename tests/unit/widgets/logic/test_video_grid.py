from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Place
from widgets.logic.video_grid import (
    Rect,
    cell_rects,
    choose_cameras,
    grid_shape,
    nearest_cameras,
    of_group,
    page_count,
    page_of,
    picture_size,
)

PLACES = {
    p.place_id: p
    for p in [
        Place("c10", "Mẹ Suốt 10", "camera", area_code="20200", area_name="Hòa Khánh"),
        Place("c2", "Mẹ Suốt 2", "camera", area_code="20200", area_name="Hòa Khánh"),
        Place("c3", "Hàm Nghi 02", "camera", area_code="20203", area_name="Thanh Khê"),
        Place("p1", "Mẹ Suốt", "flood_post", area_code="20200", area_name="Hòa Khánh"),
    ]
}


def ids(wanted: tuple[str, ...] = (), area: str = "", kind: str = "camera", limit: int = 0) -> list[str]:
    return [p.place_id for p in choose_cameras(PLACES, wanted, area, kind, limit)]


def test_named_cameras_keep_their_order_and_missing_ones_are_seen() -> None:
    assert ids(("c3", "gone", "c10")) == ["c3", "gone", "c10"]


def test_an_area_is_a_code_or_a_name_and_numbers_sort_as_numbers() -> None:
    assert ids(area="20200") == ids(area="Hòa Khánh") == ["c2", "c10"]
    assert ids() == ["c3", "c2", "c10"]
    assert ids(limit=1) == ["c3"]


@pytest.mark.parametrize(
    ("n", "columns", "rows", "size", "shape"),
    [
        (6, 0, 0, (1920, 720), (3, 2)),
        (16, 0, 0, (1920, 1080), (4, 4)),
        (1, 0, 0, (640, 360), (1, 1)),
        (4, 0, 0, (400, 900), (1, 4)),
        (6, 2, 0, (1920, 720), (2, 3)),
        (6, 0, 1, (1920, 300), (6, 1)),
        (30, 3, 2, (1920, 720), (3, 2)),
        (0, 0, 0, (1920, 720), (1, 1)),
    ],
)
def test_the_grid_suits_the_tile(
    n: int, columns: int, rows: int, size: tuple[int, int], shape: tuple[int, int]
) -> None:
    assert grid_shape(n, columns, rows, size) == shape


@given(
    st.integers(1, 8), st.integers(1, 8), st.integers(300, 4000), st.integers(300, 3000), st.integers(0, 20)
)
def test_cells_fill_the_tile_and_keep_their_gap(
    columns: int, rows: int, width: int, height: int, gap: int
) -> None:
    rects = cell_rects((width, height), columns, rows, gap)
    assert len(rects) == columns * rows
    assert rects[0][:2] == (0, 0)
    last = rects[-1]
    assert (last.x + last.width, last.y + last.height) == (width, height)
    for left, right in itertools.pairwise(rects[:columns]):
        assert right.x - (left.x + left.width) == gap


def test_a_cell_is_placed_to_the_pixel() -> None:
    assert cell_rects((100, 50), 2, 1, 8) == [Rect(0, 0, 46, 50), Rect(54, 0, 46, 50)]


@pytest.mark.parametrize(
    ("cell", "aspect", "how", "size"),
    [
        ((640, 360), 16 / 9, "auto", (640, 360)),
        ((640, 330), 16 / 9, "auto", (640, 360)),
        ((640, 400), 16 / 9, "auto", (711, 400)),
        ((640, 360), 4 / 3, "auto", (480, 360)),
        ((640, 360), 4 / 3, "fill", (640, 480)),
        ((640, 400), 16 / 9, "whole", (640, 360)),
    ],
)
def test_pictures_are_cut_a_little_or_stay_whole(
    cell: tuple[int, int], aspect: float, how: str, size: tuple[int, int]
) -> None:
    assert picture_size(cell, aspect, how) == size  # type: ignore[arg-type]


@given(st.integers(0, 40), st.integers(1, 12))
def test_pages_show_every_camera_once_a_round(n_cameras: int, n_cells: int) -> None:
    pages = [list(page_of(n_cameras, n_cells, page)) for page in range(page_count(n_cameras, n_cells))]
    assert [number for page in pages for number in page] == list(range(n_cameras))
    assert page_of(n_cameras, n_cells, len(pages)) == page_of(n_cameras, n_cells, 0)


def test_cameras_near_an_incident_come_in_its_order() -> None:
    places = {f"c{n}": Place(f"c{n}", f"Camera {n}", "camera") for n in range(3)}
    nearest = ("c2", "c0", "gone")
    assert [p.place_id for p in nearest_cameras(places, nearest, 0)] == ["c2", "c0", "gone"]
    assert [p.place_id for p in nearest_cameras(places, nearest, 2)] == ["c0"]
    assert nearest_cameras(places, nearest, 4) == []


def test_a_group_holds_the_cameras_that_are_told_to_be_in_it():
    inside = Place("c1", "Một", "camera", attributes={"camera_group": "cho"})
    places = {"c1": inside, "c2": Place("c2", "Hai", "camera")}
    assert of_group(places, "cho") == {"c1": inside}
    assert of_group(places, "") == places
