"""Reads a centre's `contacts.yaml`: people, their addresses, roles and hours; every fault in one pass."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Collection, Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.document import DocumentError, Fault, Lines, check, unknown_cure
from backend.contract.state import Centre
from backend.domain.messages import phones
from backend.domain.messages.contacts import RESPONSIBLE_UNIT, Contacts, Person, hours_of_shifts
from backend.domain.messages.hours import Span, span
from backend.usecases.packs import read_document

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_LANGUAGES = ("vi", "en")


class PersonEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person as an administrator writes them."""

    id: str
    """Their account's name, where they have one."""
    name: str
    phone: str = ""
    email: str = ""
    zalo: str = ""
    """User id at the centre's Official Account."""
    unit: str = ""
    place: str = ""
    """Crew, station or shelter that they are reached for: messages to it go to them."""
    roles: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    """Codes of the wards that they answer for; empty: everywhere."""
    position: tuple[float, float] | None = None
    """Degrees north and east of where they live or serve, for messages around a point."""
    language: str = "vi"
    channels: tuple[str, ...] = ()
    """Channels or ways, best first."""
    shifts: tuple[str, ...] = ()
    """On duty in these shifts of the centre."""
    hours: tuple[str, ...] = ()
    """On duty at these local hours, too: `07:30-17:00`."""


class ContactsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Content of contacts.yaml."""

    people: tuple[PersonEntry, ...] = ()


def load_contacts(
    path: pathlib.Path,
    centre: Centre,
    units: Mapping[str, str],
    channel_names: Collection[str],
    place_ids: Collection[str] | None = None,
) -> Contacts:
    """Return the people of a centre; none if there is no file.

    Args:
        path: of contacts.yaml.
        centre: gives shifts and time zone.
        units: of the centre, their names by id.
        channel_names: ids and kinds of its channels, and the ways (`backend.domain.messages.ways.WAYS`).
        place_ids: places of the centre; None: not checked.

    Raises:
        DocumentError: with every fault.
    """
    zone = ZoneInfo(centre.timezone)
    if not path.exists():
        return Contacts((), zone)
    faults: list[Fault] = []
    read = read_document(path, faults)
    if read is None:
        raise DocumentError(faults)
    data, lines = read
    file, faults = check(data, ContactsFile, lines)
    if file is None:
        raise DocumentError(faults)
    reader = _Reader(lines, centre, faults)
    people = [reader.person(entry, f"people[{i}]") for i, entry in enumerate(file.people)]
    for i, entry in enumerate(file.people):
        at = f"people[{i}]"
        if entry.unit:
            reader.known(f"{at}.unit", "unit", [entry.unit], units)
        if entry.place and place_ids is not None:
            reader.known(f"{at}.place", "place", [entry.place], place_ids)
        reader.known(f"{at}.channels", "channel", entry.channels, channel_names)
    reader.ids(file.people)
    if faults:
        raise DocumentError(faults)
    return Contacts(people, zone, units)


class _Reader:
    """Turns entries into people and collects what is wrong with them."""

    def __init__(self, lines: Lines, centre: Centre, faults: list[Fault]) -> None:
        self._lines, self._centre, self._faults = lines, centre, faults

    def _fault(self, at: str, found: str, cure: str) -> None:
        self._faults.append(self._lines.fault(at, found, cure))

    def person(self, entry: PersonEntry, at: str) -> Person:
        """Return one person with normalised addresses."""
        if entry.email and not _EMAIL.fullmatch(entry.email.strip()):
            self._fault(
                f"{at}.email", f"found '{entry.email}'", "expected an address such as an@danang.gov.vn"
            )
        if entry.language not in _LANGUAGES:
            self._fault(f"{at}.language", f"found '{entry.language}'", "expected vi or en")
        lat, lon = entry.position or (0.0, 0.0)
        if not (abs(lat) <= 90 and abs(lon) <= 180):
            cure = "degrees north, then east: [16.0678, 108.2208]"
            self._fault(f"{at}.position", f"found {[lat, lon]}", cure)
        number = self._phone(entry.phone, f"{at}.phone")
        if not (entry.phone or entry.email or entry.zalo or "notify" in entry.channels):
            cure = "add phone, email or zalo, or 'channels: [notify]' for somebody at a desk"
            self._fault(at, f"{entry.name} has no address", cure)
        return Person(
            person_id=entry.id,
            name=entry.name,
            phone=number.digits if number else "",
            mobile=number.mobile if number else False,
            email=entry.email.strip(),
            zalo_id=entry.zalo.strip(),
            unit_id=entry.unit,
            place_id=entry.place,
            roles=entry.roles,
            area_codes=entry.areas,
            position=entry.position,
            language=entry.language,
            channels=entry.channels,
            hours=(*self._shifts(entry, at), *self._hours(entry, at)),
        )

    def known(self, at: str, what: str, names: Sequence[str], allowed: Collection[str]) -> None:
        """Note every name that is not allowed."""
        for name in names:
            if name not in allowed:
                self._fault(at, f"unknown {what} '{name}'", unknown_cure(name, list(allowed)))

    def ids(self, entries: Sequence[PersonEntry]) -> None:
        """Note ids that stand twice or could be mistaken for a role or unit."""
        words = {role for entry in entries for role in entry.roles} | {entry.unit for entry in entries}
        seen: set[str] = set()
        for i, entry in enumerate(entries):
            at = f"people[{i}].id"
            if not entry.id.strip():
                self._fault(at, "it is empty", "give each person an id, best the name of the account")
            elif entry.id in seen:
                self._fault(at, f"the person '{entry.id}' stands twice", "give each person their own id")
            elif entry.id in words or entry.id == RESPONSIBLE_UNIT:
                self._fault(at, f"'{entry.id}' is also a role or unit", "give the person another id")
            seen.add(entry.id)

    def _phone(self, written: str, at: str) -> phones.Phone | None:
        if not written:
            return None
        try:
            return phones.phone(written)
        except phones.PhoneError as error:
            found, _, cure = (error.text.en or error.text.vi).partition("; ")
            self._fault(at, found, cure)
            return None

    def _shifts(self, entry: PersonEntry, at: str) -> tuple[Span, ...]:
        names = [shift.name for shift in self._centre.shifts]
        self.known(f"{at}.shifts", "shift", entry.shifts, names)
        return hours_of_shifts([name for name in entry.shifts if name in names], self._centre.shifts)

    def _hours(self, entry: PersonEntry, at: str) -> list[Span]:
        found = []
        for i, text in enumerate(entry.hours):
            try:
                found.append(span(text))
            except ValueError:
                self._fault(f"{at}.hours[{i}]", f"found '{text}'", "expected hours such as 07:30-17:00")
        return found
