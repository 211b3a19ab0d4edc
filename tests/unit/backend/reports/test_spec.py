from __future__ import annotations

from backend.reports.spec import Want, dimension, figures_of, wants
from tests.unit.backend.reports.report_kit import SPEC


def test_every_figure_of_tables_charts_maps_and_lists_is_named_once() -> None:
    assert figures_of(SPEC) == ["got", "kept", "late"]


def test_what_must_be_computed_names_its_dimension() -> None:
    found = wants(SPEC, ("other", "got"))
    assert found == [
        Want("got"), Want("kept"), Want("late"), Want("other"), Want("got", "day"), Want("got", "field"),
        Want("kept", "unit"), Want("got", "unit"), Want("got", "area"),
    ]  # fmt: skip


def test_a_figure_of_settled_cases_has_its_trend_by_the_day_of_settling() -> None:
    assert dimension("day", "finished") == "finished_day"
    assert dimension("week", "finished") == "week"
    assert dimension("day", "opened") == "day"
