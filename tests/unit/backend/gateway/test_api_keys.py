from __future__ import annotations

from backend.gateway.api_keys import ApiKeys
from backend.gateway.settings import ApiKey
from tests.unit.backend.gateway.given import KEY, Memory


def test_a_key_is_known_by_its_bytes_alone() -> None:
    keys = ApiKeys([ApiKey(id="app"), ApiKey(id="hue")], Memory(**{"api.app": KEY, "api.hue": "h" * 32}))
    assert keys.load() == []
    assert [one.id for one in (keys.of(KEY), keys.of("h" * 32)) if one] == ["app", "hue"]
    assert [keys.of(word) for word in ("", KEY[:-1], KEY + " ", KEY.upper(), "\udcff")] == [None] * 5


def test_missing_and_short_keys_are_told_and_admit_nobody() -> None:
    keys = ApiKeys([ApiKey(id="app"), ApiKey(id="hue")], Memory(**{"api.hue": "ngắn"}))
    missing, short = keys.load()
    assert "toancanh keys api app" in missing
    assert "shorter than 20" in short
    assert keys.of("ngắn") is keys.of("") is None


def test_a_key_that_was_taken_away_admits_nobody_after_the_next_look() -> None:
    memory = Memory(**{"api.app": KEY})
    keys = ApiKeys([ApiKey(id="app")], memory)
    keys.load()
    del memory.kept["api.app"]
    assert keys.of(KEY) is not None
    keys.load()
    assert keys.of(KEY) is None
