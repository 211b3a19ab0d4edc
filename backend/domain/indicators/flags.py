"""Why a person should look at a figure before it counts: implausible values and jumps, in words."""

from __future__ import annotations

from backend.contract.state import Text
from backend.domain.indicators import numbers
from backend.domain.indicators.spec import IndicatorSpec

JUMP = 10.0
"""So many times the period before, or one so-manieth of it, is nearly always a wrong unit or digit."""


def flags(spec: IndicatorSpec, value: float | None, before: float | None) -> tuple[Text, ...]:
    """Return what is strange about a figure.

    Args:
        spec: its indicator.
        value: the figure.
        before: the accepted figure of the period before; None where there is none.
    """
    if value is None:
        return ()
    found = [*_out_of_range(spec, value)]
    if before is not None and before != 0.0:
        found += _jump(spec, value, before)
    if before is not None and value * before < 0.0:
        found.append(Text("trái dấu với kỳ trước", "its sign is not that of the period before"))
    return tuple(found)


def _out_of_range(spec: IndicatorSpec, value: float) -> list[Text]:
    limits = spec.plausible.range
    if limits is None or limits[0] <= value <= limits[1]:
        return []
    low, high = limits
    d = spec.decimals
    return [
        Text(
            f"ngoài khoảng hợp lý {numbers.vi(low, d)}–{numbers.vi(high, d)}",
            f"outside of what is plausible, {numbers.en(low, d)} to {numbers.en(high, d)}",
        )
    ]


def _jump(spec: IndicatorSpec, value: float, before: float) -> list[Text]:
    ratio = value / before
    if ratio >= JUMP:
        return [Text(f"gấp {numbers.vi(ratio)} lần kỳ trước", f"{numbers.en(ratio)} times the period before")]
    if 0.0 <= ratio <= 1.0 / JUMP:
        if value == 0.0:
            return [Text("bằng 0, kỳ trước khác 0", "zero, the period before was not")]
        times = before / value
        return [
            Text(f"chỉ bằng 1/{numbers.vi(times)} kỳ trước", f"1/{numbers.en(times)} of the period before")
        ]
    most = spec.plausible.max_change_percent
    change = 100.0 * (value - before) / abs(before)
    if most is None or abs(change) <= most:
        return []
    word, word_en = ("tăng", "up") if change > 0 else ("giảm", "down")
    return [
        Text(
            f"{word} {numbers.vi(abs(change))} % so với kỳ trước, quá {numbers.vi(most, 0)} %",
            f"{word_en} {numbers.en(abs(change))} % on the period before, more than {numbers.en(most, 0)} %",
        )
    ]
