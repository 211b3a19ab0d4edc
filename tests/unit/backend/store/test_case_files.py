from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.contract.cases import CaseFile, CaseQuery
from backend.store import Batch, CaseRow, Store, StoreError
from tests.unit.backend.store.case_samples import (
    DIMENSIONS,
    NOW,
    ORDERS,
    accepts,
    files,
    key_of,
    queries,
)

Sql = Callable[..., list[tuple[object, ...]]]

REPORT = CaseFile(
    "PAHT.20241119.0025", "report", "Ngập đường Lê Đình Lý", "moi", "waiting", "high", NOW - 3600, NOW,
    text="Nước lên nửa mét", place="12 Lê Đình Lý", area_name="Phường Hải Châu", reporter="Trần Thị Út",
    phone="0905 123 456", unit_id="hai-chau", lat=16.05, lon=108.2, due_at=NOW + 86_400,
)  # fmt: skip
SAME_TIME = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def put(store: Store, *cases: CaseFile) -> None:
    store.write(Batch(cases=[CaseRow(case) for case in cases]))


def ids(found: list[CaseFile]) -> list[str]:
    return [file.case_id for file in found]


@pytest.fixture
def emptied(store: Store, sql: Sql, url: str) -> Callable[[], Store]:
    """Return what empties the tables of cases, for the next example."""
    store.cases.indexed = {kind: frozenset({"loai", "diem"}) for kind in ("report", "dossier")}

    def empty() -> Store:
        for table in ("case_file", "case_body", "case_data"):
            sql(f"DELETE FROM {table}")  # noqa: S608 - names of the code
        sqlite = url.startswith("sqlite")
        sql("INSERT INTO case_text (case_text) VALUES ('delete-all')" if sqlite else "DELETE FROM case_text")
        return store

    return empty


@SAME_TIME
@given(
    batches=st.lists(st.lists(files, max_size=12), min_size=1, max_size=3),
    asked=st.lists(queries(), min_size=4, max_size=8),
    data=st.data(),
)
def test_number_list_and_groups_are_what_a_plain_reading_of_the_files_gives(
    emptied: Callable[[], Store], batches: list[list[CaseFile]], asked: list[CaseQuery], data: st.DataObject
) -> None:
    store = emptied()
    kept: dict[str, CaseFile] = {}
    for batch in batches:
        put(store, *batch)
        kept |= {file.case_id: file for file in batch}
    for query in asked:
        wanted = [file for file in kept.values() if accepts(query, file, NOW)]
        assert store.cases.count(query, NOW) == len(wanted)
        order = data.draw(st.sampled_from(list(ORDERS)))
        listed = sorted(wanted, key=ORDERS[order])
        assert store.cases.find(query, order, 0, 500, NOW) == listed
        offset, limit = data.draw(st.integers(0, 8)), data.draw(st.integers(1, 5))
        assert store.cases.find(query, order, offset, limit, NOW) == listed[offset : offset + limit]
        by = data.draw(st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=2))
        at = NOW if query.at is None else query.at
        expected = Counter(tuple(key_of(file, one, at) for one in by) for file in wanted)
        rows = store.cases.count_by(query, by, NOW)
        assert {row.keys: row.n for row in rows} == expected
        assert sum(row.n for row in rows) == len(wanted)


def test_a_case_comes_back_whole_with_what_its_deadlines_need(store: Store) -> None:
    put(store, replace(REPORT, case_id="H.1", group="deleted"))
    store.write(Batch(cases=[CaseRow(REPORT, b"\x00state")]))
    found = store.cases.by_ids(["PAHT.20241119.0025", "unknown", "H.1"])
    assert [row.file.case_id for row in found] == ["PAHT.20241119.0025", "H.1"]
    assert found[0] == CaseRow(REPORT, b"\x00state")


def test_the_later_state_counts_in_one_batch_and_in_the_next(store: Store) -> None:
    put(store, REPORT, replace(REPORT, title="Cây đổ", group="working"))
    assert store.cases.count(CaseQuery(groups=("waiting",))) == 0
    put(store, replace(REPORT, title="Dây điện đứt", opened_at=REPORT.opened_at - 86_400))
    for text, n in (("cay do", 0), ("ngap", 0), ("day dien", 1)):
        assert store.cases.count(CaseQuery(text=text)) == n
    (found,) = store.cases.find(CaseQuery(), now=NOW)
    assert found.title == "Dây điện đứt"


def test_a_batch_that_fails_leaves_no_case_behind(store: Store, sql: Sql) -> None:
    sql("DROP TABLE mark")
    with pytest.raises(StoreError):
        store.write(Batch(cases=[CaseRow(REPORT)], marks={"a": "1"}))
    assert store.cases.count(CaseQuery()) == 0


@pytest.mark.parametrize(
    "text",
    [
        "duong le", "ĐÌNH LÝ", "0025", "PAHT.20241119", "paht.20241119.0025", "tran thi ut", "0905123456",
        "0905 123", "hai chau", "nua met", "12 le", "",
    ],
)  # fmt: skip
def test_a_case_is_found_by_the_beginnings_of_its_words(store: Store, text: str) -> None:
    put(store, REPORT, replace(REPORT, case_id="X", title="?", text="", place="", area_name="", reporter=""))
    assert "PAHT.20241119.0025" in ids(store.cases.find(CaseQuery(text=text)))


@pytest.mark.parametrize("text", ["uong", "25", "le dinh ly xyz", "123456", "gwaiting", "=gwaiting"])
def test_other_words_and_marks_of_the_index_find_nothing(store: Store, text: str) -> None:
    put(store, REPORT)
    assert store.cases.count(CaseQuery(text=text)) == 0


