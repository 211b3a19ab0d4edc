from __future__ import annotations

import datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest

from backend.contract.document import load
from backend.domain.limit_families import limit_for
from backend.domain.limit_sets import VIETNAM, LimitSet
from backend.engine.percentiles import PercentileError, Wanted, make
from backend.store import Batch, Store
from tests.unit.backend.engine.centre_folder import write_centre, write_pack


def at(*day: int) -> float:
    return datetime.datetime(*day, tzinfo=VIETNAM).timestamp()  # type: ignore[arg-type]


OCTOBER = [(at(2021, 10, 1) + 3600.0 * i, float(i % 100)) for i in range(300)]
NOVEMBER = [(at(2021, 11, 1) + 3600.0 * i, float(i % 50)) for i in range(200)]


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    packs, centre = write_pack(tmp_path), write_centre(tmp_path, source="")
    database = f"sqlite:///{centre / 'toancanh.db'}"
    store = Store.open(database)
    store.migrate()
    number = store.register_series(["p1.depth_cm"])["p1.depth_cm"]
    store.write(Batch(readings=[(number, at_, value, 0) for at_, value in (*OCTOBER, *NOVEMBER)]))
    store.close()
    return Wanted(metric="depth_cm", set_id="theo-thang", centre=centre, packs=packs, database=database)


def test_each_month_of_each_place_has_its_own_limits(wanted: Wanted) -> None:
    made = make(wanted)
    expected = np.quantile([value for _, value in OCTOBER], 0.95)
    chosen, row = limit_for(
        {"theo-thang": made.limit_set}, "theo-thang", "p1.{month}.p95", {}, at(2026, 10, 5)
    )
    assert row.max == pytest.approx(expected, abs=0.06)
    assert (row.unit, row.note) == ("cm", "Mẹ Suốt: 300 số liệu, 1 năm")
    assert chosen.effective_from == datetime.date(2021, 11, 9)
    assert chosen.source == "Tính từ số liệu 01/10/2021 đến 09/11/2021"
    assert list(made.limit_set.rows) == ["p1.10.p95", "p1.10.p99", "p1.11.p95", "p1.11.p99"]
    assert (made.n_places, made.without) == (1, ("p2",))


def test_the_file_is_a_limit_set_that_a_pack_can_hold(wanted: Wanted) -> None:
    made = make(wanted)
    assert load(made.document(), LimitSet, "x.yaml") == made.limit_set


def test_part_of_the_past_and_only_readings_above_a_value(wanted: Wanted) -> None:
    only = msgspec.structs.replace(wanted, to="2021-11-01", above=90.0, min_n=20, percents=(50.0,))
    rows = make(only).limit_set.rows
    assert [(key, row.max) for key, row in rows.items()] == [("p1.10.p50", 95.0)]


def test_a_recording_does_as_well_as_the_store(wanted: Wanted, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    lines = [f"p1,depth_cm,{at_},{value / 100},m" for at_, value in (*NOVEMBER, *OCTOBER)]
    file.write_text("\n".join(["place,metric,at,value,unit", *lines]), encoding="utf-8")
    from_file = make(msgspec.structs.replace(wanted, csv=file, database="sqlite:///nowhere"))
    assert from_file.limit_set.rows == make(wanted).limit_set.rows


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"metric": "depth"}, "did you mean 'depth_cm'"),
        ({"min_n": 5000}, "no place has 5000 readings"),
        ({"from_": "soon"}, "--from 'soon'"),
    ],
)
def test_what_cannot_be_made_says_why(wanted: Wanted, change: dict[str, object], why: str) -> None:
    with pytest.raises(PercentileError, match=why):
        make(msgspec.structs.replace(wanted, **change))
