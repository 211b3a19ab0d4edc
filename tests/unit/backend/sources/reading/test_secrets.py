import pytest

from backend.sources.reading.secrets import (
    SecretMissingError,
    check_web_address,
    password_of,
    reject_password,
)


def test_a_password_is_found_by_its_name(keyring: dict[str, str]) -> None:
    keyring["broker"] = "s3cret"
    assert password_of("broker") == "s3cret"


def test_a_missing_one_says_how_to_put_it_in(keyring: dict[str, str]) -> None:
    with pytest.raises(SecretMissingError, match="keyring set toancanh broker"):
        password_of("broker")


def test_a_machine_without_a_keyring_says_so() -> None:
    with pytest.raises(SecretMissingError, match="cannot be opened"):
        password_of("broker")


@pytest.mark.parametrize("url", ["http://user:secret@host/", "rtsp://:secret@host/", "http://[::1/"])
def test_an_address_with_a_password_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        reject_password(url)


@pytest.mark.parametrize("url", ["http://host/", "postgresql+psycopg://reader@host/db", "sqlite://"])
def test_other_addresses_pass(url: str) -> None:
    reject_password(url)


@pytest.mark.parametrize(
    ("url", "words"), [("ftp://host/", "`url` must start"), ("https://u:p@host/", "password")]
)
def test_an_address_of_the_web_is_one_without_a_password(url: str, words: str) -> None:
    check_web_address("https://host/path?q=1")
    with pytest.raises(ValueError, match=words):
        check_web_address(url)
