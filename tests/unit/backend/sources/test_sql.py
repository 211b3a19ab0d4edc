import asyncio
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from backend.sources.sql import Config, Rows, Source, parse

TABLE = {
    "time": ["measured_at"],
    "place": "station",
    "metric": "metric",
    "value": "value",
    "unit": "unit",
    "zone": "UTC",
}


class Scada:
    """The other system: a table that grows."""

    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:///{path}"
        self._engine = sa.create_engine(self.url)
        self._run(
            "CREATE TABLE readings (inserted_at, station TEXT, metric TEXT, measured_at TEXT, value, unit TEXT)"
        )

    def _run(self, statement: str, *rows: dict[str, object]) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.text(statement), list(rows) or None)

    def insert(self, *pairs: tuple[object, object], **fields: object) -> bool:
        base = {
            "station": "s",
            "metric": "level_m",
            "measured_at": "1970-01-01 00:00:01",
            "unit": "cm",
        } | fields
        columns = "inserted_at, station, metric, measured_at, value, unit"
        marks = ", ".join(f":{name}" for name in columns.split(", "))
        rows = [base | {"inserted_at": mark, "value": value} for mark, value in pairs]
        self._run(f"INSERT INTO readings ({columns}) VALUES ({marks})", *rows)  # noqa: S608 - names of ours
        return True

    def rename(self, before: str, after: str) -> bool:
        self._run(f"ALTER TABLE {before} RENAME TO {after}")
        return True


@pytest.fixture
def scada(tmp_path: Path) -> Scada:
    return Scada(tmp_path / "scada.db")


def config(url: str, **settings: object) -> Config:
    base = {"id": "q", "kind": "sql", "name": "Q", "max_age_s": 60, "interval_s": 0.03, "table": TABLE}
    origin = {} if "query" in settings else {"source_table": "readings"}
    return msgspec.convert(base | origin | {"url": url, "watermark": "inserted_at"} | settings, Config)


@pytest.fixture
def read(clock, running, until) -> Callable[..., None]:
    def run(settings: Config, sink, *conditions: Callable[[], object]) -> None:
        async def scenario() -> None:
            async with running(Source(settings, sink, clock)):
                for condition in conditions:
                    await until(condition)

        asyncio.run(scenario())

    return run


def values(sink) -> list[float]:
    return [round(one.value * 100) for one in sink.observations]


def test_rows_that_share_a_watermark_are_each_read_once(scada, make_sink, read) -> None:
    sink, later = make_sink(), make_sink()
    scada.insert((1, 10), (2, 20), (2, 21))
    read(
        config(scada.url),
        sink,
        lambda: len(sink.observations) == 3,
        lambda: scada.insert((2, 22), (2, 23)),
        lambda: len(sink.observations) == 5,
        lambda: scada.insert((3, 30)),
        lambda: len(sink.observations) == 6,
    )
    assert values(sink) == [10, 20, 21, 22, 23, 30]
    later.first_mark = sink.marks[-1]
    scada.insert((3, 31), (4, 40))
    read(config(scada.url), later, lambda: len(later.observations) >= 2)
    assert values(later) == [31, 40]


@pytest.mark.parametrize("marks", [["2022-10-14 11:30:00", "2022-10-14 11:30:01"], [1.25, 1.5], [1, 2]])
def test_watermarks_of_any_growing_type(marks, scada, make_sink, read) -> None:
    first, second = make_sink(), make_sink()
    scada.insert((marks[0], 1))
    read(config(scada.url), first, lambda: first.observations)
    scada.insert((marks[1], 2))
    second.first_mark = first.marks[-1]
    read(config(scada.url), second, lambda: second.observations)
    assert values(second) == [2]


def test_many_rows_of_one_watermark_go_in_batches(scada, make_sink, read) -> None:
    whole, rest = make_sink(), make_sink()
    scada.insert(*[(5, number) for number in range(2_300)])
    read(config(scada.url), whole, lambda: len(whole.observations) == 2_300)
    assert len(whole.marks) == 3
    rest.first_mark = whole.marks[0]
    read(config(scada.url), rest, lambda: len(rest.observations) >= 1_300)
    assert sorted(values(rest)) == list(range(1_000, 2_300))


