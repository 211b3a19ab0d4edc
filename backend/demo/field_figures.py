"""What the other fields of the demo city measure: traffic, zones, hospitals, schools, jobs, systems, markets.

All of it is made up; only names and positions of the places are real. Equal seeds and instants, equal values.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import math
from pathlib import Path

import msgspec
import numpy as np

from backend.demo.area_tables import ward_population
from backend.demo.places import lived_in

FILE = Path(__file__).parent / "data" / "field_places.csv"
MARKETS = FILE.with_name("markets.csv")
STALLS = {"thuy-san": "Thủy sản", "thit-tuoi": "Thịt tươi", "rau-qua": "Rau quả"}
"""Groups of stalls of each market."""
DAY_S = 86_400.0
MORNING_H, EVENING_H = 7.4, 17.4
FAIR_SPREAD, FAIR_RUSH, FAIR_ROUGH = 0.8, 0.5, 0.5
"""On a fair day: how much of a course's spread, rush and scatter is left; nothing comes near its limits."""
HEALTH_AREA_PEOPLE = 30_000
"""Only wards of so many people count diseases of their own here."""


class FieldPlace(msgspec.Struct, frozen=True):
    """One place of another field."""

    place_id: str
    kind: str
    name: str
    lat: float
    lon: float
    area_name: str
    column: str = ""
    """Of an outlet: the column of the regulation that its permit names."""
    market: str = ""
    """Of stalls: their market."""
    stall_group: str = ""
    """Of stalls: what they sell."""


class Course(msgspec.Struct, frozen=True):
    """How a metric goes over the day at the places of a kind."""

    low: float
    high: float
    """Levels of the calmest and the busiest place."""
    rush: float = 0.0
    """How much the rush hours add, as a share; below 0: they take away."""
    rough: float = 0.03
    """Scatter from step to step, as a share."""
    every_s: int = 60
    """How often it is measured."""
    decimals: int = 0

    def fair(self) -> Course:
        """Return the same course on an ordinary quiet day."""
        return msgspec.structs.replace(
            self,
            high=self.low + FAIR_SPREAD * (self.high - self.low),
            rush=FAIR_RUSH * self.rush,
            rough=FAIR_ROUGH * self.rough,
        )


COURSES: dict[str, dict[str, Course]] = {
    "traffic_point": {
        "speed_km_h": Course(26, 46, -0.55, 0.06),
        "flow_xe_h": Course(700, 2_900, 0.8, 0.05),
        "occupancy_percent": Course(8, 22, 1.6, 0.05),
    },
    "parking": {"n_spaces_free": Course(35, 180, -0.75, 0.04, 300)},
    "effluent_point": {
        "effluent_ph": Course(6.9, 7.5, 0.0, 0.01, 300, 2),
        "cod_mg_l": Course(34, 62, 0.15, 0.04, 300, 1),
        "tss_mg_l": Course(18, 40, 0.1, 0.05, 300, 1),
        "nh4_mg_l": Course(1.4, 4.2, 0.1, 0.05, 300, 2),
        "effluent_m3_h": Course(60, 190, 0.3, 0.06, 300),
    },
    "industrial_zone": {
        "filled_percent": Course(62, 100, 0.0, 0.0, 86_400, 1),
        "n_workers": Course(3_200, 41_000, 0.0, 0.0, 86_400),
        "n_companies": Course(24, 210, 0.0, 0.0, 86_400),
        "power_mwh_day": Course(120, 1_450, 0.0, 0.03, 86_400),
    },
    "hospital": {
        "beds_used_percent": Course(64, 95, 0.03, 0.01, 3_600),
        "n_er_waiting": Course(3, 26, 0.5, 0.15, 900),
        "n_er_24h": Course(24, 210, 0.0, 0.02, 3_600),
        "n_icu_free": Course(1, 9, -0.2, 0.1, 3_600),
    },
    "health_area": {
        "n_dengue_week": Course(0, 8, 0.0, 0.0, 86_400),
        "n_hfmd_week": Course(0, 7, 0.0, 0.0, 86_400),
        "n_measles_week": Course(0, 2, 0.0, 0.0, 86_400),
    },
    "school": {
        "n_pupils": Course(620, 2_350, 0.0, 0.0, 86_400),
        "absent_percent": Course(1.2, 6.8, 0.0, 0.0, 86_400, 1),
        "n_staff_missing": Course(0, 6, 0.0, 0.0, 86_400),
    },
    "job_centre": {
        "n_seekers_month": Course(420, 5_200, 0.0, 0.0, 86_400),
        "n_vacancies": Course(610, 8_400, 0.0, 0.0, 86_400),
        "n_benefit_month": Course(160, 1_240, 0.0, 0.0, 86_400),
        "n_placed_month": Course(120, 1_650, 0.0, 0.0, 86_400),
    },
    "market_stalls": {
        "n_tests_failed": Course(-3.0, 0.9, 0.0, 0.0, 86_400),  # none at most stalls: below 0 is 0
        "n_tests": Course(8, 24, 0.0, 0.0, 86_400),
        "market_chlorine": Course(0.28, 0.62, 0.0, 0.05, 86_400, 2),
        "market_atp": Course(90, 330, 0.0, 0.05, 86_400),
    },
    "digital_service": {
        "available_percent": Course(99.2, 99.98, 0.0, 0.0, 300, 2),
        "n_users_day": Course(1_900, 46_000, 0.0, 0.02, 3_600),
        "response_ms": Course(140, 720, 0.9, 0.12, 60),
    },
}
"""Kind of place → metric → its course."""


