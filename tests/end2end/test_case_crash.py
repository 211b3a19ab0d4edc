"""`kill -9` of the daemon while cases are opened, acted on and imported: nothing answered is lost or doubled."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from backend.contract.case_requests import ActOnCases, CasesActed, OpenCase
from backend.contract.cases import CaseFile, CaseQuery
from backend.contract.messages import EntryAppended
from backend.contract.work import Message, Run
from backend.contract.work_requests import Made
from backend.demo.desk_client import DeskError
from backend.store import Store
from tests.end2end.daemon_run import PASSWORD, DaemonRun
from tests.end2end.whole_journal import entries
from tests.end2end.work_desk import Desk
from tests.unit.backend.engine.cases import case_centre
from tests.unit.backend.engine.cases.test_desk import SOURCE_FILE, City, reported

SEED = 20261124
N_KILLS, N_IMPORTED = 8, 400
MOST_LIFE_S = 2.0
UNITS = """units: [{id: roads, name: Đội đường bộ}, {id: drains, name: Đội thoát nước}]
"""


@pytest.fixture
def city() -> Iterator[City]:
    server = City()
    server.rows = [reported(f"B-{i:03}") for i in range(N_IMPORTED)]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def daemon_in(folder: Path, city: City) -> DaemonRun:
    _, packs = case_centre.write(folder)
    url = f"http://127.0.0.1:{city.server_address[1]}/"
    run = DaemonRun(folder / "run", packs=packs, pack="thu", places=[], sources=[SOURCE_FILE | {"url": url}])
    with (run.centre / "centre.yaml").open("a", encoding="utf-8") as file:
        file.write(UNITS)
    (run.centre / "channels").mkdir()
    sms = yaml.safe_dump(case_centre.SMS, allow_unicode=True)
    (run.centre / "channels" / "sms.yaml").write_text(sms, encoding="utf-8")
    return run


class Officer:
    """Opens floods, whose procedure accepts them, and potholes, which the officer accepts; until told to go."""

    def __init__(self, daemon: DaemonRun) -> None:
        self.opened: dict[str, str] = {}
        """Code → title, of what was answered."""
        self.accepted: set[str] = set()
        self.n_asked = 0
        self._daemon, self.gone = daemon, threading.Event()
        self.faults: list[BaseException] = []
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _work(self) -> None:
        try:
            while not self.gone.is_set():
                try:
                    self._sit(Desk(self._daemon))
                except (DeskError, OSError):
                    time.sleep(0.05)
        except BaseException as error:  # noqa: BLE001 - told by `leave`
            self.faults.append(error)

    def _sit(self, desk: Desk) -> None:
        desk.sign_in("ha", PASSWORD)
        while not self.gone.is_set():
            self.n_asked += 1
            title, field = f"Việc {self.n_asked}", ("flood", "pothole")[self.n_asked % 2]
            made = desk.ask(OpenCase("report", title, field=field, phone="0905111222", reporter="Lan"))
            assert isinstance(made, Made), made
            assert made.made_id not in self.opened
            self.opened[made.made_id] = title
            if field == "pothole":
                acted = desk.ask(ActOnCases((made.made_id,), "accept"))
                assert isinstance(acted, CasesActed)
                assert acted.done == (made.made_id,)
                self.accepted.add(made.made_id)

    def leave(self) -> None:
        self.gone.set()
        self._thread.join(60)
        assert not self.faults, self.faults


def files(store: Store) -> dict[str, CaseFile]:
    found: list[CaseFile] = []
    while page := store.cases.find(CaseQuery(kind="report"), "code", len(found), 500, time.time()):
        found += page
    return {file.case_id: file for file in found}


def check(store: Store, officer: Officer) -> None:
    kept, journal = files(store), list(entries(store))
    assert store.verify().broken_seq is None
    for case_id, title in officer.opened.items():
        assert kept[case_id].title == title
    by_hand = {file.title: file for file in kept.values() if not file.source_id}
    assert len(by_hand) == sum(not file.source_id for file in kept.values())  # no request was done twice
    assert all(kept[case_id].status == "working" for case_id in officer.accepted)
    assert {name for name in kept if name.startswith("B-")} == {f"B-{i:03}" for i in range(N_IMPORTED)}
    opened = Counter(entry.subject for entry in journal if entry.kind == "case.opened")
    assert opened == Counter(list(kept))  # each case began once, and is kept
    check_work(store, kept, journal)


def check_work(store: Store, kept: dict[str, CaseFile], journal: list[EntryAppended]) -> None:
    rows = [row.item for row in store.work.rows(since_at=0.0)]
    runs = {item.run_id: item for item in rows if isinstance(item, Run)}
    floods = {case_id: file for case_id, file in kept.items() if file.field == "flood" and not file.source_id}
    assert {run.case_id for run in runs.values()} == set(floods)
    for case_id, file in floods.items():
        assert [runs[run_id].case_id for run_id in file.run_ids] == [case_id]
        assert (file.status, len(file.notes)) == ("working", 1)  # accepted and noted once, by its procedure
    told = [item for item in rows if isinstance(item, Message) and item.template_id == "bao"]
    assert Counter(item.fields["case_id"] for item in told) == Counter(list(floods))
    acts = Counter(
        e.subject for e in journal if e.kind == "case.changed" and e.payload.get("action") == "accept"
    )
    assert max(acts.values(), default=0) <= 1


@pytest.mark.timeout(600)
def test_cases_survive_kills_at_any_moment(tmp_path: Path, city: City) -> None:
    daemon, chance = daemon_in(tmp_path, city), random.Random(SEED)
    daemon.start()
    officer = Officer(daemon)
    try:
        for _ in range(N_KILLS):
            time.sleep(chance.uniform(0.1, MOST_LIFE_S))
            daemon.kill()
            daemon.start()
        n_before = len(officer.opened)
        until_at = time.monotonic() + 60
        while time.monotonic() < until_at and not finished(daemon, officer, n_before):
            time.sleep(0.1)
    finally:
        officer.leave()
        daemon.stop()
    store = daemon.store()
    try:
        assert len(officer.opened) > N_KILLS
        check(store, officer)
    finally:
        store.close()


def finished(daemon: DaemonRun, officer: Officer, n_before: int) -> bool:
    """Return whether the officer works again and all of the city's cases are in."""
    store = daemon.store()
    try:
        n_in = sum(name.startswith("B-") for name in files(store))
    finally:
        store.close()
    return n_in == N_IMPORTED and len(officer.opened) > n_before
