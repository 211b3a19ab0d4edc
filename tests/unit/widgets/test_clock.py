import time

from widgets.clock import WallClock


def test_the_wall_follows_a_daemon_in_another_time():
    clock = WallClock()
    clock.follow(1_000_000.0)
    assert abs(clock.now() - 1_000_000.0) < 60


def test_small_differences_are_the_network_not_the_clock():
    clock = WallClock()
    clock.follow(time.time() + 1.0)
    before = time.time()
    assert before <= clock.now() <= time.time()
