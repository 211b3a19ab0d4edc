"""People who can be told: their addresses, units, roles and hours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.state import Shift, Text
from backend.domain.messages.hours import Span
from backend.domain.messages.nearby import Around
from backend.domain.messages.ways import Way

PASSER_BY = "@"
"""Begins the id of somebody who stands in no contacts, such as who reported a case."""
RESPONSIBLE_UNIT = "responsible_unit"
"""Stands for the unit that the alarm's rule names."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One person, every address normalised."""

    person_id: str
    name: str
    phone: str = ""
    """`84905123456`."""
    mobile: bool = True
    """The phone takes SMS."""
    email: str = ""
    zalo_id: str = ""
    unit_id: str = ""
    place_id: str = ""
    """Crew, station or shelter that they are reached for."""
    roles: tuple[str, ...] = ()
    area_codes: tuple[str, ...] = ()
    """Wards that they answer for; empty: everywhere."""
    position: tuple[float, float] | None = None
    """Degrees north and east of where they live or serve; None: their wards say where they are."""
    language: str = "vi"
    channels: tuple[str, ...] = ()
    """Preferred channels or ways, best first; empty: the order of the centre."""
    hours: tuple[Span, ...] = ()
    """When they are on duty; empty: always."""

    def on_duty(self, at: float, zone: ZoneInfo) -> bool:
        """Return whether they are on duty at `at` (s since epoch)."""
        return not self.hours or any(span.holds(at, zone) for span in self.hours)

    def answers_for(self, area_code: str) -> bool:
        """Return whether something in this ward (empty: not known where) is theirs."""
        return not self.area_codes or area_code in self.area_codes

    def is_meant(self, area_code: str, around: Around | None) -> bool:
        """Return whether something in this ward, or around a point, is theirs."""
        if around is not None and around.reaches(self.position, self.area_codes):
            return True
        if around is not None and self.position is not None and not self.area_codes:
            return False  # of no ward, and too far away
        return self.answers_for(area_code)

    def address(self, way: Way, *, zns: bool = False) -> str:
        """Return where they are reached; empty if they cannot be.

        Args:
            way: of the channel.
            zns: Zalo by approved template, which goes to a phone number.
        """
        match way:
            case "email":
                return self.email
            case "sms":
                return self.phone if self.mobile else ""
            case "zalo":
                return (self.phone if self.mobile else "") if zns else self.zalo_id
            case "callsheet":
                return self.phone or self.email or self.person_id
            case "notify" | "webhook":  # of people who sit at the centre's own desks
                return "" if self.person_id.startswith(PASSER_BY) else self.person_id


class NobodyFoundError(LookupError):
    """Nobody can be told."""

    def __init__(self, text: Text) -> None:
        """Keep the words for people."""
        super().__init__(text.vi)
        self.text = text


class Contacts:
    """All people of a centre."""

    def __init__(
        self,
        people: Iterable[Person] = (),
        zone: ZoneInfo | None = None,
        units: Mapping[str, str] | None = None,
    ) -> None:
        """Keep `people` in their order; `zone` is where their hours count, `units` names units by id."""
        self._units = dict(units or {})
        self.people = tuple(people)
        self.zone = zone or ZoneInfo("Asia/Ho_Chi_Minh")
        self._by_id = {person.person_id: person for person in self.people}

    def person(self, person_id: str) -> Person | None:
        """Return one person."""
        return self._by_id.get(person_id)

    def names(self) -> frozenset[str]:
        """Return every word that `find` knows: person ids, roles, units, places."""
        roles = {role for person in self.people for role in person.roles}
        others = {name for p in self.people for name in (p.unit_id, p.place_id) if name}
        return frozenset(self._by_id.keys() | roles | others)

    def find(
        self, to: str, now: float, area_code: str = "", unit_id: str = "", around: Around | None = None
    ) -> tuple[Person, ...]:
        """Return who is meant and on duty.

        Args:
            to: a role, a unit, a person's id, a place (its crew) or `responsible_unit`.
            now: s since epoch.
            area_code: ward that it is about; people who answer for wards are told of theirs only.
            unit_id: what `responsible_unit` stands for.
            around: those who are near are told, too, whatever their ward.

        Raises:
            NobodyFoundError: nobody can be told, in words.
        """
        word = unit_id if to == RESPONSIBLE_UNIT else to
        if word in self._by_id:
            return (self._by_id[word],)
        meant = self._meant(word)
        if not meant:
            raise _nobody(to if word else RESPONSIBLE_UNIT)
        near = [person for person in meant if person.is_meant(area_code, around)]
        if not near:
            raise _nobody_near(word, area_code)
        there = tuple(person for person in near if person.on_duty(now, self.zone))
        if not there:
            raise _nobody_on_duty(self._units.get(word, f"'{word}'"), near)
        return there

    def _meant(self, word: str) -> list[Person]:
        tests: tuple[Callable[[Person], bool], ...] = (
            lambda person: word in person.roles,
            lambda person: person.unit_id == word,
            lambda person: person.place_id == word,
        )
        found = ([person for person in self.people if word and test(person)] for test in tests)
        return next((people for people in found if people), [])


def hours_of_shifts(names: Iterable[str], shifts: Sequence[Shift]) -> tuple[Span, ...]:
    """Return the hours of a centre's shifts; each lasts until the next one starts.

    Raises:
        KeyError: a name that is no shift.
    """
    starts = {shift.name: int(shift.starts[:2]) * 60 + int(shift.starts[3:5]) for shift in shifts}
    order = sorted(starts.values())
    found = []
    for name in names:
        start = starts[name]
        later = [each for each in order if each > start]
        found.append(Span(start, later[0] if later else order[0]))
    return tuple(found)


def _nobody(word: str) -> NobodyFoundError:
    return NobodyFoundError(
        Text(
            f"danh bạ không có vai trò, đơn vị hay người nào là '{word}'; thêm vào contacts.yaml",
            f"no contact has the role, unit or id '{word}'; add somebody to contacts.yaml",
        )
    )


def _nobody_near(word: str, area_code: str) -> NobodyFoundError:
    where = f"phường, xã có mã {area_code}" if area_code else "nơi chưa rõ phường, xã"
    where_en = f"ward {area_code}" if area_code else "an unknown ward"
    return NobodyFoundError(
        Text(
            f"không ai giữ vai trò '{word}' phụ trách {where}; ghi mã vào 'areas' trong contacts.yaml",
            f"nobody with the role '{word}' answers for {where_en}; add its code to 'areas' in contacts.yaml",
        )
    )


def _nobody_on_duty(who: str, people: Sequence[Person]) -> NobodyFoundError:
    names = ", ".join(person.name for person in people[:3]) + (", …" if len(people) > 3 else "")
    return NobodyFoundError(
        Text(
            f"lúc này {who} không có ai trực ({names} ngoài giờ); gọi trực tiếp hoặc sửa giờ trực",
            f"nobody of {who} is on duty now ({names} are off); call them, or correct the duty hours",
        )
    )
