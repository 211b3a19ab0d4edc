import inspect

import msgspec
import pytest

from backend.sources import scan
from backend.sources.base import SourceConfig

KINDS = {"cap", "mqtt", "open311", "http_json", "folder", "sql", "rtsp", "recording"}


def test_finds_every_kind() -> None:
    assert set(scan.kinds()) == set(scan.kind_names()) == KINDS


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_keeps_the_contract(name: str) -> None:
    kind = scan.kind_of(name)
    assert kind.doc
    assert issubclass(scan.config_of(name), SourceConfig)
    assert list(inspect.signature(kind.parse).parameters)[:3] == ["raw", "config", "received_at"]
    assert list(inspect.signature(kind.source).parameters) == ["config", "sink", "clock"]
    assert inspect.iscoroutinefunction(kind.source.run)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_setting_is_documented(name: str, root) -> None:
    text = (root / "docs" / "sources.md").read_text(encoding="utf-8")
    section = text.partition(f"## `{name}`")[2].partition("\n## ")[0]
    assert section, f"docs/sources.md has no section `{name}`"
    own = {field.name for field in msgspec.structs.fields(scan.config_of(name))}
    common = {field.name for field in msgspec.structs.fields(SourceConfig)}
    missing = [field for field in sorted(own - common) if f"`{field}`" not in section]
    assert missing == []


def test_an_unknown_kind_lists_those_there_are() -> None:
    with pytest.raises(scan.UnknownKindError, match="expected one of cap, folder, http_json, mqtt, open311"):
        scan.kind_of("modbus")
