"""When people of the demo city work: the country's calendar, as its offices keep it."""

from __future__ import annotations

import functools
from pathlib import Path

from backend.domain.calendar.working import WorkingCalendar
from backend.usecases.calendars import load_calendars

FOLDER = Path(__file__).parents[2] / "resources" / "calendars"


@functools.cache
def calendar() -> WorkingCalendar:
    """Return the office hours of the country."""
    return load_calendars(FOLDER).of("")
