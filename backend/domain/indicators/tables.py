"""Tables as statistics offices publish them: title, one or two header rows, areas below, footnotes.

A table is read whole or refused in words; no cell is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from backend.domain.cases.words import folded
from backend.domain.indicators.table_headers import Column, columns_of, period_word, year_in
from backend.domain.indicators.table_numbers import Decimal, missing, number, numeric, style
from backend.domain.refusal import RefusedError

Cell = str | float
"""As the file has it: text, or a number of a workbook."""
Grid = Sequence[Sequence[Cell]]
"""Rows from top to bottom; a merged cell's text stands in each of its cells."""

_NOTE = re.compile(r"\s*(\(\*+\)|\*+|\(?\d\)|ghi chú|nguồn|note|source|footnote)", re.IGNORECASE)
_UNIT = re.compile(r"\s*\(?(?:đơn vị(?: tính)?|đvt|unit)\s*:?\s*(.+?)\)?\s*$", re.IGNORECASE)
_TAIL = re.compile(r"\s+(?:chia theo|by)\s+[^()]*\b(?:cities|tỉnh|station|year)\b.*$", re.IGNORECASE)
_MARKS = re.compile(r"\s*\(\*+\)")


class TableRefusedError(RefusedError):
    """A table that cannot be read; says which cell and what to do."""


class TableFigure(msgspec.Struct, frozen=True):
    """One number of a table."""

    row: int
    """From 1, as a spreadsheet counts."""
    label: str
    """First text of its row: an area or station."""
    column: int
    """From 1."""
    item: str
    """What the column counts besides the table's title; empty: nothing else."""
    period: str
    final: bool
    value: float


class StatTable(msgspec.Struct, frozen=True):
    """One table."""

    title: str
    unit: str
    figures: tuple[TableFigure, ...]
    items: tuple[str, ...]
    """In the order of the columns."""
    labels: tuple[str, ...]
    """Each once, in the order of the rows."""
    by_station: bool
    """Rows are measuring stations, not areas."""
    n_missing: int
    notes: tuple[str, ...] = ()
    """Footnotes, and what a person should look at."""


class _Head(msgspec.Struct, frozen=True):
    title: str
    unit: str
    first: int
    """Row of the header, from 0."""
    data: int
    """First row of data, from 0."""
    key: int
    """Column of the labels, from 0."""
    year_key: int | None
    """Column of years, where there is one."""


def read_table(grid: Grid, name: str, decimal: Decimal | None = None) -> StatTable:
    """Return the table in a grid.

    Args:
        grid: the sheet's cells.
        name: of the file, without its ending: the title where the sheet has none.
        decimal: decimal sign; None: as the numbers show it.

    Raises:
        TableRefusedError: it cannot be read.
        HeaderRefusedError: a column cannot be understood.
        NumberStyleError: it cannot be told what a sign in its numbers divides.
    """
    head = _head(grid, name)
    width = max(len(row) for row in grid[head.first : head.data])
    by_year = head.year_key is not None
    columns = columns_of(
        [_padded(row, width) for row in grid[head.first : head.data]],
        head.key + 1,
        head.title,
        by_row=by_year,
    )
    _unique(columns)
    rows, notes = _data_rows(grid, head, width)
    decimal = decimal or style([cell for _, row in rows for cell in row[head.key + 1 :]])
    figures, n_missing = _figures(rows, head, columns, decimal)
    if not figures:
        raise TableRefusedError("Bảng không có số liệu nào.", "the table has no figure")
    labels = tuple(dict.fromkeys(figure.label for figure in figures))
    items = tuple(dict.fromkeys(column.item for column in columns))
    words = folded(f"{head.title} {grid[head.first][head.key]}")
    by_station = bool(re.search(r"\b(stations?|tram)\b", words))
    notes = [*notes, *_strange_years(columns)]
    return StatTable(head.title, head.unit, figures, items, labels, by_station, n_missing, tuple(notes))


# ---- finding the header ---------------------------------------------------------------------------


def _head(grid: Grid, name: str) -> _Head:
    first = next((i for i, row in enumerate(grid) if _filled(row) >= 2 and not _only_first(row)), None)
    if first is None:
        raise TableRefusedError("Tệp không có bảng nào.", "the file holds no table")
    data = first + 1
    while data < len(grid) and not _is_data(grid[data], grid[first]):
        data += 1
    if data == len(grid):
        raise TableRefusedError(
            "Không thấy dòng số liệu nào dưới tiêu đề cột.", "there is no row of figures below the header"
        )
    if data - first > 4:
        raise TableRefusedError(
            f"Không thấy tiêu đề cột: {data - first} dòng đầu không phải số liệu.",
            f"no header: the first {data - first} rows hold no figures",
        )
    title, unit = _title(grid[:first], name)
    key, year_key = _keys(grid[data:], grid[first])
    return _Head(title, unit, first, data, key, year_key)


def _filled(row: Sequence[Cell]) -> int:
    return sum(str(cell).strip() != "" for cell in row)


def _only_first(row: Sequence[Cell]) -> bool:
    """Return whether all filled cells say the same: a title over merged cells."""
    return len({str(cell).strip() for cell in row if str(cell).strip()}) == 1


