from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.gateway.errors import GatewayError
from backend.gateway.geo_query import SPAN_S, asked, instant_of, is_id
from tests.unit.backend.gateway.given import DAY_S, KIND, NOW


def test_dates_alone_span_ninety_days_from_there() -> None:
    start = asked({"start_date": "2026-06-01T00:00:00+07:00"}, KIND, NOW).query
    end = asked({"end_date": "2026-06-01T00:00:00+07:00"}, KIND, NOW).query
    assert start.opened_to is not None
    assert start.opened_from == end.opened_to
    assert start.opened_to - (start.opened_from or 0) == SPAN_S == 90 * DAY_S


def test_status_and_services_may_be_lists() -> None:
    found = asked({"status": "open, closed", "service_code": "rac,duong-hong"}, KIND, NOW).query
    assert found.groups == ("waiting", "working", "paused", "done", "refused")
    assert found.fields == ("rac", "duong-hong")
    assert asked({"status": "closed"}, KIND, NOW).query.groups == ("done", "refused")


def test_the_other_field_means_the_unclassified_too() -> None:
    assert asked({"service_code": "khac"}, KIND, NOW).query.fields == ("khac", "")


def test_hidden_fields_are_taken_out_of_every_question() -> None:
    assert asked({}, KIND, NOW, {"cuu-ho"}).query.fields == ("", "duong-hong", "rac", "khac")
    assert asked({"service_code": "rac,cuu-ho"}, KIND, NOW, {"cuu-ho"}).query.fields == ("rac",)
    assert asked({"service_code": "cuu-ho"}, KIND, NOW, {"cuu-ho"}).query.case_ids == ("",)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(GatewayError) as caught:
        asked({"status": "x", "page": "x", "page_size": "1001", "start_date": "x"}, KIND, NOW)
    assert len(caught.value.reasons) == 4


def test_a_plus_that_was_not_escaped_is_understood() -> None:
    assert instant_of("2026-11-24T18:05:00 07:00") == instant_of("2026-11-24T11:05:00Z") == NOW


def test_ids_with_signs_that_no_code_has_are_not_asked_for() -> None:
    assert not any(is_id(word) for word in ("", "a\x00", "a\n", "x" * 81))
    assert is_id("PAHT.20261124.0001")


@given(st.text(max_size=60))
def test_no_word_of_a_date_breaks_anything(word: str) -> None:
    found = instant_of(word)
    assert found is None or 0 <= found < 4_102_444_800
