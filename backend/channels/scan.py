"""Finds the kinds of channel: each file of this folder that defines `Config` and `Channel`."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.channels.base import (
    Channel,
    ChannelConfig,
    ChannelFactory,
    Means,
    Post,
    Secrets,
    SecretStore,
    nobody,
)
from backend.domain.clock import Clock

_NOT_KINDS = frozenset({"base", "inbound", "scan"})


@dataclass(frozen=True)
class ChannelKind:
    """One kind of channel."""

    name: str
    """Name of its file, the `kind` of a configuration."""
    doc: str
    """How it reaches people, in a sentence."""
    config: type[ChannelConfig]
    channel: ChannelFactory


class UnknownKindError(LookupError):
    """There is no file of this kind."""


@functools.cache
def kind_names() -> tuple[str, ...]:
    """Return the names of all kinds, imported or not, in alphabetical order."""
    found = pkgutil.iter_modules([str(Path(__file__).parent)])
    return tuple(sorted(one.name for one in found if not one.ispkg and one.name not in _NOT_KINDS))


@functools.cache
def kind_of(name: str) -> ChannelKind:
    """Return one kind, importing only its file.

    Raises:
        UnknownKindError: there is none of this name; lists those there are.
    """
    module = module_of(name)
    doc = (module.__doc__ or "").strip().partition("\n")[0]
    return ChannelKind(name, doc, module.Config, module.Channel)


def module_of(name: str) -> Any:
    """Return the module of a kind.

    Raises:
        UnknownKindError: there is none of this name; lists those there are.
    """
    if name not in kind_names():
        raise UnknownKindError(f"no channel kind {name!r}: expected one of {', '.join(kind_names())}")
    return importlib.import_module(f"backend.channels.{name}")


def kinds() -> dict[str, ChannelKind]:
    """Return every kind by its name."""
    return {name: kind_of(name) for name in kind_names()}


def config_of(kind: str) -> type[ChannelConfig]:
    """Return the settings' type of a kind.

    Raises:
        UnknownKindError: there is no such kind.
    """
    return kind_of(kind).config


def make(config: ChannelConfig, secrets: SecretStore, clock: Clock, post: Post = nobody) -> Channel:
    """Make the channel of these settings; it does nothing yet.

    Args:
        config: settings, of the type that `config_of(config.kind)` returns.
        secrets: the keyring.
        clock: tells the time.
        post: hands a message to walls and desks; only `notify` needs it.
    """
    return kind_of(config.kind).channel(config, Means(secrets, clock, post))


def problems(config: ChannelConfig, secrets: Secrets) -> list[str]:
    """Return everything that will keep this channel from working, in words; blocks on the keyring."""
    missing = [
        f"the keyring has no entry {name!r}: run `keyring set toancanh {name}` as the user of the daemon"
        for name in config.secret_names()
        if not secrets.get(name)
    ]
    return [f"channel {config.id!r}: {words}" for words in [*config.problems(), *missing]]
