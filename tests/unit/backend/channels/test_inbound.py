from __future__ import annotations

import hashlib
import hmac

import pytest

from backend.channels import inbound, notify, webhook
from backend.channels.inbound import RefusedReportError
from tests.unit.backend.channels.given import Memory

HOOK = webhook.Config(id="hook", kind="webhook", name="Khác", url="https://a.vn/", sign_secret="sign")
SECRETS = Memory(sign="key")


def signed(body: bytes) -> dict[str, str]:
    digest = hmac.new(b"key", b"7." + body, hashlib.sha256).hexdigest()
    return {"X-TOANCANH-Time": "7", "x-toancanh-SIGNATURE": f"sha256={digest}"}


def test_headers_are_taken_in_any_case() -> None:
    body = b'{"key":"k1","state":"failed"}'
    (found,) = inbound.parse_report(HOOK, body, signed(body), SECRETS)
    assert (found.key, found.state) == ("k1", "failed")


def test_long_reports_are_refused_unread() -> None:
    body = b" " * (inbound.MAX_BODY + 1)
    with pytest.raises(RefusedReportError, match="at most"):
        inbound.parse_report(HOOK, body, signed(body), SECRETS)


def test_kinds_without_reports_refuse_them() -> None:
    wall = notify.Config(id="wall", kind="notify", name="Màn hình")
    with pytest.raises(RefusedReportError, match="take no reports"):
        inbound.parse_report(wall, b"{}", {}, SECRETS)


def test_which_kinds_take_reports() -> None:
    kinds = ("callsheet", "notify", "smpp", "sms_http", "smtp", "webhook", "zalo")
    assert [kind for kind in kinds if inbound.takes_reports(kind)] == ["sms_http", "webhook", "zalo"]
