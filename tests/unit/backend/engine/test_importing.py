from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.contract import codec
from backend.engine.importing import RecordingError, store_recording
from backend.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/t.db")
    opened.migrate()
    yield opened
    opened.close()


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "day.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_recording_is_stored_once(store: Store, tmp_path: Path) -> None:
    rows = [f"p1,rain,2022-10-14T0{i}:00:00+07:00,{i}" for i in range(8)]
    path = write(tmp_path, "place,metric,at,value\n" + "\n".join(rows) + "\n")
    assert store_recording(store, path, zone="UTC", unit_of=None, mark="m").n_new == 8
    again = store_recording(store, path, zone="UTC", unit_of=None)
    assert (again.n_readings, again.n_new) == (8, 0)
    past = store.history("p1.rain", 1665680400.0, 1665680400.0 + 86400)
    assert codec.floats(past.value).tolist() == [float(i) for i in range(8)]
    assert store.marks() == {"recording:day.csv": "m"}


def test_rows_that_cannot_be_read_are_named_and_lose_nothing_else(store: Store, tmp_path: Path) -> None:
    text = "place,metric,at,value,unit\np1,rain,1,2,mm\np1,rain,soon,2,mm\np1,rain,3,ướt,mm\np1,rain,4,1,cm\np1,snow,5,1,mm\n"
    units = {"rain": "mm"}
    done = store_recording(store, write(tmp_path, text), zone="UTC", unit_of=units.get)
    assert done.n_new == 2
    assert [r.item for r in done.refusals] == ["day.csv:3", "day.csv:4", "day.csv:6"]
    assert codec.floats(store.history("p1.rain", 0, 10).value).tolist() == [2.0, 10.0]


def test_a_file_that_is_no_recording_says_what_is_missing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no column place"):
        store_recording(store, write(tmp_path, "station,metric,at,value\n"), zone="UTC", unit_of=None)
