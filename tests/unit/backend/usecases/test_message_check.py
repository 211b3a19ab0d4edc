from __future__ import annotations

from backend.contract.document import load, read_yaml
from backend.domain.messages.contacts import Contacts, Person
from backend.domain.messages.ladder_spec import LadderSpec
from backend.usecases.message_check import check_messages
from backend.usecases.messages import Messages

LADDER = """id: thang
title: {vi: Thang}
rungs:
  - {after: PT0S, to: [duty_officer, responsible_unit], template: free, channels: [sms, brand-1]}
  - {after: PT5M, to: [leader], template: free, channels: [brand-2]}
"""
OFFICER = Person(person_id="an", name="An", phone="84905123456", roles=("duty_officer",))


def found(*people: Person) -> list[str]:
    messages = Messages(
        {}, {"thang": load(LADDER, LadderSpec, "thang.yaml")}, {"thang": read_yaml(LADDER, "thang.yaml")[1]}
    )
    return [
        f"{fault.line} {fault.key}: {fault.found}"
        for fault in check_messages(messages, Contacts(people), ["brand-1"])
    ]


def test_roles_that_nobody_has_and_channels_that_are_not_there_are_named() -> None:
    assert found(OFFICER) == [
        "5 rungs[1].to: no contact is 'leader'",
        "5 rungs[1].channels: unknown channel 'brand-2'",
    ]


def test_a_person_or_unit_may_stand_for_a_role() -> None:
    leader = Person(person_id="leader", name="Bình")
    assert found(OFFICER, leader) == ["5 rungs[1].channels: unknown channel 'brand-2'"]
    assert found()[0] == "4 rungs[0].to: no contact is 'duty_officer'"
