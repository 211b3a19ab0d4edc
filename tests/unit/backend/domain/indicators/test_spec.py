from __future__ import annotations

import pytest

from backend.contract.document import DocumentError, load
from backend.contract.state import Text
from backend.domain.indicators.spec import CaseFigure, Colours, ColourSpec, IndicatorSpec, SetSpec


def test_colours_have_the_usual_names_and_thresholds() -> None:
    colours = Colours()
    assert (colours.green_from, colours.orange_from) == (100.0, 90.0)
    assert colours.of("red").name.vi == "Nguy cơ không đạt"
    own = Colours(orange=ColourSpec(name=Text("Khá"), from_percent=80))
    assert (own.orange_from, own.of("orange").name.vi) == (80.0, "Khá")


def test_what_is_computed_is_entered_by_nobody() -> None:
    plain = IndicatorSpec(code="A", name=Text("A"), unit=Text("%"), period="month", also=("year",))
    assert (plain.computed, plain.kinds) == (False, ("month", "year"))
    assert IndicatorSpec(code="A", name=Text("A"), unit=Text("%"), formula='ind["B"]').computed
    assert IndicatorSpec(code="A", name=Text("A"), unit=Text("%"), measured=CaseFigure(figure="f")).computed


def test_a_file_with_strange_keys_is_refused_with_line_and_cure() -> None:
    text = "id: a\nname: {vi: A}\nsource: x\nindicators:\n  - {code: A, name: {vi: A}, unit: {vi: t}, perod: year}\n"
    with pytest.raises(DocumentError, match=r"a.yaml:5: indicators\[0\].perod.*did you mean 'period'"):
        load(text, SetSpec, "a.yaml")
