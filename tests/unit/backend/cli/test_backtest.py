from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from backend.cli.backtest import duration
from backend.cli.commands import app
from backend.store import Batch, Store
from tests.unit.backend.engine.centre_folder import write_centre, write_pack

T = 1_700_000_400.0


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A centre whose one post jumps about its limit for hours before and after one flood."""
    packs, centre = write_pack(tmp_path), write_centre(tmp_path, source="")
    store = Store.open(f"sqlite:///{centre / 'toancanh.db'}")
    store.migrate()
    number = store.register_series(["p1.depth_cm"])["p1.depth_cm"]
    jumps = [19.0, 19.0, 21.0, 21.0] * 30
    values = [0.0] * 100 + jumps + [50.0] * 120 + jumps + [0.0] * 100
    store.write(Batch(readings=[(number, T + 30.0 * i, v, 0) for i, v in enumerate(values)]))
    store.close()
    (centre / "events.yaml").write_text(
        "events: [{id: n, name: Ngập lớn, start: 2023-11-15T07:10, end: 2023-11-15T08:00, places: [p1]}]\n",
        encoding="utf-8",
    )
    return packs, centre


def backtest(folders: tuple[Path, Path], rule: str, *words: str) -> Result:
    packs, centre = folders
    return CliRunner().invoke(app, ["backtest", rule, "--centre", str(centre), "--packs", str(packs), *words])


def test_it_says_in_words_what_rang_and_what_to_write(folders: tuple[Path, Path]) -> None:
    got = backtest(folders, "ngap")
    assert got.exit_code == 0, got.output
    for words in (
        "Rule ngap (threshold)",
        "chattering",
        "Ngập lớn",
        "caught",
        "Proposal: ",
        "    deadband: ",
    ):
        assert words in got.output


def test_json_carries_the_same(folders: tuple[Path, Path]) -> None:
    got = backtest(folders, "ngap", "--json", "--days", "1")
    report = json.loads(got.output)
    assert report["figures"]["n_episodes"] == len(report["episodes"]) > 30
    assert report["proposal"]["removed_share"] >= 0.8
    assert report["end_at"] - report["start_at"] == 86_400


def test_an_error_is_one_line_with_its_cure(folders: tuple[Path, Path]) -> None:
    got = backtest(folders, "ngat")
    assert got.exit_code == 1
    assert "did you mean 'ngap'" in got.output


def test_a_database_without_tables_is_named(folders: tuple[Path, Path], tmp_path: Path) -> None:
    got = backtest(folders, "ngap", "--database", f"sqlite:///{tmp_path / 'none.db'}")
    assert got.exit_code == 1
    assert "tables" in got.output


@pytest.mark.parametrize(
    ("seconds", "words"), [(45, "45 s"), (720, "12 min"), (12_600, "3.5 h"), (181_440, "2.1 d")]
)
def test_times_are_short(seconds: float, words: str) -> None:
    assert duration(seconds) == words
