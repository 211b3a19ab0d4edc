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
from backend.engine.centre import LoadedCentre, RetentionSettings, Unit
from backend.engine.rehearsal.pack_work import PackWork
from backend.engine.work.setup import WorkSetup
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
_KINDS = {"email": "smtp", "sms": "sms_http"}
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def people_of(test: RuleTest, packs: Packs) -> tuple[PersonGiven, ...]:
    """Return who can be told: those that the test names, or the crew and one person for each further unit."""
    if test.people is not None:
        return test.people
    there = {person.unit for person in CREW}
    missing = sorted({rule.unit_id for rule in packs.rules} - there)
    return (*CREW, *(PersonGiven(id=f"truc-{unit}", name=f"Trực {unit}", unit=unit) for unit in missing))


def setup_of(test: RuleTest, packs: Packs, work: PackWork) -> WorkSetup:
    """Return what the work of one test is done with."""
    given = CHANNELS if test.channels is None else test.channels
    channels = [_channel(name, given.get(name, "off")) for name in CHANNEL_NAMES]
    people = people_of(test, packs)
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
            roles=person.roles,
            area_codes=person.areas,
            hours=tuple(span(hours) for hours in person.hours),
        )
        for n, person in enumerate(people, start=1)
    ]
