"""What goes wrong in the demo city goes wrong where and when it is said."""

from __future__ import annotations

from backend.demo.city import load
from backend.demo.troubles import NIGHT_CAMERAS, trouble_of


def test_nothing_goes_wrong_unless_asked() -> None:
    city = load()
    trouble = trouble_of("none", city)
    assert not any(trouble.is_silent(post.place_id, 10_000) for post in city.posts)
    assert not trouble.frozen
    assert not trouble.is_unreadable_due(97)
    assert not trouble.is_broker_down(10_000)


def test_one_post_falls_silent_after_a_while() -> None:
    city = load()
    trouble = trouble_of("some", city)
    silent = [post.place_id for post in city.posts if trouble.is_silent(post.place_id, 241)]
    assert len(silent) == 1
    assert not trouble.is_silent(silent[0], 240)
    assert trouble.is_unreadable_due(97 * 3)
    assert not trouble.is_unreadable_due(97)


def test_in_the_night_of_failures_a_third_is_silent_four_cameras_hang_and_the_broker_dies() -> None:
    city = load()
    trouble = trouble_of("night", city)
    sites = [*city.stations, *city.posts]
    n_silent = sum(trouble.is_silent(site.place_id, 1) for site in sites)
    assert abs(n_silent / len(sites) - 1 / 3) < 0.02
    cameras = {camera.place_id for camera in city.cameras}
    assert len(set(NIGHT_CAMERAS)) == 4
    assert set(trouble.frozen) == set(NIGHT_CAMERAS) <= cameras
    assert not trouble.is_broker_down(360)
    assert trouble.is_broker_down(361)
