"""Which open cases a new one may repeat: by one telephone, or near each other, at about one time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from backend.contract.cases import CaseFile
from backend.contract.state import Text
from backend.domain.cases.spec import LikenessSpec
from backend.domain.incidents.ground import distance_m
from backend.domain.messages.phones import PhoneError, phone

MOST = 3
"""So many are named; who has called twenty times is recognised by three."""


class Likeness(NamedTuple):
    """One case that a new one may repeat."""

    case_id: str
    same_phone: bool
    apart_m: float | None
    """None: they are not near each other, or one has no position."""

    @property
    def reason(self) -> Text:
        """Why it may."""
        vi, en = [], []
        if self.same_phone:
            vi.append("cùng số điện thoại")
            en.append("the same telephone")
        if self.apart_m is not None:
            vi.append(f"cách {self.apart_m:.0f} m")
            en.append(f"{self.apart_m:.0f} m away")
        return Text(", ".join(vi), ", ".join(en))


def alike(spec: LikenessSpec, file: CaseFile, others: Iterable[CaseFile], most: int = MOST) -> list[Likeness]:
    """Return the open cases that `file` may repeat, the likeliest first.

    Args:
        spec: what makes two cases alike.
        file: the new one.
        others: cases of its kind; closed ones, and duplicates of others, do not count.
        most: so many at most.
    """
    number = digits(file.phone)
    found = []
    for other in others:
        if other.case_id == file.case_id or not other.open or other.parent:
            continue
        if abs(file.opened_at - other.opened_at) > spec.within_s:
            continue
        same_phone = spec.phone and number != "" and digits(other.phone) == number
        apart_m = _apart(spec, file, other)
        if same_phone or apart_m is not None:
            found.append(Likeness(other.case_id, same_phone, apart_m))
    return sorted(found, key=_likeliest)[:most]


def digits(written: str) -> str:
    """Return a telephone number in one form, empty where it is none."""
    try:
        return phone(written).digits if written.strip() else ""
    except PhoneError:
        return ""


def _apart(spec: LikenessSpec, file: CaseFile, other: CaseFile) -> float | None:
    if not spec.within_m or file.lat is None or file.lon is None or other.lat is None or other.lon is None:
        return None
    apart_m = distance_m((file.lat, file.lon), (other.lat, other.lon))
    return apart_m if apart_m <= spec.within_m else None


def _likeliest(found: Likeness) -> tuple[bool, bool, float, str]:
    return not found.same_phone, found.apart_m is None, found.apart_m or 0.0, found.case_id
