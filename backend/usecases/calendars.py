"""Working calendars from files: the country's, the centre's days and the hours of its units.

resources/calendars/<id>.yaml   hours, yearly swap days and extra days, each with its source
<centre>/calendar.yaml          which of them holds, further days of the province, hours of units

A unit's own days count before the centre's, these before the country's, these before public holidays.
"""

from __future__ import annotations

import datetime
import functools
import importlib.util
import pathlib
import sys
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Literal

import holidays
import msgspec

from backend.contract.document import DocumentError, Fault, Lines, check, unknown_cure
from backend.contract.state import Text
from backend.domain.calendar.days import SpecialDay, swapped
from backend.domain.calendar.hours import DatedHours, HoursError, parse_spans, parse_week
from backend.domain.calendar.index import YEARS
from backend.domain.calendar.working import ZONE, WorkingCalendar
from backend.domain.deadlines.amount import Mode
from backend.domain.deadlines.due import due_after
from backend.usecases.packs import read_document

HOLIDAY_YEARS = range(2000, 2061)
"""Years whose holidays are given to calendars; dossiers and trials lie within."""

Mark = Literal["seen", "ck", ""]
"""How a date is known: seen in a source, or common knowledge to be verified."""
SpecialDays = dict[datetime.date, SpecialDay]


class HoursFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Weekly hours and from when they hold."""

    week: dict[str, list[str]]
    """`{mon-fri: ["07:30-11:30", "13:30-17:00"], sat: ["07:30-11:30"]}`."""
    valid_from: datetime.date = datetime.date.min
    source: str = ""
    mark: Mark = ""


class SwapFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A working day that becomes free and the day on which it is worked back."""

    off: datetime.date
    worked: datetime.date
    source: str
    mark: Mark = ""


class DayFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An extra day off, or a day worked although it would be off."""

    date: datetime.date
    name: Text
    hours: list[str] = []
    """Hours of that day alone: half a day off, or when a day off is worked; empty for a day off. A worked day
    without hours has those of a Monday."""
    source: str = ""
    mark: Mark = ""


class ExtraDays(msgspec.Struct, frozen=True, kw_only=True):
    """The days that a country, a centre or a unit adds."""

    swaps: list[SwapFile] = []
    days_off: list[DayFile] = []
    days_worked: list[DayFile] = []


class CalendarFile(ExtraDays, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Content of resources/calendars/<id>.yaml."""

    id: str
    name: Text
    hours: list[HoursFile]
    zone: str = ZONE
    holidays: str = ""
    """Country code of the library `holidays`; empty for none."""
    decided_until: datetime.date | None = None
    """Last day whose holidays and swaps are decided."""


