"""Trial: 300 requests of Boston posted to our Open311 door, and pulled from there by the daemon of another city."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest
import yaml

from backend.contract.case_requests import ActOnCases, CasesActed
from backend.contract.cases import CaseFile, CaseQuery
from backend.wire import keys
from tests.end2end import boston_centre
from tests.end2end.daemon_run import DaemonRun, free_port, wait
from tests.end2end.register_desk import RegisterDesk

pytestmark = pytest.mark.timeout(600)

ALL = CaseQuery(kind="report")
DONE = CaseQuery(kind="report", groups=("done",))
KEY = "khoa-cua-ung-dung-boston-0123456789"
PREFIX = "B311-"
N_REQUESTS, N_REOPENED = 300, 25
AT_ONCE = 8
PAGE = 70
MORE: dict[str, Any] = {
    "code": "PAHT.{date}.{number}",
    "terms": [{"finish": "5d", "finish_mode": "elapsed"}],
    "actions": [
        {"id": "finish", "name": {"vi": "Báo kết quả"}, "from": ["new"], "to": "done", "effect": "finish",
         "needs": [{"need": "result"}], "public": True},
        {"id": "reopen", "name": {"vi": "Xử lý lại"}, "from": ["done"], "to": "new", "effect": "reopen"},
    ],
}  # fmt: skip
_PERSONAL = re.compile(r"\d{3}.?\d{3,}|@")
"""What may be masked: telephone and identity numbers, addresses of e-mail."""


@pytest.fixture(scope="module")
def table(real_data: Path) -> pd.DataFrame:
    return boston_centre.requests(real_data)


@pytest.fixture(scope="module")
def requests(table: pd.DataFrame) -> pd.DataFrame:
    """Return every hundredth request, so that three months and most types are among them."""
    return table.iloc[:: len(table) // N_REQUESTS][:N_REQUESTS].reset_index(drop=True)


@pytest.fixture(scope="module")
def city(table: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaemonRun]:
    """Return the daemon with the door."""
    folder = tmp_path_factory.mktemp("city")
    run = boston_centre.centre(folder, table, [], MORE)
    settings = {
        "port": free_port(),
        "api_keys": [{"id": "app", "source": "citizens-connect-app", "posts_per_minute": 6000}],
        "georeport": {"box": [-71.3, 42.1, -70.8, 42.6]},
        "limits": {"requests_per_minute": 6000},
    }
    boston_centre.write_yaml(run.centre / "gateway.yaml", settings)
    keys.KeyFolder(run.folder / "keys").put("api.app", KEY)
    run.start()
    try:
        yield run
    finally:
        run.stop()


@pytest.fixture(scope="module")
def door(city: DaemonRun) -> str:
    port = yaml.safe_load((city.centre / "gateway.yaml").read_text())["port"]
    return f"http://127.0.0.1:{port}/open311/v2"


@pytest.fixture(scope="module")
def codes(requests: pd.DataFrame, door: str) -> list[str]:
    """Return the code that the door answered for each request, posted by several clients at once."""
    return asyncio.run(post_all(requests, door))


async def post_all(requests: pd.DataFrame, door: str) -> list[str]:
    turn = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(timeout=60) as client:

        async def post(row: Any) -> str:
            form = {
                "api_key": KEY, "service_code": row.kind_of, "lat": row.latitude, "long": row.longitude,
                "address_string": row.location, "description": row.case_title,
            }  # fmt: skip
            async with turn:
                answer = await client.post(f"{door}/requests.json", data=form)
            assert answer.status_code == 200, answer.text
            (made,) = answer.json()
            return str(made["service_request_id"])

        return list(await asyncio.gather(*(post(row) for row in requests.itertuples())))


@pytest.fixture(scope="module")
def neighbour(
    table: pd.DataFrame, codes: list[str], door: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DaemonRun]:
    """Return the other city's daemon."""
    assert codes
    source = {
        "id": "boston", "kind": "open311", "name": "Boston", "max_age_s": 3600, "url": door, "id_prefix": PREFIX,
        "interval_s": 0.5,
    }  # fmt: skip
    run = boston_centre.centre(tmp_path_factory.mktemp("neighbour"), table, [source])
    run.start()
    try:
        yield run
    finally:
        run.stop()


def plain(text: object) -> str:
    return " ".join(str(text).split())


