"""Column headings of statistics tables: which period, which item, final or provisional."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from backend.domain.cases.words import folded
from backend.domain.refusal import RefusedError

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_MARK = re.compile(r"\(\*+\)")
_PROVISIONAL = re.compile(
    r"\b(?:prel|pre|prelim|preliminary|sơ bộ|so bo|ước|ước tính|est|estimate)\b\.?", re.IGNORECASE
)
_PROVISIONAL_GLUED = re.compile(r"\bprel?\.?(?=(?:19|20)\d{2})", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_QUARTER = re.compile(r"\b(?:quý|quarter|q)\s*(iv|i{1,3}|[1-4])\b", re.IGNORECASE)
_VI_MONTH = re.compile(r"\btháng\s*(1[0-2]|0?[1-9])\b", re.IGNORECASE)
_SUM_MONTHS = re.compile(r"\b(6|9)\s*tháng\b", re.IGNORECASE)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_BY = re.compile(r"\b(?:năm|year)\b", re.IGNORECASE)


class HeaderRefusedError(RefusedError):
    """A header that cannot be read."""


class Column(msgspec.Struct, frozen=True):
    """One column of figures."""

    number: int
    """From 1."""
    heading: str
    item: str
    """What is left when period and marks are taken away."""
    period: str
    """Empty where the year stands in each row."""
    final: bool
    part: str = ""
    """Of a table by year: `-03` for March, `-Q2`."""

    def period_in(self, year: str) -> str:
        """Return the period of a figure; `year`: of its row, empty where the column has one."""
        return self.period or f"{year}{self.part}"


def year_in(text: str) -> str | None:
    """Return the year that a cell consists of, besides marks such as `Prel.`, `(*)` or `X`; None if none."""
    word = _PROVISIONAL.sub(" ", _PROVISIONAL_GLUED.sub(" ", _MARK.sub(" ", text)))
    found = re.fullmatch(r"\W*X?((?:19|20)\d{2})(?:\.0)?\W*", word.strip())
    return found[1] if found else None


def period_word(text: str) -> str | None:
    """Return the year in a text, None where it has none."""
    found = _YEAR.search(text.replace("X", " "))
    return found[1] if found else None


def columns_of(rows: Sequence[Sequence[str]], first: int, title: str, *, by_row: bool) -> list[Column]:
    """Return the columns under a header.

    Args:
        rows: of the header, each of the same width; a blank cell goes on with the one to its left.
        first: first column of figures, from 0.
        title: of the table: names the year where no heading does.
        by_row: the year stands in each row.

    Raises:
        HeaderRefusedError: a column has no heading, or no period.
    """
    distinct = [row for i, row in enumerate(rows) if row not in rows[:i]]
    filled = [_filled(row, first, last=row is distinct[-1]) for row in distinct]
    title_years = list(dict.fromkeys(_YEAR.findall(title)))
    found = []
    for index in range(first, len(rows[0])):
        words = list(dict.fromkeys(row[index] for row in filled if row[index]))
        if not words:
            raise HeaderRefusedError(
                f"Cột {index + 1} không có tiêu đề.", f"column {index + 1} has no heading"
            )
        column = _column(index + 1, " ".join(words), by_row=by_row)
        if not by_row and not column.period:
            if len(title_years) != 1:
                raise HeaderRefusedError(
                    f"Cột {index + 1} “{column.heading}” không nói năm nào, tiêu đề bảng cũng không.",
                    f"column {index + 1} ({column.heading!r}) names no year, nor does the table's title",
                )
            column = msgspec.structs.replace(column, period=title_years[0])
        found.append(column)
    return found


def _filled(row: Sequence[str], first: int, *, last: bool) -> list[str]:
    """Return a header row with the cells of merged ones filled; the lowest row's blanks stay blank."""
    result, before = list(row), ""
    for index in range(first, len(row)):
        before = row[index] or ("" if last else before)
        result[index] = before
    return result


def _column(number: int, heading: str, *, by_row: bool) -> Column:
    text = re.sub(r"\bX(?=(?:19|20)\d{2}\b)", "", _MARK.sub(" ", heading))
    provisional = _PROVISIONAL.search(text) or _PROVISIONAL_GLUED.search(text)
    text = _PROVISIONAL.sub(" ", _PROVISIONAL_GLUED.sub(" ", text)) if provisional else text
    years = list(dict.fromkeys(_YEAR.findall(text)))
    if len(years) > 1:
        raise HeaderRefusedError(
            f"Cột {number} “{heading}” nói nhiều năm ({', '.join(years)}).",
            f"column {number} ({heading!r}) names several years ({', '.join(years)})",
        )
    rest = _BY.sub(" ", _YEAR.sub(" ", text)) if years else text
    part, rest = _part(rest)
    item = re.sub(r"\s+", " ", rest).strip(" .,;:-–/")
    year = years[0] if years else ""
    if part and not year and not by_row:
        raise HeaderRefusedError(
            f"Cột {number} “{heading}” nói kỳ nhưng không nói năm.",
            f"column {number} ({heading!r}) names a part of a year, but no year",
        )
    return Column(number, heading, item, f"{year}{part}" if year else "", provisional is None, part)


def _part(text: str) -> tuple[str, str]:
    """Return the part of the year that a heading names, as periods write it, and what is left of it."""
    for pattern in (_SUM_MONTHS, _QUARTER, _VI_MONTH):
        found = pattern.search(text)
        if found is None:
            continue
        word = found[1].casefold()
        if pattern is _SUM_MONTHS:
            part = "-H1" if word == "6" else "-9M"
        elif pattern is _QUARTER:
            part = f"-Q{_ROMAN.get(word) or int(word)}"
        else:
            part = f"-{int(word):02d}"
        return part, text[: found.start()] + " " + text[found.end() :]
    month = _MONTHS.get(folded(text))
    return (f"-{month:02d}", "") if month else ("", text)
