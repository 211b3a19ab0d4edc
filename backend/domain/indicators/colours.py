"""Which colour group a figure belongs to, and the rule that says so with its numbers."""

from __future__ import annotations

import math

import msgspec

from backend.contract.indicators import ColourGroup, ColourRule
from backend.contract.state import Text
from backend.domain.indicators import numbers, periods
from backend.domain.indicators.spec import Colours, IndicatorSpec, Target

_ORDER: tuple[ColourGroup, ...] = ("red", "orange", "green", "none")


class Expected(msgspec.Struct, frozen=True):
    """What a figure is compared with."""

    low: float
    high: float
    """Equal to `low` where the plan is one number."""
    basis: Text = Text("kế hoạch", "the plan")

    @property
    def plan(self) -> float:
        """Return the one number that is shown."""
        return self.low


class Judged(msgspec.Struct, frozen=True):
    """A colour and why."""

    group: ColourGroup
    why: Text
    percent: float | None = None
    """How much of the plan is reached; None where nothing was compared."""


def colour_rules(colours: Colours) -> tuple[ColourRule, ...]:
    """Return the groups of a set with their rules as people read them."""
    return tuple(ColourRule(group, colours.of(group).name, _rule(colours, group)) for group in _ORDER)


def _rule(colours: Colours, group: ColourGroup) -> Text:
    own = colours.of(group).rule
    if own.vi:
        return own
    green, orange = colours.green_from, colours.orange_from
    match group:
        case "green":
            return Text(
                f"Đạt từ {_vi(green)} % kế hoạch của kỳ", f"{_en(green)} % of the period's plan or more"
            )
        case "orange":
            return Text(
                f"Đạt từ {_vi(orange)} đến dưới {_vi(green)} % kế hoạch của kỳ",
                f"{_en(orange)} to below {_en(green)} % of the period's plan",
            )
        case "red":
            return Text(
                f"Đạt dưới {_vi(orange)} % kế hoạch của kỳ", f"below {_en(orange)} % of the period's plan"
            )
        case "none":
            return Text(
                "Chưa có số liệu của kỳ, hoặc chưa có kế hoạch", "no figure for the period, or no plan"
            )


def expected(spec: IndicatorSpec, period: str, plans: dict[str, Target]) -> Expected | None:
    """Return what a figure of a period is compared with; None where there is no plan for it.

    Args:
        spec: the indicator.
        period: of the figure.
        plans: the plans that hold, by period.
    """
    if period in plans:
        return _expected(plans[period])
    year = periods.year_of(period)
    way = spec.year_plan or ("share" if spec.cumulative else "none")
    if year == period or year not in plans or way == "none":
        return None
    whole = _expected(plans[year])
    if way == "whole":
        return msgspec.structs.replace(whole, basis=Text("kế hoạch năm", "the year's plan"))
    parsed = periods.parse(period)
    share = parsed.year_share if spec.cumulative else (parsed.last_month - parsed.first_month + 1) / 12.0
    months = round(share * 12)
    basis = Text(f"{months}/12 kế hoạch năm", f"{months}/12 of the year's plan")
    return Expected(whole.low * share, whole.high * share, basis)


def _expected(target: Target) -> Expected:
    return Expected(*target) if isinstance(target, tuple) else Expected(target, target)


def judge(spec: IndicatorSpec, colours: Colours, value: float | None, plan: Expected | None) -> Judged:
    """Return the colour group of a figure.

    Without a figure or without a plan nothing is judged; a missing figure is never taken for zero.
    """
    if value is None or not math.isfinite(value):
        return Judged("none", Text("Chưa có số liệu của kỳ", "no figure for the period"))
    if plan is None:
        return Judged("none", Text("Chưa có kế hoạch để so", "no plan to compare with"))
    percent = _percent(spec, value, plan)
    green, orange = colours.green_from, colours.orange_from
    group: ColourGroup = "green" if percent >= green else "orange" if percent >= orange else "red"
    return Judged(group, _why(spec, plan, value, percent, _threshold(percent, green, orange)), percent)


