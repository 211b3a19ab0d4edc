"""Records of a CSV file with the byte where each begins, so that reading can go on after a restart.

A record is parsed on its own: a stray quotation mark or a line of garbage spoils one record, never the
rest of the file.
"""

from __future__ import annotations

import codecs
import csv
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

MAX_LINE = 1_048_576
"""Bytes of the longest line that is read."""
_MAX_JOINED = 50
"""Physical lines that a quoted cell may run over."""
_BLOCK = 262_144
_SEPARATORS = (";", "\t", ",", "|")
_BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}


class Layout(NamedTuple):
    """How a CSV file is written."""

    encoding: str
    """A codec's name; `auto` is UTF-8 with Windows-1258 for lines that are not."""
    separator: str
    start: int
    """Byte after the byte order mark."""


class Record(NamedTuple):
    """One record of the file."""

    cells: list[str]
    start: int
    """Byte at which it begins."""
    end: int
    """Byte after its line end."""
    complete: bool
    """Whether its line end is there; the last line of a growing file may still be half written."""
    fault: str
    """Why it could not be read, empty if it could."""


def sniff(head: bytes, encoding: str = "auto", separator: str = "auto", header_row: int = 1) -> Layout:
    """Find out how a file is written.

    Args:
        head: the file's first bytes, at least as far as the line after the header.
        encoding: a codec's name, or auto.
        separator: one character, or auto.
        header_row: line of the header, counted from 1; 0: not known.
    """
    start = 0
    for bom, name in _BOMS.items():
        if head.startswith(bom):
            start = len(bom)
            encoding = name if encoding in {"auto", "utf-8", "utf-8-sig", "utf-16"} else encoding
    if encoding == "auto" and b"\x00" in head[:200]:
        encoding = "utf-16-le" if head[1:2] == b"\x00" else "utf-16-be"
    elif encoding == "utf-16":
        encoding = "utf-16-le"
    if separator == "auto":
        separator = _separator(decode(head[start:], encoding).splitlines(), header_row)
    return Layout(encoding, separator, start)


def _separator(lines: list[str], header_row: int) -> str:
    """Return the sign that divides the header; where its row is not known, that of the widest line."""
    if header_row == 0:
        return max(_SEPARATORS, key=lambda sign: max((line.count(sign) for line in lines), default=0))
    near = lines[header_row - 1 : header_row + 1] or [""]
    return max(_SEPARATORS, key=lambda sign: (near[0].count(sign), near[-1].count(sign)))


def decode(line: bytes, encoding: str) -> str:
    """Return text in composed letters; bytes that mean nothing become U+FFFD."""
    if line.isascii() and not encoding.startswith("utf-16"):
        return line.decode("ascii")
    if encoding == "auto":
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text = line.decode("cp1258", errors="replace")
    else:
        text = line.decode(encoding, errors="replace")
    # Windows-1258 writes tone marks as characters of their own.
    return unicodedata.normalize("NFC", text)


def records(file: BinaryIO, layout: Layout, start: int) -> Iterator[Record]:
    """Yield records from byte `start` on."""
    pending: list[_Line] = []
    lines = _lines(file, layout, start)
    while True:
        line = pending.pop(0) if pending else next(lines, None)
        if line is None:
            return
        if line.too_long:
            reason = f"a line of more than {MAX_LINE} bytes: not a table"
            yield Record([], line.start, line.end, line.complete, reason)
            continue
        if '"' not in line.text:
            yield Record(line.text.split(layout.separator), line.start, line.end, line.complete, "")
            continue
        group = [line]
        while _is_open(group) and len(group) < _MAX_JOINED:
            more = pending.pop(0) if pending else next(lines, None)
            if more is None:
                break
            group.append(more)
            if more.too_long:
                break
        if len(group) > 1 and (_is_open(group) or group[-1].too_long):
            pending[:0] = group[1:]
            group = group[:1]
        yield _record(group, layout.separator)


class _Line(NamedTuple):
    text: str
    start: int
    end: int
    complete: bool
    too_long: bool


def _is_open(group: list[_Line]) -> bool:
    return sum(line.text.count('"') for line in group) % 2 == 1


def _record(group: list[_Line], separator: str) -> Record:
    text = "\n".join(line.text for line in group)
    first, last = group[0], group[-1]
    fault = "a quotation mark that is never closed" if _is_open(group) else ""
    try:
        cells = next(
            csv.reader([text] if "\n" not in text else text.splitlines(keepends=True), delimiter=separator),
            [],
        )
    except csv.Error as error:
        cells, fault = [text[:1000]], f"not a CSV record: {error}"
    return Record(cells, first.start, last.end, last.complete, fault)


def _lines(file: BinaryIO, layout: Layout, start: int) -> Iterator[_Line]:
    """Yield physical lines; of one that is too long only its place."""
    newline = "\n".encode(layout.encoding if layout.encoding.startswith("utf-16") else "ascii")
    file.seek(start)
    rest, position, skipping = b"", start, False
    while block := file.read(_BLOCK):
        rest += block
        begin = 0
        while (found := _find(rest, newline, begin)) >= 0:
            end = found + len(newline)
            too_long = skipping or end - begin > MAX_LINE
            text = "" if too_long else decode(rest[begin:found], layout.encoding).rstrip("\r")
            yield _Line(text, position, position + end - begin, complete=True, too_long=too_long)
            position += end - begin
            begin, skipping = end, False
        rest = rest[begin:]
        if len(rest) > MAX_LINE:
            # Forget what is there of the line, keep a multiple of the newline's width.
            skipping, dropped = True, len(rest) // len(newline) * len(newline)
            position, rest = position + dropped, rest[dropped:]
    if rest or skipping:
        text = "" if skipping else decode(rest, layout.encoding).rstrip("\r")
        yield _Line(text, position, position + len(rest), complete=False, too_long=skipping)


def _find(data: bytes, newline: bytes, begin: int) -> int:
    """Return where the newline is, on a character boundary."""
    found = data.find(newline, begin)
    while found >= 0 and (found - begin) % len(newline):
        found = data.find(newline, found + 1)
    return found
