from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.series import SeriesFacts


def facts() -> SeriesFacts:
    return SeriesFacts(
        series_id="p.m", place_id="p", place_name="P", kind="k", metric="m", unit="cm", max_age_s=60.0
    )


def test_facts_do_not_change() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        facts().unit = "m"  # type: ignore[misc]


@given(st.text())
def test_attributes_are_not_shared(word: str) -> None:
    assert facts().attributes == {}
    facts().attributes[word] = word
    assert facts().attributes == {}
