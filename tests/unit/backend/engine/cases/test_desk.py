"""A daemon with a kind of case: from another system's answer to the desk, over real sockets and a real store."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.contract import codec
from backend.contract.case_requests import (
    ActOnCases,
    AttachToCase,
    CaseCounts,
    CaseDetail,
    CaseKinds,
    CasePage,
    CasesActed,
    CountCases,
    Figures,
    FindCases,
    GetCase,
    GetCaseKinds,
    GetFigures,
    OpenCase,
)
from backend.contract.cases import CaseQuery
from backend.contract.messages import (
    Failure,
    GetHistory,
    GetJournal,
    History,
    Journal,
    Pulse,
    RegistersChanged,
)
from backend.contract.work import Case
from backend.contract.work_requests import GetEvidence, Kept, Made, StartProcedure
from backend.engine.cases.sampler import SOURCE
from backend.engine.daemon import Daemon
from backend.engine.starting import DaemonOptions
from backend.store import Store
from backend.wire import keys
from tests.unit.backend.engine.cases.case_centre import PNG, write
from tests.unit.backend.engine.wall_peer import WallPeer

PASSWORD = "mười hai chữ"
SOURCE_FILE = {
    "id": "city", "kind": "http_json", "name": "Hệ thống thành phố", "interval_s": 0.1, "max_age_s": 60,
    "cases": {
        "kind": "report", "items": "rows", "id": "code", "title": {"vi": "{what}"}, "time": "at", "changed": "changed",
        "status": "status", "field": "category", "unit": "unit", "phone": "phone",
        "severity": {"path": "severity", "values": {"2": "medium", "1": "critical"}},
    },
}  # fmt: skip


class City(ThreadingHTTPServer):
    """Another system that keeps reports."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.rows: list[dict[str, Any]] = []


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"rows": self.server.rows}).encode()  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def city() -> Iterator[City]:
    server = City()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def reported(code: str, status: str = "open", **more: Any) -> dict[str, Any]:
    row = {"code": code, "what": f"Ổ gà {code}", "at": time.time() - 600, "changed": time.time() - 60}
    return row | {"status": status, "category": "hole", "severity": "2", "phone": "0905111222"} | more


def options_in(folder: Path, url: str) -> DaemonOptions:
    centre, packs = write(folder)
    source = yaml.safe_dump(SOURCE_FILE | {"url": url}, allow_unicode=True)
    (centre / "sources" / "city.yaml").write_text(source, encoding="utf-8")
    keys.make(keys.KeyFolder(folder / "keys"))
    store = Store.open(f"sqlite:///{folder}/t.db")
    store.migrate()
    for user, role, unit in (
        ("ha", "duty_officer", ""),
        ("binh", "unit_officer", "roads"),
        ("khoa", "unit_officer", "drains"),
        ("xem", "viewer", ""),
    ):
        store.accounts.create(
            user, PASSWORD, role=role, display_name=user.title(), actor="test", unit_id=unit
        )
    store.close()
    return DaemonOptions(
        centre=centre,
        packs=packs,
        database=f"sqlite:///{folder}/t.db",
        keys=folder / "keys",
        feed=f"ipc://{folder}/feed",
        requests=f"ipc://{folder}/requests",
    )


@contextlib.asynccontextmanager
async def running(folder: Path, city: City) -> AsyncIterator[WallPeer]:
    options = options_in(folder, f"http://127.0.0.1:{city.server_address[1]}/")
    ended = asyncio.Event()
    task = asyncio.ensure_future(Daemon(options).run(ended))
    wall = WallPeer(folder / "keys", options.feed, options.requests)
    try:
        await wall.sign_in("ha", PASSWORD)
        yield wall
    finally:
        wall.close()
        ended.set()
        await asyncio.wait_for(task, 20)


async def until_there_are(wall: WallPeer, n: int) -> CasePage:
    async with asyncio.timeout(20):
        while True:
            page = await wall.ask(FindCases(CaseQuery(kind="report")))
            assert isinstance(page, CasePage), page
            if page.n_total == n:
                return page
            await wall.until(lambda message: isinstance(message, RegistersChanged | Pulse))


def test_a_case_comes_from_a_source_is_acted_on_journalled_and_told(tmp_path: Path, city: City) -> None:
    async def scene() -> None:
        city.rows = [reported("B-1"), reported("B-2", category="water", severity="1")]
        async with running(tmp_path, city) as wall:
            page = await until_there_are(wall, 2)
            assert {row.case_id: row.unit_id for row in page.rows} == {"B-1": "roads", "B-2": "drains"}
            acted = await wall.ask(ActOnCases(("B-1", "B-2"), "accept"))
            assert isinstance(acted, CasesActed)
            assert acted.done == ("B-1",)  # its procedure has accepted the other one
            assert [refusal.case_id for refusal in acted.refused] == ["B-2"]
            _, told = await wall.until(
                lambda m: isinstance(m, RegistersChanged) and "B-1" in m.case_ids and m.kinds["report"] > 1
            )
            assert isinstance(told, RegistersChanged)
            journal = await wall.ask(GetJournal(subject="B-1"))
            assert isinstance(journal, Journal)
            assert [entry.kind for entry in journal.entries] == ["case.opened", "case.changed", "case.told"]
            assert (journal.entries[1].actor, journal.entries[1].payload["action"]) == ("Ha", "accept")
            detail = await wall.ask(GetCase("B-1"))
            assert isinstance(detail, CaseDetail)
            assert (detail.file.status, detail.actions) == ("working", ("transfer", "finish", "merge"))
            snapshot = await wall.snapshot()
            live = [item.case_id for item in snapshot.work if isinstance(item, Case)]
            assert live == ["B-2"]

    asyncio.run(scene())


