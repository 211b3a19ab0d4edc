"""Words of a table of places: which column is what, numbers and angles as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from backend.domain.gazetteer import plain_words

FIELDS: dict[str, tuple[str, ...]] = {
    "place_id": ("place id", "id", "ma", "ma so", "ma diem", "ma tram", "ma camera", "code", "stt ma"),
    "name": ("name", "ten", "ten diem", "ten tram", "ten camera", "dia diem", "vi tri", "ten goi"),
    "kind": ("kind", "loai", "loai diem", "type"),
    "lat": ("lat", "latitude", "vi do", "vido", "vd", "b"),
    "lon": ("lon", "lng", "long", "longitude", "kinh do", "kinhdo", "kd", "l"),
    "x": ("x", "toa do x", "x m", "x vn2000", "northing", "n", "toado x"),
    "y": ("y", "toa do y", "y m", "y vn2000", "easting", "e", "toado y"),
    "position": ("position", "toa do", "lat lon", "latlon", "lat lng", "vi do kinh do"),
    "area_code": ("area code", "ma xa", "ma phuong", "ma phuong xa", "ma dvhc", "maxa", "ward code"),
    "area_name": ("area name", "phuong xa", "phuong", "xa", "ten xa", "ten phuong", "ten phuong xa", "ward"),
}
"""Field and the column heads that are understood, without marks."""
_PARTS = re.compile(
    r"""^\s*(?P<sign>[-+])?\s*(?P<d>\d{1,3})\s*[°ºo˚d:\s]\s*(?P<m>\d{1,2}(?:[.,]\d+)?)\s*['′’‘:m\s]?\s*
    (?:(?P<s>\d{1,2}(?:[.,]\d+)?)\s*(?:["″”“s]|'')?)?\s*(?P<side>[NSEWBDT])?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_SIDED = re.compile(r"^\s*([NSEWBDT])?\s*([-+]?[\d.,]+)\s*°?\s*([NSEWBDT])?\s*$", re.IGNORECASE)
_WESTERN = frozenset("SWT")
"""South, west, tây; `B` is bắc and `D` đông, with and without its stroke. `N` is north: no place is south."""


class ValueWordsError(ValueError):
    """A cell that is no number; says what to write."""


def columns_of(heads: Iterable[str], mapped: Mapping[str, str]) -> dict[str, str]:
    """Return field of each column that is understood.

    Args:
        heads: of the table.
        mapped: what the person says: column to field; an empty field leaves the column out.
    """
    synonyms = {name: field for field, names in FIELDS.items() for name in names}
    found: dict[str, str] = {}
    taken = {field for field in mapped.values() if field}
    for head in heads:
        if head in mapped:
            if mapped[head]:
                found[head] = mapped[head]
            continue
        field = synonyms.get(" ".join(plain_words(head.replace("_", " "))))
        if field is not None and field not in taken:
            found[head] = field
            taken.add(field)
    return found


def number(word: str) -> float:
    """Return a number as people write it: `550123,45`, `1.780.000,5`, `1,780,000.5`, `550 123.45`.

    Raises:
        ValueWordsError: it is none.
    """
    plain = re.sub(r"[\s\u00a0\u202f]", "", word).replace("−", "-")
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:
        thousands, decimal = (".", ",") if comma > point else (",", ".")
        plain = plain.replace(thousands, "").replace(decimal, ".")
    elif plain.count(",") == 1:
        plain = plain.replace(",", ".")
    elif plain.count(",") > 1 or plain.count(".") > 1:
        plain = plain.replace(",", "").replace(".", "")
    if not re.fullmatch(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,2})?", plain):
        raise ValueWordsError(f"'{word[:40]}' is no number")
    return float(plain)


def angle(word: str) -> float:
    """Return degrees from `16.0471`, `16,0471`, `16°04'12.5"N`, `16 04 12,5`, `108°13'Đ`.

    Raises:
        ValueWordsError: it is none of these.
    """
    plain = word.replace("Đ", "D").replace("đ", "d").strip()
    sided = _SIDED.match(plain)
    if sided:
        side = (sided[1] or sided[3] or "").upper()
        value = number(sided[2])
        return -value if side in _WESTERN else value
    match = _PARTS.match(plain)
    if match is None:
        raise ValueWordsError(f"'{word[:40]}' is no angle; write degrees such as 16.0471 or 16°02'49.6\"N")
    minutes, seconds = number(match["m"]), number(match["s"] or "0")
    if minutes >= 60 or seconds >= 60:
        raise ValueWordsError(f"'{word[:40]}' has minutes or seconds of 60 and more")
    value = int(match["d"]) + minutes / 60 + seconds / 3600
    negative = match["sign"] == "-" or (match["side"] or "").upper() in _WESTERN
    return -value if negative else value


def pair(word: str) -> tuple[float, float]:
    """Return the two numbers of one cell: `16.05, 108.2` or `16,05; 108,2`.

    Raises:
        ValueWordsError: there are not two.
    """
    parts = [part for part in re.split(r"[;|]|,\s+|\s{2,}", word.strip()) if part.strip()]
    if len(parts) != 2:
        parts = word.split(",") if word.count(",") == 1 else word.split()
    if len(parts) != 2:
        raise ValueWordsError(f"'{word[:40]}' is no pair of coordinates; write 16.0471; 108.2062")
    return angle(parts[0]), angle(parts[1])


def slug(*words: str) -> str:
    """Return an id made of words: `cam-nga-tu-hue`."""
    return "-".join(part for word in words for part in plain_words(word))
