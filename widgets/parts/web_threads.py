"""Lets the threads that draw pages in software stand back behind the rest of the wall.

Without a GPU a frame of a map keeps every core busy for some hundred milliseconds, with threads of this very
process: videos and the GUI thread would wait for them in turn. With a lower priority they take what is left.
"""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

log = logging.getLogger(__name__)

PAINTERS = ("llvmpipe-",)
"""Names of threads that draw by software begin so (Mesa)."""
BEHIND_NICE, MOST_NICE = 1, 19
"""So far behind the caller, and the most there is. It gives way a little: five behind, a page that had died
took 18 s to be drawn again beside a busy city, one behind 8 s."""
TASKS = Path("/proc/self/task")


def stand_back(tasks: Path = TASKS) -> int:
    """Lower the priority of threads that draw by software below the caller's; return how many were lowered.

    Elsewhere than on Linux there are no such threads to be found, and nothing is done.
    """
    lowered = 0
    nice = min(MOST_NICE, os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) + BEHIND_NICE)
    for name in tasks.glob("*/comm"):
        try:
            if not name.read_text().startswith(PAINTERS):
                continue
            thread = int(name.parent.name)
            if os.getpriority(os.PRIO_PROCESS, thread) < nice:
                os.setpriority(os.PRIO_PROCESS, thread, nice)
                lowered += 1
        except OSError as error:  # it has just ended, or may not be changed
            log.debug("priority of a drawing thread: %s", error)
    return lowered
