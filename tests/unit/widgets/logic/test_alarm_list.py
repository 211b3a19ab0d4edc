from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import DeskLoad
from tests.unit.widgets.city import NOW, alarm, flood_alarms
from widgets.logic.alarm_list import (
    AlarmRows,
    Tally,
    belongs,
    first_out,
    is_data_lost,
    order_key,
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


def test_the_list_starts_with_what_nobody_has_taken():
    rows = AlarmRows()
    rows.reset(
        [
            alarm(1, operator="acknowledged"),
            alarm(2, severity="low"),
            alarm(3, severity="high", raised_at=NOW - 500),
            alarm(4, severity="high", raised_at=NOW - 5),
            alarm(5, operator="shelved"),
        ]
    )
    assert [a.alarm_id for a in rows.rows] == ["flood@4", "flood@3", "flood@2", "flood@1"]


def test_an_alarm_stays_listed_however_old_it_is():
    assert belongs(alarm(1, raised_at=NOW - 90 * 86400), "listed")
    assert belongs(alarm(1, active=False), "listed"), "returned, but nobody has taken it"
    assert not belongs(alarm(1, operator="none", active=False), "listed")
    assert belongs(alarm(1, operator="suppressed"), "hidden")


states = st.sampled_from(["unacknowledged", "acknowledged", "shelved", "none"])
severities = st.sampled_from(["critical", "high", "medium", "low"])
changes = st.lists(st.tuples(st.integers(0, 8), states, severities, st.integers(0, 5)), max_size=60)


@given(changes)
def test_any_changes_leave_the_rows_sorted_and_right(steps):
    rows, known = AlarmRows(), {}
    for number, operator, severity, raised in steps:
        changed = alarm(number, operator=operator, severity=severity, raised_at=NOW - raised)
        known[changed.alarm_id] = changed
        rows.take(changed, rows.plan(changed))
        wanted = sorted((a for a in known.values() if belongs(a, "listed")), key=order_key)
        assert rows.rows == wanted
        assert all(rows.row_of(a.alarm_id) == k for k, a in enumerate(wanted))


def test_only_the_rows_that_must_move_move():
    rows = AlarmRows()
    rows.reset([alarm(k, raised_at=NOW - k) for k in range(5)])
    assert rows.plan(alarm(2, raised_at=NOW - 2, value=70.0)).kind == "update"
    moved = rows.plan(alarm(0, raised_at=NOW, operator="acknowledged"))
    assert (moved.kind, moved.row, moved.to) == ("move", 0, 5)
    assert rows.plan(alarm(9, operator="shelved")).kind == "none"
    assert rows.plan(alarm(3, operator="none", active=False)).kind == "remove"
    assert rows.row_of("no such") == -1


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
