from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backend.contract.state import DeskLoad
from backend.domain.alarms.book import AlarmBook
from backend.domain.alarms.events import JOURNALLED, REFRESHED, AlarmRefusedError
from backend.domain.rule import Inhibition

Make = Callable[..., Any]


# ---- process and acknowledgement ------------------------------------------------------------------


def test_raised_acknowledged_cleared_and_armed_again(play: Make) -> None:
    book = play()
    assert book.raises() == ["raised"]
    assert book.state() == (True, "unacknowledged")
    assert book.acknowledge() == ["acknowledged"]
    assert book.changes[0].actor == "an"
    assert book.changes[0].payload == {"comment": "xem"}
    assert book.state() == (True, "acknowledged")
    book.after(60)
    assert book.clears() == ["cleared"]
    assert book.changes[0].payload["owner"] == "an"
    assert book.state() == (False, "none")
    assert book.listed() == []
    book.after(1000)
    assert book.raises() == ["raised"]
    assert book.state() == (True, "unacknowledged")
    assert book.alarm().occurrence == 2
    assert book.alarm().owner == ""


def test_the_record_carries_what_the_rule_owes_its_operator(play: Make) -> None:
    book = play(procedure="P1", latched=True)
    book.raises()
    alarm = book.alarm()
    assert (alarm.unit_id, alarm.procedure, alarm.respond_within_s, alarm.latched) == ("u", "P1", 600, True)
    assert (alarm.consequence.vi, alarm.response.vi) == ("hậu quả", "xử lý")
    assert (alarm.value, alarm.limit, alarm.unit, alarm.raised_at) == (25, 20, "cm", 1000)


def test_not_latched_leaves_the_list_when_normal(play: Make) -> None:
    book = play()
    book.raises()
    assert book.clears() == ["cleared"]
    assert book.state() == (False, "none")


def test_latched_stays_until_acknowledged(play: Make) -> None:
    book = play(latched=True)
    book.raises()
    assert book.clears() == ["cleared"]
    assert book.state() == (False, "unacknowledged")
    assert book.listed() == ["r@p"]
    assert book.acknowledge() == ["acknowledged"]
    assert book.state() == (False, "none")


def test_latched_and_acknowledged_before_leaves_when_normal(play: Make) -> None:
    book = play(latched=True)
    book.raises()
    book.acknowledge()
    book.clears()
    assert book.state() == (False, "none")


def test_saying_it_twice_changes_nothing(play: Make) -> None:
    book = play()
    assert book.clears() == []
    book.raises()
    assert book.raises() == []
    assert book.raises(value=26.0) == ["refreshed"]
    assert REFRESHED not in JOURNALLED
    assert book.alarm().value == 26.0
    assert book.alarm().occurrence == 1
    book.clears()
    assert book.clears() == []


def test_worse_severity_opens_the_acknowledgement_again(play: Make) -> None:
    book = play()
    book.raises(severity="high")
    book.acknowledge()
    assert book.raises(severity="critical") == ["escalated"]
    assert book.state() == (True, "unacknowledged")
    assert book.alarm().peak_severity == "critical"
    book.acknowledge()
    assert book.raises(severity="high") == ["eased"]
    assert book.state() == (True, "acknowledged")
    assert book.raises(severity="critical") == ["escalated"]
    assert book.state() == (True, "acknowledged")  # no worse than what was acknowledged


def test_look_until_opens_again_if_still_active(play: Make) -> None:
    book = play()
    book.raises()
    book.acknowledge(for_s=300)
    assert book.after(299) == []
    assert book.book.next_due() == 1300
    assert book.after(1) == ["reopened"]
    assert book.state() == (True, "unacknowledged")
    assert (book.alarm().owner, book.alarm().until_at) == ("", None)


def test_look_until_of_a_cleared_alarm_is_forgotten(play: Make) -> None:
    book = play()
    book.raises()
    book.acknowledge(for_s=300)
    book.clears()
    assert book.after(400) == []
    book.raises()
    assert book.after(400) == []


