"""The demo's crews: where they patrol, how they move, and how they answer an order. No input or output."""

from __future__ import annotations

import csv
import functools
import math
import re
from pathlib import Path

import msgspec

DATA = Path(__file__).parent / "data" / "crews.csv"
METRES_PER_DEGREE = 111_195.0
ACCEPT_AFTER_S, LEAVE_AFTER_S, STAY_S = 6.0, 14.0, 45.0
THERE_M = 40.0
FIRST_PHONE = 900_005_001
"""Made up: nobody has such a number."""
_ORDER = re.compile(r"\b([A-Z]+\.\d{8}\.\d+)\b")
_POSITION = re.compile(r"\((-?\d+\.\d+),(-?\d+\.\d+)\)")
ACCEPT, LEAVE, THERE, DONE = "1", "2", "3", "4"
"""What crews write back; the order itself says what each number means."""
Point = tuple[float, float]
"""Degrees north and east."""


class Unit(msgspec.Struct, frozen=True):
    """One crew or station of the table."""

    place_id: str
    name: str
    kind: str
    area_name: str
    speed_km_h: float
    """0: it stands."""
    route: tuple[Point, ...]
    """Streets or river that it goes up and down, the first point is its base."""
    phone: str
    """Ten digits, as people write them."""


@functools.cache
def units() -> tuple[Unit, ...]:
    """Return all crews and stations. Streets and rivers are real, the crews are made up."""
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(
            Unit(
                row["place_id"],
                row["name"],
                row["kind"],
                row["area_name"],
                float(row["speed_km_h"]),
                tuple(_point(words) for words in row["route"].split(";")),
                f"0{FIRST_PHONE + n}",
            )
            for n, row in enumerate(csv.DictReader(file))
        )


def _point(words: str) -> Point:
    lat, lon = words.split()
    return float(lat), float(lon)


class Order(msgspec.Struct):
    """An order that a crew was sent, as far as its message says."""

    code: str
    to: Point | None
    since_s: float = 0.0
    """Seconds since it came, or since the crew was there."""
    said: str = ""
    """The last number that was answered."""


class Crew:
    """One crew on its way."""

    def __init__(self, unit: Unit, hurry: float = 1.0) -> None:
        """Stand at the base; `hurry` times as fast as such a crew is."""
        self.unit, self._hurry = unit, hurry
        self.at = unit.route[0]
        self.heading_deg = 0.0
        self.moves = False
        self._ahead, self._step = 1, 1
        self.order: Order | None = None

    def hear(self, text: str) -> None:
        """Take what the centre wrote: an order, or words about one."""
        code, position = _ORDER.search(text), _POSITION.search(text)
        if text.startswith("HUY") and self.order is not None:
            self.order = None
        elif code is not None and position is not None and self.order is None:
            self.order = Order(code[1], (float(position[1]), float(position[2])))
        elif code is not None and self.order is None and "Tra loi: 1" in text:
            self.order = Order(code[1], None)  # it says no position: they ask their way

    def advance(self, seconds: float) -> str:
        """Move on; return what the crew writes to the centre now, empty where nothing."""
        order = self.order
        if order is None:
            self._patrol(seconds)
            return ""
        order.since_s += seconds
        return self._work(order, seconds)

    def _work(self, order: Order, seconds: float) -> str:
        match order.said:
            case "" if order.since_s >= ACCEPT_AFTER_S:
                return self._say(order, ACCEPT)
            case "1" if order.since_s >= LEAVE_AFTER_S:
                return self._say(order, LEAVE)
            case "2":
                to = order.to or self.unit.route[0]
                self._go(to, seconds)
                if _apart_m(self.at, to) <= THERE_M:
                    order.since_s = 0.0
                    return self._say(order, THERE)
            case "3" if order.since_s >= STAY_S:
                self.order = None
                return f"{DONE} đã xong việc tại chỗ"
        return ""

    def _say(self, order: Order, number: str) -> str:
        order.said = number
        self.moves = number == LEAVE
        return number

    def _patrol(self, seconds: float) -> None:
        route = self.unit.route
        if len(route) < 2 or not self.unit.speed_km_h:
            return
        to = route[self._ahead]
        self._go(to, seconds)
        if _apart_m(self.at, to) <= THERE_M:
            if not 0 <= self._ahead + self._step < len(route):
                self._step = -self._step
            self._ahead += self._step

    def _go(self, to: Point, seconds: float) -> None:
        apart_m = _apart_m(self.at, to)
        reach_m = self.unit.speed_km_h / 3.6 * seconds * self._hurry
        north, east = _metres(self.at, to)
        self.heading_deg = math.degrees(math.atan2(east, north)) % 360.0
        self.moves = apart_m > THERE_M
        share = 1.0 if apart_m <= reach_m else reach_m / apart_m
        self.at = (
            self.at[0] + share * (to[0] - self.at[0]),
            self.at[1] + share * (to[1] - self.at[1]),
        )


def _metres(start: Point, end: Point) -> tuple[float, float]:
    """Return how far `end` lies to the north and east of `start`, m."""
    north = (end[0] - start[0]) * METRES_PER_DEGREE
    east = (end[1] - start[1]) * METRES_PER_DEGREE * math.cos(math.radians(start[0]))
    return north, east


def _apart_m(one: Point, other: Point) -> float:
    return math.hypot(*_metres(one, other))