def _is_data(row: Sequence[Cell], header: Sequence[Cell]) -> bool:
    """Return whether a row holds figures: a label, then numbers or signs for missing ones."""
    if [str(cell).strip() for cell in row] == [str(cell).strip() for cell in header]:
        return False  # the header once more
    label = str(row[0]).strip() if row else ""
    rest = [cell for cell in row[1:] if str(cell).strip()]
    if not label or not rest:
        return False
    if period_word(label) is None and numeric(label):
        rest = rest[1:]  # a running number before the label
    values = [cell for cell in rest if numeric(cell) or missing(cell)]
    years = [cell for cell in rest if year_in(str(cell)) is not None]
    above = str(header[0]).strip()
    if len(years) == len(rest) and above in ("", label):
        return False  # years under the name of what they are of
    return bool(values)


def _title(rows: Grid, name: str) -> tuple[str, str]:
    title, unit = "", ""
    for row in rows:
        texts = list(dict.fromkeys(str(cell).strip() for cell in row if str(cell).strip()))
        for text in texts:
            found = _UNIT.fullmatch(text)
            if found:
                unit = found[1].strip()
            elif not title:
                title = text
    title = title or name.rpartition("__")[2].replace("_", " ")
    short = _TAIL.sub("", title).strip()
    return _MARKS.sub("", short or title).strip(), unit


def _keys(rows: Grid, header: Sequence[Cell]) -> tuple[int, int | None]:
    """Return the column of labels, and that of years where rows are by year."""
    sample = [row for row in rows[:200] if _filled(row) >= 2]
    key = 0
    for column in range(min(3, max(len(row) for row in sample) - 1)):
        cells = [row[column] for row in sample if column < len(row) and str(row[column]).strip()]
        texts = [cell for cell in cells if not numeric(cell) and not missing(cell)]
        if 2 * len(texts) > len(cells):
            key = column
    years = [
        column
        for column in range(key)
        if all(year_in(str(row[column])) is not None for row in sample if str(row[column]).strip())
    ]
    return key, years[0] if years else None


def _padded(row: Sequence[Cell], width: int) -> list[str]:
    words = [str(int(c)) if isinstance(c, float) and c.is_integer() else str(c).strip() for c in row]
    return words + [""] * (width - len(words))


def _unique(columns: Sequence[Column]) -> None:
    seen: dict[tuple[str, str, str], Column] = {}
    for column in columns:
        other = seen.setdefault((column.item, column.period, column.part), column)
        if other is not column:
            raise TableRefusedError(
                f"Hai cột cùng nói về “{column.heading}” (cột {other.number} và {column.number}).",
                f"two columns are about {column.heading!r} (columns {other.number} and {column.number})",
            )


def _strange_years(columns: Sequence[Column]) -> list[str]:
    """Return a note for a year that stands out of order: nearly always a misprint; it stays as printed."""
    years = [(int(c.period[:4]), c) for c in columns if c.item == columns[0].item and c.period]
    return [
        f"Cột {column.number} “{column.heading}” đứng giữa {before} và {after}: có thể in nhầm, giữ như in."
        for (before, _), (year, column), (after, _) in zip(years, years[1:], years[2:], strict=False)
        if before < after and not before <= year <= after
    ]


# ---- rows -----------------------------------------------------------------------------------------

_Row = tuple[int, Sequence[Cell]]


def _data_rows(grid: Grid, head: _Head, width: int) -> tuple[list[_Row], list[str]]:
    header = [str(cell).strip() for cell in grid[head.first]]
    rows: list[_Row] = []
    notes: list[str] = []
    for i, row in enumerate(grid[head.data :], start=head.data):
        texts = [str(cell).strip() for cell in row]
        filled = [text for text in texts if text]
        if not filled or texts == header:
            continue
        if len(filled) == 1 or _only_first(row):
            notes += filled[:1]
        elif len(row) <= head.key or not texts[head.key]:
            raise TableRefusedError(
                f"Dòng {i + 1} có số liệu mà không có tên.", f"row {i + 1} has figures and no name"
            )
        elif len(row) > width:
            raise TableRefusedError(
                f"Dòng {i + 1} có {len(row)} ô, tiêu đề chỉ có {width} cột.",
                f"row {i + 1} has {len(row)} cells, the header only {width} columns",
            )
        else:
            rows.append((i + 1, row))
    return rows, [note for note in notes if note]


def _figures(
    rows: Sequence[_Row], head: _Head, columns: Sequence[Column], decimal: Decimal
) -> tuple[tuple[TableFigure, ...], int]:
    figures: list[TableFigure] = []
    seen: dict[tuple[str, str], int] = {}
    n_missing = 0
    for line, row in rows:
        label = re.sub(r"\s+", " ", str(row[head.key])).strip()
        year = _year(row, head, line)
        if (label, year) in seen:
            raise TableRefusedError(
                f"“{label}” đứng hai lần (dòng {seen[label, year]} và {line}).",
                f"{label!r} stands twice (rows {seen[label, year]} and {line})",
            )
        seen[label, year] = line
        for column in columns:
            cell = row[column.number - 1] if column.number <= len(row) else ""
            if missing(cell):
                n_missing += 1
                continue
            value = number(cell, decimal)
            if value is None:
                raise TableRefusedError(
                    f"Dòng {line}, cột {column.number} (“{column.heading}”): “{cell}” không phải số.",
                    f"row {line}, column {column.number} ({column.heading!r}): {cell!r} is no number",
                )
            period = column.period_in(year)
            figures.append(TableFigure(line, label, column.number, column.item, period, column.final, value))
    return tuple(figures), n_missing


def _year(row: Sequence[Cell], head: _Head, line: int) -> str:
    if head.year_key is None:
        return ""
    found = year_in(str(row[head.year_key]))
    if found is None:
        raise TableRefusedError(f"Dòng {line} không có năm.", f"row {line} has no year")
    return found
