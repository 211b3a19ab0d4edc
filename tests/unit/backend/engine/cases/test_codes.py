from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from backend.engine.cases.codes import CaseCodes, has_form

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = 1_795_496_400.0
"""12:00 on 24 November 2026 in Vietnam."""
NIGHT_UTC = NOON + 6 * 3600
"""18:00 in Vietnam: still the same local day."""


def test_codes_count_the_local_day_on_from_the_last_one_that_is_known() -> None:
    codes = CaseCodes("PAHT.{date}.{number}", ZONE)
    assert codes.unknown(NOON) == "PAHT.20261124."
    codes.learn("PAHT.20261124.", 24)
    assert codes.unknown(NIGHT_UTC) == ""
    assert codes.next(NOON, lambda _: False) == "PAHT.20261124.0025"
    assert codes.next(NIGHT_UTC, lambda _: False) == "PAHT.20261124.0026"
    assert codes.unknown(NIGHT_UTC + 6 * 3600) == "PAHT.20261125."


def test_a_code_that_a_source_has_brought_is_left_out() -> None:
    codes = CaseCodes("PAHT.{date}.{number}", ZONE)
    codes.learn("PAHT.20261124.", 0)
    assert codes.next(NOON, lambda code: code.endswith(".0001")) == "PAHT.20261124.0002"


def test_a_pattern_without_date_and_number_gets_them() -> None:
    codes = CaseCodes("DOSSIER", ZONE)
    codes.learn(codes.prefix(NOON), 9999)
    assert codes.next(NOON, lambda _: False) == "DOSSIER.20261124.10000"


@pytest.mark.parametrize(
    ("code", "pattern", "fits"),
    [
        ("KLM.20261129.0001", "KLM.{date}.{number}", True),
        ("KLM.20261129.12345", "KLM", True),
        ("KLM.20261129.1", "KLM", False),
        ("PAHT.20261129.0001", "KLM", False),
        ("KLM.2026.0001", "KLM", False),
    ],
)
def test_a_code_is_known_by_its_form(code: str, pattern: str, fits: bool) -> None:
    assert has_form(code, pattern) is fits
