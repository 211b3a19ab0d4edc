"""Who and what is there in a test."""

from __future__ import annotations

from backend.engine.rehearsal.crew import CREW, people_of, setup_of
from backend.engine.rehearsal.pack_work import PackWork
from backend.usecases.pack_tests import RuleTest
from backend.usecases.packs import Packs
from backend.usecases.work_tests import PersonGiven

NONE = RuleTest(name="thử", places=(), expect=())


def with_people(*people: PersonGiven) -> RuleTest:
    return RuleTest(name="thử", places=(), expect=(), people=people)


def test_a_test_that_names_nobody_has_somebody_for_every_rung_and_unit(packs: Packs, work: PackWork) -> None:
    contacts = setup_of(NONE, packs, work).messages.contacts
    words = contacts.names() | {"responsible_unit"}
    for ladder in work.ladders.values():
        for rung in ladder.rungs:
            assert set(rung.to) <= words, ladder.id
    for rule in packs.rules:
        assert rule.unit_id in words, rule.id


def test_a_unit_without_crew_gets_one_person(packs: Packs) -> None:
    extra = [person for person in people_of(NONE, packs) if person not in CREW]
    assert PersonGiven(id="truc-kttv", name="Trực kttv", unit="kttv") in extra
    assert not {person.unit for person in extra} & {person.unit for person in CREW}


def test_people_who_are_named_are_all_that_there_are(packs: Packs, work: PackWork) -> None:
    given = with_people(PersonGiven(id="lan", roles=("leader",), areas=("20194",), hours=("07:30-17:00",)))
    (person,) = setup_of(given, packs, work).messages.contacts.people
    assert (person.name, person.area_codes, len(person.hours)) == ("lan", ("20194",), 1)
    assert person.phone.startswith("84")
    assert person.email
    assert person.zalo_id


def test_everybody_has_addresses_of_their_own(packs: Packs, work: PackWork) -> None:
    people = setup_of(NONE, packs, work).messages.contacts.people
    for addresses in ([p.phone for p in people], [p.email for p in people], [p.zalo_id for p in people]):
        assert len(set(addresses)) == len(people)


def test_channels_are_those_that_are_given(packs: Packs, work: PackWork) -> None:
    assert set(setup_of(NONE, packs, work).messages.enabled()) == {"notify", "sms", "email"}
    given = RuleTest(name="t", places=(), expect=(), channels={"sms": "fails", "zalo": "off"})
    setup = setup_of(given, packs, work)
    assert set(setup.messages.enabled()) == {"sms"}
    assert setup.channels["sms"].kind == "sms_http"


def test_each_test_counts_failures_for_itself(packs: Packs, work: PackWork) -> None:
    assert setup_of(NONE, packs, work).outage is not setup_of(NONE, packs, work).outage
