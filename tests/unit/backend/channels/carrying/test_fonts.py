from __future__ import annotations

from pathlib import Path

import pytest

from backend.channels.carrying import fonts


def test_the_first_font_there_is_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absent, there = tmp_path / "absent.ttf", tmp_path / "there.ttf"
    there.write_bytes(b"")
    monkeypatch.setattr(fonts, "FONTS", (absent, there))
    assert fonts.document_font() == there


def test_without_a_font_the_cure_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FONTS", (tmp_path / "absent.ttf",))
    with pytest.raises(FileNotFoundError, match="make setup"):
        fonts.document_font()