def test_acknowledging_later_moves_the_look_until(play: Make) -> None:
    book = play()
    book.raises()
    book.acknowledge(for_s=300)
    book.acknowledge(for_s=900, owner="bình")
    assert book.after(300) == []
    assert book.alarm().owner == "bình"
    assert book.after(600) == ["reopened"]


# ---- refusals -------------------------------------------------------------------------------------


def test_refusals_say_why(play: Make) -> None:
    book = play()
    with pytest.raises(AlarmRefusedError, match="no alarm 'r@p'"):
        book.acknowledge()
    book.raises()
    with pytest.raises(AlarmRefusedError, match="sign in"):
        book.acknowledge(owner=" ")
    with pytest.raises(AlarmRefusedError, match="in the past"):
        book.acknowledge(for_s=-1)
    with pytest.raises(AlarmRefusedError, match="not shelved"):
        book.unshelve()
    with pytest.raises(AlarmRefusedError, match="needs a reason"):
        book.service(out=True, reason="")
    with pytest.raises(AlarmRefusedError, match="in service already"):
        book.service(out=False)
    book.clears()
    with pytest.raises(AlarmRefusedError, match="nothing to acknowledge"):
        book.acknowledge()
    with pytest.raises(AlarmRefusedError, match="nothing to put aside"):
        book.shelve()
    book.raises()
    book.shelve()
    with pytest.raises(AlarmRefusedError, match="is shelved"):
        book.acknowledge()


# ---- shelf and service ----------------------------------------------------------------------------


def test_shelved_comes_back_when_its_time_is_over(play: Make) -> None:
    book = play()
    book.raises()
    assert book.shelve(for_s=600) == ["shelved"]
    assert book.changes[0].payload == {"reason": "bảo trì", "until_at": 1600.0}
    assert book.book.desk() == DeskLoad(n_shelved=1, n_new_10min=1)
    assert book.after(600) == ["unshelved"]
    assert book.changes[0].actor == "system"
    assert book.state() == (True, "unacknowledged")


def test_shelved_and_normal_meanwhile_just_goes(play: Make) -> None:
    book = play()
    book.raises()
    book.shelve()
    assert book.clears() == ["cleared"]
    assert book.state() == (False, "shelved")
    assert book.unshelve() == ["unshelved"]
    assert book.changes[0].actor == "bình"
    assert book.state() == (False, "none")


def test_latched_comes_back_from_the_shelf_asking(play: Make) -> None:
    book = play(latched=True)
    book.raises()
    book.shelve()
    book.clears()
    book.unshelve()
    assert book.state() == (False, "unacknowledged")


def test_a_shelf_hides_raisings_but_not_worse_ones(play: Make) -> None:
    book = play()
    book.raises(severity="medium")
    book.shelve()
    book.clears()
    book.raises(severity="medium")
    assert book.state() == (True, "shelved")
    assert book.raises(severity="critical") == ["escalated"]
    assert book.state() == (True, "unacknowledged")
    assert book.book.desk().n_shelved == 0
    assert book.after(9999) == []


def test_out_of_service_is_left_only_by_hand(play: Make) -> None:
    book = play()
    book.raises()
    assert book.service(out=True) == ["out_of_service"]
    assert book.raises(severity="critical") == ["escalated"]
    assert book.state() == (True, "out_of_service")
    assert book.clears() == ["cleared"]
    book.raises()
    assert book.state() == (True, "out_of_service")
    with pytest.raises(AlarmRefusedError, match="out of service"):
        book.shelve()
    assert book.service(out=False) == ["in_service"]
    assert book.state() == (True, "unacknowledged")


# ---- signal ---------------------------------------------------------------------------------------


def test_lost_data_touches_only_the_signal_axis(play: Make) -> None:
    book = play()
    book.raises()
    book.acknowledge()
    before = book.alarm()
    assert book.signal("lost") == ["signal"]
    after = book.alarm()
    assert after.signal == "lost"
    assert (after.active, after.operator, after.owner, after.severity) == (
        before.active,
        before.operator,
        before.owner,
        before.severity,
    )
    assert book.signal("lost") == []
    assert book.signal("lost", "q.level") == []


