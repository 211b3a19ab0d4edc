"""What the columns of a table are: times, places, numbers, codes, statuses, categories. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from backend.contract.folding import folded
from backend.domain.units import known
from backend.sources.reading.numbers import UnreadableError, read_number
from backend.sources.reading.times import TimeReader

Role = Literal["time", "place", "number", "code", "status", "category", "text", "empty"]

Said = Literal["", "finished", "due", "area", "lat", "lon", "result"]
"""What a column is of a case by its name, whatever its cells are."""

ENOUGH = 0.8
"""A column is what so great a share of its cells says."""
MAX_CHOICES = 30
"""A column of more different words is text, not a category."""
FEW = 4
"""Of so few cells nobody can tell whether words come again."""
_UNIT = re.compile(r"^(?P<name>.+?)\s*[(\[](?P<unit>[^)\]]+)[)\]]\s*$")
_CODES = ("ma", "so hieu", "so phieu", "so ho so", "code", "id", "stt")
_STATUSES = ("trang thai", "tinh trang", "status", "ket qua xu ly")
_PLACES = (
    "diem", "tram", "noi", "vi tri", "dia diem", "cho", "co so", "ten", "don vi", "truong", "benh vien",
    "nha may", "place", "site", "station",
)  # fmt: skip
_NO_PLACES = ("noi dung", "cho bo sung", "don vi tinh", "ten hang")
_SAID: tuple[tuple[Said, Role, tuple[str, ...]], ...] = (
    (
        "finished",
        "time",
        ("ngay ket luan", "ngay hoan thanh", "ngay xong", "ngay tra", "ngay ket thuc", "finished"),
    ),
    ("due", "time", ("han", "ngay het han", "thoi han", "ngay hen", "due")),
    ("area", "category", ("phuong", "xa", "phuong/xa", "phuong, xa", "dia ban", "ward")),
    ("lat", "number", ("vi do", "lat", "latitude")),
    ("lon", "number", ("kinh do", "lon", "lng", "longitude")),
    ("result", "category", ("ket qua", "ket luan", "result")),
    ("result", "text", ("ket qua", "ket luan", "result")),
)


class Column(msgspec.Struct, frozen=True):
    """One column."""

    header: str
    """As the table writes it."""
    role: Role
    name: str
    """The header without its unit."""
    unit: str = ""
    """In brackets of the header, where the program knows it."""
    words: tuple[str, ...] = ()
    """Of statuses, categories, codes and places: the different words, in the order of the table."""
    numbers: tuple[float, ...] = ()
    """Of numbers: what could be read."""
    said: Said = ""
    """Of a case: what its name says it is."""


def describe(header: Sequence[object], rows: Sequence[Sequence[object]]) -> list[Column]:
    """Return what the named columns of a table are.

    Args:
        header: names of the columns.
        rows: cells beneath them, some hundred rows at most; shorter ones miss their last cells.
    """
    return [
        _column(str(name).strip(), [row[i] for row in rows if i < len(row) and row[i] not in (None, "")])
        for i, name in enumerate(header)
        if name not in (None, "")
    ]


def _column(header: str, cells: Sequence[object]) -> Column:
    found = _UNIT.match(header)
    name, unit = (found["name"], found["unit"].strip()) if found else (header, "")
    words = tuple(dict.fromkeys(str(cell).strip() for cell in cells))
    numbers = _numbers(cells)
    role = _role(folded(name), cells, len(words), len(numbers))
    return Column(
        header,
        role,
        name,
        unit if role == "number" and known(unit) else "",
        words[:MAX_CHOICES] if role in ("status", "category", "code") else words if role == "place" else (),
        numbers if role == "number" else (),
        _said(folded(name), role),
    )


def _said(plain: str, role: Role) -> Said:
    return next((said for said, of, names in _SAID if of == role and _is(plain, names)), "")


def _role(plain: str, cells: Sequence[object], n_words: int, n_numbers: int) -> Role:
    """Return what a column of `plain` (its folded name) is.

    Its cells decide, its name where they may be several things.
    """
    enough = ENOUGH * len(cells)
    repeats = n_words <= max(1, len(cells) // 2) or len(cells) < FEW
    tests: tuple[tuple[Role, bool], ...] = (
        ("empty", not cells),
        ("code", _is(plain, _CODES) and n_words == len(cells)),
        ("number", n_numbers >= enough),
        ("time", _share_of_times(cells) >= ENOUGH),
        ("status", _is(plain, _STATUSES)),
        ("place", repeats and _is(plain, _PLACES) and not _is(plain, _NO_PLACES)),
        ("category", repeats and n_words <= MAX_CHOICES),
    )
    return next((role for role, holds in tests if holds), "text")


def _is(plain: str, names: Sequence[str]) -> bool:
    return any(plain == name or plain.startswith(f"{name} ") for name in names)


def _numbers(cells: Sequence[object]) -> tuple[float, ...]:
    found = []
    for cell in cells:
        try:
            measured = read_number(cell, detection_limit=0.0)
        except UnreadableError:
            continue
        if measured is not None:
            found.append(measured.value)
    return tuple(found)


def _share_of_times(cells: Sequence[object]) -> float:
    reader = TimeReader("auto", "Asia/Ho_Chi_Minh")
    n_good = 0
    for cell in cells:
        try:
            reader.read(cell)
        except UnreadableError:
            continue
        n_good += 1
    return n_good / max(1, len(cells))
