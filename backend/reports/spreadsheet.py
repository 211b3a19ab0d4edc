"""Rows as CSV, and what a table is: safe from formulas, numbers as numbers, with source and instant.

A cell that a citizen wrote may begin like a formula. XLSX keeps it as text, marked so that editing it keeps
it text; CSV has no types, so there an apostrophe stands in front, which spreadsheets do not show.
Source: OWASP, "CSV injection".
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

Cell = str | float | int | None
"""Instants are seconds since the epoch in a column of kind `datetime`."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
MOST_CHARS = 32_767
"""In a cell of a spreadsheet."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")
CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Column(msgspec.Struct, frozen=True):
    """One column."""

    head: str
    kind: Literal["text", "number", "datetime", "date"] = "text"
    width: float = 16.0
    """In letters."""


class Sheet(msgspec.Struct, frozen=True):
    """What a table is and where it comes from."""

    title: str
    columns: tuple[Column, ...]
    zone: ZoneInfo
    source: str = ""
    """`Nguồn: …`."""
    as_of: float | None = None
    """Until when it counts, s since epoch."""

    def notes(self) -> list[str]:
        """Return the lines above the table."""
        lines = [self.title] if self.title else []
        if self.source:
            lines.append(f"Nguồn: {self.source}")
        if self.as_of is not None:
            local = datetime.datetime.fromtimestamp(self.as_of, self.zone)
            lines.append(f"Số liệu tính đến {local:%H:%M} ngày {local:%d/%m/%Y}")
        return lines


def plain(text: str) -> str:
    """Return a text without characters that no spreadsheet holds, cut to its longest cell."""
    clean = text
    if not text.isprintable():  # nearly all texts are
        clean = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return clean if len(clean) <= MOST_CHARS else clean[: MOST_CHARS - 1] + "…"


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula when it reads CSV; a number is left as it is."""
    clean = plain(text)
    if clean.startswith(FORMULA_STARTS) and not _NUMBER.fullmatch(clean):
        return "'" + clean[: MOST_CHARS - 1]
    return clean


# ---- CSV ------------------------------------------------------------------------------------------


def write_csv(sheet: Sheet, rows: Iterable[Sequence[Cell]], separator: Literal[",", ";"] = ",") -> bytes:
    """Return rows as CSV in UTF-8 with a BOM, as Excel opens it without being asked.

    Args:
        sheet: columns and origin.
        rows: cells in the order of the columns.
        separator: `;` where Windows is Vietnamese; the decimal sign is then a comma.
    """
    out = io.StringIO()
    out.write("\ufeff")
    _write_lines(out, sheet, rows, separator)
    return out.getvalue().encode("utf-8")


def _write_lines(out: io.StringIO, sheet: Sheet, rows: Iterable[Sequence[Cell]], separator: str) -> None:
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for note in sheet.notes():
        writer.writerow([guarded(note)])
    writer.writerow([guarded(column.head) for column in sheet.columns])
    for row in rows:
        writer.writerow(
            [_csv_cell(value, c, sheet.zone, separator) for value, c in zip(row, sheet.columns, strict=True)]
        )


def _csv_cell(value: Cell, column: Column, zone: ZoneInfo, separator: str) -> str:
    if value is None or value == "":
        return ""
    if column.kind in ("datetime", "date") and not isinstance(value, str):
        local = datetime.datetime.fromtimestamp(value, zone)
        return f"{local:%d/%m/%Y %H:%M}" if column.kind == "datetime" else f"{local:%d/%m/%Y}"
    if isinstance(value, str):
        return guarded(value)
    words = f"{value:.15g}"
    return words.replace(".", ",") if separator == ";" else words
