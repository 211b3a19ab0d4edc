from tests.unit.widgets.storm import INCIDENT_ID, RUN_ID, entry, incident, storm_state
from widgets.logic.timeline import KEPT, Timeline, concerns, subjects


def test_entries_come_once_and_the_newest_first() -> None:
    timeline = Timeline()
    assert timeline.take([entry(1, "incident.opened"), entry(3, "procedure.started", RUN_ID)])
    assert timeline.take([entry(2, "incident.joined")])
    assert not timeline.take([entry(2, "incident.joined")])
    assert [e.seq for e in timeline.newest_first()] == [3, 2, 1]
    timeline.clear()
    assert timeline.newest_first() == []


def test_only_the_newest_are_kept() -> None:
    timeline = Timeline()
    timeline.take([entry(n, "incident.note") for n in range(1, KEPT + 1)])
    assert timeline.take([entry(KEPT + 1, "incident.note")])
    assert not timeline.take([entry(0, "incident.note")]), "older than all that are kept"
    kept = timeline.newest_first()
    assert (len(kept), kept[0].seq, kept[-1].seq) == (KEPT, KEPT + 1, 2)


def test_what_belongs_to_an_incident() -> None:
    state = storm_state()
    wanted = subjects(state, incident())
    assert {INCIDENT_ID, "flood@1", "SOS.20261122.0025", RUN_ID, "TN1", "L1"} <= wanted
    assert concerns(entry(1, "step.done", f"{RUN_ID}/s1"), wanted)
    assert concerns(entry(1, "message.reply", "TN77", incident_id=INCIDENT_ID), wanted)
    assert not concerns(entry(1, "alarm.raised", "flood@9"), wanted)
    assert not concerns(entry(1, "alarm.raised", "flood@9", incident_id=3), wanted)
