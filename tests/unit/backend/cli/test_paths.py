from __future__ import annotations

from pathlib import Path

from backend.cli import paths


def test_the_programs_own_files_are_where_they_are_said_to_be() -> None:
    for folder in (paths.USECASES, paths.LAYOUTS, paths.PACKAGING, paths.RESOURCES):
        assert folder.is_dir()
    assert paths.database_url(Path("/srv/hue")) == "sqlite:////srv/hue/toancanh.db"
