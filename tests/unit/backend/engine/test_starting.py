from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from backend.domain import clock
from backend.domain.clock import SystemClock
from backend.engine.starting import DaemonOptions, StartError, make_clock, open_store


@pytest.fixture
def options(tmp_path: Path) -> DaemonOptions:
    return DaemonOptions(
        centre=tmp_path,
        packs=tmp_path,
        database=f"sqlite:///{tmp_path / 'a.sqlite'}",
        keys=None,
        feed="",
        requests="",
    )


def test_without_a_wish_the_clock_is_the_machines(options: DaemonOptions) -> None:
    assert isinstance(make_clock(options), SystemClock)


def test_a_clock_can_be_asked_for(options: DaemonOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = [50.0]
    monkeypatch.setattr(clock, "time", SimpleNamespace(monotonic=lambda: machine[0]))
    asked = make_clock(replace(options, clock_from="2019-02-01T00:00+07:00", clock_speed=3600))
    assert asked.now() == 1_548_954_000.0
    machine[0] += 2.5
    assert asked.now() == 1_548_954_000.0 + 2.5 * 3600


@pytest.mark.parametrize("word", ["soon", "2019-02-01T00:00"])
def test_a_clock_that_says_no_instant_is_refused(word: str, options: DaemonOptions) -> None:
    with pytest.raises(StartError, match=r"2019-02-01T00:00\+07:00"):
        make_clock(replace(options, clock_from=word))


def test_the_store_is_brought_to_the_programs_schema(options: DaemonOptions) -> None:
    store = open_store(options)
    try:
        assert store.journal(limit=1) == ()
    finally:
        store.close()


def test_an_unknown_durability_is_refused_with_those_that_there_are(options: DaemonOptions) -> None:
    with pytest.raises(StartError, match="'never'; expected one of: process, power"):
        open_store(replace(options, durability="never"))