def test_a_new_alarm_knows_the_signal_of_its_series(play: Make) -> None:
    book = play()
    book.signal("late")
    book.raises()
    assert book.alarm().signal == "late"


# ---- inhibition -----------------------------------------------------------------------------------


@pytest.fixture
def family(play: Make, rule: Make) -> Any:
    child = rule(id="child", inhibited_by=(Inhibition("parent", "area"),))
    return play(child, rule(id="parent"))


def test_a_parent_hides_and_gives_back(family: Any) -> None:
    family.raises("child@p", area_code="1")
    family.raises("child@q", area_code="2")
    family.acknowledge("child@p")
    assert family.raises("parent@x", area_code="1") == ["raised", "suppressed"]
    assert family.alarm("child@p").suppressed_by == "parent@x"
    assert family.state("child@q") == (True, "unacknowledged")
    assert family.book.desk().n_suppressed == 1
    with pytest.raises(AlarmRefusedError, match="hidden by parent@x"):
        family.acknowledge("child@p")
    assert family.clears("parent@x", area_code="1") == ["cleared", "released"]
    assert family.state("child@p") == (True, "acknowledged")  # the acknowledgement was not lost
    assert family.alarm("child@p").owner == "an"


def test_a_child_raised_under_its_parent_is_hidden_at_once(family: Any) -> None:
    family.raises("parent@x", area_code="1")
    assert family.raises("child@p", area_code="1") == ["raised"]
    assert family.state("child@p") == (True, "suppressed")
    assert family.book.desk().n_new_10min == 1
    assert family.clears("child@p", area_code="1") == ["cleared"]
    assert family.state("child@p") == (False, "none")
    assert family.clears("parent@x", area_code="1") == ["cleared"]


def test_a_second_parent_keeps_the_child_hidden(family: Any) -> None:
    family.raises("child@p", area_code="1")
    family.raises("parent@x", area_code="1")
    family.raises("parent@y", area_code="1")
    assert family.clears("parent@x", area_code="1") == ["cleared", "suppressed"]
    assert family.alarm("child@p").suppressed_by == "parent@y"


def test_a_parent_put_aside_hides_nothing(family: Any) -> None:
    family.raises("child@p", area_code="1")
    family.raises("parent@x", area_code="1")
    assert family.shelve("parent@x") == ["shelved", "released"]
    assert family.unshelve("parent@x") == ["unshelved", "suppressed"]
    assert family.service(out=True, alarm_id="parent@x") == ["out_of_service", "released"]


def test_a_hidden_alarm_that_got_worse_asks_when_it_comes_back(family: Any) -> None:
    family.raises("child@p", area_code="1", severity="medium")
    family.acknowledge("child@p")
    family.raises("parent@x", area_code="1")
    assert family.raises("child@p", area_code="1", severity="critical") == ["escalated"]
    assert family.state("child@p") == (True, "suppressed")
    family.clears("parent@x", area_code="1")
    assert family.state("child@p") == (True, "unacknowledged")


def test_look_until_that_ended_behind_the_parent_asks_again(family: Any) -> None:
    family.raises("child@p", area_code="1")
    family.acknowledge("child@p", for_s=100)
    family.raises("parent@x", area_code="1")
    assert family.after(200) == []
    family.clears("parent@x", area_code="1")
    assert family.state("child@p") == (True, "unacknowledged")


def test_back_from_the_shelf_under_a_parent_is_hidden(family: Any) -> None:
    family.raises("child@p", area_code="1")
    family.shelve("child@p")
    assert family.raises("parent@x", area_code="1") == ["raised"]
    family.unshelve("child@p")
    assert family.alarm("child@p").suppressed_by == "parent@x"


# ---- flapping -------------------------------------------------------------------------------------


def flap(book: Any, n: int, every_s: float = 60.0) -> list[list[str]]:
    said = []
    for i in range(n):
        said.append(book.clears() if i % 2 else book.raises())
        book.after(every_s)
    return said


