"""Runs the demo city as a user does, in processes of its own, and looks at it from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]


class DemoRun:
    """One `toancanh demo --headless`."""

    def __init__(self, folder: Path, seconds: float, *options: str) -> None:
        self.folder = folder
        self.report_file, self.screenshots = folder / "r.json", folder / "s"
        command = [sys.executable, "-m", "backend", "demo", "--headless", "--seconds", str(seconds)]
        command += ["--report", str(self.report_file), "--screenshots", str(self.screenshots)]
        command += ["--folder", str(folder / "demo"), *options]
        environment = {k: v for k, v in os.environ.items() if k not in {"QT_QPA_PLATFORM", "DISPLAY"}}
        self.output = folder / "out.txt"
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=out, cwd=ROOT, env=environment)

    def log(self, name: str) -> str:
        path = self.folder / "demo" / "logs" / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def pids(self) -> dict[str, int]:
        path = self.folder / "demo" / "run.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def until(self, seen: Callable[[], Any], what: str, within_s: float = 90.0) -> Any:
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if found := seen():
                return found
            assert self.process.poll() is None, f"the demo ended while waiting for {what}:\n{self.words()}"
            time.sleep(0.2)
        raise AssertionError(f"{what} did not come within {within_s} s:\n{self.words()}")

    def children(self, of: str, mark: str) -> list[psutil.Process]:
        """Return descendants of a process of the demo whose command line has `mark`."""
        parent = psutil.Process(self.pids()[of])
        found = []
        for child in parent.children(recursive=True):
            try:
                if mark in " ".join(child.cmdline()):
                    found.append(child)
            except psutil.NoSuchProcess:
                continue
        return found

    def report(self, within_s: float) -> dict[str, Any]:
        try:
            code = self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            self.stop()
            raise AssertionError(f"the demo did not end within {within_s} s:\n{self.words()}") from None
        assert code == 0, self.words()
        found: dict[str, Any] = json.loads(self.report_file.read_text(encoding="utf-8"))
        return found

    def words(self) -> str:
        parts = [f"--- output\n{self.output.read_text(errors='replace')[-2000:]}"]
        for name in ("display", "daemon", "feeder", "wall"):
            parts.append(f"--- {name}\n{self.log(name)[-2500:]}")
        return "\n".join(parts)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
