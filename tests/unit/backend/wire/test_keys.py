from __future__ import annotations

from pathlib import Path

import pytest
import zmq

from backend.wire import keys


def test_making_keys_twice_keeps_the_first_and_registers_the_wall(tmp_path: Path) -> None:
    store = keys.KeyFolder(tmp_path / "keys")
    keys.make(store)
    first = keys.load(store)
    keys.make(store)
    assert keys.load(store) == first
    secret = store.get(keys.WALL_SECRET)
    assert secret is not None
    assert store.walls() == {"wall": zmq.curve_public(secret.encode()).decode()}


def test_the_folder_and_its_files_are_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    keys.make(keys.KeyFolder(folder))
    assert folder.stat().st_mode & 0o077 == 0
    assert all(p.stat().st_mode & 0o077 == 0 for p in folder.rglob("*.*") if p.is_file())


def test_a_key_that_others_may_read_is_refused_with_the_cure(tmp_path: Path) -> None:
    store = keys.KeyFolder(tmp_path)
    keys.make(store)
    (tmp_path / keys.SERVER_SECRET).chmod(0o644)
    with pytest.raises(keys.SecretError, match="chmod 600"):
        keys.load(store)


def test_a_daemon_without_keys_says_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(keys.SecretError, match="toancanh keys make"):
        keys.load(keys.KeyFolder(tmp_path))


@pytest.mark.parametrize(("wall", "public"), [("../up", "x" * 40), ("left", "too short")])
def test_a_wall_is_registered_only_under_a_plain_name_with_a_whole_key(
    tmp_path: Path, wall: str, public: str
) -> None:
    with pytest.raises(keys.SecretError):
        keys.register(keys.KeyFolder(tmp_path), wall, public)
    assert keys.KeyFolder(tmp_path).walls() == {}


def test_a_revoked_wall_is_gone_and_an_unknown_one_is_named(tmp_path: Path) -> None:
    store = keys.KeyFolder(tmp_path)
    keys.make(store, "left")
    keys.revoke(store, "left")
    assert store.walls() == {}
    with pytest.raises(keys.SecretError, match="'left'"):
        keys.revoke(store, "left")


def test_a_machine_without_a_keyring_asks_for_a_folder() -> None:
    assert not keys.keyring_works()
    with pytest.raises(keys.SecretError, match="--keys"):
        keys.open_store(None)


def test_the_desktops_keyring_keeps_the_same_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyrings.alt.file import PlaintextKeyring

    ring = PlaintextKeyring()
    ring.file_path = str(tmp_path / "ring.cfg")
    monkeypatch.setattr(keyring.core, "_keyring_backend", ring)
    store = keys.Keyring()
    keys.make(store, "left")
    keys.register(store, "right", "k" * 40)
    assert sorted(store.walls()) == ["left", "right"]
    keys.revoke(store, "left")
    keys.revoke(store, "right")
    assert store.walls() == {}
    assert keys.load(store).public


def test_a_folder_serves_as_the_keyring_of_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring

    monkeypatch.setattr(keyring.core, "_keyring_backend", keyring.get_keyring())
    keys.use_as_keyring(tmp_path / "keys")
    keyring.set_password(keys.SERVICE, "mua.password", "bí mật")
    assert keyring.get_password(keys.SERVICE, "mua.password") == "bí mật"
    assert keyring.get_password("another", "mua.password") is None
    assert (tmp_path / "keys" / "mua.password").stat().st_mode & 0o077 == 0
    with pytest.raises(keyring.errors.PasswordSetError):
        keyring.set_password("another", "x", "y")
