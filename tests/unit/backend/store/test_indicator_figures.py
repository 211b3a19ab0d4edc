from __future__ import annotations

import msgspec
import pytest

from backend.domain.indicators.figure import FigureKey, FigureRow, PlanRow
from backend.store import Batch, StoreError
from backend.store.store import Store

KEY = FigureKey("KT.01", "2026-Q3")


def row(
    key: FigureKey = KEY, version: int = 1, state: str = "accepted", value: float | None = 7.5
) -> FigureRow:
    return FigureRow(key, version, state, value, 1_790_000_000.0, "Ngô An", "an", note="theo báo cáo")


def test_a_figure_comes_back_as_it_was_written(store: Store) -> None:
    store.write(Batch(figures=[row()]))
    assert store.indicators.versions(KEY) == [row()]
    assert store.indicators.accepted(["KT.01"]) == [row()]


def test_a_missing_value_is_kept_as_missing(store: Store) -> None:
    store.write(Batch(figures=[row(value=None)]))
    assert store.indicators.versions(KEY)[0].value is None


def test_versions_are_kept_and_only_one_counts(store: Store) -> None:
    store.write(Batch(figures=[row()]))
    store.write(Batch(figures=[row(version=2, value=7.9), row(state="superseded")]))
    assert [(r.version, r.state, r.value) for r in store.indicators.versions(KEY)] == [
        (2, "accepted", 7.9),
        (1, "superseded", 7.5),
    ]
    assert [r.value for r in store.indicators.accepted(["KT.01"])] == [7.9]


def test_two_accepted_versions_of_one_figure_are_refused_whole(store: Store) -> None:
    store.write(Batch(figures=[row()]))
    with pytest.raises(StoreError):
        store.write(Batch(figures=[row(version=2)]))
    assert [r.version for r in store.indicators.versions(KEY)] == [1]


def test_accepted_figures_are_narrowed_by_period_area_and_breakdown(store: Store) -> None:
    keys = [
        FigureKey("KT.01", "2025"),
        FigureKey("KT.01", "2026"),
        FigureKey("KT.01", "2026", "48"),
        FigureKey("KT.01", "2026", "", "sex=female"),
        FigureKey("KT.02", "2026"),
    ]
    store.write(Batch(figures=[*(row(key) for key in keys), row(FigureKey("KT.01", "2027"), state="draft")]))

    def found(**narrow: str) -> set[FigureKey]:
        return {r.key for r in store.indicators.accepted(["KT.01"], **narrow)}

    assert found() == set(keys[:4])
    assert found(period="2026") == set(keys[1:4])
    assert found(period="2026", area="48") == {keys[2]}
    assert found(area="", breakdown="") == set(keys[:2])
    assert store.indicators.periods(["KT.01", "KT.02"]) == {"2025", "2026"}
    assert store.indicators.periods(["KT.01"], area="48") == {"2026"}


def test_more_codes_than_one_question_may_hold(store: Store) -> None:
    codes = [f"C{i}" for i in range(1300)]
    store.write(Batch(figures=[row(FigureKey(code, "2026")) for code in codes]))
    assert len(store.indicators.accepted(codes)) == 1300


def test_what_waits_is_found_by_its_state(store: Store) -> None:
    rows = [row(FigureKey("KT.01", f"2026-{m:02d}"), state="submitted") for m in range(1, 13)]
    store.write(Batch(figures=[*rows, row(FigureKey("KT.02", "2026"), state="returned")]))
    waiting = store.indicators.in_state(("submitted",), ["KT.01", "KT.02"], 100)
    assert [r.key.period for r in waiting] == [f"2026-{m:02d}" for m in range(1, 13)]
    assert len(store.indicators.in_state(("submitted", "returned"), ["KT.01", "KT.02"], 5)) == 5
    assert [r.key.code for r in store.indicators.in_state(("returned",), ["KT.02"], 5)] == ["KT.02"]


def test_versions_of_many_figures_are_read_at_once(store: Store) -> None:
    other = FigureKey("KT.02", "2026")
    store.write(Batch(figures=[row(state="returned"), row(version=2, state="submitted"), row(other)]))
    found = store.indicators.newest_of([KEY, other, FigureKey("KT.03", "2026")])
    assert [r.version for r in found[KEY]] == [2, 1]
    assert set(found) == {KEY, other}


def test_the_newest_plan_holds_and_older_ones_stay(store: Store) -> None:
    first = PlanRow("KT.01", "2026", "", 1, 8.0, 1.0, "Lê Bình", "Nghị quyết HĐND")
    second = msgspec.structs.replace(first, version=2, plan=8.5, note="điều chỉnh")
    store.write(Batch(plans=[first]))
    store.write(Batch(plans=[second, msgspec.structs.replace(first, area="20194", plan=9.0)]))
    assert store.indicators.plans(["KT.01"], area="") == [second]
    assert {(p.area, p.plan) for p in store.indicators.plans(["KT.01"])} == {("", 8.5), ("20194", 9.0)}
    store.write(Batch(plans=[msgspec.structs.replace(first, plan=99.0)]))  # a version never changes
    assert store.indicators.plans(["KT.01"], area="") == [second]


def test_a_figure_of_another_program_is_named(store: Store, sql) -> None:
    store.write(Batch(figures=[row()]))
    sql("UPDATE indicator_figure SET payload = :bytes", bytes=b"\xc1")
    with pytest.raises(StoreError, match="a stored figure cannot be read"):
        store.indicators.versions(KEY)