def test_four_changes_in_ten_minutes_are_one_line(play: Make) -> None:
    book = play()
    assert flap(book, 6) == [
        ["raised"],
        ["cleared"],
        ["raised"],
        ["flapping", "refreshed"],
        ["refreshed"],
        ["refreshed"],
    ]
    assert book.listed() == ["r@p"]
    assert book.state() == (False, "unacknowledged")
    assert book.alarm().occurrence == 2
    assert book.book.desk().n_new_10min == 2


def test_slow_changes_are_no_flapping(play: Make) -> None:
    book = play()
    flap(book, 8, every_s=201)
    assert not book.alarm().flapping


def test_flapping_keeps_its_acknowledgement_and_ends_in_peace(play: Make) -> None:
    book = play()
    flap(book, 4)
    assert book.acknowledge() == ["acknowledged"]
    book.raises()
    assert book.state() == (True, "acknowledged")
    book.after(30)
    book.clears()
    assert book.state() == (False, "acknowledged")
    assert book.after(599) == []
    assert book.after(1) == ["steadied"]
    assert book.state() == (False, "none")
    assert not book.alarm().flapping


def test_flapping_that_ends_active_stays(play: Make) -> None:
    book = play()
    flap(book, 5)
    assert book.after(600) == ["steadied"]
    assert book.state() == (True, "unacknowledged")


def test_flapping_and_worse_asks_again(play: Make) -> None:
    book = play()
    flap(book, 4)
    book.acknowledge()
    assert book.raises(severity="critical") == ["escalated"]
    assert book.state() == (True, "unacknowledged")


# ---- flood ----------------------------------------------------------------------------------------


def test_flood_begins_above_ten_and_ends_below_five(play: Make) -> None:
    book = play()
    for i in range(10):
        assert book.raises(f"r@p{i}") == ["raised"]
        book.after(10)
    assert not book.book.desk().flood
    assert book.raises("r@p10") == ["raised", "desk.flood_began"]
    desk = book.book.desk()
    assert (desk.flood, desk.flood_since_at, desk.first_out, desk.n_new_10min) == (True, 1100, "r@p0", 11)
    assert book.alarm("r@p0").first_out
    said = []
    while book.book.desk().flood:
        due = book.book.next_due()
        assert due is not None
        said += book.after(due - book.now)
    assert said == ["desk.flood_ended"]
    assert book.book.desk().n_new_10min == 4
    assert not book.alarm("r@p0").first_out


def test_the_self_test_counts_for_nothing(play: Make, rule: Make) -> None:
    book = play(rule(id="self-test"))
    for _ in range(30):
        book.raises("self-test@p")
        book.after(1)
        book.clears("self-test@p")
        book.after(1)
    assert book.book.desk() == DeskLoad()
    assert not book.alarm("self-test@p").flapping


# ---- restart --------------------------------------------------------------------------------------


def test_restored_alarms_go_on(family: Any, rule: Make) -> None:
    family.raises("child@p", area_code="1")
    family.acknowledge("child@p", for_s=500)
    family.raises("parent@x", area_code="1")
    stored = family.book.alarms()
    child = rule(id="child", inhibited_by=(Inhibition("parent", "area"),))
    book = AlarmBook([child, rule(id="parent")], areas={"p": "1", "x": "1"})
    book.restore(stored, family.now)
    assert book.alarms() == stored
    assert book.desk() == family.book.desk()
    family.book = book
    assert family.clears("parent@x", area_code="1") == ["cleared", "released"]
    assert family.state("child@p") == (True, "acknowledged")
    assert family.after(500) == ["reopened"]


def test_restored_flapping_and_flood_end(play: Make, rule: Make) -> None:
    old = play()
    for i in range(11):
        old.raises(f"r@p{i}")
    flap(old, 4)
    book = AlarmBook([rule()])
    book.restore(old.book.alarms(), old.now)
    assert book.desk().flood
    assert book.desk().first_out == "r@p0"
    kinds = [change.kind for change in book.tick(old.now + 700)]
    assert sorted(kinds) == ["alarm.steadied", "desk.flood_ended"]


