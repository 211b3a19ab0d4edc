"""What people do in a test, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.domain.alarms import events
from backend.engine.rehearsal.deeds import alarm_event
from backend.usecases.pack_tests import Action

Differences = Callable[[str], list[str]]


def test_a_step_is_done_with_its_answer(differences: Differences) -> None:
    text = """
actions: [{at_s: 120, do: step, procedure: ngap-cuc-bo, element: xac_minh, outcome: Có ngập, who: ha}]
expect: [{at_s: 120, steps: [{procedure: ngap-cuc-bo, element: rao_chan}, {procedure: ngap-cuc-bo, element: bom}]}]
"""
    assert differences(text) == []


@pytest.mark.parametrize(
    ("action", "difference"),
    [
        (
            "do: step, procedure: ngap-cuc-bo, element: bom, who: ha",
            "at 120 s: step ngap-cuc-bo/bom cannot be done: that step is not open; open: ngap-cuc-bo/xac_minh",
        ),
        # not being there is no refusal
        ("do: step, procedure: ngap-cuc-bo, element: bom, who: ha, refused: true", "that step is not open"),
        ("do: step, procedure: ngap-cuc-bo, element: xac_minh, outcome: Có lẽ, who: ha", "was refused: "),
        (
            "do: step, procedure: ngap-cuc-bo, element: xac_minh, outcome: Có ngập, who: ha, refused: true",
            "at 120 s: step ngap-cuc-bo/xac_minh was accepted, a refusal was expected",
        ),
        ("do: acknowledge, alarm: ngap-duong@t1, refused: true", "was accepted, a refusal was expected"),
        ("do: start, procedure: so-tan, alarm: ngap-duong@t2", "there is no alarm ngap-duong@t2"),
        ("do: cancel, procedure: so-tan", "cancel so-tan cannot be done: it does not run"),
        ("do: close_incident, incident: ngap-tai-cho", "was refused: SC."),
        ("do: reply, who: khach", "nobody has the id 'khach'"),
    ],
)
def test_what_goes_otherwise_is_told(action: str, difference: str, differences: Differences) -> None:
    (found,) = differences(f"channels: {{sms: sends}}\nactions: [{{at_s: 120, {action}}}]")
    assert difference in found


def test_an_incident_must_be_open(differences: Differences) -> None:
    (found,) = differences("actions: [{at_s: 10, do: close_incident, incident: ngap-tai-cho}]")
    assert found == (
        "at 10 s: close_incident ngap-tai-cho cannot be done: no incident of 'ngap-tai-cho' is open"
    )


def test_a_picture_is_put_to_the_step_first(differences: Differences) -> None:
    text = """
actions:
  - {at_s: 120, do: step, procedure: ngap-cuc-bo, element: xac_minh, outcome: Có ngập, who: ha}
  - {at_s: 130, do: step, procedure: ngap-cuc-bo, element: rao_chan, who: an, refused: true}
  - {at_s: 140, do: step, procedure: ngap-cuc-bo, element: rao_chan, who: an, evidence: photo}
expect: [{at_s: 140, steps: [{procedure: ngap-cuc-bo, element: bom}]}]
"""
    assert differences(text) == []


def test_a_procedure_is_started_stopped_and_its_incident_closed(differences: Differences) -> None:
    text = """
actions:
  - {at_s: 100, do: start, procedure: so-tan, incident: ngap-tai-cho, who: thu}
  - {at_s: 110, do: start, procedure: ngap-khan-cap, alarm: ngap-duong@t1, who: thu}
  - {at_s: 120, do: cancel, procedure: so-tan, who: thu, comment: chưa cần}
  - {at_s: 130, do: cancel, procedure: ngap-khan-cap, who: thu, comment: chưa cần}
  - {at_s: 140, do: close_incident, incident: ngap-tai-cho, who: thu, refused: true}
  - {at_s: 150, do: cancel, procedure: ngap-cuc-bo, who: thu, comment: báo nhầm}
  - {at_s: 160, do: close_incident, incident: ngap-tai-cho, who: thu, comment: báo nhầm}
expect:
  - {at_s: 110, procedures: [{procedure: ngap-cuc-bo}, {procedure: so-tan}, {procedure: ngap-khan-cap}]}
  - {at_s: 160, procedures: [], incidents: [{rule: ngap-tai-cho, state: closed}]}
"""
    assert differences(text) == []


def test_a_channel_is_switched_off(differences: Differences) -> None:
    text = """
actions: [{at_s: 30, do: channel, channel: notify, works: 'off'}]
expect: [{at_s: 60, messages: [{template: canh-bao-moi, to: ha, channel: sms, state: sent}]}]
"""
    assert differences(text) == []


def test_a_reply_of_somebody_who_was_told_changes_nothing_else(differences: Differences) -> None:
    text = """
actions: [{at_s: 300, do: reply, who: thu, comment: đã rõ}]
expect: [{at_s: 300, messages: [{to: thu, state: sent, n: 1}]}]
"""
    assert differences(text) == []


def test_actions_on_alarms_become_events() -> None:
    assert alarm_event(Action(at_s=0, do="acknowledge", alarm="a@p", who="ha", for_s=60.0), 100.0) == (
        events.Acknowledge(alarm_id="a@p", owner="ha", comment="test", until_at=160.0)
    )
    assert alarm_event(Action(at_s=0, do="shelve", alarm="a@p"), 100.0) == (
        events.Shelve(alarm_id="a@p", who="test", reason="test", until_at=100.0, approved_by="")
    )
    assert alarm_event(Action(at_s=0, do="unshelve", alarm="a@p"), 0.0) == (
        events.Unshelve(alarm_id="a@p", who="test")
    )
    assert alarm_event(Action(at_s=0, do="signal", series="p.m", signal="lost"), 0.0) == (
        events.SignalChanged(series_id="p.m", signal="lost")
    )
    out = alarm_event(Action(at_s=0, do="out_of_service", alarm="a@p"), 0.0)
    assert isinstance(out, events.SetService)
    assert out.out
