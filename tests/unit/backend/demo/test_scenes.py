"""Generated scenes: a night picture that moves, loops without a jump, and differs from the next scene."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from backend.demo.scenes import FRAMES_PER_S, LOOP_S, SCENES, Renderer, Scene, frames


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_scene_is_dark_lit_and_moving(scene: Scene) -> None:
    renderer = Renderer(scene)
    one, other = (renderer.frame(phase).astype(int) for phase in (0.2, 0.22))
    assert one.shape == (360, 640, 3)
    assert 15 < one.mean() < 110
    assert np.percentile(one, 99.8) > 170  # lamps and headlights
    assert (np.abs(one - other).max(axis=2) > 25).mean() > 0.002


def test_the_loop_closes_without_a_jump() -> None:
    renderer = Renderer(SCENES[0])
    start, end = renderer.frame(0.0).astype(int), renderer.frame(1.0).astype(int)
    assert np.abs(start - end).mean() < 1.0


def test_equal_seeds_draw_equal_pictures_and_scenes_differ() -> None:
    pictures = [Renderer(scene).frame(0.5).astype(int) for scene in (SCENES[0], SCENES[0], SCENES[1])]
    assert (pictures[0] == pictures[1]).all()
    assert np.abs(pictures[0] - pictures[2]).mean() > 5


def test_a_hanging_camera_shows_one_picture() -> None:
    shown = frames(SCENES[0], still=True)
    first, second = next(shown), next(shown)
    assert (first == second).all()
    assert sum(1 for _ in shown) + 2 == LOOP_S * FRAMES_PER_S


def test_on_a_dry_night_nothing_falls_and_the_road_hardly_mirrors() -> None:
    wet = next(scene for scene in SCENES if scene.name == "alley")
    rainy, fair = Renderer(wet).frame(0.3), Renderer(wet.in_fair_weather()).frame(0.3)
    road = slice(int(wet.vanishing[1]) + 20, None)
    assert fair[road].mean() < rainy[road].mean()

    def edges(picture: NDArray[np.uint8]) -> float:
        """Return how much the sky changes from one column to the next."""
        return float(np.abs(np.diff(picture[:60].astype(float), axis=1)).mean())

    assert edges(fair) < 0.9 * edges(rainy)
