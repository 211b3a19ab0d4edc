"""Runs the demo city as a user does, in processes of its own, and looks at it from outside."""

from __future__ import annotations

import datetime
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
STAMP = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),(\d{3}) ")


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

    # ---- logs -------------------------------------------------------------------------------------

    def log(self, name: str) -> str:
        path = self.folder / "demo" / "logs" / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def times(self, name: str, words: str) -> list[float]:
        """Return the instants (s since epoch) of the log's lines that have `words`."""
        lines = [line for line in self.log(name).splitlines() if words in line]
        return [instant for line in lines if (instant := _instant(line)) is not None]

    def words(self) -> str:
        parts = [f"--- output\n{self.output.read_text(errors='replace')[-2000:]}"]
        for name in ("display", "daemon", "feeder", "wall"):
            parts.append(f"--- {name}\n{self.log(name)[-2500:]}")
        return "\n".join(parts)

    # ---- processes --------------------------------------------------------------------------------

    def part(self, *mark: str) -> psutil.Process | None:
        """Return the newest child of the demo whose command line has all of `mark`."""
        found = [p for p in _children(self.process.pid, recursive=False) if set(mark) <= set(_command(p))]
        return max(found, key=lambda p: p.create_time(), default=None)

    def daemon(self) -> psutil.Process | None:
        return self.part("backend", "daemon")

    def wall(self) -> psutil.Process | None:
        return self.part("-m", "app")

    def players(self) -> list[psutil.Process]:
        wall = self.wall()
        return [p for p in _children(wall.pid) if "app.players.player" in _command(p)] if wall else []

    def renderers(self) -> list[psutil.Process]:
        """Return the web renderers of the wall: on Linux they are forked by a zygote and keep its words."""
        wall = self.wall()
        there = _children(wall.pid) if wall else []
        zygotes = {
            p.pid
            for p in there
            if {"--type=zygote"} <= set(_command(p)) and "--no-zygote-sandbox" not in _command(p)
        }
        return [p for p in there if "--type=renderer" in _command(p) or _parent(p) in zygotes]

    # ---- waiting ----------------------------------------------------------------------------------

    def until(self, seen: Callable[[], Any], what: str, within_s: float = 90.0) -> Any:
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if found := seen():
                return found
            assert self.process.poll() is None, f"the demo ended while waiting for {what}:\n{self.words()}"
            time.sleep(0.1)
        raise AssertionError(f"{what} did not come within {within_s} s:\n{self.words()}")

    def report(self, within_s: float) -> dict[str, Any]:
        try:
            code = self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            self.stop()
            raise AssertionError(f"the demo did not end within {within_s} s:\n{self.words()}") from None
        assert code == 0, self.words()
        found: dict[str, Any] = json.loads(self.report_file.read_text(encoding="utf-8"))
        return found

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def _instant(line: str) -> float | None:
    found = STAMP.match(line)
    if found is None:
        return None
    return datetime.datetime.fromisoformat(found[1]).astimezone().timestamp() + int(found[2]) / 1000


def _children(pid: int, *, recursive: bool = True) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=recursive)
    except psutil.NoSuchProcess:
        return []


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def _parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.NoSuchProcess:
        return 0
