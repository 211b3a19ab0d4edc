from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.designer.command_judge import CommandJudge, read_findings, read_trace
from app.designer.document import new_procedure
from app.designer.judge import Refusal
from backend.contract.work import Finding, TraceStep
from tests.unit.app.designer.conftest import FLOOD, WAIT_MS

REAL = (sys.executable, "-c", "from backend.cli.procedure import procedure_app; procedure_app()")


def command(tmp_path: Path, body: str) -> tuple[str, ...]:
    script = tmp_path / "command.py"
    script.write_text(f"import json, pathlib, sys\n{body}\n")
    return (sys.executable, str(script))


def ask(
    qtbot: QtBot, judge: CommandJudge, *, xml: str = "<a/>", answers: dict[str, str] | None = None
) -> object:
    got: list[object] = []
    if answers is None:
        judge.lint(xml, got.append)
    else:
        judge.dry_run(xml, answers, got.append)
    qtbot.waitUntil(lambda: bool(got), timeout=WAIT_MS)
    return got[0]


def test_the_command_reads_the_procedure_and_those_beside_it(qtbot: QtBot, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (here / "open.bpmn").write_text("old")
    (here / "called.bpmn").write_text("other")
    body = """
word, *_, file = sys.argv[1:]
file = pathlib.Path(file)
seen = sorted(p.name for p in file.parent.glob("*.bpmn") if p != file)
said = {"vi": f"{word} {file.read_text()} {seen} {'--language' in sys.argv}"}
print(json.dumps([{"findings": [
  {"element_id": "a", "element": "A", "level": "error", "message": said, "cure": {"vi": "c"}}]}]))
raise SystemExit(1)
"""
    judge = CommandJudge(lambda: here / "open.bpmn", "vi", command(tmp_path, body))
    found = ask(qtbot, judge, xml="<mới/>")
    assert isinstance(found, tuple)
    assert isinstance(found[0], Finding)
    assert found[0].message.vi == "lint <mới/> ['called.bpmn'] True"


def test_answers_go_with_a_dry_run(qtbot: QtBot, tmp_path: Path) -> None:
    body = """
answers = json.loads(pathlib.Path(sys.argv[sys.argv.index("--answers") + 1]).read_text())
print(json.dumps([{"at_s": 60, "element_id": "a", "name": "A", "what": answers["xac_minh"]}]))
"""
    judge = CommandJudge(lambda: None, "vi", command(tmp_path, body))
    trace = ask(qtbot, judge, answers={"xac_minh": "Có ngập"})
    assert trace == (TraceStep(60.0, "a", "A", "Có ngập"),)


@pytest.mark.parametrize(
    ("body", "words"),
    [("raise SystemExit('không chạy được')", "không chạy được"), ("print('no json')", "invalid character")],
)
def test_no_answer_is_a_refusal_with_the_commands_words(
    qtbot: QtBot, vietnamese: None, tmp_path: Path, body: str, words: str
) -> None:
    answer = ask(qtbot, CommandJudge(lambda: None, "vi", command(tmp_path, body)))
    assert isinstance(answer, Refusal)
    assert words in answer.message
    assert "toancanh doctor" in answer.cure


def test_a_program_that_is_not_there_is_a_refusal(qtbot: QtBot) -> None:
    answer = ask(qtbot, CommandJudge(lambda: None, "vi", ("/no/such/program",)))
    assert isinstance(answer, Refusal)


def test_the_real_command_judges_a_real_procedure(qtbot: QtBot) -> None:
    judge = CommandJudge(lambda: FLOOD, "vi", REAL)
    found = ask(qtbot, judge, xml=FLOOD.read_text("utf-8"))
    assert isinstance(found, tuple)
    assert "dong_duong" in {f.element_id for f in found if f.level == "error"}, "it calls what is not there"


def test_the_real_command_tries_a_new_procedure(qtbot: QtBot) -> None:
    judge = CommandJudge(lambda: None, "vi", REAL)
    trace = ask(qtbot, judge, xml=new_procedure("Mới", "Bắt đầu", "Việc", "Kết thúc"), answers={})
    assert isinstance(trace, tuple)
    assert "viec_1" in [step.element_id for step in trace]


def test_outputs_are_read_strictly() -> None:
    assert read_findings(b"[]") == ()
    assert isinstance(read_findings(b'{"findings": 3}'), Refusal)
    assert read_trace(json.dumps([{"at_s": 0, "element_id": "", "name": "", "what": "x"}]).encode()) == (
        TraceStep(0.0, "", "", "x"),
    )
    assert isinstance(read_trace(b"[1]"), Refusal)
