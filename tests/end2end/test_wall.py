"""The wall as a process of its own: real CURVE sockets, two monitors of a virtual X server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.modules import module_at

LAYOUT = """
layout: small
name: {vi: Nhỏ, en: Small}
key: 1
screens:
  left:
    grid: {columns: 1, rows: 2}
    tiles:
      - {id: list, kind: alarms, at: [0, 0, 1, 1]}
      - {id: level, kind: value, at: [0, 1, 1, 1], series: p1.level_m}
  right:
    grid: {columns: 1, rows: 1}
    tiles:
      - {id: chart, kind: chart, at: [0, 0, 1, 1], series: [p1.level_m]}
"""


@pytest.fixture
def display(root: Path) -> Iterator[str]:
    with module_at(root / "packaging" / "xserver.py").virtual_display(2, 1280, 720) as found:
        yield found


def test_the_wall_shows_and_reports_two_monitors(root: Path, display: str, tmp_path: Path) -> None:
    parts = module_at(root / "tests" / "unit" / "app" / "link" / "conftest.py")
    installation = parts.Installation(tmp_path)
    daemon = installation.start()
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    secrets = {
        "wall.secret": installation.keys.secret.decode(),
        "server.public": installation.keys.server_public.decode(),
        "wall.password": "secret",
    }
    for name, text in secrets.items():
        (keys / name).write_text(text)
        (keys / name).chmod(0o600)
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "small.yaml").write_text(LAYOUT)
    addresses = f"tcp://127.0.0.1:{installation.feed_port},tcp://127.0.0.1:{installation.request_port}"
    command = [
        sys.executable, "-m", "app", "--connect", addresses, "--keys", str(keys),
        "--layouts", str(tmp_path / "layouts"), "--screenshots", str(tmp_path / "shots"),
        "--report", str(tmp_path / "report.json"), "--seconds", "6",
    ]  # fmt: skip
    environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    try:
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=90
        )
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
    finally:
        installation.stop(daemon)
    report = json.loads((tmp_path / "report.json").read_text())
    assert [(s["name"], s["width"], s["height"]) for s in report["screens"]] == [
        ("left", 1280, 720),
        ("right", 1280, 720),
    ]
    assert [t["id"] for s in report["screens"] for t in s["tiles"]] == ["list", "level", "chart"]
    assert report["pulse_alive"] is True
    shots = sorted(path.name for path in (tmp_path / "shots").glob("last-*.png"))
    assert shots == ["last-1.png", "last-2.png"]
    told = [r.body for r in daemon.requests if type(r.body).__name__ == "ReportShown"]
    assert {body.screen for body in told} == {"left", "right"}
