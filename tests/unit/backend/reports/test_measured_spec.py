from __future__ import annotations

import msgspec
import pytest

from backend.reports.measured_spec import ComplianceSpec, SeriesSpec
from backend.reports.spec import SectionSpec


def test_a_section_may_hold_compliance_and_series() -> None:
    section = msgspec.convert(
        {"compliance": {"sheet": "s"}, "series": {"place_kind": "p", "metrics": ["m"]}}, SectionSpec
    )
    assert section.compliance == ComplianceSpec(sheet="s")
    assert section.series == SeriesSpec(place_kind="p", metrics=("m",))


def test_a_misspelt_key_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="sheets"):
        msgspec.convert({"compliance": {"sheets": "s"}}, SectionSpec)
