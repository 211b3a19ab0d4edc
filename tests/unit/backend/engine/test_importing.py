from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.contract import codec
from backend.engine.importing import RecordingError, instant, store_recording
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
    path = write(tmp_path, "place_id,metric,at,value\n" + "\n".join(rows) + "\n")
    assert store_recording(store, path, mark=("recording:day.csv", "m")) == 8
    assert store_recording(store, path) == 0
    past = store.history("p1.rain", 1665680400.0, 1665680400.0 + 86400)
    assert codec.floats(past.value).tolist() == [float(i) for i in range(8)]
    assert store.marks() == {"recording:day.csv": "m"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("place,metric,at,value\n", "columns missing: place_id"),
        (
            "place_id,metric,at,value\np1,rain,2022-10-14T01:00,3\n",
            ":2: p1: the time '2022-10-14T01:00' names no zone",
        ),
        ("place_id,metric,at,value\np1,rain,1,2\np1,rain,5,nan\n", ":3: p1: the value 'nan' is not a number"),
        ("place_id,metric,at,value\np1,rain,5,ướt\n", ":2: p1:"),
    ],
)
def test_a_wrong_recording_names_the_line_and_stores_nothing(
    store: Store, tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(RecordingError, match=words):
        store_recording(store, write(tmp_path, text))
    assert store.stats().n_recent_readings == 0


def test_an_instant_is_seconds_or_a_time_with_a_zone() -> None:
    assert instant("1665680400") == instant("2022-10-14T00:00:00+07:00") == 1665680400.0