def test_a_beginning_that_hundreds_of_words_have_finds_all_of_them(store: Store) -> None:
    cases = [replace(REPORT, case_id=f"C{n}", title=f"nghi{chr(97 + n)}x") for n in range(20)]
    put(store, *cases, replace(REPORT, title="Nghĩa"))
    assert store.cases.count(CaseQuery(text="nghi")) == 21
    assert store.cases.count(CaseQuery(text="nghia")) == 2


def test_cases_of_one_second_page_by_their_codes(store: Store) -> None:
    put(store, *(replace(REPORT, case_id=f"H.{n:03d}") for n in range(100, 0, -1)))
    put(
        store,
        replace(REPORT, case_id="old", opened_at=NOW - 9e6),
        replace(REPORT, case_id="new", opened_at=NOW),
    )
    everything = ["new", *(f"H.{n:03d}" for n in range(1, 101)), "old"]
    for text in ("", "duong"):
        pages = [store.cases.find(CaseQuery(text=text), "newest", n, 7) for n in range(0, 102, 7)]
        assert [one for page in pages for one in ids(page)] == everything


def test_positions_come_with_severity_due_state_and_what_has_none(store: Store) -> None:
    overdue = replace(REPORT, case_id="A", due_at=NOW - 1, severity="critical", field="ngap", opened_at=NOW)
    put(store, REPORT, overdue, replace(REPORT, case_id="B", lat=None))
    found = store.cases.points(CaseQuery(kind="report"), now=NOW)
    assert (found.case_ids, found.fields) == (("A", "PAHT.20241119.0025"), ("ngap", ""))
    assert (found.n_without, found.n_total) == (1, 3)
    assert np.frombuffer(found.lat).tolist() == [16.05, 16.05]
    assert (list(found.severity), list(found.due)) == ([0, 1], [3, 1])
    limited = store.cases.points(CaseQuery(text="duong"), limit=1, now=NOW)
    assert (limited.case_ids, limited.n_total, limited.n_without) == (("A",), 3, 1)


def test_measures_say_over_how_many_cases_they_are(store: Store) -> None:
    store.cases.indexed = {"report": frozenset({"le_phi"})}
    done = replace(REPORT, group="done", finished_at=REPORT.opened_at + 7200, rating=5)
    late = replace(done, case_id="B", finished_at=REPORT.opened_at + 14_400, rating=2)
    paid = {"le_phi": "10.5", "khac": "3"}
    put(
        store,
        replace(done, data=paid),
        replace(late, data={"le_phi": "miễn"}),
        replace(REPORT, case_id="C", data=paid),
    )
    query = CaseQuery(kind="report")
    assert store.cases.measure(query, "mean_hours") == (3.0, 2)
    assert store.cases.measure(query, "mean_rating") == (3.5, 2)
    assert store.cases.measure(query, "sum:le_phi") == (21.0, 2)
    assert store.cases.measure(query, "sum:khac") == (6.0, 2)
    assert store.cases.measure(CaseQuery(text="unknown"), "mean_hours") == (None, 0)
    assert store.cases.measure(CaseQuery(text="duong"), "sum:none") == (None, 0)


def test_cases_without_a_data_field_are_the_list_behind_their_number(store: Store) -> None:
    store.cases.indexed = {"report": frozenset({"loai"})}
    put(store, replace(REPORT, data={"loai": "cũ"}), replace(REPORT, case_id="B"), replace(REPORT, case_id="C", data={"loai": ""}))  # fmt: skip
    counted = store.cases.count_by(CaseQuery(kind="report"), ("data.loai",))
    assert {row.keys[0]: row.n for row in counted} == {"cũ": 1, "": 2}
    without = CaseQuery(kind="report", data={"loai": ""})
    assert [file.case_id for file in store.cases.find(without, "code")] == ["B", "C"]
    assert store.cases.count(replace(without, text="duong")) == 2


def test_the_last_number_of_a_day_and_the_newest_change(store: Store) -> None:
    assert (store.cases.last_number("PAHT.20241119."), store.cases.newest_change()) == (0, 0.0)
    put(store, REPORT, replace(REPORT, case_id="PAHT.20241119.0103", changed_at=NOW + 5, group="deleted"))
    put(store, replace(REPORT, case_id="PAHT.20241120.0900"), replace(REPORT, case_id="PAHT.20241119.x"))
    assert (store.cases.last_number("PAHT.20241119."), store.cases.newest_change()) == (103, NOW + 5)


def test_what_cannot_be_asked_is_told_with_what_can(store: Store) -> None:
    store.cases.indexed = {"report": frozenset({"loai"})}
    with pytest.raises(StoreError, match=r"field 'mau'.*indexed are: loai"):
        store.cases.count(CaseQuery(kind="report", data={"mau": "1"}))
    with pytest.raises(StoreError, match=r"counted by 'colour'.*expected one of: status"):
        store.cases.count_by(CaseQuery(), ("colour",))
    with pytest.raises(StoreError, match=r"no measure 'median'.*mean_hours"):
        store.cases.measure(CaseQuery(), "median")


def test_a_case_of_another_program_is_told(store: Store, sql: Sql) -> None:
    put(store, REPORT)
    sql("UPDATE case_body SET payload = :bad", bad=b"\xc1")
    with pytest.raises(StoreError, match=r"PAHT\.20241119\.0025.*another version"):
        store.cases.by_ids([REPORT.case_id])
