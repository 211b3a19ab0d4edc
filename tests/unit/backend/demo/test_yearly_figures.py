from __future__ import annotations

import pytest

from backend.demo.yearly_figures import ENDS, GROWTH, POVERTY, TERM, Yearly

YEARLY = Yearly(1)


def values(last: dict[str, float | None] | None = None) -> dict[tuple[str, str], float]:
    return {(code, period): value for code, _unit, period, value in YEARLY.rows(last or {})}


def test_growth_makes_the_level_per_person_and_of_productivity() -> None:
    found = values()
    for year in TERM[1:]:
        rise = found["NQXIII.02", str(year)] / found["NQXIII.02", str(year - 1)] * 100 - 100
        assert 0 < rise - GROWTH[year] < 3, "prices rise faster than the population"
        assert GROWTH[year] - 2 < found["NQXIII.04", str(year)] < GROWTH[year]
    assert found["NK2630.02", "2025"] == found["NQXIII.02", "2025"]


def test_the_quarters_end_at_the_year() -> None:
    assert YEARLY.growth_by_quarter()["2025-Q4"] == values()["NQXIII.01", "2025"]
    assert YEARLY.poverty_by_half()["2025-H2"] == values()["NQXIII.11", "2025"]
    last = {of: 50.0 + n for n, (_unit, of, *_) in enumerate(ENDS.values())}
    found = values(dict(last))
    assert [found[code, "2025"] for code in ENDS] == list(last.values())


def test_poverty_falls_in_every_year_by_what_the_term_asks_for() -> None:
    assert all(POVERTY[year - 1] - POVERTY[year] == pytest.approx(1.08, abs=0.08) for year in TERM)
    halves = list(YEARLY.poverty_by_half().values())
    assert halves == sorted(halves, reverse=True)


def test_what_has_no_last_quarter_has_no_year() -> None:
    assert not {code for code, _ in values({"MT.13": None})} & set(ENDS)


def test_land_and_people_hang_together() -> None:
    found = {code: value for code, _unit, value in YEARLY.land_and_people()}
    assert 3 < found["QD05.0102"] / found["QD05.0104"] < 4, "people in a household"
    assert found["QD05.0102a"] < found["QD05.0102"]
    assert found["QD05.0106"] > found["QD05.0108"]
    assert found["QD05.0115"] > found["QD05.0113"], "people marry before they part"
