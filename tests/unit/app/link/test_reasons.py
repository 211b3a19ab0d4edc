"""Every cause has words, and they carry what the daemon said."""

from __future__ import annotations

from typing import get_args

import pytest

from app.link.conversation import Cause, Tell
from app.link.reasons import words
from backend.contract.state import Text
from widgets import i18n


@pytest.mark.parametrize("cause", get_args(Cause))
def test_every_cause_but_none_has_words(cause: Cause) -> None:
    assert bool(words(Tell("lost", cause, "detail"))) == bool(cause)


def test_the_versions_are_named() -> None:
    assert "version 3, this wall 1" in words(Tell("refused", "version", "3:1"))
    assert "wire version 3" in words(Tell("refused", "version", "wire version 3"))


def test_the_daemons_words_are_kept_as_they_are() -> None:
    assert "{odd} words" in words(Tell("refused", "failed", "{odd} words"))


def test_the_daemons_words_are_told_in_the_language_of_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    tell = Tell("refused", "version", "another version", Text("Khác phiên bản.", "another version"))
    assert words(tell).endswith("another version")
    monkeypatch.setattr(i18n, "spoken", lambda: "vi")
    assert words(tell).endswith("Khác phiên bản.")
