"""Messages leave after their commit, once, by real channels to a real gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.channels.base import Means
from backend.domain.clock import SystemClock
from backend.engine.centre import load_centre
from backend.engine.work.dispatch import Dispatcher
from backend.engine.work.setup import load_setup
from backend.usecases import load_packs
from tests.peers import starting
from tests.unit.backend.engine.work.conftest import PACKS, SMS, Office, write_centre


class NoSecrets:
    def get(self, name: str) -> str | None:
        return None

    def put(self, name: str, value: str) -> None:
        raise AssertionError(name)


async def no_attachment(_digest: str) -> tuple[bytes, str] | None:
    return None


@pytest.fixture
def play(tmp_path: Path) -> Callable[..., Any]:
    """Run a scene with an office whose SMS go to a gateway process at `path`."""

    def run(scene: Callable[[Office, Dispatcher, Any], Coroutine[Any, Any, None]], path: str = "/ok") -> None:
        with starting.running("gateway") as peer:
            centre = write_centre(tmp_path / "c")
            sms = SMS | {"url": f"http://127.0.0.1:{peer.port}{path}", "timeout_s": 2.0}
            (centre / "channels" / "sms.yaml").write_text(yaml.safe_dump(sms, allow_unicode=True))
            packs = load_packs(PACKS, ["flooding", "cameras"])
            office = Office(load_setup(load_centre(centre), packs, PACKS), packs.rules)
            office.now = SystemClock().now()

            async def go() -> None:
                dispatcher = Dispatcher(
                    office.work, Means(NoSecrets(), SystemClock()), lambda: None, no_attachment
                )
                task = asyncio.ensure_future(dispatcher.run())
                try:
                    await scene(office, dispatcher, peer)
                finally:
                    task.cancel()
                    await asyncio.gather(task, return_exceptions=True)

            asyncio.run(go())

    return run


async def until(ready: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not ready():
            await asyncio.sleep(0.02)


def test_nothing_leaves_before_its_commit_and_everything_after_it_once(play: Callable[..., Any]) -> None:
    async def scene(office: Office, dispatcher: Dispatcher, peer: Any) -> None:
        office.rings("ngap-duong", "ngap-1", "critical")
        queued = [m for m in office.messages if m.open]
        assert queued
        await asyncio.sleep(0.3)
        assert peer.received() == []
        dispatcher.committed(office.messages)
        await until(lambda: len(peer.received()) == len(queued))
        await until(lambda: all(office.work.messages.get(m.message_id).state == "sent" for m in queued))  # type: ignore[union-attr]
        dispatcher.committed(queued)
        await asyncio.sleep(0.3)
        assert sorted(r["key"] for r in peer.received()) == sorted(m.key for m in queued)
        assert dispatcher.faults == {}
        assert dispatcher.channel("sms") is not None

    play(scene)


def test_what_was_taken_before_it_left_does_not_leave(play: Callable[..., Any]) -> None:
    async def scene(office: Office, dispatcher: Dispatcher, peer: Any) -> None:
        office.rings("ngap-duong", "ngap-1", "critical")
        drafted = list(office.messages)
        office.takes("ngap-duong@ngap-1")
        dispatcher.committed(drafted)
        await asyncio.sleep(0.5)
        assert peer.received() == []

    play(scene)


def test_a_gateway_that_fails_is_named_and_asked_again_with_the_same_key(play: Callable[..., Any]) -> None:
    async def scene(office: Office, dispatcher: Dispatcher, peer: Any) -> None:
        office.rings("ngap-duong", "ngap-1", "critical")
        dispatcher.committed(office.messages)
        await until(lambda: "sms" in dispatcher.faults)
        message = office.work.messages.get(office.messages[0].message_id)
        assert message is not None
        assert (message.state, message.n_tries) == ("queued", 1)
        assert message.due_at > office.now

    play(scene, "/500")


def test_it_ends_when_it_is_told_to_in_the_moment_it_is_woken(play: Callable[..., Any]) -> None:
    async def scene(_office: Office, dispatcher: Dispatcher, _peer: Any) -> None:
        await asyncio.sleep(0.1)
        running = asyncio.ensure_future(dispatcher.run())
        await asyncio.sleep(0.1)
        dispatcher.refit()
        await asyncio.sleep(0)
        running.cancel()
        done, _ = await asyncio.wait([running], timeout=5)
        assert done, "the cancellation was lost"
        assert running.cancelled()

    play(scene)


def test_a_channel_that_is_switched_off_sends_nothing_more(play: Callable[..., Any]) -> None:
    async def scene(office: Office, dispatcher: Dispatcher, peer: Any) -> None:
        office.rings("ngap-duong", "ngap-1", "critical")
        office.work.switch_channel("sms", False, office.now)
        dispatcher.refit()
        dispatcher.committed(office.messages)
        await asyncio.sleep(0.5)
        assert peer.received() == []
        assert dispatcher.channel("sms") is None

    play(scene)
