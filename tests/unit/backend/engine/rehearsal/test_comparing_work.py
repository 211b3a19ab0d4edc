"""Differences of incidents, procedures, steps, messages and ladders, in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Differences = Callable[[str], list[str]]


def at(at_s: float, looks: str) -> str:
    return f"expect: [{{at_s: {at_s}, {looks}}}]"


@pytest.mark.parametrize(
    ("looks", "difference"),
    [
        ("incidents: []", "at 120 s: incident ngap-tai-cho (ngap-duong@t1) goes on, not expected"),
        (
            "incidents: [{rule: ngap-tai-cho, state: closed}]",
            "incident ngap-tai-cho: state is 'open', expected 'closed'",
        ),
        (
            "incidents: [{rule: ngap-tai-cho, members: [SOS.1]}]",
            "members is ['ngap-duong@t1'], expected ['SOS.1']",
        ),
        (
            "incidents: [{rule: ngap-tai-cho, reasons: {SOS.1: gần}}]",
            "reason of SOS.1 is 'no member', expected 'gần'",
        ),
        ("incidents: [{rule: ngap-tai-cho, units: [pctt]}]", "expected ['pctt']"),
        ("incidents: [{rule: ngap-tai-cho, areas: ['1']}]", "areas is ['20194'], expected ['1']"),
        ("incidents: [{rule: ngap-tai-cho, title: Ngập}]", "title is 'Ngập tại Hòa Khánh', expected 'Ngập'"),
        ("procedures: []", "procedure ngap-cuc-bo (running) goes on, not expected"),
        ("procedures: [{procedure: ngap-cuc-bo, late: true}]", "late is False, expected True"),
        (
            "procedures: [{procedure: ngap-cuc-bo}, {procedure: sos}]",
            "at 120 s: procedure sos is not there; there are: none",
        ),
        ("steps: []", "step ngap-cuc-bo/xac_minh (open) goes on, not expected"),
        (
            "steps: [{procedure: ngap-cuc-bo, element: xac_minh, state: done}]",
            "step ngap-cuc-bo/xac_minh: state is 'open', expected 'done'",
        ),
        (
            "steps: [{procedure: ngap-cuc-bo, element: xac_minh, due: 2026-10-14T00:12:00+07:00}]",
            "due is '2026-10-14T00:11:00+07:00', expected '2026-10-14T00:12:00+07:00'",
        ),
        (
            "steps: [{procedure: ngap-cuc-bo, element: xac_minh, role: leader}]",
            "role is 'duty_officer', expected 'leader'",
        ),
        ("ladders: []", "ladder canh-bao-nguy-cap (ngap-duong@t1) goes on, not expected"),
        (
            "ladders: [{ladder: canh-bao-nguy-cap, told: [ha, thu]}]",
            "told is ['Trần Hà'], expected ['Phạm Thu', 'Trần Hà']",
        ),
        (
            "ladders: [{ladder: canh-bao-nguy-cap, state: stopped}]",
            "state is 'climbing', expected 'stopped'",
        ),
        (
            "messages: [{template: canh-bao-moi, to: thu}]",
            "0 messages with template 'canh-bao-moi' to 'thu', expected at least 1; "
            "there are: canh-bao-moi to Trần Hà by notify: sent",
        ),
        (
            "messages: [{template: canh-bao-moi, never: true}]",
            "1 messages with template 'canh-bao-moi', expected none",
        ),
        ("messages: [{never: true}]", "at 120 s: 1 messages, expected none; there are: canh-bao-moi to"),
        ("messages: [{to: duty_officer, n: 2}]", "1 messages with to 'duty_officer', expected 2"),
        ("messages: [{to: ha, text: sóng thần}]", "0 messages with to 'ha' text 'sóng thần'"),
        ("messages: [{to: ha, channel: sms}]", "0 messages with to 'ha' channel 'sms'"),
        ("messages: [{to: ha, state: failed}]", "0 messages with to 'ha' state 'failed'"),
        ("messages: [{to: ha, reason: tắt}]", "0 messages with to 'ha' reason 'tắt'"),
    ],
)
def test_a_difference_says_what_is_found_and_what_was_expected(
    looks: str, difference: str, differences: Differences
) -> None:
    (found,) = differences(at(120, looks))
    assert found.startswith("at 120 s: ")
    assert difference in found


def test_one_that_is_not_there_and_one_that_is_not_expected_are_two(differences: Differences) -> None:
    assert differences(at(120, "incidents: [{rule: ngap-tai-cho, first: SOS.1}]")) == [
        "at 120 s: incident ngap-tai-cho (SOS.1) is not there; there are: ngap-tai-cho (ngap-duong@t1)",
        "at 120 s: incident ngap-tai-cho (ngap-duong@t1) goes on, not expected",
    ]


@pytest.mark.parametrize(
    "looks",
    [
        "incidents: [{rule: ngap-tai-cho, severity: critical, areas: ['20194'], cameras: []}]",
        "procedures: [{procedure: ngap-cuc-bo, outcome: '', late: false}]",
        "steps: [{procedure: ngap-cuc-bo, element: xac_minh}, "
        "{procedure: ngap-cuc-bo, element: mo_camera, state: done}]",
        "ladders: [{ladder: canh-bao-nguy-cap, about: ngap-duong@t1, told: [ha]}]",
        "messages: [{to: ioc, text: Mẹ Suốt}, {to: ha, n: 1}, {to: leader, never: true}]",
    ],
)
def test_what_is_as_expected_is_no_difference(looks: str, differences: Differences) -> None:
    assert differences(at(120, looks)) == []


def test_lists_that_are_left_out_are_not_looked_at(differences: Differences) -> None:
    assert differences(at(120, "messages: []")) == []


def test_of_several_the_one_that_fits_is_taken(differences: Differences) -> None:
    text = """
actions:
  - {at_s: 100, do: cancel, procedure: ngap-cuc-bo, who: thu, comment: thử}
  - {at_s: 110, do: start, procedure: ngap-cuc-bo, incident: ngap-tai-cho, who: thu}
expect:
  - {at_s: 110, procedures: [{procedure: ngap-cuc-bo, state: running}, {procedure: ngap-cuc-bo, state: cancelled}]}
  - {at_s: 110, procedures: [{procedure: ngap-cuc-bo, state: cancelled}]}
"""
    assert differences(text) == ["at 110 s: procedure ngap-cuc-bo (running) goes on, not expected"]


def test_a_message_that_nobody_could_be_told_is_found_by_its_role(differences: Differences) -> None:
    text = """
people: [{id: x, roles: [other]}]
expect: [{at_s: 60, messages: [{to: duty_officer, state: failed, reason: danh bạ}]}]
"""
    assert differences(text) == []


def test_a_message_without_a_channel_is_found_by_its_person(differences: Differences) -> None:
    text = "channels: {}\n" + at(60, "messages: [{to: ha, state: failed, reason: kênh}, {to: ioc, n: 1}]")
    assert differences(text) == []


def test_approvals_are_named_by_the_people_who_gave_them(differences: Differences) -> None:
    text = """
actions:
  - {at_s: 100, do: start, procedure: so-tan, incident: ngap-tai-cho, who: thu}
  - {at_s: 110, do: step, procedure: so-tan, element: lap, who: thu}
  - {at_s: 120, do: step, procedure: so-tan, element: duyet, result: approved, who: long}
expect:
  - at_s: 120
    steps: [{procedure: ngap-cuc-bo, element: xac_minh}, {procedure: so-tan, element: duyet, approvals: [mai]}]
"""
    (found,) = differences(text)
    assert "approvals is ['Nguyễn Long'], expected ['Lê Mai']" in found
