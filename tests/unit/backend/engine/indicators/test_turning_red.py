from __future__ import annotations

from backend.contract.indicators import IndicatorFigure
from backend.contract.state import Text
from backend.domain.indicators.spec import IndicatorSpec
from backend.domain.rule import responsible_unit
from backend.engine.indicators.turning_red import RULE, rule, verdict, verdicts

SPEC = IndicatorSpec(
    code="KT.01",
    name=Text("Tăng trưởng", "Growth"),
    unit=Text("%"),
    period="quarter",
    collector="tk",
    alert="high",
)


def figure(colour: str = "red", period: str = "2026-Q3", value: float | None = 4.25) -> IndicatorFigure:
    return IndicatorFigure("KT.01", period, value, plan=8.0, colour=colour, why=Text("Đạt 53,1 % kế hoạch"))


def test_red_is_an_alarm_of_the_collecting_unit_with_number_period_and_reason() -> None:
    found = verdict(SPEC, figure(), 10.0)
    assert found is not None
    assert (found.rule_id, found.subject, found.active, found.severity) == (RULE, "tk/KT.01", True, "high")
    assert found.title == Text(
        "Nguy cơ không đạt: Tăng trưởng — 4,2 %, Quý III/2026", "At risk: Growth — 4.2 %, Q3/2026"
    )
    assert (found.limit, found.detail.vi) == (8.0, "Đạt 53,1 % kế hoạch")
    assert responsible_unit(rule(), found.subject) == "tk"


def test_every_other_colour_ends_it() -> None:
    for colour in ("orange", "green", "none"):
        found = verdict(SPEC, figure(colour), 10.0)
        assert found is not None
        assert not found.active


def test_an_indicator_may_be_silent_or_without_collector() -> None:
    import msgspec

    assert verdict(msgspec.structs.replace(SPEC, alert=None), figure(), 10.0) is None
    nobody = verdict(msgspec.structs.replace(SPEC, collector=""), figure(), 10.0)
    assert nobody is not None
    assert nobody.subject == "ioc/KT.01"


def test_only_the_newest_figure_rings_and_only_if_it_is_what_changed() -> None:
    newest = [(SPEC, figure())]
    assert len(verdicts(newest, frozenset({("KT.01", "2026-Q3")}), 1.0)) == 1
    assert verdicts(newest, frozenset({("KT.01", "2026-Q2")}), 1.0) == []
