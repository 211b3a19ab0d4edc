"""Walls of two monitors that watch the night, and the pictures that are kept of them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from PySide6.QtGui import QImage

from tests.end2end.daemon_run import ROOT, DaemonRun, wait
from tests.end2end.modules import module_at

EVERY_S = 1.5
WHOLE_WITHIN_S = 150.0
WHOLE = " is whole: "
"""What a wall says when all of its tiles are fresh."""
SETTLES_S = 3.0
"""How long after a moment a wall may need until all of its tiles tell it."""
SIZE_PX = (1920, 1080)
N_SCREENS = 2


class Wall:
    """One wall process with a folder of pictures."""

    def __init__(self, run: DaemonRun, display: str, layout: str, folder: Path, user: str) -> None:
        self.layout, self._folder = layout, folder / layout
        self._report, self._log = folder / f"{layout}.json", folder / f"{layout}.log"
        feed, requests = run.addresses
        command = [
            sys.executable, "-m", "app", "--connect", f"{feed},{requests}", "--keys", str(run.folder / "keys"),
            "--user", user, "--wall", layout, "--layouts", str(folder / "layouts"), "--layout", layout,
            "--no-sound", "--no-scenes",
            "--screenshots", str(self._folder), "--every", str(EVERY_S), "--report", str(self._report),
        ]  # fmt: skip
        environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def words(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]

    def is_there(self) -> bool:
        assert self._process.poll() is None, self.words()
        return all(file.exists() for file in self._screens())

    def is_whole(self) -> bool:
        """Return whether all of its tiles are fresh, by its own word."""
        assert self._process.poll() is None, self.words()
        said = [line for line in self._log.read_text(errors="replace").splitlines() if " is whole" in line]
        return bool(said) and WHOLE in said[-1]

    def keep(self, name: str, shots: Path) -> None:
        """Keep a picture of each monitor that was taken when what has happened by now is on it."""
        wait(self.is_whole, f"a whole {self.layout}", WHOLE_WITHIN_S, words=self.words, every_s=0.2)
        after = time.time() + SETTLES_S
        wait(
            lambda: self.is_there() and all(file.stat().st_mtime > after for file in self._screens()),
            f"pictures of {self.layout}", WHOLE_WITHIN_S, words=self.words, every_s=0.2,
        )  # fmt: skip
        for number, file in enumerate(self._screens(), 1):
            shutil.copy(file, shots / f"{name}-{self.layout}-{number}.png")

    def end(self) -> dict[str, Any]:
        """End it in order; return what it says of its tiles."""
        self._process.terminate()
        assert self._process.wait(30) == 0, self.words()
        assert "Traceback" not in self._log.read_text(errors="replace"), self.words()
        report: dict[str, Any] = json.loads(self._report.read_text(encoding="utf-8"))
        return report

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def _screens(self) -> list[Path]:
        return [self._folder / f"screen-{number}.png" for number in range(1, N_SCREENS + 1)]


class Walls:
    """The walls of the night, each on a virtual display of its own."""

    def __init__(self, run: DaemonRun, folder: Path, shots: Path, user: str) -> None:
        self._run, self._folder, self._shots, self._user = run, folder, shots, user
        write_layouts(folder / "layouts")
        self._displays = contextlib.ExitStack()
        self._walls: list[Wall] = []
        self.reports: dict[str, dict[str, Any]] = {}

    def show(self, *layouts: str) -> None:
        """Let a wall stand for each layout; those of other layouts end and are reported."""
        for wall in [wall for wall in self._walls if wall.layout not in layouts]:
            self.reports[wall.layout] = wall.end()
            self._walls.remove(wall)
        xserver = module_at(ROOT / "packaging" / "xserver.py")
        there = [wall.layout for wall in self._walls]
        for layout in [layout for layout in layouts if layout not in there]:
            display = self._displays.enter_context(xserver.virtual_display(N_SCREENS, *SIZE_PX))
            self._walls.append(Wall(self._run, display, layout, self._folder, self._user))

    def keep(self, name: str) -> None:
        """Keep pictures of all walls as they are when what has happened by now is on them."""
        for wall in self._walls:
            wall.keep(name, self._shots)

    def close(self) -> None:
        for wall in self._walls:
            wall.kill()
        self._displays.close()


def write_layouts(folder: Path) -> None:
    """Write the shipped layout of the flood without its camera tiles: nothing streams in this centre."""
    layout = yaml.safe_load((ROOT / "layouts" / "flood.yaml").read_text(encoding="utf-8"))
    right = layout["screens"]["right"]
    tiles = {tile["id"]: tile for tile in right["tiles"] if tile["kind"] != "video"}
    places = {"rain": [0, 0, 6, 14], "depth": [6, 0, 6, 14]}
    places |= {tile: [3 * n, 14, 3, 10] for n, tile in enumerate(t for t in tiles if t not in places)}
    right["tiles"] = [tile | {"at": places[name]} for name, tile in tiles.items()]
    folder.mkdir()
    (folder / "flood.yaml").write_text(yaml.safe_dump(layout, allow_unicode=True), encoding="utf-8")


def shots_folder(made: Path) -> Path:
    """Return the folder of the environment's TOANCANH_SHOTS, emptied of pictures, or one of the test's own."""
    given = os.environ.get("TOANCANH_SHOTS", "")
    folder = Path(given) if given else made
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.png"):
        file.unlink()
    return folder


def pictures(shots: Path, name: str) -> Iterator[QImage]:
    """Yield the pictures that were kept of a moment."""
    for file in sorted(shots.glob(f"{name}-*.png")):
        yield QImage(str(file))


def n_colours(picture: QImage) -> int:
    """Return how many colours a picture has, looked at coarsely: an empty screen has few."""
    return len({picture.pixel(x, y) for x in range(0, SIZE_PX[0], 16) for y in range(60, SIZE_PX[1], 16)})
