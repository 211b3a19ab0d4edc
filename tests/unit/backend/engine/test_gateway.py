"""How the daemon opens its gateway; what it then answers is tried in tests/end2end/test_gateway.py."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from backend.channels import webhook, zalo
from backend.channels.base import Outgoing, Receipt
from backend.contract.document import DocumentError
from backend.contract.state import Text
from backend.engine.gateway import TRIES, gateway_faults, open_gateway, sender
from backend.gateway.settings import FILE, GatewaySettings
from tests.unit.backend.gateway.given import KIND

PAGE = {
    "id": "trang", "kind": "zalo", "name": "Zalo", "service": "oa", "app_id": "1", "app_key_secret": "a", "token_secret": "t",
}  # fmt: skip


def setup(*channels: Any) -> Any:
    return SimpleNamespace(
        case_kinds=SimpleNamespace(kinds={"report": KIND}), channels={c.id: c for c in channels}
    )


def faults(folder: Path, *channels: Any, **settings: Any) -> list[str]:
    return [
        str(f) for f in gateway_faults(msgspec.convert(settings, GatewaySettings), folder, setup(*channels))
    ]


def test_a_centre_without_a_file_has_no_gateway(tmp_path: Path) -> None:
    nothing: Any = None
    assert open_gateway(nothing, nothing, SimpleNamespace(folder=tmp_path)) is None  # type: ignore[arg-type]


def test_what_the_centre_does_not_have_is_named_before_anything_listens(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("georeport: {kind: reprot}\n")
    office: Any = SimpleNamespace(casework=SimpleNamespace(setup=setup()))
    nothing: Any = None
    with pytest.raises(DocumentError, match="there is no kind of case 'reprot'; .*report"):
        open_gateway(office, nothing, SimpleNamespace(folder=tmp_path))  # type: ignore[arg-type]


def test_good_settings_have_no_fault(tmp_path: Path) -> None:
    page = msgspec.convert(PAGE, zalo.Config)
    assert faults(tmp_path, page, talk={"channel": "trang"}, georeport={"hidden_fields": ["cuu-ho"]}) == []
    assert faults(tmp_path, georeport={"enabled": False, "kind": "none"}) == []


def test_a_kind_that_is_not_told_as_alerts_cannot_be_the_feed(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, cap={"sender": "a@b", "kind": "report"})
    assert "'report' is not told as alerts" in fault
    (missing,) = faults(tmp_path, cap={"sender": "a@b", "kind": "reprot"})
    assert "there is no kind of case 'reprot'" in missing


def test_every_fault_is_told_in_one_pass(tmp_path: Path) -> None:
    hook = msgspec.convert(
        {"id": "hook", "kind": "webhook", "name": "H", "url": "https://a.vn/"}, webhook.Config
    )
    zns = msgspec.convert({**PAGE, "id": "zns", "service": "zns"}, zalo.Config)
    (tmp_path / "conversation.yaml").write_text("greeting: {}\n")
    found = faults(
        tmp_path, hook, zns, hooks=False, talk={"channel": "hook", "kind": "sos"}, georeport={"hidden_fields": ["cuu-hoa"]}
    )  # fmt: skip
    for words in (
        "'cuu-hoa'",
        "kind of case 'sos'",
        "`service: oa` 'hook'",
        "`hooks: true`",
        "conversation.yaml",
    ):
        assert any(words in fault for fault in found), words


class FakeChannel:
    """A channel that fails as often as it is told."""

    def __init__(self, *receipts: Receipt) -> None:
        self.receipts, self.sent = list(receipts), []

    sent: list[Outgoing]

    async def send(self, out: Outgoing) -> Receipt:
        self.sent.append(out)
        return self.receipts.pop(0) if self.receipts else Receipt("sent")


def send_by(channel: FakeChannel | None) -> None:
    dispatcher: Any = SimpleNamespace(channel=lambda _name: channel)
    asyncio.run(sender(dispatcher, "trang", again_s=0.0)("u1", "Chào"))


def test_an_answer_that_does_not_leave_is_tried_again_with_the_same_key() -> None:
    later = Receipt("failed", reason=Text("sau", "later"), again=True)
    channel = FakeChannel(later)
    send_by(channel)
    assert [(out.to, out.body) for out in channel.sent] == [("u1", "Chào")] * 2
    assert len({out.key for out in channel.sent}) == 1
    never = FakeChannel(*[later] * 9)
    send_by(never)
    assert len(never.sent) == TRIES


def test_an_answer_that_cannot_leave_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    channel = FakeChannel(Receipt("failed", reason=Text("chặn", "blocked")))
    send_by(channel)
    send_by(None)
    assert len(channel.sent) == 1
    assert "did not leave: blocked" in caplog.text
    assert "switched off" in caplog.text
