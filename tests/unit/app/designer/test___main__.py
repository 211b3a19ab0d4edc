from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from app.designer.__main__ import Designer, main, runs_still
from app.designer.arguments import parse
from app.designer.command_judge import CommandJudge
from app.designer.drafts import Drafts
from app.designer.people import People
from app.link.keys import KeysError


def test_a_process_is_known_by_its_number_and_its_start() -> None:
    began_at = psutil.Process().create_time()
    assert runs_still(os.getpid(), began_at)
    assert not runs_still(os.getpid(), began_at - 500)
    assert not runs_still(2**22 + 1, began_at)


def test_without_a_daemon_procedures_are_files(qapp: object, vietnamese: None, tmp_path: Path) -> None:
    designer = Designer(parse(["--drafts", str(tmp_path)]))
    assert designer.link is None
    assert isinstance(designer.window._around.judge, CommandJudge)
    assert designer._opened() is None
    assert not designer.window.commands["publish"].isEnabled()
    designer.window._leave()
    designer.finish()


def test_a_draft_that_was_left_behind_is_offered_once(
    qapp: object, vietnamese: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Drafts(tmp_path, 2**22 + 1, 1.0).keep("<nhap/>", tmp_path / "ngap.bpmn")
    asked: list[str] = []

    def agree_the_second_time(_self: People, name: str) -> bool:
        asked.append(name)
        return len(asked) > 1

    monkeypatch.setattr(People, "restore", agree_the_second_time)
    designer = Designer(parse(["--drafts", str(tmp_path)]))
    opened: list[str] = []
    designer.window.files.to_draw.connect(opened.append)
    assert not designer._restore()
    assert designer._restore()
    assert (asked, opened) == (["ngap.bpmn", "ngap.bpmn"], ["<nhap/>"])
    assert list(tmp_path.iterdir()) == []
    designer.window._leave()
    designer.finish()


def test_missing_keys_are_said(
    qapp: object, vietnamese: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOANCANH_PASSWORD", "x")
    given = ["--connect", "tcp://127.0.0.1:1,tcp://127.0.0.1:2", "--keys", str(tmp_path / "none")]
    with pytest.raises(KeysError, match="does not exist"):
        Designer(parse(given))


def test_without_the_drawing_tool_it_says_how_to_build_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("app.designer.__main__.TOOL", tmp_path / "none.js")
    assert main([]) == 2
    assert "packaging/web.py" in caplog.text
