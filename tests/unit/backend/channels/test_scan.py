from __future__ import annotations

import inspect
from pathlib import Path

import msgspec
import pytest

from backend.channels import notify, scan
from backend.channels.base import ChannelConfig
from tests.unit.backend.channels.given import Memory, Standing

KINDS = {"smtp", "sms_http", "smpp", "zalo", "webhook", "notify", "callsheet"}


def test_finds_every_kind() -> None:
    assert set(scan.kinds()) == set(scan.kind_names()) == KINDS


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_keeps_the_contract(name: str) -> None:
    kind = scan.kind_of(name)
    assert kind.doc
    assert issubclass(scan.config_of(name), ChannelConfig)
    assert list(inspect.signature(kind.channel).parameters) == ["config", "means"]
    for method in ("send", "run", "close"):
        assert inspect.iscoroutinefunction(getattr(kind.channel, method))


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_setting_is_documented(name: str, root: Path) -> None:
    text = (root / "docs" / "channels.md").read_text(encoding="utf-8")
    section = text.partition(f"## `{name}`")[2].partition("\n## ")[0]
    assert section, f"docs/channels.md has no section `{name}`"
    own = {field.name for field in msgspec.structs.fields(scan.config_of(name))}
    common = {field.name for field in msgspec.structs.fields(ChannelConfig)}
    assert [field for field in sorted(own - common) if f"`{field}`" not in section] == []
    assert [field for field in sorted(common) if f"`{field}`" not in text] == []


@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_kind_is_on_unless_somebody_says_so(name: str) -> None:
    enabled = next(one for one in msgspec.structs.fields(scan.config_of(name)) if one.name == "enabled")
    assert enabled.default is False


def test_an_unknown_kind_lists_those_there_are() -> None:
    with pytest.raises(scan.UnknownKindError, match="expected one of callsheet, notify"):
        scan.kind_of("fax")


def test_a_channel_is_made_with_its_means() -> None:
    config = notify.Config(id="wall", kind="notify", name="Màn hình")
    made = scan.make(config, Memory(), Standing(), post=lambda out: True)
    assert isinstance(made, notify.Channel)


def test_problems_name_missing_entries_of_the_keyring_and_what_the_kind_finds() -> None:
    config = msgspec.convert(
        {
            "id": "mail",
            "kind": "smtp",
            "name": "Thư",
            "host": "mail.example.vn",
            "security": "none",
            "user": "canhbao",
            "password_secret": "mail_password",
            "sender": "canhbao@example.vn",
        },
        scan.config_of("smtp"),
    )
    first, second = scan.problems(config, Memory())
    assert "'mail'" in first
    assert "can be read" in first
    assert "keyring set toancanh mail_password" in second
    assert scan.problems(config, Memory(mail_password="x")) == [first]
