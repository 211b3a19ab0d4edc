"""Passwords of other systems, from the machine's keyring by name: a configuration file never holds one."""

from __future__ import annotations

from urllib.parse import urlsplit

KEYRING_SERVICE = "toancanh"


class SecretMissingError(LookupError):
    """The keyring has no such entry, or cannot be opened."""


def password_of(name: str) -> str:
    """Return the password kept under `name`; blocks on the keyring, so call it off the event loop.

    Raises:
        SecretMissingError: there is none; the words say how to put it in.
    """
    import keyring  # noqa: PLC0415 - its back ends take long to import, and few sources have a password
    import keyring.errors  # noqa: PLC0415

    try:
        found = keyring.get_password(KEYRING_SERVICE, name)
    except keyring.errors.KeyringError as error:
        raise SecretMissingError(f"the keyring cannot be opened for {name!r}: {error}") from error
    if found is None:
        raise SecretMissingError(
            f"the keyring has no password {name!r} (service {KEYRING_SERVICE!r}): "
            f"run `keyring set {KEYRING_SERVICE} {name}` as the user of the daemon"
        )
    return found


def check_web_address(url: str) -> None:
    """Check that `url` of a configuration is an address of the web that carries no password.

    Raises:
        ValueError: it is none, or it does.
    """
    if not url.startswith(("http://", "https://")):
        raise ValueError("`url` must start with http:// or https://")
    reject_password(url)


def reject_password(url: str) -> None:
    """Check that an address in a configuration carries no password.

    Raises:
        ValueError: it does, or it is no address.
    """
    try:
        found = urlsplit(url).password
    except ValueError as error:
        raise ValueError(f"address {url!r} cannot be read: {error}") from None
    if found:
        raise ValueError(
            "an address must not hold a password: keep it in the keyring and name it in `password_key`"
        )
