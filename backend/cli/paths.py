"""Where the program's own files are, and where a centre keeps its own."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "resources"
USECASES = RESOURCES / "usecases"
LAYOUTS = ROOT / "layouts"
PACKAGING = ROOT / "packaging"
VAR = ROOT / "var"
"""Data of the demo city and of trials; git-ignored."""


def database_url(folder: Path) -> str:
    """Return the address of the embedded database in `folder`."""
    return f"sqlite:///{folder / 'toancanh.db'}"
