"""Time on a stage: what is due happens at its own instant, and what cannot go on stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from backend.contract.state import Place, Text
from backend.contract.work import Case, Incident, Ladder, Message, Run
from backend.domain.alarms.events import Acknowledge, AlarmRefusedError
from backend.domain.cases.update import CaseUpdate
from backend.domain.observation import Observation
from backend.domain.verdict import Verdict
from backend.engine.rehearsal.stage import AlarmStage, WorkStage
from backend.usecases.packs import Packs

Staged = Callable[..., WorkStage]


def test_alarms_set_off_an_incident_and_its_procedure(staged: Staged) -> None:
    stage = staged(until_s=60.0)
    (incident,) = stage.items(Incident)
    assert [member.ref for member in incident.members] == ["ngap-duong@t1"]
    assert [run.procedure_id for run in stage.items(Run)] == ["ngap-cuc-bo"]
    alarm = stage.book.get("ngap-duong@t1")
    assert alarm is not None
    assert alarm.incident_id == incident.incident_id


def test_deadlines_and_rungs_come_due_at_their_own_instants(staged: Staged) -> None:
    stage = staged(until_s=60.0)
    (ladder,) = stage.items(Ladder)
    began_at = ladder.started_at
    stage.advance(began_at + 5000.0)  # in one stride
    (run,) = (run for run in stage.items(Run) if run.procedure_id == "ngap-cuc-bo")
    step = next(step for step in run.steps if step.element_id == "xac_minh")
    assert step.late
    first, *others = (each for each in stage.items(Ladder) if each.ladder_id == ladder.ladder_id)
    assert others == []
    assert [rung.sent_at for rung in first.rungs] == [rung.due_at for rung in first.rungs]
    late = next(each for each in stage.items(Ladder) if each.ladder_id.startswith("buoc-qua-han/"))
    assert late.started_at == step.due_at


def test_what_is_computed_is_judged_in_the_silence_too(packs: Packs) -> None:
    """Ten minutes of rain, then nothing: the sum of an hour is told a minute and a half later, and grows old."""
    place = Place("m1", "Hải Châu", "rain_station")
    facts = [each for each in packs.series_of(place) if each.metric in ("rain_mm_h", "rain_5min_mm")]
    stage = AlarmStage(packs, facts)
    told: list[tuple[float, float]] = []
    observe = stage.evaluator.observe

    def seen(batch: Iterable[Observation], now: float) -> list[Verdict]:
        listed = list(batch)
        told.extend((r.at, r.value) for r in listed if r.series_id == "m1.rain_5min_mm")
        return observe(listed, now)

    stage.evaluator.observe = seen  # type: ignore[method-assign]
    for i in range(21):
        now = 6000.0 + 30 * i
        stage.advance(now)
        stage.observe(Observation("m1.rain_mm_h", now, 12.0))
    assert told[-1] == (6600.0, 1.0)
    stage.advance(6689.0)
    assert told[-1] == (6600.0, 1.0)
    stage.advance(9000.0)
    assert told[-4:] == [(6660.0, 0.8), (6720.0, 0.6), (6780.0, 0.4), (6840.0, 0.2)]


def test_messages_leave_at_once(staged: Staged) -> None:
    (sent,) = staged(until_s=60.0).items(Message)
    assert (sent.channel, sent.state, sent.n_tries) == ("notify", "sent", 1)


def test_a_channel_that_breaks_and_is_mended(staged: Staged) -> None:
    stage = staged(until_s=60.0)
    now = stage.items(Ladder)[0].started_at
    stage.switch("sms", "fails", now)
    stage.advance(now + 200.0)
    told = [message for message in stage.items(Message) if message.template_id == "chua-ai-nhan"]
    assert {(m.channel, m.state) for m in told} == {("sms", "failed"), ("notify", "sent")}
    stage.switch("notify", "off", now + 200.0)
    stage.switch("sms", "sends", now + 200.0)
    stage.advance(now + 500.0)
    newest = stage.items(Message)[-1]
    assert (newest.channel, newest.state) == ("sms", "sent")


def test_what_cannot_leave_does_not_stop_time(staged: Staged) -> None:
    stage = staged(until_s=60.0)
    now = stage.items(Ladder)[0].started_at
    for channel in ("notify", "sms", "email"):
        stage.switch(channel, "off", now)
    stage.advance(now + 4000.0)
    states = {m.state for m in stage.items(Message) if m.created_at > now}
    assert states == {"failed"}
    assert "tin-nhan-hong@khong-co-kenh" in {alarm.alarm_id for alarm in stage.book.listed()}


def test_an_acknowledgement_stops_the_ladder_at_once(staged: Staged) -> None:
    stage = staged(until_s=60.0)
    now = stage.items(Ladder)[0].started_at
    stage.apply(Acknowledge(alarm_id="ngap-duong@t1", owner="ha"), now + 10.0)
    (ladder,) = stage.items(Ladder)
    assert (ladder.open, ladder.stopped_by, ladder.stopped_at) == (False, "ha", now + 10.0)


def test_a_refusal_of_a_person_is_raised(staged: Staged) -> None:
    stage = staged(until_s=0.0)
    with pytest.raises(AlarmRefusedError):
        stage.apply(Acknowledge(alarm_id="ngap-duong@t1", owner="ha"), 0.0)


def test_a_case_joins(staged: Staged) -> None:
    stage = staged(until_s=60.0)
    now = stage.items(Incident)[0].opened_at + 60.0
    stage.advance(now)
    case = Case("SOS.1", "sos", Text("kêu cứu"), "high", now, now, lat=16.07, lon=108.15)
    stage.take_case(CaseUpdate(case=case), now)
    (incident,) = stage.items(Incident)
    assert [member.ref for member in incident.members] == ["ngap-duong@t1", "SOS.1"]


def test_alarms_alone_know_no_rule_of_the_program(packs: Packs) -> None:
    stage = AlarmStage(packs, [])
    stage.advance(1000.0)
    assert stage.book.listed() == ()


def test_the_first_value_out_of_range_is_remarked(packs: Packs) -> None:
    place = Place("m1", "Hải Châu", "rain_station")
    (facts,) = [each for each in packs.series_of(place) if each.metric == "rain_mm_h"]
    stage = AlarmStage(packs, [facts])
    high = packs.metrics["rain_mm_h"].range[1]
    stage.observe(Observation("m1.rain_mm_h", 0.0, high))
    assert stage.remarks == {}
    stage.observe(Observation("m1.rain_mm_h", 60.0, high + 1))
    stage.observe(Observation("m1.rain_mm_h", 120.0, high + 2))
    assert stage.remarks["m1.rain_mm_h"].startswith(f"m1.rain_mm_h: {high + 1:g} is outside of its range")