class UnitFile(ExtraDays, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours and days of one unit."""

    id: str
    hours: list[HoursFile] = []
    """Empty: those of the centre."""
    holidays: bool = True
    """False for a unit on duty at all times: no holiday, swap or extra day of the others touches it."""


class CentreCalendarFile(ExtraDays, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Content of a centre's calendar.yaml."""

    calendar: str = "vn"
    hours: list[HoursFile] = []
    """Empty: those of the country's calendar."""
    units: list[UnitFile] = []


class Calendars(msgspec.Struct, frozen=True):
    """The working calendars of a centre."""

    default: WorkingCalendar
    units: dict[str, WorkingCalendar] = {}

    def of(self, unit_id: str) -> WorkingCalendar:
        """Return the calendar of a unit: its own, or the centre's."""
        return self.units.get(unit_id, self.default)

    def due_after(self, text: str, start_at: float, mode: Mode, unit_id: str) -> float:
        """Return when a duration that began at `start_at` is over for a unit."""
        return due_after(text, start_at, mode, self.of(unit_id))

    def working_between(self, from_at: float, to_at: float, unit_id: str) -> float:
        """Return the working seconds of a unit between two instants."""
        return self.of(unit_id).working_between(from_at, to_at)


def load_calendars(
    folder: pathlib.Path, centre_file: pathlib.Path | None = None, unit_ids: Sequence[str] | None = None
) -> Calendars:
    """Return the calendars of a centre.

    Args:
        folder: holds the country's calendars, e.g. resources/calendars.
        centre_file: the centre's calendar.yaml; it may be missing.
        unit_ids: the centre's units; None accepts any.

    Raises:
        DocumentError: with every fault of every file.
    """
    faults: list[Fault] = []
    countries = _read_countries(folder, faults)
    centre, lines = _read_centre(centre_file, faults)
    if centre.calendar not in countries and not faults:
        found = f"there is no calendar '{centre.calendar}' in {folder}"
        faults.append(lines.fault("calendar", found, unknown_cure(centre.calendar, list(countries))))
    faults += _unit_faults(centre, lines, unit_ids)
    if faults:
        raise DocumentError(faults)
    return _assemble(countries[centre.calendar], centre)


def _assemble(country: CalendarFile, centre: CentreCalendarFile) -> Calendars:
    shared = {**holiday_days(country.holidays), **_special_days(country), **_special_days(centre)}
    hours = centre.hours or country.hours

    def calendar(dated: Sequence[HoursFile], days: SpecialDays) -> WorkingCalendar:
        return WorkingCalendar(
            [DatedHours(parse_week(each.week), each.valid_from) for each in dated],
            days,
            zone=country.zone,
            decided_until=country.decided_until,
        )

    return Calendars(
        calendar(hours, shared),
        {
            unit.id: calendar(
                unit.hours or hours, {**(shared if unit.holidays else {}), **_special_days(unit)}
            )
            for unit in centre.units
        },
    )


def holiday_days(country: str, years: Sequence[int] = HOLIDAY_YEARS) -> SpecialDays:
    """Return the public holidays of a country (its code; empty for none), named in both languages."""
    if not country:
        return {}
    _load_no_other_country()
    names_vi = holidays.country_holidays(country, years=years, language="vi")
    names_en = holidays.country_holidays(country, years=years, language="en_US")
    return {date: SpecialDay(Text(name, names_en.get(date, ""))) for date, name in names_vi.items()}


@functools.cache
def _load_no_other_country() -> None:
    """Have the library load a country when it is asked for.

    It means to, but its package of countries loads all 250 as soon as one is asked for: 0.1 s and 9 MB of a
    start. So the package stands there without having been run; its modules are found all the same.
    """
    found = importlib.util.find_spec("holidays.countries")
    if found is not None and found.name not in sys.modules:
        sys.modules[found.name] = importlib.util.module_from_spec(found)


def _special_days(extra: ExtraDays) -> SpecialDays:
    days: SpecialDays = {}
    for swap in extra.swaps:
        days |= swapped(swap.off, swap.worked)
    for day in extra.days_off:
        days[day.date] = SpecialDay(day.name, spans=parse_spans(day.hours))
    for day in extra.days_worked:
        works_as = None if day.hours else 0
        days[day.date] = SpecialDay(day.name, works_as=works_as, spans=parse_spans(day.hours))
    return days


def _read_countries(folder: pathlib.Path, faults: list[Fault]) -> Mapping[str, CalendarFile]:
    countries: dict[str, CalendarFile] = {}
    for path in sorted(folder.glob("*.yaml")):
        read = read_document(path, faults)
        if read is None:
            continue
        data, lines = read
        country, found = check(data, CalendarFile, lines)
        faults += found
        if country is not None:
            faults += _country_faults(country, lines)
            countries[country.id] = country
    if not countries and not faults:
        faults.append(Fault(str(folder), 0, "", "there is no calendar", "put vn.yaml there"))
    return countries


def _read_centre(path: pathlib.Path | None, faults: list[Fault]) -> tuple[CentreCalendarFile, Lines]:
    if path is None or not path.exists():
        return CentreCalendarFile(), Lines(str(path or "calendar.yaml"))
    read = read_document(path, faults)
    if read is None:
        return CentreCalendarFile(), Lines(str(path))
    data, lines = read
    centre, found = check(data, CentreCalendarFile, lines)
    faults += found
    if centre is None:
        return CentreCalendarFile(), lines
    faults += [*_hours_faults(centre.hours, lines, "hours"), *_day_faults(centre, lines, "")]
    return centre, lines


def _country_faults(country: CalendarFile, lines: Lines) -> list[Fault]:
    faults = [*_hours_faults(country.hours, lines, "hours"), *_day_faults(country, lines, "")]
    if not country.hours:
        faults.append(lines.fault("hours", "no hours", "give at least one 'week'"))
    if country.zone not in zoneinfo.available_timezones():
        cure = "write an IANA zone such as Asia/Ho_Chi_Minh"
        faults.append(lines.fault("zone", f"the zone {country.zone!r} is not known", cure))
    if country.holidays and not _is_country(country.holidays):
        cure = "write a code that the library `holidays` knows, such as VN, or leave it out"
        faults.append(lines.fault("holidays", f"found {country.holidays!r}", cure))
    return faults


def _is_country(code: str) -> bool:
    """Return whether the library knows a country; asking for its list would load every one of them."""
    _load_no_other_country()
    try:
        holidays.country_holidays(code)
    except NotImplementedError:
        return False
    return True


def _unit_faults(centre: CentreCalendarFile, lines: Lines, unit_ids: Sequence[str] | None) -> list[Fault]:
    faults: list[Fault] = []
    seen: set[str] = set()
    for i, unit in enumerate(centre.units):
        at = f"units[{i}]"
        if unit_ids is not None and unit.id not in unit_ids:
            found = f"there is no unit '{unit.id}' in centre.yaml"
            faults.append(lines.fault(f"{at}.id", found, unknown_cure(unit.id, list(unit_ids))))
        if unit.id in seen:
            faults.append(lines.fault(f"{at}.id", f"the unit '{unit.id}' stands twice", "keep one of them"))
        seen.add(unit.id)
        faults += [*_hours_faults(unit.hours, lines, f"{at}.hours"), *_day_faults(unit, lines, at)]
    return faults


def _hours_faults(hours: Sequence[HoursFile], lines: Lines, at: str) -> list[Fault]:
    faults: list[Fault] = []
    for i, dated in enumerate(hours):
        try:
            parse_week(dated.week)
        except HoursError as error:
            found, _, cure = str(error).partition("; ")
            faults.append(lines.fault(f"{at}[{i}].week", found, cure))
        if dated.valid_from in [before.valid_from for before in hours[:i]]:
            cure = "give each its own 'valid_from'"
            faults.append(lines.fault(f"{at}[{i}].valid_from", "two hours hold from the same day", cure))
    return faults


def _day_faults(extra: ExtraDays, lines: Lines, at: str) -> list[Fault]:
    faults: list[Fault] = []
    seen: set[datetime.date] = set()
    dated: list[tuple[str, datetime.date, list[str]]] = []
    dated += [(f"swaps[{i}].off", swap.off, []) for i, swap in enumerate(extra.swaps)]
    dated += [(f"swaps[{i}].worked", swap.worked, []) for i, swap in enumerate(extra.swaps)]
    dated += [(f"days_off[{i}]", day.date, day.hours) for i, day in enumerate(extra.days_off)]
    dated += [(f"days_worked[{i}]", day.date, day.hours) for i, day in enumerate(extra.days_worked)]
    for key, date, hours in dated:
        path = f"{at}.{key}" if at else key
        if date in seen:
            faults.append(lines.fault(path, f"{date} stands twice", "a day is off or worked, once"))
        if date.year not in YEARS:
            faults.append(lines.fault(path, f"found the year {date.year}", "check the date"))
        seen.add(date)
        try:
            parse_spans(hours)
        except HoursError as error:
            found, _, cure = str(error).partition("; ")
            faults.append(lines.fault(f"{path}.hours", found, cure))
    return faults
