from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from backend.contract.cases import CaseFile, CaseQuery
from backend.store import Batch, CaseRow, Store
from backend.store.case_rows import PLACES, chunks, first_number, local_day, stored_text

Sql = Callable[..., list[tuple[object, ...]]]
HCM = ZoneInfo("Asia/Ho_Chi_Minh")
AT = 1_732_000_000.0
CASE = CaseFile("PAHT.1", "report", "Ngập", "moi", "waiting", "high", AT, AT, data={"loai": "a", "khac": "b"})


def put(store: Store, *cases: CaseFile) -> None:
    store.write(Batch(cases=[CaseRow(case) for case in cases]))


def numbers(sql: Sql) -> dict[object, int]:
    return {case_id: int(str(number)) for case_id, number in sql("SELECT case_id, number FROM case_file")}


def test_numbers_go_by_the_second_of_opening() -> None:
    assert first_number(AT + 0.9) == first_number(AT)
    assert first_number(AT + 1) - first_number(AT) == PLACES
    assert first_number(-0.5) < 0 <= first_number(0.0)


@pytest.mark.parametrize("at", [-1e300, 1e300, float("inf")])
def test_an_impossible_instant_stops_nothing(store: Store, at: float) -> None:
    put(store, replace(CASE, opened_at=at if at != float("inf") else 1e17))
    assert store.cases.count(CaseQuery()) == 1


def test_days_are_local() -> None:
    midnight = 1_731_949_200.0  # 2024-11-18T17:00Z
    assert date.fromordinal(local_day(midnight, HCM)) == date(2024, 11, 19)
    assert date.fromordinal(local_day(midnight - 1, HCM)) == date(2024, 11, 18)
    assert date.fromordinal(local_day(midnight, ZoneInfo("UTC"))) == date(2024, 11, 18)


def test_values_are_asked_for_in_parts() -> None:
    assert [len(part) for part in chunks(range(1201))] == [500, 500, 201]
    assert list(chunks([])) == []
    assert stored_text("a\x00b") == "ab"


def test_cases_that_want_one_place_get_neighbours(store: Store, sql: Sql) -> None:
    wanted: dict[int, str] = {}
    n = 0
    while (place := zlib.crc32(f"C{n}".encode()) % PLACES) not in wanted:
        wanted[place] = f"C{n}"
        n += 1
    pair = [wanted[place], f"C{n}"]
    for case_id in pair:  # in two batches, then again in one
        put(store, replace(CASE, case_id=case_id))
    put(store, *(replace(CASE, case_id=case_id, title="Cây đổ") for case_id in pair))
    found = numbers(sql)
    assert found[pair[1]] - found[pair[0]] == 1
    assert store.cases.count(CaseQuery(text="cay")) == 2
    assert store.cases.count(CaseQuery(text="ngap")) == 0


def test_a_case_keeps_its_number_while_its_second_of_opening_stays(store: Store, sql: Sql) -> None:
    put(store, CASE)
    before = numbers(sql)
    put(store, replace(CASE, title="Khác", opened_at=AT + 0.5))
    assert numbers(sql) == before
    put(store, replace(CASE, opened_at=AT + 3600))
    assert numbers(sql)["PAHT.1"] > before["PAHT.1"] + 3000 * PLACES
    for table in ("case_file", "case_body"):
        assert sql(f"SELECT count(*) FROM {table}") == [(1,)]  # noqa: S608 - names of the code


def test_only_indexed_data_fields_are_kept_apart_and_the_newest_value(store: Store, sql: Sql) -> None:
    store.cases.indexed = {"report": frozenset({"loai"})}
    put(store, CASE, replace(CASE, case_id="D.1", kind="dossier"))
    assert sql("SELECT data_id, value FROM case_data") == [("loai", "a")]
    put(store, replace(CASE, data={"loai": "c"}, opened_at=AT + 60))
    assert sql("SELECT data_id, value FROM case_data") == [("loai", "c")]
    put(store, replace(CASE, data={}))
    assert sql("SELECT data_id, value FROM case_data") == []


def test_a_batch_without_cases_asks_the_database_nothing(store: Store, sql: Sql) -> None:
    for table in ("case_file", "case_body", "case_data", "case_text"):
        sql(f"DROP TABLE {table}")
    assert store.write(Batch(marks={"a": "1"})).journal_seq == 0


def test_a_case_of_figures_only_is_kept_and_found(store: Store) -> None:
    put(store, replace(CASE, case_id="7.12", title="…"))
    assert [file.case_id for file in store.cases.find(CaseQuery(text="12"))] == ["7.12"]
