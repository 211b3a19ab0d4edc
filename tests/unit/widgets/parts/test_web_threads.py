from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from widgets.parts.web_threads import BEHIND_NICE, stand_back


@pytest.fixture
def thread() -> Iterator[int]:
    """A thread of this process that only waits: its number."""
    over, begun = threading.Event(), threading.Event()
    waiting = threading.Thread(target=lambda: (begun.set(), over.wait()))
    waiting.start()
    begun.wait()
    yield waiting.native_id or 0
    over.set()
    waiting.join()


def named(folder: Path, number: int, name: str) -> None:
    (folder / str(number)).mkdir()
    (folder / str(number) / "comm").write_text(f"{name}\n")


@pytest.mark.skipif(os.getpriority(os.PRIO_PROCESS, 0) >= 19, reason="nothing is lower than this process")
def test_threads_that_draw_by_software_stand_back_once(tmp_path: Path, thread: int) -> None:
    named(tmp_path, thread, "llvmpipe-0")
    assert stand_back(tmp_path) == 1
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert os.getpriority(os.PRIO_PROCESS, thread) == min(19, own + BEHIND_NICE)
    assert stand_back(tmp_path) == 0


def test_all_others_keep_their_priority(tmp_path: Path, thread: int) -> None:
    named(tmp_path, thread, "python")
    assert stand_back(tmp_path) == 0
    assert os.getpriority(os.PRIO_PROCESS, thread) == os.getpriority(os.PRIO_PROCESS, 0)


def test_a_thread_that_has_ended_and_a_system_without_tasks_are_passed_over(tmp_path: Path) -> None:
    named(tmp_path, 2**22 + 1, "llvmpipe-0")
    assert stand_back(tmp_path) == 0
    assert stand_back(tmp_path / "none") == 0
