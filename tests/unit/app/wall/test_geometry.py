"""Grids become pixels that align; roles find monitors and are never lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.wall.geometry import (
    GAP_PX,
    Monitor,
    Rect,
    assign,
    below_bars,
    desk_rect,
    in_reading_order,
    tile_rects,
)
from app.wall.layouts import Cell, ScreenPlan, TilePlan

from .conftest import PlainOptions

weights = st.lists(st.floats(0.5, 4.0), min_size=1, max_size=12).map(tuple)


def every_cell(columns: tuple[float, ...], rows: tuple[float, ...]) -> ScreenPlan:
    tiles = [
        TilePlan(f"{c}.{r}", "plain", Cell(c, r, 1, 1), PlainOptions())
        for c in range(len(columns))
        for r in range(len(rows))
    ]
    return ScreenPlan("left", columns, rows, tuple(tiles))


@given(weights, weights, st.integers(0, 40))
def test_neighbours_are_one_gap_apart_and_fill_the_area(
    columns: tuple[float, ...], rows: tuple[float, ...], bezel_px: int
) -> None:
    area = Rect(5, 48, 1920, 1032)
    rects = tile_rects(every_cell(columns, rows), area, bezel_px)
    edge = GAP_PX + bezel_px
    assert rects["0.0"].x == area.x + edge
    assert rects["0.0"].y == area.y + edge
    last = rects[f"{len(columns) - 1}.{len(rows) - 1}"]
    assert last.x + last.width == area.x + area.width - edge
    assert last.y + last.height == area.y + area.height - edge
    for c in range(len(columns) - 1):
        one, other = rects[f"{c}.0"], rects[f"{c + 1}.0"]
        assert one.x + one.width + GAP_PX == other.x
    for r in range(len(rows) - 1):
        one, other = rects[f"0.{r}"], rects[f"0.{r + 1}"]
        assert one.y + one.height + GAP_PX == other.y


def test_a_wide_tile_ends_where_the_tiles_under_it_end() -> None:
    plan = ScreenPlan(
        "left", (1.0, 1.0, 1.0), (1.0, 1.0),
        (
            TilePlan("wide", "plain", Cell(0, 0, 2, 1), PlainOptions()),
            TilePlan("under", "plain", Cell(1, 1, 1, 1), PlainOptions()),
        ),
    )  # fmt: skip
    rects = tile_rects(plan, Rect(0, 0, 1001, 700))
    assert rects["wide"].x + rects["wide"].width == rects["under"].x + rects["under"].width


def test_tiles_share_what_the_truth_bar_and_banner_leave() -> None:
    assert below_bars(1920, 1080, 48) == Rect(0, 48, 1920, 1032)
    assert below_bars(1920, 1080, 88) == Rect(0, 88, 1920, 992)


def monitor(identity: str, x: int, y: int = 0) -> Monitor:
    return Monitor(identity, Rect(x, y, 1920, 1080))


A, B, C = monitor("A", 0), monitor("B", 1920), monitor("C", 3840)


def test_monitors_are_read_from_left_to_right_then_down() -> None:
    below = monitor("D", 0, 1080)
    assert [m.identity for m in in_reading_order([B, below, A])] == ["A", "D", "B"]


def test_roles_take_monitors_by_position() -> None:
    found = assign(("left", "right"), [B, A], {})
    assert found.pages == {"A": ("left",), "B": ("right",)}
    assert found.homeless == ()


def test_roles_follow_their_bound_monitor() -> None:
    found = assign(("left", "right"), [A, B], {"left": "B", "right": "A"})
    assert found.pages == {"B": ("left",), "A": ("right",)}


def test_an_unbound_role_takes_the_monitor_that_is_free() -> None:
    found = assign(("left", "right"), [A, B], {"left": "B"})
    assert found.pages == {"B": ("left",), "A": ("right",)}


def test_the_role_of_a_missing_monitor_becomes_a_page() -> None:
    found = assign(("left", "right"), [B], {"left": "A", "right": "B"})
    assert found.pages == {"B": ("right", "left")}
    assert found.homeless == ("left",)


def test_homeless_roles_are_spread() -> None:
    found = assign(("a", "b", "c", "d"), [A, B], {})
    assert found.pages == {"A": ("a", "c"), "B": ("b", "d")}
    assert found.homeless == ("c", "d")


def test_all_monitors_replaced_still_shows_everything() -> None:
    found = assign(("left", "right"), [C], {"left": "A", "right": "B"})
    assert found.pages == {"C": ("left", "right")}


@given(
    st.lists(st.sampled_from("abcdef"), unique=True, min_size=1),
    st.lists(st.sampled_from("ABC"), unique=True, min_size=1),
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("ABCX")),
)
def test_every_role_is_shown_exactly_once(
    roles: list[str], present: list[str], bound: dict[str, str]
) -> None:
    monitors = [m for m in (A, B, C) if m.identity in present]
    found = assign(roles, monitors, bound)
    shown = [role for pages in found.pages.values() for role in pages]
    assert sorted(shown) == sorted(roles)
    assert set(found.pages) <= set(present)


def test_a_desks_window_lies_in_the_middle_of_its_monitor() -> None:
    left, top, width, height = desk_rect(Rect(1920, 0, 1920, 1080))
    assert (width, height) == (1766, 994)
    assert (left - 1920) * 2 + width == 1920
    assert top * 2 + height == 1080
