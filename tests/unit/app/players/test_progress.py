from __future__ import annotations

import numpy as np

from app.players.messages import Thresholds
from app.players.progress import ProgressMonitor, sample_of

LIMITS = Thresholds(frozen_s=10, black_s=5, silent_s=3)


def scene(seed: int = 1, level: int = 120) -> np.ndarray:
    return np.random.default_rng(seed).integers(level - 60, level + 60, (45, 80)).astype(np.int16)


def play(monitor: ProgressMonitor, start: float, seconds: float, picture: object) -> float:
    """Show a picture, or what `picture(i)` returns, five times a second; return the end."""
    n = round(seconds * 5)
    for i in range(n):
        sample = picture(i) if callable(picture) else picture
        monitor.note_frame(start + i / 5, sample)
        monitor.judge(start + i / 5)
    return start + n / 5


def test_before_the_first_frame_it_is_connecting() -> None:
    progress = ProgressMonitor(LIMITS, 100.0).judge(130.0)
    assert (progress.verdict, progress.since) == ("connecting", 100.0)


def test_changing_content_plays() -> None:
    monitor = ProgressMonitor(LIMITS, 0)
    end = play(monitor, 0, 30, scene)
    assert monitor.judge(end).verdict == "playing"
    assert monitor.changed_at >= end - 0.3


def test_the_same_content_is_frozen_since_it_last_changed() -> None:
    monitor = ProgressMonitor(LIMITS, 0)
    end = play(monitor, 0, 4, scene)
    last_change = monitor.changed_at
    still = scene(19)
    end = play(monitor, end, 9, still)
    assert monitor.judge(end).verdict == "playing"
    end = play(monitor, end, 3, still)
    progress = monitor.judge(end)
    assert (progress.verdict, progress.reason) == ("frozen", "same_picture")
    assert last_change <= progress.since <= last_change + 1.5


def test_the_pulse_of_a_reencoded_still_is_no_change() -> None:
    still = scene()
    pulse = still + np.random.default_rng(5).integers(-9, 10, still.shape).astype(np.int16)
    monitor = ProgressMonitor(LIMITS, 0)
    end = play(monitor, 0, 15, lambda i: pulse if i % 5 == 0 else still)  # a key frame every second
    assert monitor.judge(end).verdict == "frozen"


def test_an_empty_street_with_sensor_noise_is_alive() -> None:
    rng = np.random.default_rng(3)
    street = np.full((45, 80), 60, np.int16)
    monitor = ProgressMonitor(LIMITS, 0)
    end = play(monitor, 0, 40, lambda _i: street + rng.integers(-1, 2, street.shape).astype(np.int16))
    assert monitor.judge(end).verdict == "playing"


def test_a_frame_a_second_is_enough_to_see_noise() -> None:
    rng = np.random.default_rng(4)
    street = np.full((45, 80), 60, np.int16)
    monitor = ProgressMonitor(LIMITS, 0)
    for second in range(40):
        monitor.note_frame(second, street + rng.integers(-1, 2, street.shape).astype(np.int16))
        assert monitor.judge(second).verdict == "playing"


def test_a_small_moving_thing_is_a_change() -> None:
    base = np.full((45, 80), 120, np.int16)

    def walker(i: int) -> np.ndarray:
        picture = base.copy()
        picture[20:24, (i // 5) % 70 : (i // 5) % 70 + 3] = 220
        return picture

    monitor = ProgressMonitor(LIMITS, 0)
    end = play(monitor, 0, 20, walker)
    assert monitor.judge(end).verdict == "playing"


def test_slow_change_adds_up() -> None:
    monitor = ProgressMonitor(LIMITS, 0)
    dusk = lambda i: np.full((45, 80), 200 - i // 5, np.int16)  # noqa: E731 - one level a second
    end = play(monitor, 0, 60, dusk)
    assert monitor.judge(end).verdict == "playing"


def test_a_dark_picture_without_lights_is_black_and_night_with_lights_is_not() -> None:
    monitor = ProgressMonitor(LIMITS, 0)
    end = play(monitor, 0, 6, np.full((45, 80), 3, np.int16))
    assert monitor.judge(end).verdict == "black"
    night = np.full((45, 80), 4, np.int16)
    night[10:14, 10:14] = 230
    end = play(monitor, end, 1, night)
    assert monitor.judge(end).verdict == "playing"


def test_no_frames_is_frozen_at_the_last_one() -> None:
    monitor = ProgressMonitor(LIMITS, 0)
    end = play(monitor, 0, 4, scene)
    progress = monitor.judge(end + 3.5)
    assert (progress.verdict, progress.reason) == ("frozen", "no_frames")
    assert progress.since < end
    monitor.note_frame(end + 4, scene(99))
    assert monitor.judge(end + 4).verdict == "playing"


def test_samples_are_small_and_read_the_green_channel() -> None:
    pixels = np.zeros((1080, 1920 * 4), np.uint8)
    pixels[:, 1::4] = 200
    sample = sample_of(pixels)
    assert sample.size < 30_000
    assert int(sample.min()) == 200