def test_what_the_desk_did_is_not_undone_by_the_source_that_tells_the_same_again(
    tmp_path: Path, city: City
) -> None:
    async def scene() -> None:
        city.rows = [reported("B-1")]
        async with running(tmp_path, city) as wall:
            await until_there_are(wall, 1)
            await wall.ask(ActOnCases(("B-1",), "accept"))
            city.rows = [*city.rows, reported("B-3")]
            page = await until_there_are(wall, 2)
            assert {row.case_id: row.status for row in page.rows} == {"B-1": "working", "B-3": "new"}

    asyncio.run(scene())


def test_a_case_is_opened_by_hand_gets_its_photo_and_its_procedure(tmp_path: Path, city: City) -> None:
    async def scene() -> None:
        async with running(tmp_path, city) as wall:
            kinds = await wall.ask(GetCaseKinds())
            assert isinstance(kinds, CaseKinds)
            assert [(info.kind, info.pack_id) for info in kinds.kinds] == [("report", "thu")]
            made = await wall.ask(
                OpenCase("report", "Ổ gà", field="pothole", place_id="cam-1", source="officer")
            )
            assert isinstance(made, Made), made
            kept = await wall.ask(AttachToCase(made.made_id, "a.png", "image/png", PNG))
            assert isinstance(kept, Made)
            picture = await wall.ask(GetEvidence(kept.made_id))
            assert isinstance(picture, Kept)
            assert picture.data == PNG
            run = await wall.ask(StartProcedure("hoi", case_id=made.made_id))
            assert isinstance(run, Made)
            detail = await wall.ask(GetCase(made.made_id))
            assert isinstance(detail, CaseDetail)
            assert (detail.file.run_ids, detail.file.area_code, detail.file.lat) == (
                (run.made_id,),
                "20242",
                16.061,
            )
            fake = await wall.ask(AttachToCase(made.made_id, "a.png", "image/png", b"MZ"))
            assert isinstance(fake, Failure)

    asyncio.run(scene())


def test_an_officer_of_a_unit_sees_counts_and_acts_within_the_unit(tmp_path: Path, city: City) -> None:
    async def scene() -> None:
        city.rows = [reported("B-1"), reported("B-2", category="water"), reported("B-3")]
        async with running(tmp_path, city) as wall:
            await until_there_are(wall, 3)
            signed = await wall.sign_in("binh", PASSWORD)
            assert signed.unit_id == "roads"
            page = await wall.ask(FindCases(CaseQuery(kind="report"), order="code"))
            assert isinstance(page, CasePage)
            assert ([row.case_id for row in page.rows], page.n_total) == (["B-1", "B-3"], 2)
            other = await wall.ask(CountCases(CaseQuery(units=("drains",))))
            assert isinstance(other, CaseCounts)
            assert other.n_total == 0
            figures = await wall.ask(GetFigures(("open",), by="unit"))
            assert isinstance(figures, Figures)
            assert [(cell.key, cell.n, cell.name) for cell in figures.cells] == [("roads", 2, "Đội đường bộ")]
            assert isinstance(await wall.ask(GetCase("B-2")), Failure)
            acted = await wall.ask(ActOnCases(("B-2",), "accept"))
            assert isinstance(acted, CasesActed)
            assert acted.done == ()
            elsewhere = await wall.ask(OpenCase("report", "Ngập", field="flood", unit_id="drains"))
            assert isinstance(elsewhere, Failure)
            await wall.sign_in("xem", PASSWORD)
            watching = await wall.ask(ActOnCases(("B-1",), "accept"))
            assert isinstance(watching, Failure)
            assert watching.kind == "not_allowed"

    asyncio.run(scene())


def test_a_measured_figure_is_a_series_of_every_unit_and_its_source_is_listed(
    tmp_path: Path, city: City
) -> None:
    async def scene() -> None:
        async with running(tmp_path, city) as wall:
            snapshot = await wall.snapshot()
            assert {"roads.late", "drains.late", "centre_register.late"} <= {
                s.series_id for s in snapshot.series
            }
            assert [place.name for place in snapshot.places if place.kind == "unit"] == [
                "Đội đường bộ",
                "Đội thoát nước",
            ]
            async with asyncio.timeout(20):
                while True:
                    history = await wall.ask(GetHistory(("roads.late",), time.time() - 60, time.time() + 60))
                    assert isinstance(history, History)
                    if len(codec.floats(history.columns[0].at)):
                        break
            (register,) = [source for source in (await wall.snapshot()).sources if source.source_id == SOURCE]
            assert (register.name, register.state) == ("Sổ hồ sơ", "fresh")

    asyncio.run(scene())
