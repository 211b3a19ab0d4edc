"""What stands above a table: labelled values that belong to every row, and where the table begins.

A certificate of a laboratory, or a form, says once whose it is (`Mã mẫu: NS-0412`, `Ngày lấy mẫu |
05/11/2026`) and lists beneath, under the names of the columns, what was found.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from backend.sources.reading.numbers import UnreadableError
from backend.sources.reading.tables import normal

MOST_ROWS = 200
"""Rows in which the names of the columns are looked for."""


class TableHead:
    """Takes the rows of a file one by one until the table's columns are known."""

    def __init__(self, labels: Sequence[str], header_row: int, columns: Collection[str]) -> None:
        """Look for a table.

        Args:
            labels: words before values that belong to every row; they become columns.
            header_row: row of the column names, counted from 1; 0: the first that holds all of `columns`.
            columns: names that the table must have, labels among them.
        """
        self._header_row = header_row
        self._labels = [str(label) for label in labels]
        self._found: list[object] = [None] * len(self._labels)
        named = {normal(label) for label in self._labels}
        self._wanted = {normal(name) for name in columns} - named
        self.n_rows = self._width = 0

    def take(self, cells: Sequence[object]) -> list[object] | None:
        """Look at the next row; return all columns, labels behind, when it is the one with their names.

        Raises:
            UnreadableError: the names are nowhere among the first rows.
        """
        self.n_rows += 1
        if self.n_rows == self._header_row or (self._header_row == 0 and self._is_header(cells)):
            self._width = len(cells)
            return [*cells, *self._labels]
        if self._header_row == 0 and self.n_rows >= MOST_ROWS:
            raise UnreadableError(self.missing)
        self._note(cells)
        return None

    @property
    def missing(self) -> str:
        """Return what to say of a file that ends before its table begins."""
        if self._header_row:
            return f"the file ends before its header in row {self._header_row}"
        return f"no row holds the columns {', '.join(sorted(self._wanted))}"

    @property
    def plain(self) -> bool:
        """Return whether rows are left as they are."""
        return not self._labels

    def row(self, cells: Sequence[object]) -> Sequence[object]:
        """Return a row of the table with the labelled values behind it; an empty row stays empty."""
        if self.plain or all(cell is None or cell == "" for cell in cells):
            return cells
        filled = [*cells[: self._width], *([None] * (self._width - len(cells)))]
        return [*filled, *self._found]

    def _is_header(self, cells: Sequence[object]) -> bool:
        there = {normal(cell) for cell in cells if cell not in (None, "")}
        return bool(there) and self._wanted <= there

    def _note(self, cells: Sequence[object]) -> None:
        """Keep the values of labels in a row: behind a colon, or in the next cell that has something."""
        for i, label in enumerate(self._labels):
            for k, cell in enumerate(cells):
                if self._found[i] is None and isinstance(cell, str):
                    self._found[i] = _value(label, cell, cells[k + 1 :])


def _value(label: str, cell: str, behind: Sequence[object]) -> object:
    said, colon, rest = cell.partition(":")
    if normal(said) != normal(label):
        return None
    if colon and rest.strip():
        return rest.strip()
    return next((each for each in behind if each not in (None, "", ":")), None)