class Reading(msgspec.Struct, frozen=True):
    """One value, and whose it is."""

    place_id: str
    metric: str
    value: float


@functools.cache
def field_places() -> tuple[FieldPlace, ...]:
    """Return all places of the other fields; the populous wards count diseases."""
    with FILE.open(encoding="utf-8", newline="") as file:
        found = [msgspec.convert(row, FieldPlace, strict=False) for row in csv.DictReader(file)]
    with MARKETS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found += [_stalls(row, code, words) for code, words in STALLS.items()]
    people = ward_population()
    for ward in lived_in():
        if people[ward.code] >= HEALTH_AREA_PEOPLE:
            place_id = f"yt-{ward.code}"
            found.append(FieldPlace(place_id, "health_area", ward.name, ward.lat, ward.lon, ward.name))
    return tuple(found)


def _stalls(market: dict[str, str], code: str, words: str) -> FieldPlace:
    return FieldPlace(
        place_id=f"cho-{market['id']}-{code}",
        kind="market_stalls",
        name=f"{market['name']} – {words}",
        lat=float(market["lat"]),
        lon=float(market["lon"]),
        area_name=market["area_name"],
        market=market["name"],
        stall_group=words,
    )


def busy(at: float, zone_s: float = 7 * 3600.0) -> float:
    """Return how much of a rush hour it is, 0 to 1.

    Args:
        at: s since epoch.
        zone_s: of local time before UTC, s.
    """
    hour = (at + zone_s) % DAY_S / 3600.0
    return max(math.exp(-((hour - peak) ** 2) / 1.8) for peak in (MORNING_H, EVENING_H))


def readings(at: float, since: float, seed: int = 1, *, fair: bool = False) -> list[Reading]:
    """Return what has been measured after `since` until `at` (s since epoch), the newest of each series."""
    found = []
    for place in field_places():
        for metric, usual in COURSES[place.kind].items():
            course = usual.fair() if fair else usual
            step = math.floor(at / course.every_s)
            if step * course.every_s > since:
                found.append(Reading(place.place_id, metric, _value(place, metric, course, step, seed)))
    return found


def _value(place: FieldPlace, metric: str, course: Course, step: int, seed: int) -> float:
    share = _share(f"{seed} {place.place_id} {metric}")
    level = course.low + share * (course.high - course.low)
    level *= 1.0 + course.rush * busy(step * course.every_s)
    if course.rough:
        words = f"{seed} {place.place_id} {metric} {step}".encode()
        rng = np.random.default_rng(int.from_bytes(hashlib.sha256(words).digest()[:8], "big"))
        level *= 1.0 + course.rough * float(rng.standard_normal())
    if metric.endswith("_percent") and metric != "beds_used_percent":
        level = min(level, 100.0)
    return round(max(level, 0.0), course.decimals)


def _share(words: str) -> float:
    """Return a number from 0 to 1 that is always the same for the same words."""
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:4], "big") / 0xFFFF_FFFF
