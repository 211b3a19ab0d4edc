from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from backend.cli.supervise import Child, Household


def until(seen: Callable[[], object], look: Callable[[], None] = lambda: None) -> None:
    deadline = time.monotonic() + 20
    while not seen():
        assert time.monotonic() < deadline
        look()
        time.sleep(0.02)


def sleeper(tmp_path: Path, *, restart: bool = True) -> Child:
    code = "import time; print('up', flush=True); time.sleep(600)"
    return Child("sleeper", [sys.executable, "-c", code], tmp_path / "logs" / "x.log", restart=restart)


def test_what_dies_is_started_again_and_all_end_together(tmp_path: Path) -> None:
    house = Household()
    child = house.add(sleeper(tmp_path))
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until(lambda: child.pid not in (None, first), house.look)
    assert child.n_starts == 2
    second = child.pid
    house.stop()
    assert second is not None
    assert not psutil.pid_exists(second) or psutil.Process(second).status() == psutil.STATUS_ZOMBIE


def test_a_child_that_is_not_to_restart_stays_dead_with_its_code(tmp_path: Path) -> None:
    house = Household()
    child = house.add(sleeper(tmp_path, restart=False))
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    until(lambda: child.exit_code == -signal.SIGKILL)
    house.look()
    assert child.n_starts == 1
    house.stop()


def test_output_goes_to_the_log_over_restarts(tmp_path: Path) -> None:
    child = sleeper(tmp_path)
    child.start()
    until(lambda: "up" in (tmp_path / "logs" / "x.log").read_text())
    child.stop()
    assert child.exit_code is not None
