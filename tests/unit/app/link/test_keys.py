"""Keys are read from a locked folder or the keyring; anything else is refused with the cure."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
import zmq
from keyring.backend import KeyringBackend

from app.link.keys import KeysError, load_keys


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "keys"
    made.mkdir(mode=0o700)
    for name, key in (("wall.secret", zmq.curve_keypair()[1]), ("server.public", zmq.curve_keypair()[0])):
        (made / name).write_text(key.decode() + "\n", encoding="utf-8")
        (made / name).chmod(0o600)
    return made


def test_a_locked_folder_gives_the_keys(folder: Path) -> None:
    keys = load_keys(folder)
    assert keys.secret.decode() == (folder / "wall.secret").read_text().strip()
    assert keys.public == zmq.curve_public(keys.secret)
    assert keys.secret.decode() not in repr(keys)


@pytest.mark.parametrize(
    ("name", "mode", "cure"), [(".", 0o755, "chmod 700"), ("wall.secret", 0o640, "chmod 600")]
)
def test_what_others_can_read_is_refused(folder: Path, name: str, mode: int, cure: str) -> None:
    (folder / name).chmod(mode)
    with pytest.raises(KeysError, match=cure):
        load_keys(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "server.public").unlink()
    with pytest.raises(KeysError, match=r"server\.public does not exist"):
        load_keys(folder)


def test_a_cut_key_is_refused(folder: Path) -> None:
    (folder / "server.public").write_text("short")
    with pytest.raises(KeysError, match="5 characters, expected 40"):
        load_keys(folder)


class OwnKeyring(KeyringBackend):
    """A keyring in memory, behind the real library."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def own_keyring() -> OwnKeyring:
    before, made = keyring.get_keyring(), OwnKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_the_keyring_gives_the_keys(own_keyring: OwnKeyring) -> None:
    public, secret = zmq.curve_keypair()
    keyring.set_password("toancanh", "wall.secret", secret.decode())
    keyring.set_password("toancanh", "server.public", public.decode())
    assert load_keys(None).public == public


def test_an_empty_keyring_says_what_to_do(own_keyring: OwnKeyring) -> None:
    with pytest.raises(KeysError, match=r"'wall\.secret'.*--keys"):
        load_keys(None)


def test_no_keyring_at_all_says_what_to_do() -> None:
    with pytest.raises(KeysError, match="--keys"):
        load_keys(None)
