from __future__ import annotations

import asyncio
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from backend.channels.carrying.secrets import KeyringSecrets, SecretMissingError, quoted, secret
from tests.unit.backend.channels.given import Memory


class Locker(KeyringBackend):
    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked("locked")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def locker() -> Iterator[Locker]:
    before, found = keyring.get_keyring(), Locker()
    keyring.set_keyring(found)
    yield found
    keyring.set_keyring(before)


def test_secrets_lie_in_the_keyring_of_this_program(locker: Locker) -> None:
    KeyringSecrets().put("zalo", "t1")
    assert locker.kept == {("toancanh", "zalo"): "t1"}
    assert KeyringSecrets().get("zalo") == "t1"
    assert KeyringSecrets().get("other") is None


def test_a_locked_keyring_gives_nothing_and_says_when_it_takes_nothing(locker: Locker) -> None:
    locker.locked = True
    assert KeyringSecrets().get("zalo") is None
    with pytest.raises(OSError, match="'zalo'"):
        KeyringSecrets().put("zalo", "t1")


def test_a_missing_secret_says_how_to_put_it_in() -> None:
    with pytest.raises(SecretMissingError) as caught:
        asyncio.run(secret(Memory(), "mail"))
    receipt = caught.value.receipt()
    assert (receipt.state, receipt.again) == ("failed", True)
    assert "keyring set toancanh mail" in receipt.reason.vi
    assert asyncio.run(secret(Memory(mail="x"), "mail")) == "x"


@pytest.mark.parametrize(
    ("words", "hidden", "shown"),
    [
        (b"a\r\n\tb\x00c", [], "a b c"),
        (b"\xff\xfe", [], "\ufffd\ufffd"),
        ("key=p%40ss&x=p@ss", ["p@ss"], "key=•••&x=•••"),
        ('{"k":"a\\"b \\u00e9"}', ['a"b é'], '{"k":"•••"}'),
        ("abc", [""], "abc"),
        ("x" * 300, [], "x" * 199 + "…"),
        (b"secret" * 1_000, ["secret"], "•••" * 66 + "•…"),
    ],
)
def test_what_the_other_side_says_is_fit_for_people(
    words: bytes | str, hidden: list[str], shown: str
) -> None:
    assert quoted(words, hidden) == shown
