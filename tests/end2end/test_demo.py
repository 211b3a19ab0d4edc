"""The demo city from broker to wall (PL-1, PL-2, PL-5, BX-1, BX-2), and what it does when parts are killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtGui import QImage

from backend.store import Store
from tests.end2end.demo_run import DemoRun

pytestmark = pytest.mark.timeout(420)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoRun]:
    folder = tmp_path_factory.mktemp("demo")
    demo = DemoRun(folder, 90)
    try:
        yield demo
    finally:
        demo.stop()


@pytest.fixture(scope="module")
def report(run: DemoRun) -> dict[str, Any]:
    """Kill a player, the map's renderer and the daemon while the wall stands; return what it says at the end."""
    shots = lambda: sorted(run.screenshots.glob("*.png"))  # noqa: E731
    run.until(lambda: len(shots()) >= 2, "the first screenshots", 180)
    run.until(lambda: "sent" in run.log("feeder"), "the feeder's past", 60)
    time.sleep(10)
    players = run.until(lambda: run.children("wall", "app.players.player"), "a player process")
    renderers = run.until(lambda: run.children("wall", "--type=renderer"), "the map's renderer")
    os.kill(players[0].pid, signal.SIGKILL)
    os.kill(renderers[0].pid, signal.SIGKILL)
    time.sleep(8)
    os.kill(run.pids()["daemon"], signal.SIGKILL)
    return run.report(240)


def tiles_of(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [tile for screen in report["screens"] for tile in screen["tiles"]]


def test_two_screens_with_at_least_twelve_tiles_all_fresh_after_everything_was_killed_once(
    run: DemoRun, report: dict[str, Any]
) -> None:
    assert [(s["width"], s["height"]) for s in report["screens"]] == [(1920, 1080)] * 2
    tiles = tiles_of(report)
    assert len(tiles) >= 12
    assert [t for t in tiles if t["state"] != "fresh"] == [], run.words()


def test_thirty_cameras_are_listed_and_six_move(report: dict[str, Any]) -> None:
    assert len(report["cameras"]) >= 30
    moving = [c for c in report["cameras"] if c["frames_shown"] > 20 and c["state"] == "fresh"]
    assert len(moving) >= 6


def test_sources_are_heard_alarms_rise_and_the_chain_is_proven(report: dict[str, Any]) -> None:
    assert {s["kind"] for s in report["sources"]} == {"mqtt", "http_json", "folder", "rtsp"}
    assert all(s["state"] == "fresh" and s["received"] > 0 for s in report["sources"])
    assert report["alarms_raised"] > 0
    assert report["pulse_alive"] is True
    assert report["oldest_value_s"] < 300


def test_the_screenshots_are_pictures_of_two_walls(run: DemoRun, report: dict[str, Any]) -> None:
    pictures = [QImage(str(path)) for path in sorted(run.screenshots.glob("screen-*.png"))]
    assert [(p.width(), p.height()) for p in pictures] == [(1920, 1080)] * 2
    for picture in pictures:
        colours = {picture.pixel(x, y) for x in range(0, 1920, 16) for y in range(60, 1080, 16)}
        assert len(colours) > 100


def test_the_journal_is_whole_and_no_alarm_was_raised_twice_over_the_daemons_death(
    run: DemoRun, report: dict[str, Any]
) -> None:
    store = Store.open(f"sqlite:///{run.folder / 'demo' / 'toancanh.db'}")
    try:
        assert store.verify().broken_seq is None
        raised: dict[str, int] = {}
        for entry in store.journal(limit=1000):
            if entry.kind == "alarm.raised":
                raised[entry.subject] = raised.get(entry.subject, 0) + 1
            elif entry.kind == "alarm.cleared":
                raised[entry.subject] = 0
        assert raised
        assert max(raised.values()) == 1
    finally:
        store.close()


def test_every_part_that_was_killed_came_back(run: DemoRun, report: dict[str, Any]) -> None:
    assert "daemon ended with code -9" in run.output.read_text() or run.log("daemon").count("centre ") >= 2
