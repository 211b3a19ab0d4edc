"""Ticks and ranges of charts. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable

from widgets.logic import formats

_TIME_STEPS_S = (
    60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800,
)  # fmt: skip


def nice_step(span: float, n_wanted: int) -> float:
    """Return a step of 1, 2, 2.5 or 5 times a power of ten that parts `span` > 0 into about `n_wanted`."""
    raw = span / max(1, n_wanted)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1.0, 2.0, 2.5, 5.0, 10.0) if factor * power >= raw * 0.999)


def nice_range(low: float, high: float, n_wanted: int = 4) -> tuple[float, float]:
    """Return a range that holds `low` to `high`, ends on ticks, and starts at 0 where that is near."""
    if high < low:
        low, high = high, low
    if low >= 0 and low <= 0.5 * high:
        low = 0.0
    if high - low <= 1e-9 * max(1.0, abs(high)):
        margin = max(1.0, abs(high) * 0.1)
        low, high = (0.0 if 0 <= low < margin else low - margin), high + margin
    step = nice_step(high - low, n_wanted)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def value_ticks(low: float, high: float, n_wanted: int = 4) -> tuple[list[float], int]:
    """Return round tick values within a range, and the decimals that tell them apart."""
    step = nice_step(high - low, n_wanted)
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    decimals = max(0, -math.floor(math.log10(step)))
    if abs(step * 10**decimals - round(step * 10**decimals)) > 1e-6:
        decimals += 1
    return [k * step for k in range(first, last + 1)], decimals


def time_step_s(span_s: float, n_wanted: int) -> float:
    """Return a step of round minutes, hours or days."""
    raw = span_s / max(1, n_wanted)
    return float(next((step for step in _TIME_STEPS_S if step >= raw), _TIME_STEPS_S[-1]))


def time_ticks(start_at: float, end_at: float, n_wanted: int, timezone: str) -> list[tuple[float, str]]:
    """Return instants on round local times with their words, `02:30`, or `22/11` at midnight."""
    step = time_step_s(end_at - start_at, n_wanted)
    offset = formats.local(start_at, timezone).utcoffset()
    shift = offset.total_seconds() if offset is not None else 0.0
    first = math.ceil((start_at + shift) / step) * step - shift
    ticks = []
    for k in range(int((end_at - first) // step) + 1):
        at = first + k * step
        local = formats.local(at, timezone)
        midnight = step >= 3600 and local.hour == 0 and local.minute == 0
        ticks.append((at, f"{local:%d/%m}" if midnight else f"{local:%H:%M}"))
    return ticks


def grown_range(
    now: tuple[float, float] | None, spans: Iterable[tuple[float, float]], n_wanted: int = 4
) -> tuple[float, float]:
    """Return a value range for `spans`; the present one as long as they fit and fill enough of it."""
    found = list(spans)
    if not found:
        return now or (0.0, 1.0)
    low, high = min(s[0] for s in found), max(s[1] for s in found)
    wanted = nice_range(low, high, n_wanted)
    if now is not None and now[0] <= low and high <= now[1]:
        too_wide = (wanted[1] - wanted[0]) < 0.45 * (now[1] - now[0])
        return wanted if too_wide else now
    return wanted
