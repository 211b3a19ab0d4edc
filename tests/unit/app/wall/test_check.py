from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.wall.check import main


def test_the_layouts_that_ship_have_no_fault(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(root / "layouts")]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_faults_come_out_as_json_with_file_line_and_cure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.yaml").write_text("layout: bad\nscrens: {}\n", encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    faults = json.loads(capsys.readouterr().out)
    assert any(f["line"] == 2 and "screens" in f["cure"] for f in faults)
