from __future__ import annotations

from pathlib import Path

import pytest

from app.designer.arguments import parse


def test_without_anything_it_is_a_new_procedure_in_vietnamese() -> None:
    arguments = parse([])
    assert (arguments.file, arguments.connect, arguments.language, arguments.theme) == (
        None,
        None,
        "vi",
        "dark",
    )
    assert arguments.drafts.name == "designer"


def test_a_file_and_a_daemon(tmp_path: Path) -> None:
    file = tmp_path / "a.bpmn"
    file.touch()
    arguments = parse(
        ["--connect", "tcp://h:1, tcp://h:2", "--keys", str(tmp_path), "--user", "lan", str(file)]
    )
    assert arguments.file == file
    assert arguments.connect == ("tcp://h:1", "tcp://h:2")
    assert (arguments.keys, arguments.user) == (tmp_path, "lan")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--procedure", "ngap"], "give --connect"),
        (["--connect", "tcp://h:1"], "expected two addresses"),
        (["no-such.bpmn"], "there is no file 'no-such.bpmn'"),
    ],
)
def test_what_is_wrong_is_said(given: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(given)
    assert words in capsys.readouterr().err
