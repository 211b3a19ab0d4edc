"""The time that a rule is tried on: local days, the last one to its end or to now. Pure."""

from __future__ import annotations

import datetime

from widgets.logic import formats

PROPOSED_DAYS = 90


def last_days(now: float, timezone: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last local day of the time that is proposed."""
    today = formats.local(now, timezone).date()
    return today - datetime.timedelta(days=PROPOSED_DAYS), today


def span_of(
    first: datetime.date, last: datetime.date, now: float, timezone: str
) -> tuple[float, float] | None:
    """Return from when to when (s since epoch) two local days reach, None where that is no time.

    Args:
        first: first day, from its midnight.
        last: last day, to its end; not beyond `now`.
        now: s since epoch.
        timezone: of the centre.
    """
    start_at = _midnight(first, timezone)
    end_at = min(_midnight(last + datetime.timedelta(days=1), timezone), now)
    return (start_at, end_at) if start_at < end_at else None


def _midnight(day: datetime.date, timezone: str) -> float:
    return datetime.datetime.combine(day, datetime.time(), formats.zone(timezone)).timestamp()
