"""Every number of every layout equals its list: a city of twenty days, the real wire, every tile that counts."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from app.wall.layout_folders import read_layouts
from app.wall.layouts import TilePlan
from backend.contract.case_requests import CasePage, FindCases, GetFigures
from backend.contract.cases import CaseQuery
from backend.demo.city import load
from backend.demo.desk_client import DeskClient
from backend.demo.offices import DOSSIERS_PATH, REPORTS_PATH
from backend.demo.one_stop import OneStop
from backend.demo.portal import Portal
from tests.end2end.daemon_run import PASSWORD, ROOT, wait
from tests.end2end.office_centre import OfficeCentre
from tests.end2end.people_desks import connect, options_types, until
from widgets import i18n, registry
from widgets.focus import Focus
from widgets.live import LiveData
from widgets.logic.map_cases import CaseLayer
from widgets.logic.shown_number import ShownNumber, disagreements
from widgets.parts.board import BoardBody
from widgets.parts.map_case_feed import CaseFeed
from widgets.theme.palettes import look_for
from widgets.tile import TileContext
from widgets.tiles import cases as case_desk

pytestmark = pytest.mark.timeout(300)
NOON = "2026-11-17T10:30:00+07:00"
"""A Tuesday: dossiers and reports of all states of all deadlines."""
DAYS = 20
PAGE = 500
LAYOUTS, FAULTS = read_layouts([ROOT / "layouts"], options_types())
SIZE_PX = (900, 620)


class City:
    """The daemon that has read both systems, one desk that looks, one that lists."""

    def __init__(self, folder: Path) -> None:
        now = datetime.datetime.fromisoformat(NOON).timestamp()
        portal, one_stop = Portal(load(), 1, now, DAYS), OneStop(1, now, DAYS)
        reports = msgspec.json.encode({"phan_anh": (of := portal.records(now))})
        dossiers = msgspec.json.encode({"ho_so": (beside := one_stop.records(now))})
        self.n = {"report": len(of), "dossier": len(beside)}
        documents = {REPORTS_PATH: lambda: reports, DOSSIERS_PATH: lambda: dossiers}
        self.centre = OfficeCentre(folder, documents, clock_from=NOON, every_s=60.0)
        # every pack, so that the numbers of all layouts are looked at; those without a case are 0, as their lists
        shipped = sorted(path.parent.name for path in (ROOT / "resources" / "usecases").glob("*/pack.yaml"))
        self.centre.change("centre.yaml", packs=shipped)
        self.centre.run.start()
        self.link, self.live = connect(self.centre.run, "ha", PASSWORD)
        self.lister = DeskClient(folder / "keys", self.centre.run.requests, self.live.clock)
        self.lister.sign_in("ha", PASSWORD)
        self._known: dict[bytes, int] = {}
        for kind, n in self.n.items():
            wait(
                lambda kind=kind, n=n: self._n(CaseQuery(kind=kind)) == n, f"{n} of {kind}", words=self.words
            )

    def words(self) -> str:
        return self.centre.run.words()

    def _n(self, query: CaseQuery) -> int:
        page = self.lister.ask(FindCases(query, limit=1))
        assert isinstance(page, CasePage), page
        return page.n_total

    def listed(self, query: CaseQuery) -> int:
        """Return how many cases the list of a query has, counted one by one over all its pages."""
        key = msgspec.msgpack.encode(query)
        if key not in self._known:
            found: set[str] = set()
            while True:
                page = self.lister.ask(FindCases(query, "code", len(found), PAGE))
                assert isinstance(page, CasePage), page
                found |= {file.case_id for file in page.rows}
                if not page.rows or len(found) >= page.n_total:
                    break
            assert len(found) == page.n_total, query
            self._known[key] = len(found)
        return self._known[key]

    def close(self) -> None:
        self.lister.close()
        self.link.stop()
        self.centre.stop()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[City]:
    translator = i18n.install(qapp, "vi", ROOT / "resources" / "i18n")
    made = City(tmp_path_factory.mktemp("numbers") / "run")
    try:
        yield made
    finally:
        made.close()
        if translator is not None:
            qapp.removeTranslator(translator)


def context_of(live: LiveData, density: Any) -> TileContext:
    return TileContext(live, look_for("dark", density), "vi", None, Focus(live))


def tiles(layout_id: str) -> list[TilePlan]:
    return [tile for screen in LAYOUTS[layout_id].screens for tile in screen.tiles]


def counts(tile: TilePlan) -> bool:
    body = registry.kind_named(tile.kind).body_type
    layer = getattr(tile.options, "cases", None)
    return issubclass(body, BoardBody) or isinstance(layer, CaseLayer)


WITH_NUMBERS = sorted(layout_id for layout_id in LAYOUTS if any(map(counts, tiles(layout_id))))


def numbers_of(tile: TilePlan, context: TileContext) -> list[ShownNumber]:
    """Return every number of a tile, once the wire has filled it."""
    layer = getattr(tile.options, "cases", None)
    if isinstance(layer, CaseLayer):
        return _on_the_map(layer, context)
    frame = registry.make(tile.kind, tile.options_in("vi"), context)  # type: ignore[arg-type]
    try:
        frame.resize(*SIZE_PX)
        frame.show()
        assert isinstance(frame.body, BoardBody)
        body = frame.body
        until(lambda: body.health().state == "fresh", f"{tile.tile_id}: {body.health()}")
        numbers = body.shown_numbers()
        frame.grab()
        return numbers
    finally:
        frame.release()
        frame.hide()
        frame.deleteLater()


def _on_the_map(layer: CaseLayer, context: TileContext) -> list[ShownNumber]:
    feed = CaseFeed(layer, context, context.live)
    try:
        feed.start()
        until(lambda: feed.heard, "the map's cases")
        wards = [row.keys[0] for row in feed.areas.rows] if feed.areas is not None else []
        return [number for number in (feed.number(), *map(feed.number_of, wards)) if number is not None]
    finally:
        feed.stop()
        feed.deleteLater()


def test_no_layout_is_left_out() -> None:
    assert not FAULTS
    assert {"reports", "reports-wall", "reports-briefing"} <= set(WITH_NUMBERS)
    assert {"services", "services-wall", "services-briefing"} <= set(WITH_NUMBERS)


@pytest.mark.parametrize("layout_id", WITH_NUMBERS)
def test_every_number_of_a_layout_is_the_number_of_its_list(city: City, layout_id: str) -> None:
    context = context_of(city.live, LAYOUTS[layout_id].density)
    wrong, n_shown, n_cases = [], 0, 0
    for tile in filter(counts, tiles(layout_id)):
        numbers = numbers_of(tile, context)
        wrong += [f"{tile.tile_id}: {words}" for words in disagreements(numbers, city.listed)]
        n_shown += len(numbers)
        n_cases += sum(max(0, number.n) for number in numbers)
    assert not wrong
    if layout_id.startswith(("reports", "services")):
        assert n_shown > 0
        assert n_cases > 0, "a city without any case holds nothing against anything"


@pytest.mark.parametrize(
    "layout_id", [name for name in sorted(LAYOUTS) if any(t.kind == "cases" for t in tiles(name))]
)
def test_every_tab_counts_what_it_lists(city: City, layout_id: str) -> None:
    context = context_of(city.live, LAYOUTS[layout_id].density)
    for tile in (t for t in tiles(layout_id) if t.kind == "cases"):
        frame = registry.make("cases", tile.options_in("vi"), context)  # type: ignore[arg-type]
        try:
            frame.resize(*SIZE_PX)
            frame.show()
            body = frame.body
            assert isinstance(body, case_desk.Body)
            until(
                lambda body=body: body.tabs.tabs and len(body.reader.counts) == len(body.tabs.tabs),
                tile.tile_id,
            )
            at = body.reader.counted_at
            kind = body.kind()
            assert kind is not None
            for tab, n in zip(kind.tabs, body.reader.counts, strict=True):
                query = body._query_of(tab)
                assert query is not None
                assert n == city.listed(msgspec.structs.replace(query, at=at)), (tile.tile_id, tab.tab)
            if tile.options.case_kind in city.n:  # type: ignore[attr-defined]
                assert sum(body.reader.counts) > 0
        finally:
            frame.release()
            frame.hide()
            frame.deleteLater()


def test_shares_are_their_lists_for_the_city_and_every_unit(city: City) -> None:
    """Figures that no layout shows are held too."""
    whole = city.lister.ask(GetFigures(()))
    ids = tuple(info.figure_id for info in whole.infos)  # type: ignore[union-attr]
    assert len(ids) > 20
    for by, some in ((by, ids[i : i + 20]) for by in ("", "unit") for i in range(0, len(ids), 20)):
        found: Any = city.lister.ask(GetFigures(some, by))
        units = {info.figure_id: info.unit for info in found.infos}
        for cell in found.cells:
            at = {"at": found.at}
            n = city.listed(msgspec.structs.replace(cell.query, **at))
            assert n == cell.n, (cell.figure_id, cell.key)
            if cell.per is None:
                continue
            n_per = city.listed(msgspec.structs.replace(cell.per, **at))
            assert n_per == cell.n_per, (cell.figure_id, cell.key)
            if units[cell.figure_id] == "%":
                assert cell.value == (pytest.approx(100 * n / n_per) if n_per else None)
