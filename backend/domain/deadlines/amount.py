"""Amounts of time as standards and regulations write them: `P3D`, `PT4H`, "15 ngày làm việc"."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Literal

import msgspec

Mode = Literal["working", "elapsed"]
"""Counted in the unit's working time, or by the clock on the wall."""

_ISO = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?P<time>T(?:(?P<hours>\d+(?:[.,]\d+)?)H)?(?:(?P<minutes>\d+(?:[.,]\d+)?)M)?(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?)?"
)
_TERM = re.compile(r"(?P<n>\d+)\s*(?P<unit>phút|giờ|ngày|tháng|năm)(?P<working>\s+làm việc)?")
_ISO_OF_TERM = {"phút": "PT{}M", "giờ": "PT{}H", "ngày": "P{}D", "tháng": "P{}M", "năm": "P{}Y"}


class DurationError(ValueError):
    """An amount of time that cannot be read or cannot be counted that way."""


class Amount(msgspec.Struct, frozen=True):
    """An amount of time; the parts are counted in the order of the fields."""

    n_months: int = 0
    n_weeks: int = 0
    n_days: int = 0
    """Calendar days in elapsed time, working days in working time."""
    time_s: float = 0.0
    """Hours, minutes and seconds."""

    def __bool__(self) -> bool:
        """Return whether it is more than nothing."""
        return bool(self.n_months or self.n_weeks or self.n_days or self.time_s)


@functools.lru_cache(maxsize=1024)
def parse_duration(text: str) -> Amount:
    """Return an ISO 8601 duration (`PT4H`, `P3D`, `P1M`, `PT1H30M`) as an amount.

    Raises:
        DurationError: it is none, or a part but the time has a fraction.

    Source: ISO 8601-1:2019, 5.5.2.
    """
    found = _ISO.fullmatch(text.strip())
    if found is None or text.strip().endswith(("P", "T")):
        raise DurationError(
            f"the duration {text!r} cannot be read; "
            "write PT4H (hours), PT30M (minutes), P3D (days) or P1M (months)"
        )
    n = {key: int(found[key] or 0) for key in ("years", "months", "weeks", "days")}
    part = {key: float((found[key] or "0").replace(",", ".")) for key in ("hours", "minutes", "seconds")}
    return Amount(
        n_months=12 * n["years"] + n["months"],
        n_weeks=n["weeks"],
        n_days=n["days"],
        time_s=3600 * part["hours"] + 60 * part["minutes"] + part["seconds"],
    )


def parse_term(text: str) -> tuple[str, Mode]:
    """Return a term of a regulation as an ISO 8601 duration and how it is counted.

    "15 ngày làm việc" is `P15D` of working time, "15 ngày" are calendar days, "4 giờ làm việc" are working
    hours, "1 tháng" is a month of the calendar.

    Raises:
        DurationError: it is no such term.
    """
    words = " ".join(unicodedata.normalize("NFC", text).lower().split())
    found = _TERM.fullmatch(words)
    if found is None or (found["working"] and found["unit"] in ("tháng", "năm")):
        raise DurationError(
            f"the term {text!r} cannot be read; write a whole number and a unit: "
            "4 giờ, 4 giờ làm việc, 15 ngày, 3 ngày làm việc, 1 tháng"
        )
    return _ISO_OF_TERM[found["unit"]].format(found["n"]), "working" if found["working"] else "elapsed"
