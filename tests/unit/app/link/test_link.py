"""The link against a daemon on real CURVE sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import zmq
from pytestqt.qtbot import QtBot

from app.link.link import Link, LinkSettings
from backend.contract.messages import (
    AlarmsChanged,
    CatalogueChanged,
    Done,
    Failure,
    GetJournal,
    GetSnapshot,
    ReplyBody,
    ShelveAlarm,
    SignIn,
)
from backend.contract.state import DeskLoad
from widgets.clock import WallClock
from widgets.live import LiveData

from .conftest import FakeDaemon, Installation, alarm, values


class Wall:
    def __init__(self, installation: Installation, qtbot: QtBot, word: str = "secret") -> None:
        self.qtbot = qtbot
        addresses = [f"tcp://127.0.0.1:{p}" for p in (installation.feed_port, installation.request_port)]
        clock = WallClock()
        self.link = Link(LinkSettings(*addresses, installation.keys, "wall", word), clock)
        self.live = LiveData(clock, self.link.request)
        self.conditions: list[tuple[str, str]] = []
        self.live.link_changed.connect(lambda s: self.conditions.append((s.condition, s.reason)))

    def wait(self, met: Callable[[], bool], timeout: int = 8000) -> None:
        self.qtbot.waitUntil(met, timeout=timeout)

    def until(self, condition: str) -> None:
        self.wait(lambda: self.live.link.condition == condition)


@pytest.fixture
def wall(installation: Installation, qtbot: QtBot) -> Iterator[Wall]:
    made = Wall(installation, qtbot)
    yield made
    made.link.stop()


@pytest.fixture
def daemon(installation: Installation) -> FakeDaemon:
    return installation.start()


def raised(alarm_id: str) -> AlarmsChanged:
    return AlarmsChanged((alarm(alarm_id),), DeskLoad(n_active=1))


def test_signs_in_takes_a_snapshot_and_follows(daemon: FakeDaemon, wall: Wall) -> None:
    wall.link.start(wall.live)
    wall.until("live")
    assert wall.link.session is not None
    assert wall.link.session.display_name == "Trần Minh Hà"
    daemon.publish(values(WallClock().now(), 2.5))
    wall.wait(lambda: wall.live.state.readings["p1.level_m"].value == 2.5)
    daemon.publish(raised("a1"))
    wall.wait(lambda: "a1" in wall.live.state.alarms)
    assert daemon.n(GetSnapshot) == 1


def test_a_gap_leads_to_a_new_snapshot_with_what_was_missed(daemon: FakeDaemon, wall: Wall) -> None:
    wall.link.start(wall.live)
    wall.until("live")
    daemon.publish(raised("missed"), lose=True)
    daemon.publish(raised("seen"))
    wall.wait(lambda: {"missed", "seen"} <= set(wall.live.state.alarms))
    assert daemon.n(GetSnapshot) == 2


def test_a_changed_catalogue_leads_to_a_new_snapshot(daemon: FakeDaemon, wall: Wall) -> None:
    wall.link.start(wall.live)
    wall.until("live")
    daemon.publish(CatalogueChanged("a station was added"))
    wall.wait(lambda: daemon.n(GetSnapshot) == 2)
    wall.wait(lambda: wall.link.n_snapshots == 2)


def test_many_gaps_are_coalesced(daemon: FakeDaemon, wall: Wall) -> None:
    wall.link.start(wall.live)
    wall.until("live")
    for i in range(200):
        daemon.publish(raised(f"a{i}"), lose=i % 2 == 0)
    wall.wait(lambda: len(wall.live.state.alarms) == 200)
    assert daemon.n(GetSnapshot) <= 4


def test_a_restarted_daemon_is_followed_again(
    daemon: FakeDaemon, wall: Wall, installation: Installation
) -> None:
    wall.link.start(wall.live)
    wall.until("live")
    installation.stop(daemon)
    wall.until("lost")
    assert wall.live.state.places  # what was known stays visible
    again = installation.start()
    wall.until("live")
    again.publish(raised("after"))
    wall.wait(lambda: "after" in wall.live.state.alarms)
    assert again.n(SignIn) == 1


def test_a_silent_daemon_is_lost_and_comes_back(daemon: FakeDaemon, wall: Wall) -> None:
    wall.link.start(wall.live)
    wall.until("live")
    daemon.pulsing = False
    wall.until("lost")
    assert "pulse" in wall.live.link.reason
    daemon.publish(raised("unseen"), lose=True)
    daemon.pulsing = True
    wall.until("live")
    assert "unseen" in wall.live.state.alarms


def test_an_ended_session_signs_in_again(daemon: FakeDaemon, wall: Wall) -> None:
    wall.link.start(wall.live)
    wall.until("live")
    daemon.sessions.clear()
    replies: list[ReplyBody] = []
    wall.link.request(GetJournal(), replies.append)
    wall.wait(lambda: bool(replies))
    assert isinstance(replies[0], Failure)
    wall.wait(lambda: daemon.n(SignIn) == 2)
    wall.link.request(GetJournal(), replies.append)
    wall.wait(lambda: len(replies) == 2)
    assert replies[1] == Done(7)


def test_requests_before_the_session_wait_for_it(daemon: FakeDaemon, wall: Wall) -> None:
    replies: list[ReplyBody] = []
    wall.link.request(GetJournal(), replies.append)
    wall.link.start(wall.live)
    wall.wait(lambda: bool(replies))
    assert replies == [Done(7)]


def test_an_unanswered_request_fails_late_exactly_once(daemon: FakeDaemon, wall: Wall) -> None:
    wall.link.start(wall.live)
    wall.until("live")
    replies: list[ReplyBody] = []
    wall.link.request(ShelveAlarm("a", "r", 1.0), replies.append, 0.2)
    wall.wait(lambda: bool(replies))
    assert isinstance(replies[0], Failure)
    assert replies[0].kind == "late"
    wall.link.stop()
    assert len(replies) == 1


def test_a_request_under_way_fails_when_the_daemon_goes(
    daemon: FakeDaemon, wall: Wall, installation: Installation
) -> None:
    wall.link.start(wall.live)
    wall.until("live")
    replies: list[ReplyBody] = []
    wall.link.request(ShelveAlarm("a", "r", 1.0), replies.append, 60.0)
    wall.wait(lambda: daemon.n(ShelveAlarm) == 1)
    installation.stop(daemon)
    wall.wait(lambda: bool(replies))
    assert isinstance(replies[0], Failure)
    assert replies[0].kind == "failed"


def test_another_version_is_told_in_words(daemon: FakeDaemon, wall: Wall) -> None:
    daemon.version = 99
    wall.link.start(wall.live)
    wall.until("refused")
    assert "version" in wall.live.link.reason
    assert not wall.live.state.places


def test_a_wrong_password_is_told_in_words(
    daemon: FakeDaemon, installation: Installation, qtbot: QtBot
) -> None:
    wall = Wall(installation, qtbot, word="wrong")
    wall.link.start(wall.live)
    wall.until("refused")
    assert "password" in wall.live.link.reason
    wall.link.stop()


def test_a_key_that_is_not_registered_is_told_until_it_is(
    daemon: FakeDaemon, wall: Wall, installation: Installation
) -> None:
    daemon.walls.clear()
    wall.link.start(wall.live)
    wall.until("refused")
    assert "key" in wall.live.link.reason
    daemon.walls.add(installation.wall_public)
    wall.until("live")


def test_a_daemon_with_another_key_is_never_trusted(
    daemon: FakeDaemon, wall: Wall, installation: Installation
) -> None:
    installation.stop(daemon)
    installation.server_secret = zmq.curve_keypair()[1]
    impostor = installation.start()
    wall.link.start(wall.live)
    wall.wait(lambda: wall.live.link.condition in ("lost", "refused"))
    assert impostor.requests == []


def test_no_daemon_at_all_is_lost_with_its_reason(wall: Wall) -> None:
    wall.link.start(wall.live)
    wall.until("lost")
    assert "does not answer" in wall.live.link.reason
