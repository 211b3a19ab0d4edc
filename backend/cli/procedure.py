"""`toancanh procedure`: lint, dry run and table of drawn procedures."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer

from backend.contract.work import Finding, TraceStep
from backend.procedures.dry_run import dry_run
from backend.procedures.findings import ProcedureError, line
from backend.procedures.known import Known
from backend.procedures.library import Library
from backend.procedures.markup import read_markup
from backend.procedures.model import ProcedureModel, read_model
from backend.procedures.reading import read_drawing
from backend.procedures.report import FileReport, examine

procedure_app = typer.Typer(help="Drawn procedures (BPMN 2.0).", no_args_is_help=True)
Files = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="BPMN files.")]
Language = Annotated[Literal["vi", "en"], typer.Option(help="Language of the findings.")]
_WORDS = {
    "vi": ("tệp", "đọc được", "chạy được", "vì sao không", "có", "không", "chạy được", "không chạy được"),
    "en": ("file", "imports", "runs", "why not", "yes", "no", "runs", "does not run"),
}


@procedure_app.command("lint")
def lint_files(
    files: Files,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, for programs.")] = False,
    language: Language = "vi",
) -> None:
    """Say what keeps procedures from running, element by element; exit 0 when all run, else 1."""
    reports = _examine(files)
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(reports)).decode())
    else:
        typer.echo("\n".join(_lines(reports, language)))
    raise typer.Exit(0 if all(report.runs for report in reports) else 1)


@procedure_app.command("table")
def table_of_files(files: Files, language: Language = "vi") -> None:
    """Print one row a file: is it read, does it run, why not."""
    typer.echo("\n".join(table(_examine(files), language)))


@procedure_app.command("dry-run")
def dry_run_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="BPMN file.")],
    answers: Annotated[
        Path | None, typer.Option(exists=True, help="JSON object: element id or variable to answer.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Language = "vi",
) -> None:
    """Play a procedure without asking or sending anything; time is skipped."""
    try:
        model = read_model(file.read_bytes())
        steps = dry_run(model, _answers(answers), Library(_beside(file, model)))
    except (ProcedureError, ValueError, TypeError) as error:
        words = (
            [line(f, language) for f in error.findings] if isinstance(error, ProcedureError) else [str(error)]
        )
        typer.echo("\n".join(words), err=True)
        raise typer.Exit(1) from error
    typer.echo(msgspec.json.encode(steps).decode() if as_json else "\n".join(map(_step_line, steps)))


def table(reports: Iterable[FileReport], language: str) -> list[str]:
    """Return the table as lines of Markdown."""
    file, imports, runs, why, yes, no, *_ = _WORDS[language]
    lines = [f"| {file} | {imports} | {runs} | {why} |", "|---|---|---|---|"]
    for report in reports:
        reasons = "<br>".join(_cell(found, language) for found in report.errors)
        flags = " | ".join(yes if flag else no for flag in (report.imports, report.runs))
        lines.append(f"| {report.file} | {flags} | {reasons} |")
    return lines


def _cell(found: Finding, language: str) -> str:
    words = f"{found.element}: " if found.element else ""
    return (words + found.message.in_language(language)).replace("|", "\\|")


def _lines(reports: Iterable[FileReport], language: str) -> list[str]:
    lines = []
    for report in reports:
        lines.append(f"{report.file}: {_WORDS[language][6 if report.runs else 7]}")
        lines += [f"  {found.level:<7}  {line(found, language)}" for found in report.findings]
    return lines


def _examine(files: Iterable[Path]) -> list[FileReport]:
    """Judge files; procedures that they call may be among them or lie beside them."""
    given = list(files)
    beside = {path for file in given for path in file.parent.glob("*.bpmn")}
    known = Known(procedures=frozenset(filter(None, (_process_id(path) for path in {*given, *beside}))))
    return [examine(file.name, file.read_bytes(), known) for file in given]


def _process_id(path: Path) -> str:
    try:
        return read_drawing(read_markup(path.read_bytes())).process_id
    except ProcedureError:
        return ""


def _beside(file: Path, model: ProcedureModel) -> Iterable[ProcedureModel]:
    """Yield the procedures in the same folder that run."""
    yield model
    seen = {model.procedure_id}
    for path in sorted(file.parent.glob("*.bpmn")):
        try:
            other = read_model(path.read_bytes())
        except ProcedureError:
            continue
        if other.procedure_id not in seen:
            seen.add(other.procedure_id)
            yield other


def _answers(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise TypeError(f"{path}: expected a JSON object of answers by element id")
    return {str(key): value if isinstance(value, str) else json.dumps(value) for key, value in found.items()}


def _step_line(step: TraceStep) -> str:
    minutes, seconds = divmod(int(step.at_s), 60)
    return f"{minutes // 60:3d}:{minutes % 60:02d}:{seconds:02d}  {step.name:<40}  {step.what}"
