"""The house in which a test is played: its places, people and channels put together with what packs say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from backend.channels.base import ChannelConfig
from backend.contract.state import Centre
from backend.domain.messages.contacts import Contacts, Person
from backend.domain.messages.drafting import MessageSetup
from backend.domain.messages.hours import span
from backend.domain.messages.policy import ChannelRules
from backend.domain.rule import UNIT_ITSELF, responsible_unit
from backend.engine.centre import LoadedCentre, RetentionSettings, Unit
from backend.engine.rehearsal.pack_work import PackWork
from backend.engine.work.setup import WorkSetup
from backend.usecases.case_kinds import CaseKinds
from backend.usecases.pack_tests import RuleTest
from backend.usecases.packs import Packs
from backend.usecases.work_tests import CHANNEL_NAMES, ChannelState, PersonGiven

CHANNELS: Mapping[str, ChannelState] = {"sms": "sends", "notify": "sends", "email": "sends"}
"""Channels of a test that names none."""
CREW = (
    PersonGiven(id="ha", name="Trần Hà", roles=("duty_officer",), unit="ioc"),
    PersonGiven(id="thu", name="Phạm Thu", roles=("shift_supervisor",), unit="ioc"),
    PersonGiven(id="long", name="Nguyễn Long", roles=("leader",), unit="pctt"),
    PersonGiven(id="mai", name="Lê Mai", roles=("leader",), unit="pctt"),
    PersonGiven(id="an", name="Lê An", roles=("ward_officer",)),
    PersonGiven(id="binh", name="Võ Bình", roles=("residential_head",)),
    PersonGiven(id="cuc", name="Hồ Cúc", roles=("party_secretary",)),
    PersonGiven(id="dung", name="Huỳnh Dũng", roles=("rescue_commander",), unit="cuu-ho"),
    PersonGiven(id="phuc", name="Đặng Phúc", unit="thoat-nuoc"),
)
"""People of a test that names none: somebody for each role of the shipped ladders."""
OF_CASES = ("unit_officer", "follower")
"""Roles of the person of a unit to which cases come."""
_KINDS = {"email": "smtp", "sms": "sms_http"}
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def people_of(test: RuleTest, packs: Packs, kinds: CaseKinds | None = None) -> tuple[PersonGiven, ...]:
    """Return who can be told: those that the test names, or the crew and one person for each further unit.

    The person of a unit to which cases come follows it, and settles them.
    """
    if test.people is not None:
        return test.people
    there = {person.unit for person in CREW}
    named = {rule.unit_id for rule in packs.rules} - {UNIT_ITSELF}
    named |= {responsible_unit(rule, place.place_id) for rule in packs.rules for place in test.places}
    missing = sorted(named - there)
    of_cases = case_units(kinds or CaseKinds())
    return (
        *CREW,
        *(
            PersonGiven(
                id=f"truc-{unit}", name=f"Trực {unit}", unit=unit, roles=OF_CASES if unit in of_cases else ()
            )
            for unit in sorted({*missing, *of_cases})
        ),
    )


def case_units(kinds: CaseKinds) -> set[str]:
    """Return the units to which cases come by themselves."""
    specs = kinds.kinds.values()
    return {unit for spec in specs for unit in (spec.default_unit, *(f.unit for f in spec.fields)) if unit}


def setup_of(test: RuleTest, packs: Packs, work: PackWork) -> WorkSetup:
    """Return what the work of one test is done with."""
    given = CHANNELS if test.channels is None else test.channels
    channels = [_channel(name, given.get(name, "off")) for name in CHANNEL_NAMES]
    people = people_of(test, packs, work.case_kinds)
    return WorkSetup(
        loaded=_centre(test, packs, people),
        packs=packs,
        correlations=work.correlations,
        ladders=work.ladders,
        messages=MessageSetup(
            work.templates,
            Contacts(_persons(people), _ZONE),
            tuple(_rules(channel) for channel in channels),
            _ZONE,
        ),
        channels=channels,
        calendars=work.calendars,
        library=work.library,
        case_kinds=work.case_kinds,
    )


def _centre(test: RuleTest, packs: Packs, people: Sequence[PersonGiven]) -> LoadedCentre:
    units = sorted({rule.unit_id for rule in packs.rules} | {person.unit for person in people if person.unit})
    return LoadedCentre(
        folder=Path(),  # nothing is read from it: the packs' files are read already
        centre=Centre("test", "Test"),
        packs=tuple(pack.id for pack in packs.packs),
        places=test.places,
        sources=(),
        units=tuple(Unit(unit, unit) for unit in units),
        reference_days=(),
        retention=RetentionSettings(),
    )


def _channel(name: str, state: ChannelState) -> ChannelConfig:
    return ChannelConfig(id=name, kind=_KINDS.get(name, name), name=name, enabled=state != "off")


def _rules(channel: ChannelConfig) -> ChannelRules:
    return ChannelRules(channel_id=channel.id, kind=channel.kind, enabled=channel.enabled)


def _persons(people: Iterable[PersonGiven]) -> list[Person]:
    return [
        Person(
            person_id=person.id,
            name=person.name or person.id,
            phone=f"8490{n:07d}",
            email=f"{person.id}@demo.invalid",
            zalo_id=f"{n:016d}",
            unit_id=person.unit,
            place_id=person.place,
            roles=person.roles,
            area_codes=person.areas,
            position=person.position,
            hours=tuple(span(hours) for hours in person.hours),
        )
        for n, person in enumerate(people, start=1)
    ]