def shown(door: str) -> dict[str, dict[str, Any]]:
    """Return what the door shows to everybody, page after page."""
    found: list[dict[str, Any]] = []
    url: str | None = f"{door}/requests.json?page_size={PAGE}"
    with httpx.Client(timeout=30) as client:
        while url:
            answer = client.get(url)
            assert answer.status_code == 200, answer.text
            found += answer.json()
            url = answer.links.get("next", {}).get("url")
    by_id = {each["service_request_id"]: each for each in found}
    assert len(by_id) == len(found), "a page repeats a request"
    return by_id


def test_the_door_shows_each_request_once_as_it_was_posted(
    requests: pd.DataFrame, codes: list[str], door: str
) -> None:
    seen = shown(door)
    assert len(set(codes)) == N_REQUESTS
    assert set(seen) == set(codes)
    for code, row in zip(codes, requests.itertuples(), strict=True):
        told = seen[code]
        assert (told["service_code"], told["status"]) == (row.kind_of, "open")
        assert (told["lat"], told["long"]) == (float(str(row.latitude)), float(str(row.longitude)))
        if not _PERSONAL.search(f"{row.case_title} {row.location}"):
            assert plain(told["description"]) == plain(row.case_title)
            assert plain(row.location) in plain(told["address"])


def test_what_is_pulled_is_what_was_posted_and_its_status_follows(
    requests: pd.DataFrame, codes: list[str], door: str, city: DaemonRun, neighbour: DaemonRun
) -> None:
    desk, there = RegisterDesk(city), RegisterDesk(neighbour)
    wait(lambda: there.n(ALL) == N_REQUESTS, "all requests", 60, neighbour.words, every_s=0.2)
    ours = {file.case_id: file for file in desk.listed(ALL)}
    compare(ours, there, door)

    closed = [code for code, status in zip(codes, requests["case_status"], strict=True) if status == "Closed"]
    reasons = dict(zip(codes, requests["closure_reason"], strict=True))
    for code in closed:
        act(desk, code, "finish", {"result": str(reasons[code])[:900]})
    wait(lambda: there.n(DONE) == len(closed), "the ends", 60, neighbour.words, every_s=0.2)
    assert there.ids(DONE) == {PREFIX + code for code in closed}
    compare({file.case_id: file for file in desk.listed(ALL)}, there, door)

    neighbour.kill()
    for code in closed[:N_REOPENED]:
        act(desk, code, "reopen", {})
    neighbour.start()
    there = RegisterDesk(neighbour)
    expected = {PREFIX + code for code in closed[N_REOPENED:]}
    wait(lambda: there.n(DONE) == len(expected), "the reopenings", 60, neighbour.words, every_s=0.2)
    assert there.ids(DONE) == expected
    compare({file.case_id: file for file in desk.listed(ALL)}, there, door)
    assert there.source("boston").refused == 0
    check_journal(neighbour, closed)


def act(desk: RegisterDesk, code: str, action: str, values: dict[str, str]) -> None:
    acted = desk.ask(ActOnCases((code,), action, values))
    assert isinstance(acted, CasesActed), acted
    assert acted.done == (code,), acted.refused


def compare(ours: dict[str, CaseFile], there: RegisterDesk, door: str) -> None:
    """Compare the other city's cases with ours, and their words with what the door shows."""
    theirs, seen = {file.case_id: file for file in there.listed(ALL)}, shown(door)
    assert set(theirs) == {PREFIX + code for code in ours}
    for code, file in ours.items():
        other = theirs[PREFIX + code]
        assert (other.field, other.lat, other.lon) == (file.field, file.lat, file.lon)
        assert other.remote_id == code
        assert other.group == file.group, code
        for mine, told in ((file.opened_at, other.opened_at), (file.due_at, other.due_at)):
            assert mine is not None
            assert told is not None
            assert abs(mine - told) <= 1.0, "the door tells whole seconds"
        assert other.text == seen[code]["description"]
        assert other.result == seen[code]["status_notes"]


def check_journal(neighbour: DaemonRun, closed: list[str]) -> None:
    """Each case began once, ended once, and was reopened once where it was."""
    store = neighbour.store()
    try:
        entries = store.journal(0, limit=5000)
        assert store.verify().broken_seq is None
    finally:
        store.close()
    by_kind = {
        kind: Counter(entry.subject for entry in entries if entry.kind == kind)
        for kind in ("case.opened", "case.closed", "case.reopened")
    }
    assert set(by_kind["case.opened"].values()) == {1}
    assert len(by_kind["case.opened"]) == N_REQUESTS
    assert by_kind["case.closed"] == Counter(PREFIX + code for code in closed)
    assert by_kind["case.reopened"] == Counter(PREFIX + code for code in closed[:N_REOPENED])
