"""How a value that its key does not take was probably meant, in words for who writes YAML. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Literal, get_origin

import msgspec

from backend.contract.expected import (
    LISTS,
    bare,
    choices_of,
    expected,
    is_struct,
    members,
    unknown_cure,
)

_COMMA = re.compile(r"[+-]?\d+,\d+")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_AMOUNT = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*([^\d\s.,].*)")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b.*")
_SECONDS = {
    **dict.fromkeys(("s", "sec", "giây"), 1),
    **dict.fromkeys(("m", "min", "phút"), 60),
    **dict.fromkeys(("h", "giờ"), 3600),
    **dict.fromkeys(("d", "ngày"), 86400),
}


def cure(data: Any, kind: Any, key: str, written: str) -> str:
    """Return what to write instead of data that a type does not take: what it expects, and how.

    Args:
        data: as YAML reads it.
        kind: what is expected.
        key: under which it stands; of one that ends in `_s` the unit is a second.
        written: data as it stands in the file.
    """
    choices = choices_of(kind)
    if isinstance(data, str) and choices:
        return unknown_cure(data, choices)
    hint = next(_hints(data, kind, key, written), "")
    return f"expected {expected(kind)}" + (f"; {hint}" if hint else "")


def _hints(data: Any, kind: Any, key: str, written: str) -> Iterator[str]:
    """Yield how to write what probably was meant, best guess first."""
    takes = {bare(each) for each in members(kind)}
    takes |= {get_origin(each) for each in takes}
    match data:
        case None:
            yield "write it behind the colon, or leave the key out"
        case str():
            yield from _of_text(data, takes, key)
        case list():
            yield from _of_list(data, takes)
        case dict():
            if str in takes and "vi" in data:
                yield "this text is in one language: write it without {vi: …}"
        case bool():
            if takes & {str, Literal}:
                yield "YAML reads yes, no, on and off as true and false: put the word in quotes"
        case _ if takes & {str, Literal}:
            yield f'put it in quotes: "{written}"'
        case dt.date() if dt.datetime in takes:
            yield f"write the time, too: {data.isoformat()}T00:00:00+07:00"


def _of_text(text: str, takes: set[Any], key: str) -> Iterator[str]:
    if takes & {int, float}:
        yield from _number(text.strip(), key)
    if takes & {dt.date, dt.datetime}:
        yield from _date(text, "T00:00:00+07:00" if dt.datetime in takes else "")
    if bool in takes and text.casefold() in ("true", "false", "yes", "no"):
        yield "leave the quotes out"
    if takes & set(LISTS):
        yield f"put it in brackets: [{text}]"
    for each in takes:
        needed = (
            [f.encode_name for f in msgspec.structs.fields(each) if f.required] if is_struct(each) else []
        )
        if len(needed) == 1:
            yield f"write {{{needed[0]}: {text}}}"


def _of_list(items: list[Any], takes: set[Any]) -> Iterator[str]:
    if takes & set(LISTS):
        yield "a comma begins the next item, the decimal sign is a point"
    elif len(items) == 1 and not isinstance(items[0], list | dict):
        yield f"one value without brackets: {items[0]}"
    elif takes & {str, Literal}:
        yield "this key takes one value"


def _number(text: str, key: str) -> Iterator[str]:
    if _NUMBER.fullmatch(text):
        yield f"leave the quotes out: {text}"
    elif _COMMA.fullmatch(text):
        yield f"the decimal sign is a point: {text.replace(',', '.')}"
    elif found := _AMOUNT.fullmatch(text):
        number, unit = found[1].replace(",", "."), found[2].strip()
        seconds = _SECONDS.get(unit.casefold())
        if key.endswith("_s") and seconds is not None:
            yield f"write seconds: {float(number) * seconds:.12g}"
        else:
            yield f"write the number alone: {number}"


def _date(text: str, time: str) -> Iterator[str]:
    found = _DAY_FIRST.fullmatch(text.strip())
    if found is None:
        return
    try:
        day = dt.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        yield "there is no such day"
        return
    yield f"year, month, day: {day.isoformat()}{time}"
