"""What comes to the doors of channels, with the channels' own readers behind them."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from backend.channels import sms_http, webhook, zalo
from backend.channels.base import Incoming
from backend.channels.carrying.zalo_said import Heard
from backend.engine.doors.hooks import ChannelHooks, whole
from backend.gateway.ports import HookError
from tests.end2end.gateway_centre import APP_ID, OA_KEY, signed_event
from tests.unit.backend.channels.given import NOW, Memory, Standing

SMS = {
    "id": "sms", "kind": "sms_http", "name": "SMS", "url": "https://a.vn/{to}{body}{key}",
    "reports": {"token_secret": "token", "id_field": "id", "state_field": "state", "states": {"5": "delivered"}},
}  # fmt: skip
HOOK = {"id": "hook", "kind": "webhook", "name": "Khác", "url": "https://a.vn/", "sign_secret": "sign"}
PAGE = {
    "id": "page", "kind": "zalo", "name": "Zalo", "service": "oa", "app_id": APP_ID, "app_key_secret": "a",
    "token_secret": "t", "oa_key_secret": "oa",
}  # fmt: skip


class Scene:
    """A desk of hooks, and what it handed on."""

    def __init__(self) -> None:
        configs = [
            msgspec.convert(SMS, sms_http.Config), msgspec.convert(HOOK, webhook.Config), msgspec.convert(PAGE, zalo.Config)
        ]  # fmt: skip
        self.clock, self.notes, self.heard, self.n_commits = Standing(NOW), [], [], 0
        self.fails = False
        casework = SimpleNamespace(
            setup=SimpleNamespace(channels={c.id: c for c in configs}), incoming=self._incoming
        )
        bench: Any = SimpleNamespace(
            casework=casework,
            clock=self.clock,
            beside=self._beside,
            pipeline=SimpleNamespace(settle=self._settle),
        )
        self.hooks = ChannelHooks(bench, Memory(token="t0k3n", sign="ký", oa=OA_KEY), 300)
        self.hooks.listen("page", self._hear)

    notes: list[tuple[str, Incoming]]
    heard: list[Heard]

    def _incoming(self, channel: str, note: Incoming, now: float) -> None:
        if self.fails:
            raise RuntimeError("broken")
        self.notes.append((channel, note))

    async def _beside(self, work: Any) -> Any:
        return work()

    async def _settle(self) -> int:
        self.n_commits += 1
        return 1

    async def _hear(self, heard: Heard) -> None:
        self.heard.append(heard)

    def take(
        self, channel: str, body: bytes = b"", query: bytes = b"", headers: dict[str, str] | None = None
    ) -> int:
        """Return the HTTP status that comes of it."""
        lower = {name.lower(): value for name, value in (headers or {}).items()}
        try:
            asyncio.run(self.hooks.take(channel, body, query, lower))
        except HookError as error:
            return error.status
        return 200


def signed(body: bytes, at: float = NOW) -> dict[str, str]:
    return {
        "X-Toancanh-Time": f"{at:.0f}",
        "X-Toancanh-Signature": webhook.signature("ký", f"{at:.0f}", body),
    }


@pytest.mark.parametrize(
    ("body", "query"),
    [
        (b"", b"id=9&state=5&token=t0k3n"), (b"id=9&state=5", b"token=t0k3n"), (b'{"id": "9", "state": "5"}', b"token=t0k3n"),
        (b"id=9&state=5&token=t0k3n", b""),
    ],
)  # fmt: skip
def test_a_report_of_an_sms_gateway_comes_in_whole_and_committed(body: bytes, query: bytes) -> None:
    scene = Scene()
    assert scene.take("sms", body, query) == 200
    ((channel, note),) = scene.notes
    assert (channel, note.remote_id, note.state, scene.n_commits) == ("sms", "9", "delivered", 1)


def test_reports_that_are_forged_or_not_for_us_are_refused() -> None:
    scene = Scene()
    assert scene.take("sms", b"", b"id=9&state=5&token=x") == 401
    assert scene.take("sms", b"", b"id=9&token=t0k3n") == 400
    assert scene.take("none", b"x") == 404
    assert scene.take("page", b"{}", b"", {"X-ZEvent-Signature": "mac=x"}) == 401
    assert scene.take("page", b"no json") == 400
    assert scene.notes == []


def test_a_signed_report_counts_once_and_not_too_late() -> None:
    scene, body = Scene(), b'{"key": "k1", "state": "delivered"}'
    assert [scene.take("hook", body, b"", signed(body)) for _ in range(3)] == [200] * 3
    assert len(scene.notes) == 1
    assert scene.take("hook", body, b"", signed(body, NOW - 301)) == 401
    assert scene.take("hook", body, b"", signed(body, NOW + 301)) == 401
    scene.clock.at += 700
    assert scene.take("hook", body, b"", signed(body)) == 401


def test_a_time_that_is_none_is_too_old() -> None:
    scene, body = Scene(), b'{"key": "k1", "state": "delivered"}'
    headers = {"X-Toancanh-Time": "x", "X-Toancanh-Signature": webhook.signature("ký", "x", body)}
    assert scene.take("hook", body, b"", headers) == 401


def test_what_people_write_is_heard_and_noted_as_a_reply() -> None:
    scene = Scene()
    body, headers = signed_event("u1", "m1", NOW, text="Cống nghẹt")
    assert scene.take("page", body, b"", headers) == 200
    assert scene.take("page", body, b"", headers) == 200
    assert [(one.user_id, one.text) for one in scene.heard] == [("u1", "Cống nghẹt")]
    assert [note.kind for _, note in scene.notes] == ["reply"]


def test_what_could_not_be_handed_on_may_come_again() -> None:
    scene = Scene()
    body, headers = signed_event("u1", "m1", NOW, text="Cống nghẹt")
    scene.fails = True
    with pytest.raises(RuntimeError):
        scene.take("page", body, b"", headers)
    scene.fails = False
    assert scene.take("page", body, b"", headers) == 200
    assert len(scene.heard) == 1


def test_only_sms_gateways_may_split_a_report() -> None:
    assert whole("webhook", b"{}", b"a=1") == b"{}"
    assert whole("zalo", b"", b"a=1") == b"a=1"
    assert json.loads(whole("sms_http", b'{"a": 1}', b"b=2&a=3")) == {"a": "3", "b": "2"}
    assert whole("sms_http", b"[1]", b"b=2") == b"[1]&b=2"
    assert whole("sms_http", b"{torn", b"b=2") == b"{torn"
