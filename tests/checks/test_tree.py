"""The tree explains itself: tests mirror the source, modules stay small, words that mark stubs are absent."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = sorted(p for top in ("app", "widgets", "backend") for p in (ROOT / top).rglob("*.py"))

TESTED_ELSEWHERE = {
    "app/__main__.py": "tests/end2end/test_demo.py",
    "backend/cli/checking.py": "tests/unit/backend/cli/test_commands.py",
    "backend/cli/imports.py": "tests/unit/backend/cli/test_commands.py",
    "backend/cli/new_centre.py": "tests/unit/backend/cli/test_commands.py",
    "backend/engine/actions.py": "tests/unit/backend/engine/test_daemon.py",
    "backend/engine/answers.py": "tests/unit/backend/engine/test_daemon.py",
    "backend/domain/observation.py": "tests/unit/backend/engine/test_intake.py",
    "backend/contract/messages.py": "tests/contract/test_schema.py",
    "backend/sources/base.py": "tests/unit/backend/engine/test_intake.py",
    "backend/contract/work.py": "tests/contract/test_schema.py",
    "backend/contract/work_requests.py": "tests/contract/test_schema.py",
    "backend/contract/case_requests.py": "tests/contract/test_schema.py",
    "backend/contract/indicators.py": "tests/contract/test_schema.py",
    "backend/domain/cases/change.py": "tests/unit/backend/domain/cases/test_rules.py",
    "backend/domain/cases/spec.py": "tests/unit/backend/usecases/test_case_kinds.py",
    "backend/domain/cases/update.py": "tests/unit/backend/domain/cases/test_taking.py",
    "backend/cli/commands.py": "tests/unit/backend/cli/test_commands.py",
    "backend/cli/import_commands.py": "tests/unit/backend/cli/test_commands.py",
    "backend/cli/people_commands.py": "tests/unit/backend/cli/test_commands.py",
    "backend/cli/options.py": "tests/unit/backend/cli/test_commands.py",
    "backend/demo/desk_client.py": "tests/end2end/test_demo.py",
    "backend/engine/work/bench.py": "tests/unit/backend/engine/work/test_office.py",
    "backend/engine/work/on_desk.py": "tests/unit/backend/engine/work/test_office.py",
    "backend/engine/work/on_handover.py": "tests/unit/backend/engine/work/test_office.py",
    "backend/engine/work/on_incidents.py": "tests/unit/backend/engine/work/test_office.py",
    "backend/engine/work/on_procedures.py": "tests/unit/backend/engine/work/test_office.py",
    "widgets/tile.py": "tests/unit/widgets/test_registry.py",
    "widgets/video_port.py": "tests/unit/app/players/test_pool.py",
    "backend/gateway/ports.py": "tests/unit/backend/gateway/test_open311.py",
    "backend/contract/cameras.py": "tests/contract/test_schema.py",
    "backend/engine/cameras/on_cameras.py": "tests/unit/backend/engine/cameras/test_desk.py",
    "backend/engine/cameras/snapshots.py": "tests/unit/backend/engine/cameras/test_desk.py",
    "backend/engine/heartbeat.py": "tests/unit/backend/engine/test_pipeline.py",
}
LONGER_THAN_500: dict[str, str] = {}
"""Module: why it is longer."""


def has_code(path: Path) -> bool:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return any(isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for n in body)


@pytest.mark.parametrize("path", SOURCE, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_has_its_test(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    if path.name == "__init__.py" or "migrations" in path.parts or not has_code(path):
        return
    mirror = ROOT / "tests" / "unit" / path.relative_to(ROOT).parent / f"test_{path.stem}.py"
    elsewhere = ROOT / TESTED_ELSEWHERE.get(name, "missing")
    assert mirror.exists() or elsewhere.exists(), f"{name} has no test; write {mirror.relative_to(ROOT)}"


@pytest.mark.parametrize("path", SOURCE, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_stay_small(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    n_lines = len(path.read_text(encoding="utf-8").splitlines())
    assert n_lines <= 500 or name in LONGER_THAN_500, f"{name} has {n_lines} lines; split it or say why here"


def test_tests_mirror_existing_modules() -> None:
    orphans = [
        str(p.relative_to(ROOT))
        for p in (ROOT / "tests" / "unit").rglob("test_*.py")
        if p.parent != ROOT / "tests" / "unit"
        and not (ROOT / p.relative_to(ROOT / "tests" / "unit").parent / f"{p.stem[5:]}.py").exists()
    ]
    assert not orphans, f"tests of modules that do not exist: {orphans}"


def test_modules_are_mostly_short() -> None:
    lengths = sorted(len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCE if has_code(p))
    assert lengths[len(lengths) * 9 // 10] <= 350
