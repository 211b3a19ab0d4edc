"""`toancanh procedure` as an author types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from backend.cli.procedure import procedure_app, table
from backend.procedures.report import examine
from tests.unit.backend.procedures.kit import MODELS, bpmn, line, node, user

GOOD = MODELS / "ngap-phuong.bpmn"


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "xau.bpmn"
    path.write_bytes(line(user("a"), node("scriptTask", "s")))
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(procedure_app, [str(word) for word in words])


def test_lint_exits_by_whether_all_run(bad: Path) -> None:
    assert run("lint", GOOD).exit_code == 0
    result = run("lint", GOOD, bad)
    assert result.exit_code == 1
    assert "ngap-phuong.bpmn: chạy được" in result.output
    assert "S (bước chạy mã): loại này không chạy được. Dùng bước tính theo quy tắc" in result.output
    assert "this type does not run" in run("lint", "--language", "en", bad).output


def test_lint_for_programs(bad: Path) -> None:
    result = run("lint", "--json", bad)
    found = json.loads(result.output)
    assert result.exit_code == 1
    assert found[0]["imports"]
    assert not found[0]["runs"]
    assert {"element_id": "s", "level": "error"}.items() <= found[0]["findings"][0].items()


def test_a_called_procedure_may_lie_beside(tmp_path: Path) -> None:
    caller = tmp_path / "goi.bpmn"
    caller.write_bytes(line(node("callActivity", "c", calledElement="con")))
    (tmp_path / "hong.bpmn").write_bytes(b"x")
    assert run("lint", caller).exit_code == 1
    (tmp_path / "con.bpmn").write_bytes(line(user("trong"), process_id="con"))
    assert run("lint", caller).exit_code == 0
    assert "Trong" in run("dry-run", caller).output


def test_the_table_has_a_row_a_file(bad: Path, tmp_path: Path) -> None:
    garbage = tmp_path / "rac.bpmn"
    garbage.write_bytes(b"\x00")
    lines = run("table", "--language", "en", GOOD, bad, garbage).output.splitlines()
    assert lines[0] == "| file | imports | runs | why not |"
    assert lines[2] == "| ngap-phuong.bpmn | yes | yes |  |"
    assert lines[3].startswith("| xau.bpmn | yes | no | S (")
    assert lines[4].startswith("| rac.bpmn | no | no | it is no readable XML")


def test_a_bar_in_a_name_does_not_break_the_table() -> None:
    report = examine("a", bpmn(node("scriptTask", "s", name="a|b")))
    assert "a\\|b" in table([report], "en")[2]


def test_dry_run_with_answers(tmp_path: Path, bad: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"xem": "Không ngập", "value": 62}))
    result = run("dry-run", GOOD, "--answers", answers)
    assert result.exit_code == 0
    assert "kết thúc: Không ngập" in result.output
    assert json.loads(run("dry-run", GOOD, "--json").output)[0]["what"] == "bắt đầu"
    answers.write_text("[1]")
    refused = run("dry-run", GOOD, "--answers", answers)
    assert refused.exit_code == 1
    assert "JSON object" in refused.output
    assert run("dry-run", bad).exit_code == 1