def test_bad_rows_are_refused_and_the_others_read(scada, sink, read) -> None:
    scada.insert((1, "hỏng"), (2, None), (3, "<5"))
    scada.insert((4, 1), unit="kg")
    scada.insert((5, 1), measured_at="hôm qua")
    scada.insert((6, 60))
    read(config(scada.url), sink, lambda: len(sink.observations) == 2)
    assert values(sink) == [5, 60]
    assert [refusal.item.split()[0] for refusal in sink.refusals] == [
        f"inserted_at={mark}" for mark in (1, 4, 5)
    ]


def test_a_query_with_a_start(scada, sink, read) -> None:
    scada.insert((1, 10), (2, 20), (3, 30))
    scada.insert((4, 40), station="other")
    query = "SELECT * FROM readings WHERE station = 's'"
    read(config(scada.url, query=query, start_at="2"), sink, lambda: len(sink.observations) >= 2)
    assert values(sink) == [20, 30]


def test_late_commits_within_the_overlap_are_read(scada, sink, read) -> None:
    scada.insert((10, 1))
    read(
        config(scada.url, overlap=5),
        sink,
        lambda: sink.observations,
        lambda: scada.insert((7, 2)),
        lambda: 2 in values(sink),
        lambda: scada.insert((11, 3)),
        lambda: 3 in values(sink),
    )
    assert values(sink) == [1, 2, 3]
    assert msgspec.json.decode(sink.marks[-1])["value"] == 11


def test_a_lost_table_is_told_once_and_reading_goes_on(scada, sink, read) -> None:
    scada.insert((1, 10))
    read(
        config(scada.url),
        sink,
        lambda: sink.links == ["connected"],
        lambda: scada.rename("readings", "away"),
        lambda: len(sink.links) == 2,
        lambda: scada.rename("away", "readings") and scada.insert((2, 20)),
        lambda: len(sink.links) == 3,
    )
    assert "no such table" in sink.links[1]
    assert values(sink) == [10, 20]


def test_missing_columns_are_refused_once(scada, sink, read) -> None:
    scada.insert((1, 10))
    table = TABLE | {"value": "amount"}
    read(config(scada.url, table=table), sink, lambda: len(sink.marks) >= 1, lambda: sink.links)
    assert ["no column amount" in refusal.reason for refusal in sink.refusals] == [True]


@pytest.mark.parametrize(
    "settings",
    [
        {"query": "SELECT 1", "source_table": "x"},
        {"interval_s": 0},
        {"overlap": -1},
        {"url": "not a url"},
        {"url": "postgresql://u:secret@h/d"},
    ],
)
def test_faulty_settings_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(msgspec.to_builtins(config("sqlite://")) | settings, Config)


CELL = st.one_of(st.none(), st.text(), st.floats(), st.decimals(), st.binary(), st.datetimes(), st.booleans())


@given(st.lists(st.lists(CELL)))
def test_parse_never_raises(lines: list[list[object]]) -> None:
    header = ["inserted_at", "station", "metric", "measured_at", "value", "unit"]
    parsed = parse(Rows(header, lines), config("sqlite://"), 1.0)
    assert all(refusal.reason for refusal in parsed.refusals)


DOSSIERS = {
    "id": "value",
    "kind": "dossier",
    "title": {"vi": "{metric}"},
    "time": "measured_at",
    "status": "unit",
}


def test_rows_may_be_cases_and_the_whole_table_is_reconciled_now_and_then(scada, sink, clock, read) -> None:
    scada.insert((1, "H1"), (2, "H2"), unit="1")
    settings = config(scada.url, table=None, cases=DOSSIERS, reconcile_s=0.2)

    def newest() -> dict[str, str]:
        return {each.case.case_id: each.case.status for each in sink.cases}

    def settled_behind_the_watermark() -> bool:
        scada._run("UPDATE readings SET unit = '10' WHERE value = 'H1'")
        return True

    read(
        settings,
        sink,
        lambda: newest() == {"H1": "1", "H2": "1"},
        settled_behind_the_watermark,
        lambda: newest() == {"H1": "10", "H2": "1"},
    )


def test_only_cases_are_reconciled() -> None:
    with pytest.raises(msgspec.ValidationError, match="a reading never changes"):
        config("sqlite://", reconcile_s=60)
