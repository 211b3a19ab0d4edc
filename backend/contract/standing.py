"""Where a value stands among its limits, in the words of flood bulletins: `trên báo động II 0,10 m`. Pure.

A level is told by the alarm level nearest below it, and how far it is to the next one above. There is no
level IV: beyond the last one people say how far above it the water stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from msgspec.structs import replace

from backend.contract.state import Limit, Text, as_shown

ALARM_LEVEL = "Báo động"
"""How the official levels of rivers are named (`Báo động III`).

Source: QĐ 05/2020/QĐ-TTg; no level IV, "trên báo động III 0,54 m".
"""


def alarm_levels(limits: Iterable[Limit]) -> tuple[Limit, ...]:
    """Return those of several limits that are official alarm levels, lowest first."""
    found = (each for each in limits if each.direction == "above" and each.name.vi.startswith(ALARM_LEVEL))
    return tuple(sorted(found, key=lambda each: each.value))


def standing(
    value: float | None, limits: Iterable[Limit], decimals: int, unit: str, *, ahead: bool = True
) -> Text | None:
    """Return where a value stands among limits that look above, in Vietnamese and English.

    Args:
        value: in `unit`; None or NaN has no standing.
        limits: any; those that look below say nothing here.
        decimals: digits after the decimal sign. The distance is that of the shown number, so that the two
            can be added on the screen.
        unit: of value and limits.
        ahead: say also how far it is to the next level.

    Returns:
        `dưới báo động I 0,32 m`, `trên báo động II 0,10 m (dưới báo động III 0,54 m)`, `ở mức báo động II`,
        `trên báo động III 0,54 m`; None where there is nothing to say.
    """
    steps = sorted((each for each in limits if each.direction == "above"), key=lambda each: each.value)
    if value is None or math.isnan(value) or not steps:
        return None
    # these words call a level reached at its own value, whatever the rule does
    shown = as_shown(value, decimals, [replace(each, inclusive=True) for each in steps])
    reached = [each for each in steps if each.value <= value]
    following = next((each for each in steps if each.value > value), None)
    if not reached:
        return _under(shown, steps[0], decimals, unit)
    at = reached[-1]
    if round(shown - at.value, decimals) <= 0:
        return Text(f"ở mức {_name(at, 'vi')}", f"at {_name(at, 'en')}")
    over = _over(shown, at, decimals, unit)
    if following is None or not ahead:
        return over
    under = _under(shown, following, decimals, unit)
    return Text(f"{over.vi} ({under.vi})", f"{over.en} ({under.en})")


def _over(shown: float, limit: Limit, decimals: int, unit: str) -> Text:
    vi, en = _far(shown - limit.value, decimals, unit)
    return Text(f"trên {_name(limit, 'vi')} {vi}", f"{en} above {_name(limit, 'en')}")


def _under(shown: float, limit: Limit, decimals: int, unit: str) -> Text:
    vi, en = _far(limit.value - shown, decimals, unit)
    return Text(f"dưới {_name(limit, 'vi')} {vi}", f"{en} below {_name(limit, 'en')}")


def _far(distance: float, decimals: int, unit: str) -> tuple[str, str]:
    words = " ".join(part for part in (f"{distance:.{decimals}f}", unit) if part)
    return words.replace(".", ","), words


def _name(limit: Limit, language: str) -> str:
    """Return a limit's name as it stands within a sentence: `báo động II`."""
    words = limit.name.in_language(language)
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
