import pytest

from app.session.credentials import PASSWORD_VARIABLE
from app.settings.account import kept_account


@pytest.fixture
def keys(tmp_path, monkeypatch):
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    (folder / "wall.password").write_text("bức tường\n", "utf-8")
    (folder / "wall.password").chmod(0o600)
    return folder


def test_the_walls_own_password_is_kept_with_the_keys(keys):
    assert kept_account("", keys).user == "wall"
    assert kept_account("wall", keys).password == "bức tường"


def test_a_person_is_asked(keys):
    assert kept_account("ha", keys) is None


def test_the_environment_may_hold_a_persons_password(keys, monkeypatch):
    monkeypatch.setenv(PASSWORD_VARIABLE, "của Hà")
    found = kept_account("ha", keys)
    assert (found.user, found.password) == ("ha", "của Hà")


def test_where_nothing_is_kept_a_person_is_asked(keys):
    (keys / "wall.password").unlink()
    assert kept_account("", keys) is None
    assert kept_account("", None) is None, "the keyring of the tests never opens"
