"""People at desks who start procedures and do what is open, however often the daemon dies under their hands."""

from __future__ import annotations

import functools
import re
import threading
import time
import zlib
from collections.abc import Callable

from backend.contract import codec
from backend.contract.messages import Done, Failure, ReplyBody, Request, RequestBody
from backend.contract.work import Run
from backend.contract.work_requests import DoStep, GetWork, Made, StartProcedure, Work
from backend.demo.desk_client import PATIENCE_S, DeskClient, DeskError
from backend.domain.clock import SystemClock
from tests.end2end.daemon_run import PASSWORD, DaemonRun

_HAS_HAPPENED = re.compile("đã xong rồi|đã kết thúc")
N_DOING = 2
PAUSE_S = 0.1
"""Between two looks at what is open."""


class Desk(DeskClient):
    """A desk that gives up at once when the daemon that it asked has died."""

    def __init__(self, daemon: DaemonRun) -> None:
        super().__init__(daemon.folder / "keys", daemon.requests, SystemClock())
        assert daemon.process is not None
        self._asked = daemon.process

    def ask(self, body: RequestBody) -> ReplyBody:
        self._n += 1
        until_at = self._clock.now() + PATIENCE_S
        self._requests.send(codec.encode(Request(self._n, self._session, until_at, body)))
        while self._asked.poll() is None and self._clock.now() < until_at:
            if self._requests.poll(20):
                reply = codec.decode_reply(self._requests.recv())
                if reply.request_id == self._n:
                    return reply.body
        raise DeskError(f"no answer to {type(body).__name__}")

    def runs(self) -> list[Run]:
        answer = self.ask(GetWork(kind="run", limit=1000))
        assert isinstance(answer, Work), answer
        return [item for item in answer.items if isinstance(item, Run)]


class People:
    """One who starts `n_runs` procedures and two who do their steps; each with a desk and a thread of its own.

    The element `last` is done only when all procedures have been started: so all run at the same time.
    """

    def __init__(self, daemon: DaemonRun, procedure_id: str, last: str, n_runs: int) -> None:
        self._daemon, self._procedure_id, self._last, self._n_runs = daemon, procedure_id, last, n_runs
        self.n_asked = self.most_open = 0
        self.made: set[str] = set()
        """Runs whose start was answered."""
        self.done: set[tuple[str, str]] = set()
        """(run, step) that were answered as done."""
        self.n_refused = 0
        """Steps asked for once more, because the daemon died before its answer, that turned out to be done."""
        self.runs: dict[str, Run] = {}
        """As the wire told at last."""
        self.faults: list[BaseException] = []
        self._unsure: dict[int, DoStep] = {}
        self._given_up = threading.Event()
        work: list[Callable[[Desk], None]] = [self._start_all]
        work += [functools.partial(self._do_all, part=part) for part in range(N_DOING)]
        self._threads = [threading.Thread(target=self._persist, args=(do,)) for do in work]
        for thread in self._threads:
            thread.start()

    @property
    def at_work(self) -> bool:
        return any(thread.is_alive() for thread in self._threads) and not self.faults

    def give_up(self) -> None:
        """Go home, finished or not."""
        self._given_up.set()
        for thread in self._threads:
            thread.join(30)

    def _persist(self, do: Callable[[Desk], None]) -> None:
        """Do it again from the beginning, signed in anew, each time that the daemon dies."""
        try:
            while not self._given_up.is_set():
                desk = Desk(self._daemon)
                try:
                    desk.sign_in("ha", PASSWORD)
                    do(desk)
                except DeskError:
                    time.sleep(PAUSE_S)
                else:
                    return
                finally:
                    desk.close()
        except BaseException as error:  # noqa: BLE001 - told on the test's own thread
            self.faults.append(error)

    def _start_all(self, desk: Desk) -> None:
        """Start what is missing: whether a start that nobody answered has happened, the list says."""
        for _ in range(self._n_runs - len(desk.runs())):
            self.n_asked += 1
            answer = desk.ask(StartProcedure(self._procedure_id))
            assert isinstance(answer, Made), answer
            self.made.add(answer.made_id)

    def _do_all(self, desk: Desk, part: int) -> None:
        """Do every open step of one part of the runs until all runs have ended."""
        if part in self._unsure:
            self._do(desk, part, self._unsure[part], again=True)
        while not self._given_up.is_set():
            runs = desk.runs()
            self.runs |= {run.run_id: run for run in runs}
            n_open, all_there = sum(run.open for run in runs), len(runs) == self._n_runs
            self.most_open = max(self.most_open, n_open)
            if all_there and not n_open:
                return
            for run in runs:
                if zlib.crc32(run.run_id.encode()) % N_DOING == part:
                    for step in self._to_do(run, all_there=all_there):
                        self._do(desk, part, step)
            time.sleep(PAUSE_S)

    def _to_do(self, run: Run, *, all_there: bool) -> list[DoStep]:
        return [
            DoStep(run.run_id, step.step_id, "done", outcome=step.outcomes[0] if step.outcomes else "")
            for step in run.steps
            if step.kind == "user" and step.state == "open" and (all_there or step.element_id != self._last)
        ]

    def _do(self, desk: Desk, part: int, step: DoStep, *, again: bool = False) -> None:
        self.n_asked += 1
        self._unsure[part] = step
        answer = desk.ask(step)
        del self._unsure[part]
        if again and isinstance(answer, Failure) and _HAS_HAPPENED.search(answer.words.vi):
            self.n_refused += 1
            return
        assert isinstance(answer, Done), answer
        self.done.add((step.run_id, step.step_id))
