"""Prints the project's health figures, for CI's log."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def modules(*folders: str) -> list[Path]:
    return [p for folder in folders for p in sorted((ROOT / folder).rglob("*.py"))]


def is_broad(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in {"Exception", "BaseException"}
    )


def main() -> None:
    source = modules("app", "widgets", "backend")
    lengths = sorted(len(p.read_text().splitlines()) for p in source)
    tests = sum(len(p.read_text().splitlines()) for p in modules("tests"))
    trees = [ast.parse(p.read_text()) for p in source]
    broad = sum(is_broad(n) for t in trees for n in ast.walk(t) if isinstance(n, ast.ExceptHandler))
    out = sys.stdout.write
    out(f"modules {len(source)}, median {lengths[len(lengths) // 2]} lines, longest {lengths[-1]}\n")
    out(f"lines of test per line of code {tests / sum(lengths):.2f}; broad excepts {broad}\n")


if __name__ == "__main__":
    main()
