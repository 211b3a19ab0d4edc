"""Yearly figures of the demo city, made up: the term 2021–2025, land and people.

Growth makes the level of GRDP per person and of productivity; poverty falls by what the term asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from backend.demo.area_tables import provinces, urban_population
from backend.demo.places import PROVINCE_CODE

TERM = (2021, 2022, 2023, 2024, 2025)
GROWTH = {2021: 2.8, 2022: 12.6, 2023: 3.1, 2024: 7.5, 2025: 9.2, 2026: 9.7}
"""Of GRDP, per cent on the year before: the year of the epidemic, the rebound, and the way back."""
PER_PERSON_2020_USD = 3_420.0
PRICES, PEOPLE, WORKERS = 2.6, 1.1, 1.4
"""Yearly rise of GRDP's prices in USD, of the population and of the workforce, per cent."""
POVERTY = {2020: 6.85, 2021: 5.80, 2022: 4.75, 2023: 3.65, 2024: 2.60, 2025: 1.45, 2026: 1.18}
"""Per cent of households at the year's end."""
PATHS: dict[str, tuple[str, float, float, int]] = {
    "NQXIII.03": ("cuc-thong-ke", 39.0, 43.6, 1),
    "NQXIII.05": ("so-xay-dung", 48.6, 54.1, 1),
    "NQXIII.06": ("so-cong-thuong", 19.2, 23.4, 1),
    "NQXIII.07": ("so-kh-cn", 12.6, 20.9, 1),
    "NQXIII.08": ("so-noi-vu", 27.2, 22.8, 1),
    "NQXIII.09": ("so-noi-vu", 62.5, 70.6, 1),
    "NQXIII.12": ("so-y-te", 9.4, 11.3, 1),
    "NQXIII.13": ("so-y-te", 33.0, 38.5, 1),
    "NQXIII.15": ("so-y-te", 74.1, 74.9, 1),
    "NQXIII.16": ("so-nn-mt", 58.0, 70.3, 1),
    "NQXIII.17": ("so-xay-dung", 95.8, 98.8, 1),
    "NQXIII.18": ("so-nn-mt", 89.0, 93.6, 1),
    "NQXIII.20": ("so-nn-mt", 75.0, 91.7, 1),
    "NQXIII.21": ("so-nn-mt", 81.0, 94.0, 1),
    "NQXIII.22": ("so-nn-mt", 46.4, 47.0, 1),
    "DTI": ("so-kh-cn", 0.6419, 0.8130, 4),
    "DTI.1": ("so-kh-cn", 0.86, 1.0, 4),
    "DTI.2": ("so-kh-cn", 0.90, 1.0, 4),
    "DTI.3": ("so-kh-cn", 0.62, 0.86, 4),
    "DTI.4": ("so-kh-cn", 0.58, 0.81, 4),
    "DTI.5": ("so-kh-cn", 0.69, 0.88, 4),
    "DTI.6": ("so-kh-cn", 0.55, 0.79, 4),
    "DTI.7": ("so-kh-cn", 0.49, 0.74, 4),
    "DTI.8": ("so-kh-cn", 0.47, 0.71, 4),
    "PAR": ("so-kh-cn", 87.90, 91.85, 2),
    "PAR.1": ("so-kh-cn", 8.6, 9.1, 2),
    "PAR.2": ("so-kh-cn", 8.9, 9.4, 2),
    "PAR.3": ("so-kh-cn", 12.1, 13.2, 2),
    "PAR.4": ("so-kh-cn", 9.4, 9.9, 2),
    "PAR.5": ("so-kh-cn", 12.6, 13.4, 2),
    "PAR.6": ("so-kh-cn", 10.4, 11.2, 2),
    "PAR.7": ("so-kh-cn", 11.2, 13.1, 2),
    "PAR.8": ("so-kh-cn", 14.7, 12.5, 2),
    "SIPAS": ("so-kh-cn", 87.2, 89.6, 2),
    "PAPI.1": ("so-kh-cn", 4.86, 5.02, 2),
    "PAPI.2": ("so-kh-cn", 5.31, 5.64, 2),
    "PAPI.3": ("so-kh-cn", 4.32, 4.44, 2),
    "PAPI.4": ("so-kh-cn", 6.94, 7.20, 2),
    "PAPI.5": ("so-kh-cn", 7.22, 7.41, 2),
    "PAPI.6": ("so-kh-cn", 7.86, 8.05, 2),
    "PAPI.7": ("so-kh-cn", 3.71, 3.88, 2),
    "PAPI.8": ("so-kh-cn", 3.02, 3.61, 2),
    "PCI": ("so-kh-cn", 70.12, 71.40, 2),
    "LD.03": ("so-noi-vu", 62.5, 70.6, 1),
    "LD.04": ("so-noi-vu", 28.4, 33.9, 1),
}
"""Unit, level of the term's first and last year, decimals."""
ENDS = {
    "NQXIII.10": ("so-noi-vu", "MT.13", 4.6, 2),
    "NQXIII.14": ("so-y-te", "MT.14", 93.1, 1),
    "NQXIII.19": ("so-nn-mt", "MT.17", 91.0, 1),
}
"""Unit, indicator by quarter whose last one is the year's figure, level of the first year, decimals."""