def test_alarms_that_nothing_judges_any_more_are_retired(play: Make, rule: Make) -> None:
    old = play(latched=True)
    old.raises()
    old.raises("r@q")
    book = AlarmBook([rule()])
    book.restore(old.book.alarms(), old.now)
    changes = book.retire({("r", "q.level")}, old.now)
    assert [(change.kind, change.alarm.alarm_id) for change in changes] == [("alarm.cleared", "r@p")]
    assert [alarm.alarm_id for alarm in book.listed()] == ["r@q"]


def test_a_verdict_of_a_rule_that_is_gone_is_passed_over(play: Make) -> None:
    assert play().raises("gone@p") == []


# ---- work: an alarm does not end without it -------------------------------------------------------


def test_an_alarm_of_an_incident_stays_until_its_work_is_done(play: Make) -> None:
    book = play()
    book.raises()
    assert book.bind("SC.1") == ["bound"]
    book.acknowledge()
    assert book.clears() == ["cleared"]
    assert book.state() == (False, "acknowledged")
    assert book.close() == ["closed"]
    assert (book.changes[0].actor, book.changes[0].payload) == (
        "Ngập cục bộ",
        {"reason": "quy trình đã xong"},
    )
    assert book.state() == (False, "none")
    assert book.listed() == []
    assert book.alarm().incident_id == ""


def test_nobody_took_it_and_it_went_normal_it_still_asks(play: Make) -> None:
    book = play()
    book.raises()
    book.bind("SC.1")
    book.clears()
    assert book.state() == (False, "unacknowledged")
    assert book.acknowledge() == ["acknowledged"]
    assert book.state() == (False, "acknowledged")


def test_closing_while_the_condition_holds_leaves_it_taken_until_it_clears(play: Make) -> None:
    book = play()
    book.raises()
    book.bind("SC.1")
    assert book.close() == ["closed"]
    assert book.state() == (True, "acknowledged")
    assert (book.alarm().owner, book.alarm().comment) == ("Ngập cục bộ", "quy trình đã xong")
    assert book.clears() == ["cleared"]
    assert book.state() == (False, "none")


def test_a_worse_turn_after_closing_asks_again(play: Make) -> None:
    book = play()
    book.raises(severity="medium")
    book.bind("SC.1")
    book.close()
    assert book.raises(severity="critical") == ["escalated"]
    assert book.state() == (True, "unacknowledged")


def test_it_comes_back_while_its_incident_is_open_and_asks_again_within_it(play: Make) -> None:
    book = play()
    book.raises()
    book.bind("SC.1")
    book.acknowledge()
    book.clears()
    book.after(60)
    assert book.raises() == ["raised"]
    assert book.state() == (True, "unacknowledged")
    assert book.alarm().incident_id == "SC.1"


def test_an_alarm_at_rest_joins_nothing(play: Make) -> None:
    book = play()
    book.raises()
    book.clears()
    assert book.bind("SC.1") == []
    with pytest.raises(AlarmRefusedError, match="nothing to close"):
        book.close()


def test_leaving_an_incident_after_it_went_normal_ends_it(play: Make) -> None:
    book = play()
    book.raises()
    book.bind("SC.1")
    book.acknowledge()
    book.clears()
    assert book.bind("") == ["unbound"]
    assert book.state() == (False, "none")


def test_assigned_it_asks_on_until_it_is_taken(play: Make) -> None:
    book = play()
    book.raises()
    assert book.assign("Nguyễn Văn Bình") == ["assigned"]
    assert book.state() == (True, "unacknowledged")
    assert book.alarm().assignee == "Nguyễn Văn Bình"
    book.acknowledge(owner="Nguyễn Văn Bình")
    assert book.alarm().assignee == ""
    with pytest.raises(AlarmRefusedError, match="needs a name"):
        book.assign(" ")


def test_a_remark_changes_nothing_but_itself(play: Make) -> None:
    book = play()
    book.raises()
    assert book.remark("đã gọi phường") == ["commented"]
    assert book.alarm().note == "đã gọi phường"
    assert book.state() == (True, "unacknowledged")
    with pytest.raises(AlarmRefusedError, match="is empty"):
        book.remark("  ")
