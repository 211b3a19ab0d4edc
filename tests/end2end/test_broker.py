"""A broker that goes away and comes back: the wall is told late, lost and fresh again, and nothing is lost.

Its silence is one alarm, with the alarms of its stations behind it; a restart meanwhile changes nothing.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import paho.mqtt.publish
import pytest

from backend.contract import codec
from backend.contract.messages import AcknowledgeAlarm, Done, SourcesChanged
from backend.contract.state import Alarm, Source
from backend.engine.source_alarms import RULE as SILENT_SOURCE
from backend.engine.source_alarms import SETTING
from tests.end2end.daemon_run import PASSWORD, Broker, DaemonRun, write_pack
from tests.unit.backend.engine.wall_peer import WallPeer

MAX_AGE_S = 1.5
POSTS = ("p1", "p2", "p3")
SOURCE_ALARM = f"{SILENT_SOURCE}@ngap"
SILENT_POST = {"id": "im-lang", "kind": "absence", "metric": "depth_cm", "after_s": 4, "severity": "low"}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path / "broker")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def daemon(tmp_path: Path, broker: Broker) -> Iterator[DaemonRun]:
    head = {
        "place_kinds": {"post": {"name": {"vi": "Trụ"}, "metrics": ["depth_cm"]}},
        "metrics": {"depth_cm": {"name": {"vi": "Độ sâu"}, "unit": "cm", "range": [0, 300], "max_age_s": 60}},
    }
    source = {
        "id": "ngap", "kind": "mqtt", "name": "Trụ ngập", "max_age_s": MAX_AGE_S, "host": "127.0.0.1",
        "port": broker.port, "topics": ["dn/ngap/#"], "qos": 1,
        "mapping": {"place": "post", "time": "t", "values": {"cm": {"metric": "depth_cm"}}},
    }  # fmt: skip
    run = DaemonRun(
        tmp_path / "run",
        packs=write_pack(
            tmp_path / "packs",
            "ngap",
            head,
            [{"id": "ngap", "metric": "depth_cm", "limit": 20}, SILENT_POST],
        ),
        pack="ngap",
        places=[f"{post},Mẹ Suốt,post,16.07,108.15,001,Hòa Khánh" for post in POSTS],
        sources=[source],
    )
    run.start()
    yield run
    run.stop()


class Post:
    """A flood post that sends through the broker, and remembers what the broker took."""

    def __init__(self, broker: Broker, name: str = "p1") -> None:
        self._port, self._name = broker.port, name
        self.taken: list[float] = []

    def send(self, cm: float) -> None:
        at = round(time.time(), 3)
        payload = json.dumps({"post": self._name, "t": at, "cm": cm})
        topic = f"dn/ngap/{self._name}"
        paho.mqtt.publish.single(topic, payload, qos=1, hostname="127.0.0.1", port=self._port)
        self.taken.append(at)


async def follow(wall: WallPeer, wanted: Callable[[Source], bool], within_s: float = 60.0) -> list[str]:
    """Return the source's states, each once in its order, until one is wanted."""
    seen: list[str] = []

    def look(message: object) -> bool:
        if not isinstance(message, SourcesChanged):
            return False
        for source in message.sources:
            if not seen or seen[-1] != source.state:
                seen.append(source.state)
            if wanted(source):
                return True
        return False

    await wall.until(look, within_s)
    return seen


async def sending(post: Post, cm: float, wall: WallPeer, wanted: Callable[[Source], bool]) -> list[str]:
    """Send every now and then while the feed is followed."""

    async def send() -> None:
        while True:
            await asyncio.to_thread(post.send, cm)
            await asyncio.sleep(0.3)

    task = asyncio.ensure_future(send())
    try:
        return await follow(wall, wanted)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_a_stopped_broker_is_late_then_lost_with_its_reason_and_fresh_again(
    daemon: DaemonRun, broker: Broker
) -> None:
    post = Post(broker)

    async def scene() -> list[Source]:
        wall = daemon.wall()
        try:
            await wall.sign_in("ha", PASSWORD)
            await sending(post, 5, wall, lambda s: s.state == "fresh" and s.received > 0)
            broker.stop()
            away = await follow(wall, lambda s: s.state == "lost")
            assert away[-2:] == ["late", "lost"]
            [source] = (await wall.snapshot()).sources
            assert str(broker.port) in source.reason
            broker.start()
            back = await sending(post, 45, wall, lambda s: s.state == "fresh")
            assert back[-1] == "fresh"
            snapshot = await wall.snapshot()
            assert snapshot.sources[0].reason == ""
            ringing = [(a.alarm_id, a.active) for a in snapshot.alarms if a.rule_id == "ngap"]
            assert ringing == [("ngap@p1", True)]
            return list(snapshot.sources)
        finally:
            wall.close()

    [source] = asyncio.run(scene())
    assert source.refused == 0
    daemon.stop()
    store = daemon.store()
    try:
        raised = [e.subject for e in store.journal() if e.kind == "alarm.raised"]
        of_them = dict.fromkeys(subject for subject in raised if not subject.startswith("im-lang@"))
        assert list(of_them) == [SOURCE_ALARM, "ngap@p1"]
        stored = codec.floats(store.history("p1.depth_cm", 0, time.time() + 60).at)
        assert set(post.taken) <= {round(at, 3) for at in stored}, "what the broker took is stored"
        assert len(stored) == len(set(stored)) <= len(post.taken) + 2
    finally:
        store.close()
    lines = daemon.words().splitlines()
    assert sum("source ngap is lost" in line for line in lines) == 1
    assert sum("source ngap is back" in line for line in lines) == 1


