from backend.contract.work import Rung
from tests.unit.widgets.city import NOW
from tests.unit.widgets.storm import incident, ladder, message, run, step
from widgets.logic.incident_view import (
    climb_share,
    delivery_counts,
    mergeable,
    messages_in_order,
    next_rung,
    ordered_members,
    progress,
)


def test_members_first_out_then_the_worst_then_the_ended() -> None:
    refs = [member.ref for member in ordered_members(incident())]
    assert refs == ["flood@1", "SOS.20261122.0025", "rain@1", "flood@4"]


def test_progress_names_the_late_step_first() -> None:
    found = progress(run(), NOW)
    assert (found.n_done, found.n_steps, found.next_name, found.n_late) == (1, 7, "Rào chắn đường", 1)
    assert round(found.share, 3) == round(1 / 7, 3)


def test_a_deadline_that_has_passed_is_late_before_the_daemon_says_so() -> None:
    one = run(steps=(step(1, "Gọi", due_at=NOW + 5),), upcoming=())
    assert progress(one, NOW).n_late == 0
    assert progress(one, NOW + 6).n_late == 1


def test_an_ended_procedure_waits_for_nothing() -> None:
    found = progress(run(state="finished", steps=(step(1, "Gọi", state="done"),)), NOW)
    assert (found.next_name, found.n_done, found.n_steps, found.share) == ("", 1, 1, 1.0)
    assert progress(run(state="finished", steps=(), upcoming=()), NOW).share == 0.0


def test_messages_are_counted_by_how_far_they_are() -> None:
    many = [message(1), message(2, "failed"), message(3), message(4, "queued")]
    assert delivery_counts(many) == [("queued", 1), ("delivered", 2), ("failed", 1)]
    assert [m.message_id for m in messages_in_order(many)] == ["TN2", "TN4", "TN3", "TN1"]


def test_the_next_rung_and_how_near_it_is() -> None:
    climbing = ladder()
    assert next_rung(climbing) == 1
    assert climb_share(climbing, 1, NOW) == 600 / 730
    assert climb_share(climbing, 1, NOW + 999) == 1.0
    assert climb_share(ladder(rungs=(Rung(NOW - 600, ("a",), ("sms",), "waiting"),)), 0, NOW) == 1.0
    assert next_rung(ladder(open=False)) == -1


def test_only_other_open_incidents_can_be_merged() -> None:
    near, far = incident("near", opened_at=NOW - 1700), incident("far", opened_at=NOW - 9000)
    ended = incident("ended", state="closed")
    assert mergeable(incident(), [far, ended, incident(), near]) == [near, far]
