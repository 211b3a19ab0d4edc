from __future__ import annotations

import pytest

from widgets.parts.video_health import LOST_AFTER_S, camera_state, is_alive, tile_state
from widgets.video_port import StreamState


@pytest.mark.parametrize(
    ("condition", "age_s", "state"),
    [
        ("playing", 0, "fresh"),
        ("playing", 9999, "fresh"),
        ("connecting", 2, "late"),
        ("frozen", 20, "late"),
        ("frozen", LOST_AFTER_S + 1, "lost"),
        ("black", LOST_AFTER_S + 1, "lost"),
        ("lost", 0, "lost"),
    ],
)
def test_camera_state(condition: str, age_s: float, state: str) -> None:
    stream = StreamState(condition, 1000.0 - age_s, None, 0)  # type: ignore[arg-type]
    assert camera_state(stream, 1000.0) == state


def test_a_camera_without_a_stream_failed() -> None:
    assert camera_state(None, 0.0) == "failed"


def test_the_worst_camera_speaks_for_the_tile() -> None:
    assert tile_state(["fresh", "fresh"]) == "fresh"
    assert tile_state(["fresh", "late"]) == "late"
    assert tile_state(["late", "lost"]) == "lost"
    assert tile_state(["fresh", "failed"]) == "lost"
    assert tile_state([]) == "lost"


def test_only_a_playing_picture_is_alive() -> None:
    assert is_alive("playing")
    assert not any(is_alive(c) for c in ("connecting", "frozen", "black", "lost"))  # type: ignore[arg-type]
