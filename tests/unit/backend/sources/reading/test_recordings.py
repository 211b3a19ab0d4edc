import gzip
from pathlib import Path

import pytest

from backend.contract.state import Quality
from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.recordings import RecordingReader, open_recording, rows_of


def test_columns_in_any_order_with_or_without_unit_and_quality() -> None:
    reader = RecordingReader(["\ufeffValue", "AT", "quality", "place", "metric"], "UTC", {"level_m": "m"}.get)
    out = reader.collector()
    row = ["1.5", "1970-01-01T00:01:00", "above", "s", "level_m"]
    reader.read(out, "r:2", row, reader.time_of(row))
    found = out.observations[0]
    assert (found.series_id, found.at, found.value, found.quality) == ("s.level_m", 60.0, 1.5, Quality.ABOVE)


@pytest.mark.parametrize(
    ("text", "at"), [("60", 60.0), ("60.5", 60.5), ("1970-01-01 00:01", 60.0), ("01/01/1970", 0.0)]
)
def test_times_as_epoch_or_text(text: str, at: float) -> None:
    reader = RecordingReader(["place", "metric", "at", "value"], "UTC", None)
    assert reader.time_of(["s", "m", text, "1"]) == at


@pytest.mark.parametrize("row", [[], ["s", "m", "", "1"], ["s", "m", "1e999", "1"], ["s", "m", "nan", "1"]])
def test_a_row_without_a_time_is_refused(row: list[str]) -> None:
    reader = RecordingReader(["place", "metric", "at", "value"], "UTC", None)
    with pytest.raises(UnreadableError):
        reader.time_of(row)


def test_missing_columns_are_named() -> None:
    with pytest.raises(UnreadableError, match="no column metric, at; the recording has: place, value"):
        RecordingReader(["place", "value"], "UTC", None)


def test_files_packed_or_not_read_the_same(tmp_path: Path) -> None:
    text = 'a,b\n"x\ny",2\n\n'
    (tmp_path / "r.csv").write_text(text)
    (tmp_path / "r.csv.gz").write_bytes(gzip.compress(text.encode()))
    for name in ("r.csv", "r.csv.gz"):
        with open_recording(tmp_path / name) as file:
            assert list(rows_of(file)) == [["a", "b"], ["x\ny", "2"], []]


def test_a_row_that_cannot_be_split_is_one_cell(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text('a\n"' + "x" * 200_000 + '"\nb\n')
    with open_recording(tmp_path / "r.csv") as file:
        found = list(rows_of(file))
    assert found[0] == ["a"]
    assert any("not a CSV record" in row[0] for row in found)
