"""The wall's command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.arguments import parse

CONNECT = ["--connect", "tcp://h:1,tcp://h:2"]


def test_what_is_not_given_has_a_default() -> None:
    found = parse(CONNECT)
    assert (found.feed, found.requests) == ("tcp://h:1", "tcp://h:2")
    assert (found.language, found.theme, found.keys, found.screens) == ("vi", "dark", None, None)
    assert [(folder / "flood.yaml").exists() for folder in found.layouts] == [True]
    assert found.scenes
    assert found.sound
    assert not found.desk
    assert parse([*CONNECT, "--desk"]).desk
    assert not parse([*CONNECT, "--no-sound"]).sound


def test_everything_can_be_given() -> None:
    found = parse(
        [*CONNECT, "--keys", "/k", "--bind", "left=A", "--bind", "right=B", "--screens", "2x1920x1080",
         "--screenshots", "/s", "--every", "2", "--report", "/r", "--seconds", "3", "--tour", "4", "--layout", "x", "--no-scenes"]
    )  # fmt: skip
    assert found.bound == {"left": "A", "right": "B"}
    assert found.screens == (2, 1920, 1080)
    assert not found.scenes
    assert not found.sound, "nobody listens to made-up screens"
    assert (found.keys, found.every_s, found.seconds, found.tour_s) == (Path("/k"), 2.0, 3.0, 4.0)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--connect", "tcp://h:1"], "expected two addresses"),
        ([*CONNECT, "--bind", "left"], "expected role=monitor"),
        ([*CONNECT, "--screens", "two"], "2x1920x1080"),
        ([*CONNECT, "--theme", "pink"], "dark"),
    ],
)
def test_what_is_wrong_is_said(given: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(given)
    assert words in capsys.readouterr().err
