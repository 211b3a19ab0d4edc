"""The account of an unattended wall comes from one of three places, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.link.keys import KeysError
from app.session.credentials import PASSWORD_VARIABLE, Credentials, load_credentials


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    made = tmp_path / "keys"
    made.mkdir(mode=0o700)
    (made / "wall.password").write_text("from the folder\n")
    (made / "wall.password").chmod(0o600)
    return made


def test_the_folder_gives_the_password(folder: Path) -> None:
    assert load_credentials("", folder) == Credentials("wall", "from the folder")


def test_the_environment_comes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "from outside")
    assert load_credentials("hà", folder) == Credentials("hà", "from outside")


def test_a_password_that_others_can_read_is_refused(folder: Path) -> None:
    (folder / "wall.password").chmod(0o644)
    with pytest.raises(KeysError, match="chmod 600"):
        load_credentials("", folder)


def test_nothing_anywhere_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    with pytest.raises(KeysError, match=PASSWORD_VARIABLE):
        load_credentials("", None)


def test_the_password_is_not_shown(folder: Path) -> None:
    assert "folder" not in repr(load_credentials("", folder))
