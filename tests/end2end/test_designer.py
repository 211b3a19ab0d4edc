"""The designer as a process of its own: a file on a virtual monitor, a real daemon's answers, a crash survived."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.end2end.modules import module_at

pytestmark = pytest.mark.timeout(180)

FLOOD = Path(__file__).resolve().parents[1] / "unit" / "app" / "designer" / "ngap_duong.bpmn"
WITHIN_S = 90.0


@pytest.fixture
def display(root: Path) -> Iterator[str]:
    with module_at(root / "packaging" / "xserver.py").virtual_display(1, 1920, 1080) as found:
        yield found


def start(root: Path, display: str, tmp_path: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "app.designer", "--drafts", str(tmp_path / "drafts"), *options]
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "TOANCANH_PASSWORD": "secret"}
    with (tmp_path / "log.txt").open("a") as log:
        return subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log, text=True)


def wait(ready: Callable[[], bool], what: str, tmp_path: Path) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not ready():
        assert time.monotonic() < deadline, f"{what}\n{(tmp_path / 'log.txt').read_text()[-3000:]}"
        time.sleep(0.1)


def test_a_procedure_is_shown_on_a_monitor(root: Path, display: str, tmp_path: Path) -> None:
    picture = tmp_path / "designer.png"
    designer = start(root, display, tmp_path, "--screenshot", str(picture), str(FLOOD))
    assert designer.wait(WITHIN_S) == 0
    words = (tmp_path / "log.txt").read_text()
    assert "Traceback" not in words
    assert "no translation" not in words
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1920, 1080)
    drawn = {image.pixel(x, y) for x in range(120, 1480, 4) for y in range(120, 760, 4)}
    assert len(drawn) > 30, "the drawing is blank"


def test_the_daemon_is_asked_what_is_wrong(root: Path, display: str, tmp_path: Path) -> None:
    parts = module_at(root / "tests" / "unit" / "app" / "link" / "conftest.py")
    installation = parts.Installation(tmp_path)
    daemon = installation.start()
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    secrets = {"wall.secret": installation.keys.secret, "server.public": installation.keys.server_public}
    for name, secret in secrets.items():
        (keys / name).write_text(secret.decode())
        (keys / name).chmod(0o600)
    addresses = f"tcp://127.0.0.1:{installation.feed_port},tcp://127.0.0.1:{installation.request_port}"
    designer = start(root, display, tmp_path, "--connect", addresses, "--keys", str(keys), str(FLOOD))

    def linted() -> bool:
        return any(
            type(r.body).__name__ == "LintProcedure" and "xac_minh" in r.body.xml for r in daemon.requests
        )

    try:
        wait(linted, "the daemon was not asked", tmp_path)
        asked = {type(r.body).__name__ for r in daemon.requests}
        assert "GetProcedures" in asked, "procedures to call are offered"
    finally:
        designer.terminate()
        designer.wait(WITHIN_S)
        installation.stop(daemon)


def test_what_was_not_saved_survives_a_kill(root: Path, display: str, tmp_path: Path) -> None:
    """A designer opens what a killed one left behind as its own draft once a person says so; here it is only kept."""
    drafts = tmp_path / "drafts"
    script = tmp_path / "draw.py"
    script.write_text(
        "import sys\n"
        "from PySide6.QtCore import QTimer\n"
        "from app.designer import __main__ as program\n"
        "start = program.Designer.start\n"
        "def begin(self):\n"
        "    start(self)\n"
        "    self.window.canvas.told.connect(lambda event: type(event).__name__ == 'Imported'\n"
        "        and self.window.canvas.set_field('bom', 'name', 'Bơm chưa lưu'))\n"
        "program.Designer.start = begin\n"
        "sys.exit(program.main(sys.argv[1:]))\n"
    )
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(root)}
    command = [sys.executable, str(script), "--drafts", str(drafts), str(FLOOD)]
    with (tmp_path / "log.txt").open("a") as log:
        designer = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
    try:
        wait(lambda: any(drafts.glob("*.draft.json")), "no draft was kept", tmp_path)
    finally:
        designer.send_signal(signal.SIGKILL)
        designer.wait(WITHIN_S)
    [file] = drafts.glob("*.draft.json")
    draft = json.loads(file.read_text("utf-8"))
    assert "Bơm chưa lưu" in draft["xml"]
    assert draft["path"] == str(FLOOD)
    assert "Bơm chưa lưu" not in FLOOD.read_text("utf-8")
