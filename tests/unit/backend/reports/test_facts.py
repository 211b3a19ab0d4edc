from __future__ import annotations

from tests.unit.backend.reports.report_kit import facts


def test_a_figure_is_found_by_its_name_and_a_missing_one_has_no_value() -> None:
    found = facts()
    assert found.value("got") == 1284.0
    assert found.cell("none") is None
    assert found.value("none") is None
