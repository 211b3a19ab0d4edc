import zipfile
from pathlib import Path

import msgspec
import openpyxl
import pytest

from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.workbooks import feature_rows, sheet_rows


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    made.active.append(["a", 1])
    made.create_sheet("Mưa").append(["b", 2.5, None])
    path = tmp_path / "book.xlsx"
    made.save(path)
    return path


def test_the_first_or_the_named_sheet(book: Path) -> None:
    assert list(sheet_rows(book, "", 10**7)) == [["a", 1]]
    assert [row[:2] for row in sheet_rows(book, "Mưa", 10**7)] == [["b", 2.5]]


def test_a_sheet_that_is_not_there_lists_those_that_are(book: Path) -> None:
    with pytest.raises(UnreadableError, match="the file has: Sheet, Mưa"):
        list(sheet_rows(book, "Gió", 10**7))


def test_a_workbook_that_unpacks_too_large_is_refused(book: Path) -> None:
    with pytest.raises(UnreadableError, match="at most 100 are read"):
        list(sheet_rows(book, "", 100))


def test_a_workbook_with_a_broken_sheet_is_refused(book: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(broken, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part, data[: len(data) // 2] if "sheet1" in part.filename else data)
    with pytest.raises(UnreadableError, match="cannot be read"):
        list(sheet_rows(broken, "", 10**7))


def test_features_become_rows_with_position(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    point = {"type": "Point", "coordinates": [108.2, 16.05, 3]}
    features = [
        {"id": 1, "properties": {"v": 2}, "geometry": point},
        {"properties": {"w": 3, "id": "own"}},
        5,
    ]
    path.write_bytes(b"\xef\xbb\xbf" + msgspec.json.encode({"features": features}))
    assert list(feature_rows(path, 10_000)) == [
        ["v", "w", "id", "longitude", "latitude"],
        [2, None, None, 108.2, 16.05],
        [None, 3, "own", None, None],
        [None, None, None, None, None],
    ]


def test_a_long_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(b" " * 11)
    with pytest.raises(UnreadableError, match="longer than 10"):
        list(feature_rows(path, 10))
