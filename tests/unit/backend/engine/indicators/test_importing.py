"""Imported tables in the store: once, corrected, with the cell that each figure stands in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from backend.contract.document import load
from backend.contract.state import Text
from backend.domain.indicators.figure import FigureKey
from backend.domain.indicators.spec import SetSpec
from backend.engine.indicators.importing import ImportJob, OwnSet, import_file
from backend.store import Store
from backend.usecases.indicator_areas import load_areas
from backend.usecases.indicator_import import ImportOptions

TABLE = """"Poverty rate by province by Cities, provincies and Year"

"Cities, provincies";"2015";"Prel. 2016"
"WHOLE COUNTRY";7.0;5.8
"Ha Noi";1.6;..
"Quang  Nam";12.1;11.0
"""
JOB = ImportJob(options=ImportOptions(set_id="gso"), by="an", now=1_790_000_000.0)
HANOI = FigureKey("gso.poverty-rate", "2015", "cu-01")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/t.db")
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "poverty_rate.csv"
    path.write_text("\ufeff" + TABLE, encoding="utf-8")
    return path


def test_figures_count_at_once_and_know_their_cell(store: Store, file: Path, tmp_path: Path) -> None:
    (done,) = import_file(file, store, load_areas(), JOB, OwnSet(tmp_path, "gso"))
    assert (done.n_figures, done.n_new, done.n_missing, done.refused) == (5, 5, 1, None)
    (row,) = store.indicators.versions(HANOI)
    assert (row.state, row.value, row.how, row.source) == (
        "accepted", 1.6, "imported", "poverty_rate.csv, dòng 5, cột 2"
    )  # fmt: skip
    country = store.indicators.versions(FigureKey("gso.poverty-rate", "2016", "vn"))
    assert country[0].final is False
    entry = store.journal(newest_first=True, limit=1)[0]
    assert (entry.kind, entry.payload["n_figures"]) == ("figure.imported", 5)
    spec = load((tmp_path / "indicators" / "gso.yaml").read_text(), SetSpec, "gso.yaml")
    assert [i.code for i in spec.indicators] == ["gso.poverty-rate"]


def test_the_same_table_again_changes_nothing_and_a_corrected_one_is_a_new_version(
    store: Store, file: Path, tmp_path: Path
) -> None:
    own = OwnSet(tmp_path, "gso")
    import_file(file, store, load_areas(), JOB, own)
    n_entries = store.stats().n_entries
    (again,) = import_file(file, store, load_areas(), JOB, own)
    assert (again.n_new, store.stats().n_entries) == (0, n_entries)
    file.write_text(TABLE.replace('"Ha Noi";1.6', '"Ha Noi";1.7').replace("5.8", "5.8"), encoding="utf-8")
    (done,) = import_file(file, store, load_areas(), JOB, own)
    assert done.n_new == 1
    assert [(r.version, r.state, r.value) for r in store.indicators.versions(HANOI)] == [
        (2, "accepted", 1.7), (1, "superseded", 1.6)
    ]  # fmt: skip


def test_looking_only_writes_nothing(store: Store, file: Path, tmp_path: Path) -> None:
    (done,) = import_file(file, store, load_areas(), JOB, None)
    assert (done.n_new, store.stats().n_entries) == (5, 0)
    assert not (tmp_path / "indicators").exists()


def test_a_refused_table_says_why(store: Store, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(TABLE.replace("Ha Noi", "Ha Noii"), encoding="utf-8")
    (done,) = import_file(bad, store, load_areas(), JOB, OwnSet(tmp_path, "gso"))
    assert "bad.csv: không nhập. Không biết địa phương nào tên “Ha Noii” (dòng 5)" in done.words()
    assert store.indicators.periods(["gso.bad"]) == set()


def test_what_somebody_edited_in_an_own_set_stays(store: Store, file: Path, tmp_path: Path) -> None:
    own = OwnSet(tmp_path, "gso")
    import_file(file, store, load_areas(), JOB, own)
    edited = msgspec.structs.replace(own.spec.indicators[0], name=Text("Tỷ lệ nghèo"), direction="lower")
    own.change(msgspec.structs.replace(own.spec, indicators=(edited,)))
    monthly = file.with_name("poverty_rate.csv")
    monthly.write_text(TABLE.replace('"2015"', '"Quý I 2015"'), encoding="utf-8")
    later = OwnSet(tmp_path, "gso")
    assert not later.is_new
    import_file(monthly, store, load_areas(), JOB, later)
    (spec,) = later.spec.indicators
    assert (spec.name.vi, spec.direction, spec.also) == ("Tỷ lệ nghèo", "lower", ("quarter",))
