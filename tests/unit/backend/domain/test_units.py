from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.units import canonical, factor, known, units


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("cm", "m", 0.01),
        ("mm", "cm", 0.1),
        ("m", "mm", 1000.0),
        ("mm/10min", "mm/h", 6.0),
        ("µg/L", "mg/L", 1e-3),
        ("ug/l", "mg/L", 1e-3),
        ("m3/h", "m³/s", 1 / 3600),
        ("km/h", "m/s", 1 / 3.6),
        ("%", "1", 0.01),
        ("°C", "degC", 1.0),
        ("uS/cm", "mS/cm", 1e-3),
    ],
)
def test_converts(source: str, target: str, expected: float) -> None:
    assert factor(source, target) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("source", "target"), [("mm", "mm/h"), ("NTU", "mg/L"), ("K", "°C"), ("cm", "cubit"), ("cubit", "cm")]
)
def test_refuses_what_does_not_convert(source: str, target: str) -> None:
    assert factor(source, target) is None


def test_an_unknown_unit_converts_to_itself_only() -> None:
    assert factor("cubit", "cubit") == 1.0
    assert not known("cubit")
    assert known("m3/s")
    assert canonical(" ug/L ") == "µg/L"


@given(st.sampled_from(units()), st.sampled_from(units()))
def test_there_and_back_is_one(here: str, there: str) -> None:
    forth, back = factor(here, there), factor(there, here)
    assert (forth is None) == (back is None)
    if forth is not None and back is not None:
        assert forth * back == pytest.approx(1.0)