class Yearly:
    """Figures by year."""

    def __init__(self, seed: int = 1) -> None:
        """Make them; `seed` makes another small scatter."""
        self._seed = seed

    def growth_by_quarter(self) -> dict[str, float]:
        """Return GRDP's growth from the year's start, by quarter; the last one is the year's."""
        found: dict[str, float] = {}
        for year in (2025, 2026):
            rng = np.random.default_rng([self._seed, year, 101])
            way = np.linspace(GROWTH[year] - 0.8, GROWTH[year], 4) + np.append(rng.normal(0.0, 0.12, 3), 0.0)
            found |= {f"{year}-Q{k}": round(float(value), 2) for k, value in enumerate(way, 1)}
        return found

    def poverty_by_half(self) -> dict[str, float]:
        """Return the share of poor households at each half year's end."""
        found: dict[str, float] = {}
        for year in (2025, 2026):
            found[f"{year}-H1"] = round(0.42 * POVERTY[year - 1] + 0.58 * POVERTY[year], 2)
            found[f"{year}-H2"] = POVERTY[year]
        return found

    def rows(self, last: Mapping[str, float | None]) -> Iterator[tuple[str, str, str, float]]:
        """Yield code, unit, period and value of the term's figures.

        Args:
            last: indicator by quarter → its figure at the end of 2025, None where it has none.
        """
        yield "NQXIII.11", "so-nn-mt", "2020", POVERTY[2020]
        level = PER_PERSON_2020_USD
        for year in TERM:
            level *= (1 + GROWTH[year] / 100) * (1 + PRICES / 100) / (1 + PEOPLE / 100)
            worked = ((1 + GROWTH[year] / 100) / (1 + WORKERS / 100) - 1) * 100
            yield "NQXIII.01", "cuc-thong-ke", str(year), GROWTH[year]
            yield "NQXIII.02", "cuc-thong-ke", str(year), round(level)
            yield "NQXIII.04", "cuc-thong-ke", str(year), round(worked, 1)
            yield "NQXIII.11", "so-nn-mt", str(year), POVERTY[year]
        yield "NK2630.01", "cuc-thong-ke", "2025", GROWTH[2025]
        yield "NK2630.02", "cuc-thong-ke", "2025", round(level)
        for code, (unit, first, end, decimals) in PATHS.items():
            yield from self._path(code, unit, first, end, decimals)
        for code, (unit, of, first, decimals) in ENDS.items():
            end_value = last.get(of)
            if end_value is not None:
                yield from self._path(code, unit, first, end_value, decimals)

    def _path(
        self, code: str, unit: str, first: float, end: float, decimals: int
    ) -> Iterator[tuple[str, str, str, float]]:
        rng = np.random.default_rng([self._seed, *code.encode()])
        way = np.linspace(first, end, len(TERM))
        way[1:-1] += rng.normal(0.0, abs(end - first) / 30, len(TERM) - 2)
        for year, value in zip(TERM, way, strict=True):
            yield code, unit, str(year), round(float(value), decimals)

    def land_and_people(self) -> Iterator[tuple[str, str, float]]:
        """Yield code, unit and value of the year 2025: land, people, households, births and deaths."""
        city = next(each for each in provinces() if each.code == PROVINCE_CODE)
        people = city.population / 1000.0
        office = "cuc-thong-ke"
        yield "QD05.0101", "so-nn-mt", city.area_km2
        yield "QD05.0102", office, people
        yield "QD05.0102a", office, urban_population(self._seed) / 1000.0
        yield "QD05.0104", office, round(people / 3.42, 1)
        yield "QD05.0105", office, 109.6
        yield "QD05.0106", office, 14.2
        yield "QD05.0107", office, 1.98
        yield "QD05.0108", office, 5.9
        yield "QD05.0110a", office, 9.8
        yield "QD05.0110b", office, 6.7
        yield "QD05.0111", office, 74.9
        yield "QD05.0113", office, 27.6
        yield "QD05.0115", office, 39.4