def _percent(spec: IndicatorSpec, value: float, plan: Expected) -> float:
    """Return how much of the plan is reached, per cent: 100 is just reached, more is better.

    A shortfall is counted against the plan's size, so that plans below zero and `lower is better` read alike.
    """
    if spec.direction == "band":
        edge = plan.low if value < plan.low else plan.high if value > plan.high else value
        away = -abs(value - edge)
    else:
        edge = plan.low if spec.direction == "higher" else plan.high
        away = value - edge if spec.direction == "higher" else edge - value
    if away == 0.0:
        return 100.0
    if edge == 0.0:
        return math.copysign(math.inf, away)
    # Float noise must not turn 90 % into 89,999…
    return round(100.0 + 100.0 * away / abs(edge), 9)


def _threshold(percent: float, green: float, orange: float) -> Text:
    if percent >= green:
        return Text(f"từ {_vi(green)} %", f"{_en(green)} % or more")
    if percent >= orange:
        return Text(
            f"dưới {_vi(green)} %, từ {_vi(orange)} %", f"below {_en(green)} %, {_en(orange)} % or more"
        )
    return Text(f"dưới {_vi(orange)} %", f"below {_en(orange)} %")


def _why(spec: IndicatorSpec, plan: Expected, value: float, percent: float, rule: Text) -> Text:
    vi_, en_ = plan.basis.vi, plan.basis.in_language("en")
    digits = max(spec.decimals, 0)
    if spec.direction == "band":
        span = f"{numbers.vi(plan.low, digits)}–{numbers.vi(plan.high, digits)}"
        span_en = f"{numbers.en(plan.low, digits)}–{numbers.en(plan.high, digits)}"
        if percent == 100.0:
            return Text(f"Trong khoảng {vi_} {span}", f"within {en_} {span_en}")
        side = Text("thấp hơn", "below") if value < plan.low else Text("cao hơn", "above")
        off, off_en = _off(percent)
        return Text(
            f"{side.vi.capitalize()} khoảng {vi_} {span} {off}: {rule.vi}",
            f"{side.en} {en_} {span_en} by {off_en}: {rule.en}",
        )
    if math.isinf(percent):
        met = percent > 0
        return Text(
            f"{'Đã đạt' if met else 'Chưa đạt'} {vi_} là 0",
            f"{en_} of 0 is {'reached' if met else 'not reached'}",
        )
    if spec.direction == "lower":
        if percent >= 100.0:
            return Text(f"Không vượt {vi_}, thấp hơn {_off(percent)[0]}", f"{_off(percent)[1]} below {en_}")
        return Text(
            f"Cao hơn {vi_} {_off(percent)[0]}, tức đạt {_vi1(percent)} %: {rule.vi}",
            f"{_off(percent)[1]} above {en_}, that is {_en1(percent)} % reached: {rule.en}",
        )
    return Text(f"Đạt {_vi1(percent)} % {vi_}, {rule.vi}", f"{_en1(percent)} % of {en_}, {rule.en}")


def _off(percent: float) -> tuple[str, str]:
    if math.isinf(percent):
        return "(kế hoạch là 0)", "(the plan is 0)"
    return f"{_vi1(abs(percent - 100.0))} %", f"{_en1(abs(percent - 100.0))} %"


def _vi(number: float) -> str:
    return numbers.vi(number, 0 if number == round(number) else 1)


def _en(number: float) -> str:
    return numbers.en(number, 0 if number == round(number) else 1)


def _vi1(number: float) -> str:
    """Return one decimal, cut towards zero: 99,96 % must not read as 100 %."""
    return numbers.vi(math.trunc(number * 10.0 + 1e-9) / 10.0, 1)


def _en1(number: float) -> str:
    return numbers.en(math.trunc(number * 10.0 + 1e-9) / 10.0, 1)
