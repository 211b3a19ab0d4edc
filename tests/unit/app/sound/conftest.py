"""System programs that tests make themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Programs = Callable[..., Callable[[str], str]]


@pytest.fixture
def programs(tmp_path: Path) -> Programs:
    """Return a function that makes shell scripts by name and gives a finder of these alone."""

    def make(**scripts: str) -> Callable[[str], str]:
        for name, script in scripts.items():
            path = tmp_path / name.replace("_", "-")
            path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            path.chmod(0o755)
        return lambda name: str(tmp_path / name) if (tmp_path / name).exists() else ""

    return make
