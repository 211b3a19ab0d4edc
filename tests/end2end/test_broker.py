"""A broker that goes away and comes back: the wall is told late, lost and fresh again, and nothing is lost."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import paho.mqtt.publish
import pytest

from backend.contract import codec
from backend.contract.messages import SourcesChanged
from backend.contract.state import Source
from tests.end2end.daemon_run import PASSWORD, Broker, DaemonRun, write_pack
from tests.unit.backend.engine.wall_peer import WallPeer

MAX_AGE_S = 1.5


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
            tmp_path / "packs", "ngap", head, [{"id": "ngap", "metric": "depth_cm", "limit": 20}]
        ),
        pack="ngap",
        places=["p1,Mẹ Suốt,post,16.07,108.15,001,Hòa Khánh"],
        sources=[source],
    )
    run.start()
    yield run
    run.stop()


class Post:
    """A flood post that sends through the broker, and remembers what the broker took."""

    def __init__(self, broker: Broker) -> None:
        self._port = broker.port
        self.taken: list[float] = []

    def send(self, cm: float) -> None:
        at = round(time.time(), 3)
        payload = json.dumps({"post": "p1", "t": at, "cm": cm})
        paho.mqtt.publish.single("dn/ngap/p1", payload, qos=1, hostname="127.0.0.1", port=self._port)
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
            assert [(a.alarm_id, a.active) for a in snapshot.alarms] == [("ngap@p1", True)]
            return list(snapshot.sources)
        finally:
            wall.close()

    [source] = asyncio.run(scene())
    assert source.refused == 0
    daemon.stop()
    store = daemon.store()
    try:
        raised = [e.subject for e in store.journal() if e.kind == "alarm.raised"]
        assert raised == ["ngap@p1"]
        stored = codec.floats(store.history("p1.depth_cm", 0, time.time() + 60).at)
        assert set(post.taken) <= {round(at, 3) for at in stored}, "what the broker took is stored"
        assert len(stored) == len(set(stored)) <= len(post.taken) + 2
    finally:
        store.close()
    lines = daemon.words().splitlines()
    assert sum("source ngap is lost" in line for line in lines) == 1
    assert sum("source ngap is back" in line for line in lines) == 1
