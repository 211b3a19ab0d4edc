"""Screenshots are whole files, one for each monitor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.wall.screenshots import Screenshots

from .conftest import Room, layout


def test_each_monitor_is_written_whole(room: Callable[..., Room], qtbot: QtBot, tmp_path: Path) -> None:
    opened = room(layout("a", 1, range(2), range(2, 4)))
    opened.director.show("a", "start")
    shots = Screenshots(tmp_path / "shots", lambda: opened.director.windows, every_s=0.05)
    shots.start()
    names = [tmp_path / "shots" / f"screen-{n}.png" for n in (1, 2)]
    qtbot.waitUntil(lambda: all(name.exists() for name in names))
    shots.finish("last")
    written = sorted(path.name for path in (tmp_path / "shots").iterdir())
    assert written == ["last-1.png", "last-2.png", "screen-1.png", "screen-2.png"]
    for path in (tmp_path / "shots").iterdir():
        image = QImage(str(path))
        assert (image.width(), image.height()) == (800, 600)
        assert len({image.pixel(x, 100) for x in range(800)}) > 1
