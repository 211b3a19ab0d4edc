"""Opens files of statistics offices as grids of cells: CSV in any of the usual encodings, and workbooks."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from backend.domain.indicators.tables import Cell, Grid, TableRefusedError

MOST_BYTES = 20_000_000
MOST_CELLS = 2_000_000
_SEPARATORS = ";\t,|"


def grids_of(path: Path) -> list[tuple[str, Grid]]:
    """Return the sheets of a file that hold anything: name and cells.

    Raises:
        TableRefusedError: it cannot be opened as a table.
        OSError: it cannot be read.
    """
    if path.stat().st_size > MOST_BYTES:
        raise TableRefusedError(
            f"Tệp lớn hơn {MOST_BYTES // 1_000_000} MB. Hãy tách thành nhiều tệp.",
            f"the file is larger than {MOST_BYTES // 1_000_000} MB; split it",
        )
    match path.suffix.casefold():
        case ".csv" | ".tsv" | ".txt":
            return [(path.stem, _csv(path.read_bytes()))]
        case ".xlsx" | ".xlsm":
            return _workbook(path)
        case other:
            raise TableRefusedError(
                f"Không đọc được tệp loại “{other}”. Hãy lưu thành .csv hoặc .xlsx.",
                f"files of type {other!r} are not read; save it as .csv or .xlsx",
            )


def _csv(data: bytes) -> Grid:
    text = decoded(data)
    try:
        rows = list(csv.reader(text.splitlines(), delimiter=separator_of(text)))
    except csv.Error as error:
        raise TableRefusedError(
            f"Không đọc được tệp CSV ({error}). Hãy lưu lại thành .csv.",
            f"the CSV cannot be read ({error}); save it again",
        ) from error
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def decoded(data: bytes) -> str:
    """Return the text of a file: UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def separator_of(text: str) -> str:
    """Return what divides the cells: of the usual signs the one that cuts most lines alike."""
    lines = [line for line in text.splitlines()[:400] if line.strip()]

    def alike(sign: str) -> tuple[int, int]:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=sign))
        width, n = max(counts.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (n if width > 1 else 0, width)

    return max(_SEPARATORS, key=alike)


def _workbook(path: Path) -> list[tuple[str, Grid]]:
    import openpyxl  # noqa: PLC0415 - slow to import, and most files are CSV

    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except Exception as error:  # boundary: a damaged workbook raises whatever its parser stumbles on
        raise TableRefusedError(
            f"Không mở được bảng tính ({error}). Hãy lưu lại thành .xlsx.",
            f"the workbook cannot be opened ({error}); save it again as .xlsx",
        ) from error
    found: list[tuple[str, Grid]] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible" or sheet.max_row * sheet.max_column > MOST_CELLS:
            continue
        grid: list[list[Cell]] = [
            [_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)
        ]
        for merged in sheet.merged_cells.ranges:
            top = grid[merged.min_row - 1][merged.min_col - 1]
            for row in range(merged.min_row - 1, merged.max_row):
                for column in range(merged.min_col - 1, merged.max_col):
                    grid[row][column] = top
        if any(str(cell).strip() for row in grid for cell in row):
            found.append((path.stem if len(book.worksheets) == 1 else f"{path.stem} {sheet.title}", grid))
    return found


def _cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return str(value).strip()
