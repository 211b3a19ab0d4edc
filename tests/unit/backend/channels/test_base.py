from __future__ import annotations

import msgspec
import pytest

from backend.channels.base import ChannelConfig, Outgoing, nobody


class Named(ChannelConfig, frozen=True, kw_only=True, forbid_unknown_fields=True):
    password_secret: str = ""
    token_secret: str = ""


def test_a_fresh_channel_sends_nothing() -> None:
    assert ChannelConfig(id="a", kind="smtp", name="Thư").enabled is False


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("quiet", ["22-6"], "22:00-06:00"),
        ("quiet", ["24:00-06:00"], "no span of hours"),
        ("quota_per_day", -1, "quota_per_day"),
        ("rate_per_s", 0, "rate_per_s"),
        ("timeout_s", 0, "timeout_s"),
        ("timeout_s", 1e9, "timeout_s"),
        ("password", "abc", "unknown field"),
    ],
)
def test_wrong_settings_are_named(setting: str, value: object, words: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=words):
        msgspec.convert({"id": "a", "kind": "smtp", "name": "Thư", setting: value}, ChannelConfig)


def test_quiet_hours_and_limits_are_read() -> None:
    raw = {
        "id": "a",
        "kind": "smtp",
        "name": "Thư",
        "quiet": ["22:00-06:00"],
        "quota_per_day": 0,
        "rate_per_s": 0.5,
    }
    assert msgspec.convert(raw, ChannelConfig).quiet == ("22:00-06:00",)


def test_secrets_are_named_by_fields_that_say_so() -> None:
    assert Named(id="a", kind="x", name="X", password_secret="mail").secret_names() == ["mail"]


def test_nobody_is_connected_where_there_are_no_walls() -> None:
    assert nobody(Outgoing(message_id="1", key="1", to="wall")) is False
