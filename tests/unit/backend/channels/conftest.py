from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.starting import Peer, running


@pytest.fixture(scope="session")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    with running("gateway", file=tmp_path_factory.mktemp("gateway") / "record.jsonl") as peer:
        yield peer


@pytest.fixture
def zalo_peer(tmp_path: Path) -> Iterator[Peer]:
    with running("zalo", file=tmp_path / "zalo.jsonl") as peer:
        yield peer


@pytest.fixture
def smsc(tmp_path: Path) -> Iterator[Peer]:
    with running("smsc", file=tmp_path / "smsc.jsonl") as peer:
        yield peer


@pytest.fixture(scope="session")
def mail_peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    with running("smtp", "--slow", "3", file=tmp_path_factory.mktemp("smtp") / "record.jsonl") as peer:
        yield peer
