"""Whether two items belong together in place and time, and the words for it."""

from __future__ import annotations

from typing import Literal

import msgspec

from backend.contract.state import Text
from backend.domain.incidents.ground import Ground, distance_m
from backend.domain.incidents.item import Item
from backend.domain.incidents.spec import CorrelationSpec, Selector

BEGAN = Text("khởi đầu sự cố", "began the incident")
"""Reason of a member that nothing else brought in."""


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """An item and the selector that takes it."""

    item: Item
    selector: Selector
    number: int
    """Of the selector."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """Why two items belong together."""

    ref: str
    """The other item."""
    how: Literal["near", "area", "centre"]
    distance_m: float
    """Infinite where a position is missing."""

    @property
    def rank(self) -> tuple[int, float, str]:
        """Sorts the strongest reason first."""
        return ("near", "area", "centre").index(self.how), self.distance_m, self.ref


def link(spec: CorrelationSpec, a: Candidate, b: Candidate) -> Link | None:
    """Return why `b` belongs to `a`, None if it does not. The other way round gives the same."""
    if not (a.selector.links or b.selector.links):
        return None
    if abs(a.item.began_at - b.item.began_at) > spec.within_s:
        return None
    apart_m = float("inf")
    if a.item.at is not None and b.item.at is not None:
        apart_m = distance_m(a.item.at, b.item.at)
        if apart_m <= max(spec.reach_m(a.selector), spec.reach_m(b.selector)):
            return Link(b.item.ref, "near", apart_m)
    same = {spec.same_of(a.selector), spec.same_of(b.selector)}
    if "near" not in same and a.item.area_code and a.item.area_code == b.item.area_code:
        return Link(b.item.ref, "area", apart_m)
    return Link(b.item.ref, "centre", apart_m) if "centre" in same else None


def reason(found: Link, item: Item, other: Item, ground: Ground) -> Text:
    """Return the words: why `item` was joined to `other`."""
    where = _where(found, item, other, ground)
    when = _when(item.began_at - other.began_at)
    return Text(f"{where.vi}, {when.vi}", f"{where.en}, {when.en}")


def _where(found: Link, item: Item, other: Item, ground: Ground) -> Text:
    if found.how == "near":
        called = other.called
        if item.subject and item.subject == other.subject:
            return Text(f"cùng chỗ với {called.vi}", f"at the same place as {called.in_language('en')}")
        vi, en = _metres(found.distance_m)
        return Text(f"cách {called.vi} {vi}", f"{en} from {called.in_language('en')}")
    if found.how == "area":
        area = ground.area_called(item.area_code, item.area_name or other.area_name)
        return Text(f"cùng {area}", f"same ward {item.area_name or other.area_name or item.area_code}")
    return Text("cùng địa bàn thành phố", "in the same city")


def _metres(distance: float) -> tuple[str, str]:
    if distance < 995:
        tens = max(round(distance / 10) * 10, 10)
        return f"{tens} m", f"{tens} m"
    km = f"{distance / 1000:.1f}"
    return f"{km.replace('.', ',')} km", f"{km} km"


def _when(later_s: float) -> Text:
    minutes = round(abs(later_s) / 60)
    if minutes == 0:
        return Text("cùng lúc", "at the same time")
    hours, rest = divmod(minutes, 60)
    vi = " ".join(part for part in (f"{hours} giờ" if hours else "", f"{rest} phút" if rest else "") if part)
    en = " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)
    return Text(f"sau {vi}", f"{en} later") if later_s > 0 else Text(f"trước {vi}", f"{en} earlier")