async def alarms_until(
    wall: WallPeer, wanted: Callable[[dict[str, Alarm]], bool], what: str
) -> dict[str, Alarm]:
    """Return the alarms of the wall as soon as they are as wanted."""
    deadline = time.monotonic() + 60.0
    while True:
        alarms = {alarm.alarm_id: alarm for alarm in (await wall.snapshot()).alarms}
        if wanted(alarms):
            return alarms
        assert time.monotonic() < deadline, f"{what} did not come: {alarms}"
        await asyncio.sleep(0.1)


def folded(alarms: dict[str, Alarm]) -> bool:
    """Return whether every post is silent behind the alarm of its source."""
    posts = [alarms.get(f"im-lang@{post}") for post in POSTS]
    return all(a is not None and a.active and a.suppressed_by == SOURCE_ALARM for a in posts)


def asking(alarms: dict[str, Alarm]) -> list[str]:
    """Return the alarms that stand in the list unhidden."""
    return [name for name, alarm in alarms.items() if alarm.operator in ("unacknowledged", "acknowledged")]


def test_a_dead_broker_is_one_alarm_with_its_posts_behind_it_also_after_a_restart(
    daemon: DaemonRun, broker: Broker
) -> None:
    posts = [Post(broker, name) for name in POSTS]

    async def send_all() -> None:
        while True:
            for post in posts:
                await asyncio.to_thread(post.send, 5)
            await asyncio.sleep(0.3)

    async def while_sending(wall: WallPeer, wanted: Callable[[dict[str, Alarm]], bool]) -> dict[str, Alarm]:
        task = asyncio.ensure_future(send_all())
        try:
            return await alarms_until(wall, wanted, "what the posts send")
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def kept() -> bool:
        store = daemon.store()
        try:
            return all(post in store.work.settings().get(SETTING, "") for post in POSTS)
        finally:
            store.close()

    async def before() -> None:
        wall = daemon.wall()
        try:
            await wall.sign_in("ha", PASSWORD)
            await while_sending(wall, lambda alarms: not alarms and kept())
            broker.stop()
            alarms = await alarms_until(wall, folded, "silence")
            assert asking(alarms) == [SOURCE_ALARM]
            assert alarms[SOURCE_ALARM].severity == "medium"
            assert str(broker.port) in alarms[SOURCE_ALARM].detail.vi
            told = await wall.ask(AcknowledgeAlarm(SOURCE_ALARM, "gọi kỹ thuật"))
            assert isinstance(told, Done)
        finally:
            wall.close()

    async def after() -> None:
        wall = daemon.wall()
        try:
            await wall.sign_in("ha", PASSWORD)
            alarms = {alarm.alarm_id: alarm for alarm in (await wall.snapshot()).alarms}
            assert folded(alarms)
            assert alarms[SOURCE_ALARM].owner == "Trần Minh Hà"
            broker.start()
            assert await while_sending(wall, lambda alarms: not alarms) == {}
        finally:
            wall.close()

    def journal() -> list[tuple[str, str]]:
        store = daemon.store()
        try:
            return [(e.kind, e.subject) for e in store.journal(limit=1000)]
        finally:
            store.close()

    asyncio.run(before())
    daemon.kill()
    told = journal()
    assert ("alarm.raised", SOURCE_ALARM) in told
    daemon.start()
    asyncio.run(after())
    daemon.stop()
    since = journal()[len(told) :]
    assert ("alarm.cleared", SOURCE_ALARM) in since
    assert not [what for what in since if what[0] in ("alarm.raised", "alarm.released")], (
        "nobody was asked again"
    )
