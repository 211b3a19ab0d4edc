from __future__ import annotations

import gc
import os
import time

from app.players.frames import FrameMemory
from app.players.messages import Report, Thresholds
from app.players.stream import SharedStream, WatchedStream, lost_to_player
from widgets.clock import WallClock


class OffsetClock(WallClock):
    """A replay's clock: another day altogether."""

    def now(self) -> float:
        return time.monotonic() + 1e9


def stream() -> SharedStream:
    return SharedStream(1, "rtsp://cam/x", Thresholds(), OffsetClock())


def player_side(shared: SharedStream, box: tuple[int, int]) -> FrameMemory:
    _command, fd = shared.resize(box)
    return FrameMemory.attach(os.dup(fd))


def show(memory: FrameMemory, size: tuple[int, int], level: int) -> None:
    slot = memory.begin(*size)
    memory.pixels(slot)[:] = level
    memory.publish(slot, time.monotonic(), time.monotonic())


def test_a_picture_lies_over_the_memory() -> None:
    shared = stream()
    memory = player_side(shared, (64, 36))
    assert shared.image() is None
    assert not shared.has_new_frame()
    show(memory, (64, 36), 120)
    assert shared.has_new_frame()
    assert not shared.has_new_frame()
    image = shared.image()
    assert image is not None
    assert (image.width(), image.pixelColor(5, 5).red()) == (64, 120)
    shared.release()


def test_every_new_picture_is_seen_though_slots_are_reused() -> None:
    shared = stream()
    memory = player_side(shared, (64, 36))
    for level in range(10, 200, 10):
        show(memory, (64, 36), level)
        image = shared.image()
        assert image is not None
        assert image.pixelColor(3, 3).green() == level
    shared.release()


def test_the_last_picture_stays_until_the_new_size_has_one() -> None:
    shared = stream()
    show(player_side(shared, (64, 36)), (64, 36), 50)
    assert shared.image() is not None
    memory = player_side(shared, (32, 18))
    gc.collect()
    image = shared.image()
    assert image is not None
    assert (image.width(), image.pixelColor(9, 9).red()) == (64, 50)
    show(memory, (32, 18), 90)
    image = shared.image()
    assert image is not None
    assert (image.width(), image.pixelColor(9, 9).red()) == (32, 90)
    shared.release()


def test_instants_are_in_the_walls_time() -> None:
    shared = stream()
    show(player_side(shared, (64, 36)), (64, 36), 50)
    shared.take_report(Report(1, "frozen", time.monotonic() - 41, "same_picture"))
    state = shared.state()
    now = time.monotonic() + 1e9
    assert abs(now - state.since_at - 41) < 5
    assert state.frame_at is not None
    assert abs(now - state.frame_at) < 5
    assert state.reason == "picture does not change"
    shared.release()


def test_only_news_is_news() -> None:
    shared = stream()
    assert shared.take_report(Report(1, "lost", 1.0, "refused"))
    assert not shared.take_report(Report(1, "lost", 2.0, "refused"))
    assert shared.take_report(lost_to_player(1, hung=True))
    assert shared.state().reason == "player hung, restarting"


def test_the_largest_watcher_decides_the_size(qapp: object) -> None:
    shared = stream()
    small, wide = (WatchedStream(shared, box, lambda _w: None) for box in ((64, 90), (160, 36)))
    shared.watchers += [small, wide]
    assert shared.wanted_box() == (160, 90)


def test_closing_twice_is_closing_once(qapp: object) -> None:
    closed: list[WatchedStream] = []
    watcher = WatchedStream(stream(), (64, 36), closed.append)
    watcher.close()
    watcher.close()
    assert closed == [watcher]
