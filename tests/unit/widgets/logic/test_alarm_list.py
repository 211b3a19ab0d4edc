from backend.contract.state import DeskLoad
from tests.unit.widgets.city import NOW, alarm, flood_alarms
from widgets.logic.alarm_list import (
    Tally,
    belongs,
    first_out,
    is_data_lost,
    summary,
    worst_unacknowledged,
)


def test_a_tally_kept_up_is_the_sum_of_the_list():
    tally, alarms = Tally(), {a.alarm_id: a for a in flood_alarms()}
    tally.reset(alarms.values())
    for changed in (
        alarm(1, operator="acknowledged"),
        alarm(9, severity="low"),
        alarm(2, operator="shelved"),
        alarm(3, operator="none", active=False),
    ):
        tally.take([changed])
        alarms[changed.alarm_id] = changed
        assert tally.summary() == summary(a for a in alarms.values() if a.operator != "none")
    assert tally.summary().worst_unacknowledged == "low"


def test_an_alarm_stays_listed_however_old_it_is():
    assert belongs(alarm(1, raised_at=NOW - 90 * 86400), "listed")
    assert belongs(alarm(1, active=False), "listed"), "returned, but nobody has taken it"
    assert not belongs(alarm(1, operator="none", active=False), "listed")
    assert belongs(alarm(1, operator="suppressed"), "hidden")


def test_the_summary_counts_each_axis_apart():
    found = summary([*flood_alarms(), alarm(7, operator="suppressed"), alarm(8, operator="out_of_service")])
    assert (found.n_listed, found.n_unacknowledged, found.worst_unacknowledged) == (5, 1, "critical")
    assert (found.n_shelved, found.n_suppressed, found.n_out_of_service, found.n_hidden) == (1, 1, 1, 3)


def test_the_worst_unacknowledged_is_the_one_to_look_at():
    assert worst_unacknowledged(flood_alarms()).alarm_id == "flood@1"
    assert worst_unacknowledged([alarm(1, operator="acknowledged")]) is None


def test_lost_data_is_its_own_kind_of_alarm():
    assert is_data_lost(alarm(1, signal="lost"))
    assert not is_data_lost(alarm(1, signal="lost", value=62.0)), "a real alarm whose signal is lost"


def test_the_first_out_of_a_flood():
    alarms = {a.alarm_id: a for a in flood_alarms()}
    assert first_out(DeskLoad(flood=True, first_out="flood@2"), alarms) is alarms["flood@2"]
    assert first_out(DeskLoad(flood=True, first_out="gone"), alarms) is None
    assert first_out(DeskLoad(first_out="flood@2"), alarms) is None
