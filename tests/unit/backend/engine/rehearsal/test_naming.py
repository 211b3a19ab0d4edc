"""Names that are not there are faults with their key and a cure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.engine.rehearsal.naming import Naming
from backend.engine.rehearsal.pack_work import PackWork
from backend.usecases.packs import Packs

PLACES = "places: [{place_id: t1, name: T, kind: flood_post}]\n"


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        (
            "cases: [{at_s: 0, id: a, kind: SOS}]",
            "cases[0].kind",
            "report/cuu-ho, report/ngap, sos, sos/di-doi",
        ),
        ("cases: [{at_s: 0, id: a, kind: sos, place: t2}]", "cases[0].place", "expected one of: t1"),
        ("cases: [{at_s: 0, id: a, kind: sos, lat: 16.0}]", "cases[0]", "only one of lat and lon"),
        ("people: [{id: a}, {id: a}]", "people[1].id", "'a' stands twice"),
        ("people: [{id: a, hours: [sáng]}]", "people[0].hours[0]", "07:30-17:00"),
        ("channels: {fax: sends}", "channels.fax", "unknown channel 'fax'"),
        ("actions: [{at_s: 0, do: step, element: x, who: ha}]", "actions[0]", "'step' needs 'procedure'"),
        (
            "actions: [{at_s: 0, do: step, procedure: sos, element: goi_la, who: ha}]",
            "actions[0].element",
            "did you mean 'goi_lai'?",
        ),
        (
            "actions: [{at_s: 0, do: step, procedure: sos, element: goi_lai, who: hà}]",
            "actions[0].who",
            "unknown person 'hà'",
        ),
        ("actions: [{at_s: 0, do: start, procedure: sos}]", "actions[0]", "'alarm:' or 'incident:'"),
        (
            "actions: [{at_s: 0, do: start, procedure: so, incident: ngap-tai-cho}]",
            "actions[0].procedure",
            "unknown procedure 'so'",
        ),
        ("actions: [{at_s: 0, do: close_incident, incident: x}]", "actions[0].incident", "ngap-tai-cho"),
        ("actions: [{at_s: 0, do: channel}]", "actions[0]", "'channel' needs 'channel'"),
        ("actions: [{at_s: 0, do: reply, who: khach}]", "actions[0].who", "unknown person 'khach'"),
        ("expect: [{at_s: 0, incidents: [{rule: x}]}]", "expect[0].incidents[0].rule", "ngap-tai-cho"),
        ("expect: [{at_s: 0, procedures: [{procedure: x}]}]", "expect[0].procedures[0].procedure", "so-tan"),
        (
            "expect: [{at_s: 0, steps: [{procedure: sos, element: x}]}]",
            "expect[0].steps[0].element",
            "unknown element 'x'",
        ),
        (
            "expect: [{at_s: 0, steps: [{procedure: so-tan, element: duyet, approvals: [x]}]}]",
            "expect[0].steps[0].approvals[0]",
            "unknown person 'x'",
        ),
        (
            "expect: [{at_s: 0, messages: [{template: x, never: true}]}]",
            "expect[0].messages[0].template",
            "ngap-bao-phuong",
        ),
        (
            "expect: [{at_s: 0, messages: [{to: boss, never: true}]}]",
            "expect[0].messages[0].to",
            "unknown person, role or unit 'boss'",
        ),
        ("expect: [{at_s: 0, messages: [{channel: fax}]}]", "expect[0].messages[0].channel", "callsheet"),
        ("expect: [{at_s: 0, ladders: [{ladder: x}]}]", "expect[0].ladders[0].ladder", "canh-bao-nguy-cap"),
        (
            "expect: [{at_s: 0, ladders: [{ladder: canh-bao-nguy-cap, told: [x]}]}]",
            "expect[0].ladders[0].told[0]",
            "unknown person 'x'",
        ),
    ],
)
def test_a_name_that_is_not_there_is_a_fault(
    text: str, key: str, words: str, written: Callable[[str], Any], packs: Packs, work: PackWork
) -> None:
    ((loaded,), faults) = written(PLACES + text)
    assert faults == []
    (fault,) = Naming(packs, work).faults(loaded)
    assert fault.key == f"tests[0].{key}"
    assert words in str(fault)
    assert fault.line > 0


def test_every_fault_is_found_in_one_pass(
    written: Callable[[str], Any], packs: Packs, work: PackWork
) -> None:
    text = """
actions: [{at_s: 0, do: step, procedure: x, element: y, who: z}]
expect: [{at_s: 0, incidents: [{rule: x}], ladders: [{ladder: x}]}]
"""
    ((loaded,), _) = written(PLACES + text)
    keys = [fault.key.partition(".")[2] for fault in Naming(packs, work).faults(loaded)]
    assert keys == [
        "actions[0].who",
        "actions[0].procedure",
        "expect[0].incidents[0].rule",
        "expect[0].ladders[0].ladder",
    ]


def test_the_people_of_the_test_and_a_role_that_nobody_has_may_be_named(
    written: Callable[[str], Any], packs: Packs, work: PackWork
) -> None:
    text = """
people: [{id: lan, roles: [leader]}]
expect: [{at_s: 0, messages: [{to: lan}, {to: leader}, {to: shift_supervisor, state: failed}]}]
"""
    ((loaded,), faults) = written(PLACES + text)
    assert [*faults, *Naming(packs, work).faults(loaded)] == []


def test_a_step_of_a_procedure_that_is_called_stands_in_the_one_that_calls(
    written: Callable[[str], Any], packs: Packs, work: PackWork
) -> None:
    text = "expect: [{at_s: 0, steps: [{procedure: mua-lon, element: duyet}]}]"
    ((loaded,), _) = written(PLACES + text)
    assert list(Naming(packs, work).faults(loaded)) == []
