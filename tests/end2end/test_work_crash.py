"""`kill -9` of the daemon while procedures run: each finishes, no service is called twice, no message is lost.

The full trial (200 procedures, 20 kills) is the one on SQLite; `-s` shows its figures.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from backend.contract.messages import EntryAppended
from backend.contract.work import Message, Run
from backend.store import Store
from tests.end2end import work_centre, work_gateway
from tests.end2end.daemon_run import DaemonRun, wait
from tests.end2end.test_postgresql import postgres  # noqa: F401 - the fixture
from tests.end2end.whole_journal import entries
from tests.end2end.work_desk import People
from tests.peers.starting import Peer

SEED = 20261124
N_ASKED_PER_RUN = 4
"""A start and three steps that people do."""
MOST_LIFE_S, MOST_MOMENT_S = 3.0, 0.2
TAIL_S = 120.0
"""What was in flight when the daemon died is tried again half a minute later, and its first try may go wrong."""


def kill_again_and_again(daemon: DaemonRun, people: People, n_kills: int, n_runs: int) -> list[float]:
    """Kill the daemon at random moments, spread over all that there is to do; return how soon it was back, s."""
    chance = random.Random(SEED)
    n_each = N_ASKED_PER_RUN * n_runs * 0.9 / n_kills
    back_after_s = []
    for _ in range(n_kills):
        n_until = people.n_asked + chance.uniform(0, 2 * n_each)
        ends_at = time.monotonic() + MOST_LIFE_S
        while people.n_asked < n_until and time.monotonic() < ends_at and people.at_work:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, MOST_MOMENT_S))
        daemon.kill()
        back_after_s.append(daemon.start())
    return back_after_s


def messages(store: Store) -> list[Message]:
    return [row.item for row in store.work.rows(since_at=0) if isinstance(row.item, Message)]


def check_runs(people: People, journal: list[EntryAppended], n_runs: int) -> None:
    """Every run has gone its whole way, each step once; what was answered has happened."""
    runs = people.runs
    assert people.most_open == n_runs
    assert {run.state for run in runs.values()} == {"finished"}
    assert len(runs) == n_runs
    whole = sorted(work_centre.DONE_STEPS)
    for run in runs.values():
        assert sorted(step.element_id for step in run.steps) == whole, run
        assert {step.state for step in run.steps} == {"done"}, run
    assert people.made <= runs.keys()
    by_people = {(run.run_id, step.step_id) for run in runs.values() for step in run.steps if step.closed_by}
    assert people.done <= by_people
    check_journal(runs, journal)


def check_journal(runs: dict[str, Run], journal: list[EntryAppended]) -> None:
    """Each thing stands in the journal once."""
    said = Counter((e.kind, e.subject, str(e.payload.get("step_id", ""))) for e in journal)
    steps = [("step.done", run.run_id, step.step_id) for run in runs.values() for step in run.steps]
    whole = ("procedure.started", "procedure.finished", "incident.note")
    once = steps + [(kind, run_id, "") for kind in whole for run_id in runs]
    kinds = {"step.done", *whole}
    assert {what: n for what, n in said.items() if what[0] in kinds} == dict.fromkeys(once, 1)


def check_outbox(store: Store, people: People) -> dict[str, str]:
    """Every message has arrived as far as can be known; return the key and channel of each."""
    kept = messages(store)
    assert Counter(message.state for message in kept).keys() <= {"sent", "delivered"}
    wanted = Counter(
        (run_id, f"{element}.1", "dich-vu") for run_id in people.runs for element in work_centre.WEB_STEPS
    )
    wanted += Counter({(run_id, "bao_doi.1", "sms"): len(work_centre.PEOPLE) for run_id in people.runs})
    assert Counter((message.run_id, message.step_id, message.channel) for message in kept) == wanted
    return {message.key: message.channel for message in kept}


def check_receiver(gateway: Peer, keys: dict[str, str]) -> int:
    """The receiver has acted on each key once, and met no other; return how many repeats it was spared."""
    came = gateway.received()
    path_of = {"sms": "/esms", "dich-vu": "/webhook"}
    assert {item["key"]: item["path"] for item in came} == {key: path_of[to] for key, to in keys.items()}
    acted = Counter(item["key"] for item in came if item["accepted"])
    assert acted == dict.fromkeys(keys, 1)
    said: dict[str, set[str]] = {}
    for item in came:
        said.setdefault(item["key"], set()).add(item["body"])
    assert {key for key, bodies in said.items() if len(bodies) > 1} == set()
    return len(came) - len(keys)


@pytest.mark.timeout(420)
@pytest.mark.parametrize(("n_runs", "n_kills", "on"), [(200, 20, "sqlite"), (40, 5, "postgresql")])
def test_procedures_outlive_kills_with_nothing_lost_and_nothing_doubled(
    n_runs: int, n_kills: int, on: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database = request.getfixturevalue("postgres") if on == "postgresql" else ""
    with work_gateway.running(tmp_path / "gateway.jsonl") as gateway:
        daemon = work_centre.make(tmp_path, gateway.port, database)
        daemon.start()
        began = time.monotonic()
        people = People(daemon, work_centre.PROCEDURE, work_centre.LAST, n_runs)
        try:
            back_after_s = kill_again_and_again(daemon, people, n_kills, n_runs)
            crashed_s = time.monotonic() - began
            wait(lambda: not people.at_work, "the end of every procedure", TAIL_S, daemon.words)
            assert people.faults == []
            store = daemon.store()
            wait(lambda: not any(m.open for m in messages(store)), "the last message", TAIL_S, daemon.words)
            took_s = time.monotonic() - began
        finally:
            people.give_up()
            daemon.stop()
    try:
        journal = list(entries(store))
        check_runs(people, journal, n_runs)
        keys = check_outbox(store, people)
        n_repeats = check_receiver(gateway, keys)
        assert store.verify().broken_seq is None
    finally:
        store.close()
    bad = re.findall(r"^.*(?: ERROR | CRITICAL |Traceback).*$", daemon.log_file.read_text(), re.MULTILINE)
    assert bad == []
    assert n_repeats > 0
    n_steps = sum(len(run.steps) for run in people.runs.values())
    print(  # noqa: T201 - the trial's figures, seen with -s
        f"\n{on}: {n_runs} procedures at the same time with {n_steps} steps finished over {n_kills} kills in {crashed_s:.0f} s, "
        f"the last message gone after {took_s:.0f} s; {len(keys)} messages acted on once each, {n_repeats} repeats "
        f"known by their keys; {people.n_refused} steps whose answer was lost had been done; "
        f"{len(journal)} journal entries whole; back after {min(back_after_s):.1f} to {max(back_after_s):.1f} s"
    )
