"""A figure at risk of missing its plan rings: an ordinary alarm of the unit that collects the indicator."""

from __future__ import annotations

from collections.abc import Iterable

from backend.contract.indicators import IndicatorFigure
from backend.contract.state import Text
from backend.domain.indicators import numbers, periods
from backend.domain.indicators.spec import IndicatorSpec
from backend.domain.rule import UNIT_ITSELF, RuleSpec
from backend.domain.rules import threshold
from backend.domain.verdict import Verdict

RULE = "chi-tieu-do"
"""Rule of the alarm; its subject is `<unit>/<indicator>`."""
NOBODY = "ioc"
"""Unit that answers where an indicator has no collector."""


def rule() -> RuleSpec:
    """Return the rule by which indicators ring."""
    return threshold.Spec(
        id=RULE,
        kind="threshold",
        title=Text("Chỉ tiêu có nguy cơ không đạt — {name}", "Indicator at risk — {name}"),
        metric="plan_percent",
        severity="medium",
        direction="below",
        limit=0.0,
        consequence=Text("Kế hoạch của kỳ có thể không đạt.", "The period's plan may be missed."),
        response=Text(
            "Giải trình số liệu và nêu biện pháp; lãnh đạo có thể yêu cầu giải trình ngay trên bảng.",
            "Explain the figure and say what is done; leaders may ask for it from the board.",
        ),
        respond_within_s=86_400.0,
        unit_id=UNIT_ITSELF,
        procedure="none",
    )


def verdict(spec: IndicatorSpec, figure: IndicatorFigure, now: float) -> Verdict | None:
    """Return what an indicator's newest accepted figure says; None where it never rings."""
    if spec.alert is None:
        return None
    when, value = periods.name(figure.period, cumulative=spec.cumulative), figure.value
    return Verdict(
        rule_id=RULE,
        subject=f"{spec.collector or NOBODY}/{spec.code}",
        series_id="",
        active=figure.colour == "red",
        severity=spec.alert,
        value=value,
        limit=figure.plan,
        unit=spec.unit.vi,
        at=now,
        title=Text(
            f"Nguy cơ không đạt: {spec.name.vi} — {_shown(spec, value, vi=True)}, {when.vi}",
            f"At risk: {spec.name.in_language('en')} — {_shown(spec, value, vi=False)}, {when.en}",
        ),
        detail=figure.why,
    )


def _shown(spec: IndicatorSpec, value: float | None, *, vi: bool) -> str:
    if value is None:
        return "chưa có số" if vi else "no figure"
    number = numbers.vi(value, spec.decimals) if vi else numbers.en(value, spec.decimals)
    return f"{number} {spec.unit.in_language('vi' if vi else 'en')}".strip()


def verdicts(
    newest: Iterable[tuple[IndicatorSpec, IndicatorFigure]], changed: frozenset[tuple[str, str]], now: float
) -> list[Verdict]:
    """Return what to tell the alarm book after figures were accepted.

    Args:
        newest: indicators with their newest figure.
        changed: code and period of what was accepted, and of what is computed from it: a correction of an
            older period rings nothing.
        now: s since epoch.
    """
    return [
        found
        for spec, figure in newest
        if (figure.code, figure.period) in changed and (found := verdict(spec, figure, now)) is not None
    ]
