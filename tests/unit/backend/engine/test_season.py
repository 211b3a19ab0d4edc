from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from backend.contract.messages import Failure
from backend.contract.season import Episodes, ExportSeries, GetEpisodes
from backend.contract.state import Place, Quality, ReferenceDay, Series, Text
from backend.contract.work_requests import Kept
from backend.engine.season import LONGEST_S, SeasonDesk
from backend.engine.sessions import Session
from backend.store import Batch, Store

START = 1_665_680_400.0  # 14/10/2022, local midnight
END = START + 86_400.0
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PLACES = tuple(Place(p, f"Trạm {p}", "post", area_name="Hòa Khánh") for p in ("a", "b", "c"))
SERIES = {
    f"{p}.m": Series(f"{p}.m", k, p, "m", Text("Mức ngập"), "cm", 900.0)
    for k, p in enumerate(("a", "b", "c"))
}
QUERY = GetEpisodes("m", START, END, level=20.0, dry_s=3600.0)
LEADER = Session("t", "long", "Nguyễn Long", "leader", 0.0)


class Notes:
    """Keeps what is journalled; settles at once."""

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def note(self, _now: float, _actor: str, kind: str, _subject: str, _payload: object) -> None:
        self.kinds.append(kind)

    async def settle(self) -> int:
        return 1


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def desk(tmp_path: Path, notes: Notes) -> Iterator[SeasonDesk]:
    """Return a desk over two posts that flooded on the named day, and one that was silent."""
    store = Store.open(f"sqlite:///{tmp_path}/t.db")
    store.migrate()
    numbers = store.register_series(list(SERIES))
    levels = {"a": [0, 25, 40, 30, 0, 0], "b": [0, 0, 22, 50, 21, 0]}
    rows = [
        (numbers[f"{p}.m"], START + 3600 + k * 600, float(value), 0)
        for p, values in levels.items()
        for k, value in enumerate(values)
    ]
    rows.append((numbers["a.m"], START + 50_000, 300.0, int(Quality.UNCERTAIN)))
    store.write(Batch(readings=rows))
    bench = SimpleNamespace(
        store=store,
        clock=SimpleNamespace(now=lambda: END),
        casework=SimpleNamespace(out=notes),
        pipeline=notes,
    )
    day = ReferenceDay("d1", "14/10/2022", START)
    yield SeasonDesk(bench, PLACES, SERIES, (day,), ZONE)  # type: ignore[arg-type]
    store.close()


def ask(desk: SeasonDesk, body: GetEpisodes | ExportSeries, session: Session = LEADER) -> object:
    return asyncio.run(desk.handlers()[type(body)](body, session))


def test_two_posts_that_flooded_together_are_one_event_of_the_named_day(desk: SeasonDesk) -> None:
    found = ask(desk, QUERY)
    assert isinstance(found, Episodes)
    (event,) = found.episodes
    assert (event.start_at, event.end_at) == (START + 4200, START + 6000)
    assert (event.peak, event.peak_place, event.reference_day) == (50, "b", "d1")
    assert [s.place_id for s in event.stations] == ["b", "a"]
    assert [(m.place_id, m.peak) for m in found.maxima] == [("b", 50), ("a", 40)], "a doubtful one counts not"
    assert (found.n_readings, found.without_data, found.coarse) == (12, ("c",), False)


def test_the_events_as_a_spreadsheet_are_journalled(desk: SeasonDesk, notes: Notes) -> None:
    kept = ask(desk, ExportSeries(QUERY))
    assert isinstance(kept, Kept)
    assert kept.name == "m-events-20221014.xlsx"
    rows = list(openpyxl.load_workbook(io.BytesIO(kept.data)).active.values)  # type: ignore[union-attr]
    mine = [row for row in rows if row[0] == 1]
    assert [(row[6], row[9]) for row in mine] == [("b", 50), ("a", 40)]
    assert mine[0][4] == "14/10/2022"
    assert notes.kinds == ["season.exported"]


def test_the_readings_as_csv(desk: SeasonDesk) -> None:
    kept = ask(desk, ExportSeries(QUERY, "readings", "csv"))
    assert isinstance(kept, Kept)
    text = kept.data.decode("utf-8-sig")
    assert len([line for line in text.splitlines() if "Trạm" in line]) == 12


def test_readings_that_are_no_longer_kept_leave_their_hours(desk: SeasonDesk) -> None:
    store = desk._bench.store
    later = END + 400 * 86_400.0
    while store.roll_up(later):
        pass
    store.retire(later, raw_days=30, minute_days=60)
    assert len(store.raw("b.m", START, END).at) == 0
    found = ask(desk, QUERY)
    assert isinstance(found, Episodes)
    assert found.coarse
    assert {m.place_id: m.peak for m in found.maxima}["b"] == 50
    event = found.episodes[0]
    assert START + 4200 <= event.start_at <= START + 4200 + 3600, "to the hour"
    assert [s.place_id for s in event.stations] == ["b", "a"]


def test_who_may_not_take_data_out_gets_none(desk: SeasonDesk, notes: Notes) -> None:
    refused = ask(desk, ExportSeries(QUERY), Session("t", "k", "K", "viewer", 0.0))
    assert isinstance(refused, Failure)
    assert refused.kind == "not_allowed"
    assert notes.kinds == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (GetEpisodes("n", START, END), "Không có điểm nào đo n"),
        (GetEpisodes("m", START, END, places=("x",)), "Không có điểm nào đo m"),
        (GetEpisodes("m", END, START), "Khoảng thời gian"),
        (GetEpisodes("m", START, START + LONGEST_S + 1), "tối đa năm năm"),
        (GetEpisodes("m", START, END, level=float("nan")), "Mức"),
        (GetEpisodes("m", START, END, dry_s=-1), "ngắt đợt"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(desk: SeasonDesk, query: GetEpisodes, words: str) -> None:
    for body in (query, ExportSeries(query)):
        refused = ask(desk, body)
        assert isinstance(refused, Failure)
        assert words in refused.said("vi")
