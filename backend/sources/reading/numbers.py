"""Numbers as people, laboratories and spreadsheets write them.

Handles the decimal comma, groups of three digits, censored values (`<0,5`) and the words for
"not detected" and "nothing here", Vietnamese and English.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from typing import Literal, NamedTuple

from backend.contract.state import Quality

DecimalSign = Literal["auto", ".", ","]


class Measured(NamedTuple):
    """A number and what is known of it."""

    value: float
    quality: Quality


class UnreadableError(ValueError):
    """Something is not what it should be; the words say what was found and what was expected."""


_CENSOR = {
    "<": Quality.BELOW,
    "<=": Quality.BELOW,
    "≤": Quality.BELOW,
    ">": Quality.ABOVE,
    ">=": Quality.ABOVE,
    "≥": Quality.ABOVE,
    "~": Quality.UNCERTAIN,
    "≈": Quality.UNCERTAIN,
    "±": Quality.UNCERTAIN,
}
_NOTHING = frozenset(
    {"", "-", "--", "---", "–", "—", "…", "...", "n/a", "na", "nan", "null", "none", "#n/a"}
    | {"không có", "không có số liệu", "không đo", "chưa đo", "mất số liệu"}
)
_NOT_DETECTED = re.compile(
    r"^(?:không phát hiện|kph|k\.p\.h\.?|nd|n\.d\.?|not detected|bdl|< ?(?:lod|mdl|dl))\b", re.I
)
_LIMIT = re.compile(r"\([^()0-9]*([0-9][0-9.,]*)[^()0-9]*\)")
_PREFIX = re.compile(r"^(<=|>=|[<>≤≥~≈±])\s*")
_PLAIN = re.compile(r"[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]{1,3})?\.?")
_MAX_TEXT = 200


def read_number(
    raw: object, decimal: DecimalSign = "auto", detection_limit: float | None = None
) -> Measured | None:
    """Read one number.

    Args:
        raw: what the source gave: a number or a text.
        decimal: the decimal sign; `auto` takes the last sign of a text, a single comma as decimal.
        detection_limit: value below which the instrument sees nothing, in the source's unit.

    Returns:
        The number, or None where nothing was measured (empty, dash, `n/a`, null).

    Raises:
        UnreadableError: neither a finite number nor a known word.
    """
    if isinstance(raw, float | int) and not isinstance(raw, bool):
        return _finite(raw)
    if raw is None:
        return None
    if isinstance(raw, Decimal):
        return _finite(float(raw)) if raw.is_finite() else None
    if not isinstance(raw, str):
        raise UnreadableError(f"found {_shown(raw)}, expected a number")
    return _read_text(raw, decimal, detection_limit)


def _finite(number: float) -> Measured | None:
    try:
        value = float(number)
    except OverflowError:
        raise UnreadableError("the number is too large for a measurement") from None
    if math.isnan(value):
        return None
    if math.isinf(value):
        raise UnreadableError("found an infinite number, expected a finite one")
    return Measured(value, Quality.GOOD)


def _read_text(raw: str, decimal: DecimalSign, detection_limit: float | None) -> Measured | None:
    if len(raw) > _MAX_TEXT:
        raise UnreadableError(f"found a text of {len(raw)} characters, expected a number")
    if decimal != "," and _PLAIN.fullmatch(raw):
        return _finite(float(raw))
    text = unicodedata.normalize("NFKC", raw).replace("−", "-").strip()
    if text.lower() in _NOTHING:
        return None
    if _NOT_DETECTED.match(text):
        return _not_detected(text, decimal, detection_limit)
    quality = Quality.GOOD
    if match := _PREFIX.match(text):
        quality = _CENSOR[match[1]]
        text = text[match.end() :]
    plain = _plain(text.replace(" ", ""), decimal)
    if plain is None or not _PLAIN.fullmatch(plain):
        raise UnreadableError(f"found {_shown(raw)}, expected a number with decimal sign {decimal!r}")
    measured = _finite(float(plain))
    return None if measured is None else Measured(measured.value, quality)


def _not_detected(text: str, decimal: DecimalSign, detection_limit: float | None) -> Measured:
    if (match := _LIMIT.search(text)) and (plain := _plain(match[1], decimal)) and _PLAIN.fullmatch(plain):
        return Measured(float(plain), Quality.BELOW)
    if detection_limit is not None:
        return Measured(detection_limit, Quality.BELOW)
    raise UnreadableError(
        f"found {_shown(text)} without a detection limit: set `detection_limit` of this value"
    )


def _plain(text: str, decimal: DecimalSign) -> str | None:
    """Return the text with a decimal point and without groups, None if the groups are not of three."""
    if "," not in text and (decimal != "," or "." not in text) and text.count(".") <= 1:
        return text
    sign = decimal if decimal != "auto" else _decimal_of(text)
    group = "." if sign == "," else ","
    whole, _, fraction = text.partition(sign)
    if group in fraction or sign in fraction:
        return None
    head, *groups = whole.split(group)
    if groups and (not 1 <= len(head.lstrip("+-")) <= 3 or any(len(part) != 3 for part in groups)):
        return None
    joined = head + "".join(groups)
    return f"{joined}.{fraction}" if fraction else joined


def _decimal_of(text: str) -> str:
    """Guess the decimal sign: the last of two kinds; a sign that repeats groups digits."""
    comma, dot = text.rfind(","), text.rfind(".")
    if comma >= 0 and dot >= 0:
        return "," if comma > dot else "."
    found = "," if comma >= 0 else "."
    return found if text.count(found) == 1 else {",": ".", ".": ","}[found]


def _shown(raw: object) -> str:
    words = repr(raw) if isinstance(raw, str | int | float | bool) else f"a {type(raw).__name__}"
    return words if len(words) <= 60 else words[:57] + "…"
