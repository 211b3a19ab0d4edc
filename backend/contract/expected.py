"""What a type expects, in the words of somebody who writes YAML. Pure."""

from __future__ import annotations

import datetime as dt
import difflib
import enum
from collections.abc import Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

MOST_NAMES = 48
"""More names than these are not listed one by one: those that come nearest, and how many there are."""
_N_NEAREST = 12
_WORDS: dict[Any, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    NoneType: "nothing",
    dt.date: "a date such as 2026-11-24",
    dt.datetime: "an instant such as 2026-11-24T19:00:00+07:00",
    Any: "any value",
}
LISTS = (list, tuple, set, frozenset)


def bare(kind: Any) -> Any:
    """Return a type without what narrows it (`Annotated`)."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    return kind


def members(kind: Any) -> tuple[Any, ...]:
    """Return the types that a union allows, `None` left out; of any other type itself."""
    plain = bare(kind)
    if get_origin(plain) not in (Union, UnionType):
        return (kind,)
    return tuple(member for each in get_args(plain) if each is not NoneType for member in members(each))


def is_struct(kind: Any) -> bool:
    """Return whether a type is written as keys and values that are known beforehand."""
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def has_form(data: Any, kind: Any) -> bool:
    """Return whether a list or keys and values are what a (bare) type is written as."""
    if isinstance(data, list):
        return get_origin(kind) in LISTS or kind in LISTS
    return isinstance(data, dict) and (get_origin(kind) is dict or kind is dict or is_struct(kind))


def without_items(kind: Any) -> Any:
    """Return the narrowed type of a list or dictionary without what its items are."""
    form = get_origin(bare(kind)) or bare(kind)
    return Annotated[(form, *get_args(kind)[1:])]


def unknown_cure(found: str, allowed: Sequence[str]) -> str:
    """Return what to write instead of an unknown word: the nearest one, and all that are allowed."""
    near = _nearest(found, allowed, 1)
    guess = f"did you mean '{near[0]}'? " if near else ""
    if len(allowed) <= MOST_NAMES:
        return f"{guess}expected one of: {', '.join(sorted(allowed)) or 'nothing'}"
    some = _nearest(found, allowed, _N_NEAREST, cutoff=0.0)
    return f"{guess}expected one of {len(allowed)}, the nearest: {', '.join(some)}"


def _nearest(found: str, allowed: Sequence[str], n: int, cutoff: float = 0.6) -> list[str]:
    folded = {name.casefold(): name for name in allowed}
    return [folded[name] for name in difflib.get_close_matches(found.casefold(), folded, n, cutoff)]


def shown(data: Any) -> str:
    """Return plain data as it stands in a file, cut where it is long."""
    text = flow(data)
    return text if len(text) <= 60 else text[:57] + "…"


def flow(data: Any) -> str:
    """Return plain data as it stands in a file, on one line."""
    match data:
        case None:
            return "nothing"
        case bool():
            return "true" if data else "false"
        case dt.date():
            return data.isoformat()
        case list():
            return f"[{', '.join(map(flow, data))}]"
        case dict():
            return f"{{{', '.join(f'{key}: {flow(value)}' for key, value in data.items())}}}"
    return repr(data)


def expected(kind: Any) -> str:
    """Return what a type expects: `a number from 5 to 3600`, `one of: high, low`."""
    several = members(kind)
    if len(several) > 1:
        return " or ".join(dict.fromkeys(map(expected, several)))
    (kind,) = several
    plain = bare(kind)
    if choices := choices_of(plain):
        return f"one of: {', '.join(choices)}"
    if is_struct(plain):
        return f"keys and values: {', '.join(field.encode_name for field in msgspec.structs.fields(plain))}"
    if (form := get_origin(plain) or plain) in LISTS:
        return _list_words(kind, get_args(plain))
    return ("keys and values" if form is dict else _WORDS.get(plain, "another value")) + _narrowed(
        kind, "letters"
    )


def _list_words(kind: Any, items: tuple[Any, ...]) -> str:
    if get_origin(bare(kind)) is tuple and items[-1] is not ...:
        return f"a list of {len(items)}: [{', '.join(map(expected, items))}]"
    each = f", each {expected(items[0])}" if items and items[0] is not Any else ""
    return f"a list ([a, b], or lines that begin with '-'){each}{_narrowed(kind, 'items')}"


def choices_of(kind: Any) -> list[str]:
    """Return the words of which a value must be one; none where it may be any."""
    plain = bare(kind)
    if get_origin(plain) is Literal:
        return [str(each) or '""' for each in get_args(plain)]
    if isinstance(plain, type) and issubclass(plain, enum.Enum):
        return [str(each.value) for each in plain]
    return []


def _narrowed(kind: Any, counted: str) -> str:
    """Return what `Annotated` asks for besides the type: ` from 5 to 3600`."""
    words = ""
    for meta in get_args(kind)[1:] if get_origin(kind) is Annotated else ():
        if not isinstance(meta, msgspec.Meta):
            continue
        if meta.ge is not None and meta.le is not None:
            words += f" from {meta.ge:g} to {meta.le:g}"
        else:
            words += f", {meta.ge:g} or more" if meta.ge is not None else ""
            words += f" above {meta.gt:g}" if meta.gt is not None else ""
            words += f", at most {meta.le:g}" if meta.le is not None else ""
        words += f" below {meta.lt:g}" if meta.lt is not None else ""
        words += f" like {meta.pattern}" if meta.pattern else ""
        least, most = meta.min_length, meta.max_length
        words += f", at least {least} {counted}" if least else ""
        words += f", at most {most} {counted}" if most else ""
    return words
