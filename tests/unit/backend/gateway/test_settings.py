from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from backend.contract.document import DocumentError
from backend.gateway.settings import (
    FILE,
    ApiKey,
    CapSettings,
    GatewaySettings,
    GeoReportSettings,
    Limits,
    TalkSettings,
    load_settings,
)

EVERYWHERE = "0.0.0.0"  # noqa: S104 - it is refused


def load(folder: Path, **content: Any) -> GatewaySettings:
    (folder / FILE).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    found = load_settings(folder)
    assert found is not None
    return found


def test_without_a_file_nothing_listens(tmp_path: Path) -> None:
    assert load_settings(tmp_path) is None


def test_an_empty_file_listens_on_this_machine_only(tmp_path: Path) -> None:
    found = load(tmp_path)
    assert (found.address, found.port, found.encrypted, found.api_keys) == ("127.0.0.1", 8311, False, ())
    assert found.own_url() == "http://127.0.0.1:8311"


@pytest.mark.parametrize("address", [EVERYWHERE, "192.168.1.5", "::", "toancanh.example.vn"])
def test_listening_in_clear_to_other_machines_is_refused_in_words(tmp_path: Path, address: str) -> None:
    with pytest.raises(DocumentError, match="nothing would be encrypted.*certificate_file.*behind_proxy"):
        load(tmp_path, address=address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_machine_may_listen_in_clear(tmp_path: Path, address: str) -> None:
    assert load(tmp_path, address=address).address == address


def test_a_certificate_or_a_proxy_makes_other_addresses_good(tmp_path: Path) -> None:
    (tmp_path / "tls").mkdir()
    for name in ("cert.pem", "key.pem"):
        (tmp_path / "tls" / name).write_text("x")
    files = {"certificate_file": "tls/cert.pem", "key_file": "tls/key.pem"}
    assert load(tmp_path, address=EVERYWHERE, **files).own_url() == "https://0.0.0.0:8311"
    assert load(tmp_path, address="::", **files).own_url(99) == "https://[::]:99"
    proxied = load(tmp_path, address="10.0.0.5", behind_proxy=True, public_url="https://bao.danang.example/")
    assert proxied.own_url() == "https://bao.danang.example"


def test_a_missing_certificate_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="gateway.yaml:1: certificate_file: there is no file"):
        load(tmp_path, certificate_file="none.pem", key_file="none.key")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"certificate_file": "a.pem"}, "go together"),
        ({"port": 70000}, "`port`"),
        ({"replay_s": 1}, "`replay_s`"),
        ({"public_url": "bao.danang.example"}, "`public_url`"),
        ({"cors_origins": ["*"]}, "`cors_origins`"),
        ({"cors_origins": ["https://a.vn/path"]}, "`cors_origins`"),
        ({"api_keys": [{"id": "a"}, {"id": "a"}]}, "stands twice"),
        ({"api_keys": [{"id": "a b"}]}, "not plain"),
        ({"api_keys": [{"id": "a", "posts_per_minute": 0}]}, "posts_per_minute"),
        ({"api_keys": [{"id": "a", "key": "mật"}]}, "key"),
        ({"limits": {"body_mb": 0}}, "`body_mb`"),
        ({"georeport": {"box": [108.4, 15.9, 107.8, 16.3]}}, "`box`"),
        ({"georeport": {"jurisdiction_required": True}}, "`jurisdiction_id`"),
        ({"talk": {"channel": "oa", "timeout_s": 1}}, "`timeout_s`"),
        ({"adress": "127.0.0.1"}, "adress"),
    ],
)
def test_each_wrong_setting_is_named(tmp_path: Path, content: dict[str, Any], words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        load(tmp_path, **content)
    assert words in str(caught.value)


def test_a_key_lies_in_the_keyring_under_its_own_name(tmp_path: Path) -> None:
    keys = load(tmp_path, api_keys=[{"id": "app"}, {"id": "hue", "secret": "khoa-hue"}]).api_keys
    assert [key.entry for key in keys] == ["api.app", "khoa-hue"]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DocumentError, match="cannot be read"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    "part", [GatewaySettings, Limits, GeoReportSettings, TalkSettings, CapSettings, ApiKey]
)
def test_every_setting_is_documented(root: Path, part: type[Any]) -> None:
    text = (root / "docs" / "gateway.md").read_text(encoding="utf-8")
    missing = [one.name for one in msgspec.structs.fields(part) if f"`{one.name}`" not in text]
    assert missing == []


def test_the_example_of_the_documentation_is_good(root: Path, tmp_path: Path) -> None:
    text = (root / "docs" / "gateway.md").read_text(encoding="utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / FILE).write_text(example, encoding="utf-8")
    (tmp_path / "tls").mkdir()
    for name in ("bao.pem", "bao.key"):
        (tmp_path / "tls" / name).write_text("x")
    found = load_settings(tmp_path)
    assert found is not None
    assert found.own_url() == "https://bao.danang.example"
