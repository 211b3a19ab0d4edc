"""What is in quarantine is told with place, reason and what came."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from backend.cli.quarantine import refused_words
from backend.store import Batch, RefusedDraft, Store

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'toancanh.db'}"
    store = Store.open(url)
    store.migrate()
    store.write(
        Batch(
            refused=[
                RefusedDraft(1_796_000_000.0, "cho", "a.csv:7", "no place in column Chợ", b"x;y"),
                RefusedDraft(1_796_000_060.0, "mua", "dn/mua/1", "not JSON", b"{"),
            ]
        )
    )
    store.close()
    return url


def test_the_newest_comes_first_with_its_reason_and_what_it_was(database: str) -> None:
    lines = refused_words(database, "", 50, ZONE).splitlines()
    assert lines[0].endswith("mua  dn/mua/1: not JSON")
    assert lines[1].strip() == "{"
    assert lines[2].endswith("cho  a.csv:7: no place in column Chợ")


def test_one_source_alone_may_be_asked_for(database: str) -> None:
    assert "mua" not in refused_words(database, "cho", 50, ZONE)
    assert refused_words(database, "none", 50, ZONE) == "nothing is in quarantine of the source none"
