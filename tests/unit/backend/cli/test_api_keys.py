from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

from backend.cli.commands import app
from backend.wire.keys import KeyFolder


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_key_is_made_shown_once_and_kept_for_its_owner_only(tmp_path: Path) -> None:
    first = run("keys", "api", "app", "--folder", tmp_path)
    assert first.exit_code == 0
    key = first.stdout.strip()
    assert len(key) == 43
    assert KeyFolder(tmp_path).get("api.app") == key
    assert (tmp_path / "api.app").stat().st_mode & 0o077 == 0
    assert run("keys", "api", "app", "--folder", tmp_path).stdout.strip() != key


def test_a_key_is_taken_away(tmp_path: Path) -> None:
    run("keys", "api", "app", "--folder", tmp_path)
    assert "half a minute" in run("keys", "api", "app", "--revoke", "--folder", tmp_path).output
    assert KeyFolder(tmp_path).get("api.app") is None


def test_names_that_are_paths_are_refused(tmp_path: Path) -> None:
    for name in ("../../evil", "a/b", ""):
        answer = run("keys", "api", name, "--folder", tmp_path)
        assert answer.exit_code == 1
        assert "not plain" in answer.output
    assert list(tmp_path.iterdir()) == []
