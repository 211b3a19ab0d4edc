from __future__ import annotations

from pathlib import Path

import pytest

from backend.domain.indicators.figure import FigureKey, FigureRow
from backend.domain.indicators.spec import IndicatorSpec
from backend.engine.indicators.catalogue import Catalogue
from backend.engine.indicators.sheet import Sheet, figure_of, key_of
from backend.usecases.indicator_areas import load_areas
from tests.unit.backend.engine.indicators.indicator_centre import PACKS

SET = """
id: s
name: {vi: S}
source: Quyết định
indicators:
  - {code: A, name: {vi: A}, unit: {vi: t}, period: month}
  - {code: B, name: {vi: B}, unit: {vi: t}, period: month}
  - {code: GROWTH, name: {vi: G}, unit: {vi: "%"}, period: month, formula: 'ind["A"] / last_year["A"] * 100.0 - 100.0'}
  - {code: TWICE, name: {vi: T}, unit: {vi: "%"}, period: month, formula: 'ind["GROWTH"] * 2.0'}
  - {code: M, name: {vi: M}, unit: {vi: "%"}, period: month, measured: {figure: f}}
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / "s.yaml").write_text(SET, encoding="utf-8")
    return Catalogue(PACKS, [], tmp_path, load_areas(), units=[], figures=["f"])


def row(code: str, period: str, value: float | None, **more: object) -> FigureRow:
    return FigureRow(FigureKey(code, period), 1, "accepted", value, 5.0, "An", **more)  # type: ignore[arg-type]


def test_formulas_are_computed_from_formulas_and_remember_what_is_missing(catalogue: Catalogue) -> None:
    sheet = Sheet(
        catalogue, [row("A", "2026-10", 120.0), row("A", "2025-10", 100.0), row("A", "2026-09", 1.0)], []
    )
    assert sheet.value("TWICE", "2026-10") == pytest.approx(40.0)
    assert sheet.periods("TWICE") == ["2026-10"]
    empty = sheet.figure("TWICE", "2026-09")
    assert (empty.value, empty.colour) == (None, "none")
    assert empty.why.vi == "Chưa có số liệu GROWTH (Tháng 9/2026)"
    assert sheet.figure("GROWTH", "2026-09").why.vi == "Chưa có số liệu A (Tháng 9/2025)"


def test_a_computed_figure_is_provisional_while_one_input_is(catalogue: Catalogue) -> None:
    rows = [row("A", "2026-10", 120.0, final=False, vintage="2025-07-01"), row("A", "2025-10", 100.0)]
    found = Sheet(catalogue, rows, []).figure("GROWTH", "2026-10")
    assert (found.final, found.vintage) == (False, "2025-07-01")
    assert found.provenance is not None
    assert found.provenance.source == "Quyết định"


def test_a_figure_that_was_handed_in_as_missing_says_why(catalogue: Catalogue) -> None:
    sheet = Sheet(catalogue, [row("A", "2026-10", None, note="chưa điều tra")], [])
    found = sheet.figure("A", "2026-10")
    assert (found.value, found.colour, found.why.vi) == (None, "none", "chưa điều tra")


def test_a_measured_indicator_without_cases_is_not_assessed(catalogue: Catalogue) -> None:
    def measure(spec: IndicatorSpec, period: str) -> float | None:
        return 91.5 if period == "2026-10" else None

    sheet = Sheet(catalogue, [], [], measure=measure, measured_periods=lambda _spec: ["2026-11", "2026-10"])
    assert sheet.periods("M") == ["2026-10"]
    found = sheet.figure("M", "2026-10")
    assert (found.value, found.provenance is not None) == (91.5, True)
    none = sheet.figure("M", "2026-11")
    assert none.why.vi == "Chưa có hồ sơ nào của kỳ để tính"
    assert Sheet(catalogue, [], [], area="48").figure("M", "2026-10").value is None


def test_a_version_given_back_shows_the_reviewers_words(catalogue: Catalogue) -> None:
    given = figure_of(FigureRow(FigureKey("A", "2026-10"), 2, "returned", 1.0, 5.0, "An", review_note="sai"))
    assert (given.why.vi, given.version, key_of(given)) == ("sai", 2, FigureKey("A", "2026-10"))


def test_requests_to_explain_stand_at_their_figure(catalogue: Catalogue) -> None:
    sheet = Sheet(catalogue, [], [], explained={("A", "2026-10", ""): "GT.1"})
    assert sheet.figure("A", "2026-10").explanation == "GT.1"
    assert sheet.figure("A", "2026-09").explanation == ""
