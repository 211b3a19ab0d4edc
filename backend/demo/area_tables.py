"""Land and people by area: today's 34 provinces, and the wards of the demo city.

Source of the provinces' area and population: Resolution 202/2025/QH15 and the plans that it was decided on
(to be verified against the text). The number of wards and the wards' area come from the package
`vietnamadminunits` (MIT). The wards' population is made up: it sums up to the city's.
"""

from __future__ import annotations

import csv
import functools
import math
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import yaml

from backend.demo.places import HOANG_SA_CODE, PROVINCE_CODE, Ward, wards
from backend.usecases import former_areas

FILE = Path(__file__).parent / "data" / "provinces.csv"
SET_ID = "tinh-thanh"
TABLE = "dien-tich-dan-so.csv"
YEAR = "2025"
_PREFIX = f"{SET_ID}.dien-tich-dan-so"
AREA, POPULATION, N_WARDS = f"{_PREFIX}.dien-tich", f"{_PREFIX}.dan-so", f"{_PREFIX}.so-xa-phuong-dac-khu"
DENSITY = f"{_PREFIX}.mat-do"
URBAN_KM2, RURAL_KM2 = 8.0, 25.0
"""Area of an ordinary ward and commune; larger ones lie in the mountains and hold fewer people."""


class Province(msgspec.Struct, frozen=True):
    """One province of today."""

    code: str
    name: str
    area_km2: float
    population: int
    n_wards: int


@functools.cache
def provinces() -> tuple[Province, ...]:
    """Return all provinces, ordered by code."""
    names = former_areas.provinces()
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Province(
                row["code"],
                names[row["code"]],
                float(row["area_km2"]),
                int(row["population"]),
                len(former_areas.wards(row["code"])),
            )
            for row in csv.DictReader(file)
        )


def table() -> str:
    """Return the provinces as a statistics office would send them: decimal comma, groups of thousands."""
    lines = [
        f"Diện tích, dân số và số đơn vị cấp xã của các tỉnh, thành phố năm {YEAR} (km², người);;;;",
        "STT;Tỉnh, thành phố;Diện tích;Dân số;Số xã, phường, đặc khu",
    ]
    for number, each in enumerate(provinces(), 1):
        area = f"{each.area_km2:,.2f}".translate(_VIETNAMESE)
        people = f"{each.population:,}".translate(_VIETNAMESE)
        lines.append(f"{number};{each.name};{area};{people};{each.n_wards}")
    lines.append("Nguồn: Nghị quyết 202/2025/QH15 và đề án kèm theo (chưa đối chiếu văn bản gốc);;;;")
    return "\n".join(lines) + "\n"


_VIETNAMESE = str.maketrans(",.", ".,")


def own_set() -> dict[str, Any]:
    """Return the centre's own set into which the table is read, with the density that is computed of it."""

    def indicator(code: str, name: str, unit: str, **more: Any) -> dict[str, Any]:
        return {
            "code": code,
            "name": {"vi": name},
            "unit": {"vi": unit},
            "breakdowns": ["area"],
            "alert": None,
        } | more

    return {
        "id": SET_ID,
        "name": {"vi": "Các tỉnh, thành phố từ 01/07/2025"},
        "source": "Nghị quyết 202/2025/QH15 (diện tích, dân số); danh mục đơn vị hành chính từ 01/07/2025",
        "mark": "ck",
        "indicators": [
            indicator(AREA, "Diện tích", "km²", additive=True),
            indicator(POPULATION, "Dân số", "người", decimals=0, additive=True),
            indicator(N_WARDS, "Số xã, phường, đặc khu", "đơn vị", decimals=0, additive=True),
            indicator(
                DENSITY,
                "Mật độ dân số",
                "người/km²",
                decimals=0,
                formula=f'ind["{POPULATION}"] / ind["{AREA}"]',
            ),
        ],
    }


def drop(centre: Path) -> None:
    """Drop the provinces' table into the centre's folder, once: the daemon reads it and puts it away.

    The set that it is read into is written once too: the centre may edit it.

    Raises:
        OSError: the folder cannot be written.
    """
    own, dropped = centre / "indicators" / f"{SET_ID}.yaml", centre / "figures-in" / SET_ID
    if not own.is_file():
        text = yaml.safe_dump(own_set(), allow_unicode=True, sort_keys=False, width=100)
        _write(own, text)
    if not any(dropped.rglob(TABLE)):
        _write(dropped / TABLE, table())


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


@functools.cache
def ward_population(seed: int = 1) -> dict[str, int]:
    """Return made-up people by ward code: towns are dense, mountains empty; the sum is the city's.

    Nobody lives for good in Hoàng Sa as these figures go; it has no entry.
    """
    rng = np.random.default_rng([seed, 2025])
    lived_in = [ward for ward in wards() if ward.code != HOANG_SA_CODE]
    weights = np.array([_weight(ward) * rng.lognormal(0.0, 0.18) for ward in lived_in])
    whole = next(each.population for each in provinces() if each.code == PROVINCE_CODE)
    people = np.floor(weights / weights.sum() * whole).astype(int)
    people[int(people.argmax())] += whole - int(people.sum())
    return {ward.code: int(n) for ward, n in zip(lived_in, people, strict=True)}


def _weight(ward: Ward) -> float:
    if ward.kind == "phường":
        return 62_000.0 * min(1.4, math.pow(URBAN_KM2 / ward.area_km2, 0.3))
    return 31_000.0 * min(1.2, math.pow(RURAL_KM2 / ward.area_km2, 0.6))


def urban_population(seed: int = 1) -> int:
    """Return how many of the city's people live in towns (`phường`)."""
    kinds = {ward.code: ward.kind for ward in wards()}
    return sum(n for code, n in ward_population(seed).items() if kinds[code] == "phường")
