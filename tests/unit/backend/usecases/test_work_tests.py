"""What tests of packs may say of work."""

from __future__ import annotations

import datetime

import pytest

from backend.channels import scan
from backend.contract.document import Lines, check
from backend.contract.work import Incident, Run, Step
from backend.domain.messages.ways import WAYS, way_of
from backend.usecases.work_tests import (
    CHANNEL_NAMES,
    ExpectedIncident,
    ExpectedMessage,
    ExpectedRun,
    ExpectedStep,
    WorkExpectation,
)


def test_a_look_at_alarms_alone_is_no_look_at_work() -> None:
    assert not WorkExpectation().of_work()


@pytest.mark.parametrize("part", ["incidents", "procedures", "steps", "messages", "ladders"])
def test_an_empty_list_is_a_look_all_the_same(part: str) -> None:
    assert WorkExpectation(**{part: ()}).of_work()


def test_there_is_a_channel_for_every_way() -> None:
    assert set(CHANNEL_NAMES) == set(WAYS)
    assert set(CHANNEL_NAMES) == {way_of(kind) for kind in scan.kind_names()}


def test_what_is_named_without_a_state_goes_on() -> None:
    assert ExpectedIncident(rule="x").state == "open"
    assert ExpectedRun(procedure="x").state == "running"
    assert ExpectedStep(procedure="x", element="y").state == "open"


def test_a_due_instant_is_read_with_its_zone() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=7))
    due = datetime.datetime(2026, 11, 30, 9, tzinfo=zone)
    step, faults = check({"procedure": "x", "element": "y", "due": due}, ExpectedStep, Lines("f"))
    assert faults == []
    assert step is not None
    assert step.due == due


def test_an_unknown_state_is_a_fault() -> None:
    message, (fault,) = check({"state": "gone"}, ExpectedMessage, Lines("f"), "messages[0]")
    assert message is None
    assert (fault.key, fault.found) == ("messages[0].state", "found 'gone'")


def test_states_are_those_of_the_work_itself() -> None:
    for kind, expected in ((Incident, ExpectedIncident), (Run, ExpectedRun), (Step, ExpectedStep)):
        assert expected.__annotations__["state"] == kind.__annotations__["state"]
