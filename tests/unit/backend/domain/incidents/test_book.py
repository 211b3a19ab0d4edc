from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import SEVERITIES, Text
from backend.domain.incidents import events as ev
from tests.unit.backend.domain.incidents.playbook import FLOOD, NEAR, NOON, Playbook

SC1, SC2 = "SC.20261124.001", "SC.20261124.002"
A, B, C, D = "deep@post-A", "deep@post-B", "deep@post-C", "deep@post-D"
Play = Callable[..., Any]


def test_rain_a_flooded_street_and_a_call_become_one_incident(play: Play) -> None:
    story = play()
    assert story.rain("rain-R") == []
    story.wait(180)
    assert story.alarm("post-A") == ["opened"]
    assert story.changes[0].procedures == ("ngap-cuc-bo",)
    story.wait(240)
    assert story.sos("SOS.20261124.0025", 300, "1") == ["joined"]
    assert story.changes[0].procedures == ("sos",)
    story.wait(60)
    assert story.sos("SOS.20261124.0026", None, "1") == ["joined"]
    assert story.changes[0].procedures == ()

    incident = story.incident()
    assert incident.title.vi == "Ngập tại Hòa 1"
    assert incident.title.en == "Flooding in Hòa 1"
    assert (incident.lead, incident.units, incident.scene, incident.scene_dwell_s) == (
        "truong-ca",
        ("thoat-nuoc",),
        "incident",
        120,
    )
    assert story.reason("rain@rain-R") == "khởi đầu sự cố"
    assert story.reason(A) == "cách trạm mưa R 2,0 km, sau 3 phút"
    assert story.reason("SOS.20261124.0025") == "cách trụ cảnh báo ngập A 300 m, sau 4 phút"
    assert story.reason("SOS.20261124.0026") == "cùng phường Hòa 1, sau 1 phút"
    assert [m.ref for m in incident.members if m.first_out] == ["rain@rain-R"]
    assert incident.cameras == ("cam-1", "cam-2", "cam-3", "cam-4")
    assert incident.area_codes == ("3", "1")
    assert incident.extent is not None
    assert incident.extent[1] == pytest.approx(16.05)
    assert story.book.of_member(A) == incident


def test_one_critical_member_is_enough_and_a_high_one_alone_is_not(play: Play) -> None:
    story = play()
    assert story.alarm("post-A", "high") == []
    story.wait(60)
    assert story.alarm("post-A", "critical") == ["opened"]
    assert story.rain("rain-S", "critical") == []  # rain alone opens nothing: it links nothing


def test_two_members_of_one_kind_are_not_yet_two_kinds(play: Play) -> None:
    story = play()
    assert story.alarm("post-A") == []
    assert story.alarm("post-B") == []
    assert story.sos("S1", 700) == ["opened"]
    assert story.open() == [{A, B, "S1"}]


def test_a_rain_station_brings_no_two_places_together(play: Play) -> None:
    story = play()
    story.alarm("post-A", "critical")
    story.alarm("post-D", "critical")
    assert story.rain("rain-R") == ["joined"]  # between both: it joins the nearer one
    assert story.open() == [{A}, {D, "rain@rain-R"}]


def test_too_far_or_too_late_is_another_incident(play: Play, near: Any) -> None:
    story = play()
    story.alarm("post-A", "critical")
    assert story.alarm("post-F", "critical") == ["opened"]
    story.wait(2701)
    assert story.alarm("post-B", "critical") == ["opened"]
    assert len(story.open()) == 3


def test_the_same_ward_brings_together_what_is_far_apart_or_has_no_position(play: Play) -> None:
    story = play()
    story.alarm("post-A", "critical")
    assert story.alarm("post-E", "high") == ["joined"]
    assert story.reason("deep@post-E") == "cùng phường Hòa 1, cùng lúc"
    assert story.alarm("post-X", "high") == ["joined"]


def test_a_new_member_that_links_two_incidents_merges_them_by_the_rule(play: Play, near: Any) -> None:
    story = play(near)
    story.sos("S1", 0)
    story.sos("S2", 100)
    story.sos("S3", 1000)
    story.sos("S4", 1100)
    story.does(ev.AttachRun(incident_id=SC2, run_id="QT.2"))
    assert story.open() == [{"S1", "S2"}, {"S3", "S4"}]
    story.wait(120)
    assert story.alarm("post-B") == ["merged", "merged", "joined"]
    assert story.open() == [{"S1", "S2", "S3", "S4", B}]
    assert story.incident(2).merged_into == SC1
    assert story.incident(2).state == "merged"
    assert story.incident(1).run_ids == ("QT.2",)
    assert story.reason("S4") == f"gộp từ {SC2}: cách S3 100 m, cùng lúc"
    assert story.changes[0].payload["reason"]["vi"] == "trụ cảnh báo ngập B nối hai sự cố"
    assert [change.incident.incident_id for change in story.changes] == [SC2, SC1, SC1]


def test_a_member_that_goes_normal_stays(play: Play) -> None:
    story = play()
    story.alarm("post-A", "critical")
    assert story.clears(A) == ["refreshed"]
    assert [(m.ref, m.active) for m in story.incident().members] == [(A, False)]
    assert story.incident().open
    assert ev.REFRESHED not in ev.JOURNALLED


def test_severity_is_the_worst_of_the_members_and_says_when_it_turns(play: Play) -> None:
    story = play()
    story.rain("rain-R")
    story.alarm("post-A", "high")
    assert story.alarm("post-A", "critical") == ["escalated"]
    assert story.changes[0].payload == {"severity": "critical", "was": "high", "ref": A}
    assert story.alarm("post-A", "medium") == ["eased"]
    assert story.incident().severity == "medium"
    assert story.alarm("post-A", "medium", title=story.alarms[A].title) == []


@pytest.mark.parametrize("operator", ["shelved", "suppressed", "out_of_service"])
def test_what_was_set_aside_joins_nothing_new_until_it_comes_back(play: Play, operator: str) -> None:
    story = play()
    story.alarm("post-A", "critical")
    assert story.alarm("post-B", "critical", operator=operator) == []
    assert story.alarm("post-B", "critical") == ["joined"]
    assert story.alarm("post-B", "critical", operator=operator) == []
    assert story.open() == [{A, B}]


def test_a_closed_incident_is_not_opened_again_but_a_new_alarm_opens_a_new_one(play: Play) -> None:
    story = play()
    story.alarm("post-A", "critical")
    story.wait(600)
    assert story.does(ev.Close(incident_id=SC1, who="An", reason="nước rút")) == ["closed"]
    closed = story.incident()
    assert (closed.state, closed.closed_by, closed.close_reason) == ("closed", "An", "nước rút")
    assert story.changes[0].payload["n_active"] == 1
    story.wait(60)
    assert story.alarm("post-A", "high") == []
    assert story.alarm("post-A", "critical") == []
    assert story.sos("S1", 100, "1") == []  # what was closed brings nothing in any more
    story.clears(A)
    story.wait(60)
    assert story.alarm("post-A", "critical") == ["opened"]
    assert story.open() == [{A, "S1"}]
    assert story.incident().state == "closed"


def test_an_old_incident_takes_no_more_members(play: Play) -> None:
    story = play()
    for number in range(10):
        story.sos(f"S{number}", 10, "1", severity="critical")
        story.wait(1800)
    assert [len(group) for group in story.open()] == [9, 1]


def test_a_member_that_rings_anew_brings_its_new_neighbours_in(play: Play) -> None:
    story = play()
    story.alarm("post-A", "critical")
    story.clears(A)
    story.wait(3600)
    assert story.sos("S1", 100) == []  # began an hour after A
    story.wait(60)
    assert story.alarm("post-A", "critical") == ["refreshed", "joined"]
    assert story.open() == [{A, "S1"}]


def test_what_ended_is_still_a_candidate_for_the_correlations_time(play: Play) -> None:
    story = play()
    story.rain("rain-R")
    story.wait(60)
    story.clears("rain@rain-R")
    story.wait(600)
    assert story.alarm("post-A") == ["opened"]
    assert story.open() == [{A, "rain@rain-R"}]


def test_people_merge_split_join_and_take_out(play: Play) -> None:
    story = play()
    story.alarm("post-A", "critical")
    story.alarm("post-F", "critical")
    story.alarm("post-E", rule="other")
    assert story.does(ev.Merge(into=SC2, other=SC1, who="Bình")) == ["merged", "merged"]
    assert story.open() == [{A, "deep@post-F"}]
    assert story.does(ev.Join(incident_id=SC2, ref="other@post-E", who="Bình")) == ["joined"]
    assert story.reason("other@post-E", 2) == "Bình thêm vào"
    assert story.alarm("post-E", "critical", "other") == ["refreshed"]  # followed like every member
    split = ev.Split(incident_id=SC2, refs=(A, "other@post-E"), title="Ngập nhà máy", who="Bình")
    assert story.does(split) == ["split", "opened"]
    assert story.open() == [{"deep@post-F"}, {A, "other@post-E"}]
    assert story.incident(3).title.vi == "Ngập nhà máy"
    assert story.incident(3).units == ("thoat-nuoc",)
    assert story.reason(A, 3) == f"tách từ {SC2}: gộp từ {SC1}: khởi đầu sự cố"
    assert story.does(ev.Leave(incident_id="SC.20261124.003", ref=A, who="Bình")) == ["left"]
    assert story.alarm("post-A", "critical") == []  # no rule puts it back
    assert story.book.of_member(A) is None


def repeat(ref: str, kept: str) -> ev.Repeat:
    return ev.Repeat(ref=ref, kept=kept, who="An")


def test_of_a_call_and_its_repetition_the_kept_one_is_the_member(play: Play) -> None:
    story = play()
    story.alarm("post-A", "critical")
    story.sos("S1", 100, "1")
    story.sos("S2", 200, "1")
    story.sos("S2", 200, "1", open=False)
    assert story.does(repeat("S2", "S1")) == ["left"]
    assert story.changes[0].payload == {"ref": "S2", "into": "S1"}
    assert story.open() == [{A, "S1"}]
    story.wait(60)
    assert story.sos("S2", 200, "1") == ["joined"], "they were two after all"


def test_a_call_that_is_kept_takes_the_place_of_its_repetition(play: Play) -> None:
    story = play()
    story.alarm("post-A", "critical")
    story.sos("S1", 30_000)
    story.sos("S2", 200, "1")
    assert story.does(repeat("S2", "S1")) == ["joined", "left"]
    assert story.open() == [{A, "S1"}]
    assert story.changes[0].procedures == (), "the rescue of S2 goes on as that of S1"


def test_a_repetition_of_what_is_elsewhere_or_over_leaves_no_incident_without_members(play: Play) -> None:
    story = play()
    story.sos("S1", 30_000)
    story.sos("S2", 40_000)
    story.does(ev.OpenByHand(title="x", refs=("S2",), who="An"))
    story.sos("S1", 30_000, open=False)
    assert story.does(repeat("S2", "S1")) == []
    assert story.open() == [{"S2"}]
    assert story.does(repeat("S9", "S1")) == []


def test_a_call_that_is_called_anew_is_called_so_in_its_incident(play: Play) -> None:
    story = play()
    story.alarm("post-A", "critical")
    story.sos("S1", 100, "1")
    assert story.sos("S1", 100, "1", title=Text("SOS S1 (+1)")) == ["refreshed"]
    assert [m.title.vi for m in story.incident().members if m.ref == "S1"] == ["SOS S1 (+1)"]


def test_rules_leave_alone_what_a_person_split_off(play: Play) -> None:
    story = play()
    story.alarm("post-A", "critical")
    story.alarm("post-B", "critical")
    story.does(ev.Split(incident_id=SC1, refs=(B,), title="Riêng", who="An"))
    assert story.sos("S1", 250, "1") == ["joined"]
    assert story.open() == [{A, "S1"}, {B}]


def test_people_open_lead_and_close(play: Play) -> None:
    story = play()
    story.alarm("post-A", rule="other")
    story.sos("S1", 15_000)
    opened = ev.OpenByHand(title=" Cây đổ ", refs=("other@post-A", "S1"), who="An")
    assert story.does(opened) == ["opened"]
    assert story.incident().title.vi == "Cây đổ"
    assert story.reason("S1") == "An mở sự cố"
    assert story.does(ev.SetLead(incident_id=SC1, lead="Chị Hoa", who="An")) == ["lead"]
    assert story.does(ev.SetUnits(incident_id=SC1, units=("ioc", "ioc", "pctt"), who="An")) == ["units"]
    assert (story.incident().lead, story.incident().units) == ("Chị Hoa", ("ioc", "pctt"))
    assert story.alarm("post-A", "critical", "other") == ["escalated"]
    assert story.sos("S1", 15_000, open=False) == ["refreshed"]


def test_a_run_is_attached_once_and_where_the_incident_is_now(play: Play) -> None:
    story = play()
    story.alarm("post-A", "critical")
    story.alarm("post-F", "critical")
    story.does(ev.Merge(into=SC1, other=SC2, who="An"))
    assert story.does(ev.AttachRun(incident_id=SC2, run_id="QT.1")) == ["run_attached"]
    assert story.does(ev.AttachRun(incident_id=SC1, run_id="QT.1")) == []
    assert story.incident(1).run_ids == ("QT.1",)
    story.does(ev.Close(incident_id=SC1, who="An", reason="xong"))
    assert story.does(ev.AttachRun(incident_id=SC1, run_id="QT.2")) == ["run_attached"]
    assert story.book.open_incidents() == ()


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (ev.Close(incident_id=SC1, who="An", reason=" "), "write how it ended"),
        (ev.Close(incident_id="SC.9", who="An", reason="x"), "there is no incident 'SC.9'"),
        (ev.Merge(into=SC1, other=SC1, who="An"), "with itself"),
        (ev.SetLead(incident_id=SC2, lead="x", who="An"), f"merged into {SC1}"),
        (ev.Close(incident_id="SC.20261124.003", who="An", reason="x"), "is closed"),
        (ev.Join(incident_id=SC1, ref=A, who="An"), f"belongs to {SC1}"),
        (ev.Join(incident_id=SC1, ref="nothing", who="An"), "no alarm or case 'nothing'"),
        (ev.Leave(incident_id=SC1, ref="S9", who="An"), "S9 is no member"),
        (ev.Leave(incident_id="SC.20261124.004", ref="S7", who="An"), "close the incident instead"),
        (ev.Split(incident_id=SC1, refs=(A, "deep@post-F"), title="x", who="An"), "some of them, not all"),
        (ev.Split(incident_id=SC1, refs=(A,), title=" ", who="An"), "needs a title"),
        (ev.OpenByHand(title="x", refs=(), who="An"), "at least one alarm or case"),
        (ev.AttachRun(incident_id="SC.9", run_id="QT.1"), "no incident 'SC.9' for QT.1"),
    ],
)
def test_what_is_not_allowed_says_why_and_changes_nothing(play: Play, event: ev.Event, words: str) -> None:
    story = play()
    story.alarm("post-A", "critical")
    story.alarm("post-F", "critical")
    story.does(ev.Merge(into=SC1, other=SC2, who="An"))
    story.sos("S8", 30_000)
    story.sos("S7", 40_000)
    story.does(ev.OpenByHand(title="x", refs=("S8",), who="An"))
    story.does(ev.Close(incident_id="SC.20261124.003", who="An", reason="x"))
    story.does(ev.OpenByHand(title="x", refs=("S7",), who="An"))
    before = story.every
    with pytest.raises(ev.IncidentRefusedError, match=words):
        story.does(event)
    assert story.every == before


def test_a_restart_changes_nothing_and_numbers_go_on(play: Play) -> None:
    story = play()
    story.rain("rain-R")
    story.alarm("post-A")
    story.sos("S1", 100, "1")
    story.alarm("post-F", "critical")
    story.does(ev.Close(incident_id=SC2, who="An", reason="xong"))
    story.alarm("post-C", "high")
    before = story.book.open_incidents()
    story.restart()
    assert story.book.open_incidents() == before
    assert story.alarm("post-F", "critical") == []  # closed before the restart
    assert story.sos("S2", 50, "1") == ["joined"]
    assert story.changes[0].procedures == ()  # both were started before
    assert story.sos("S3", 1100, "2") == ["opened"]  # post-C was a candidate before
    assert story.incident(3).incident_id == "SC.20261124.003"


def test_a_procedure_is_not_started_again_after_a_restart_though_its_case_is_closed(play: Play) -> None:
    story = play()
    story.alarm("post-A", "critical")
    story.sos("S1", 100, "1")
    story.sos("S1", 100, "1", open=False)
    story.restart()
    assert story.sos("S2", 120, "1") == ["joined"]
    assert story.changes[0].procedures == ()


def test_a_rule_that_was_taken_away_leaves_its_incidents_open(play: Play) -> None:
    story = play()
    story.alarm("post-A", "critical")
    story.specs = ()
    story.restart()
    assert story.alarm("post-A", "high") == ["eased"]
    assert story.alarm("post-B", "critical") == []


def test_the_rules_own_procedure_starts_once(play: Play, near: Any) -> None:
    story = play(near)
    story.alarm("post-A")
    assert story.alarm("post-B") == ["opened"]
    assert story.changes[0].procedures == ("ngap-khan-cap",)
    assert story.changes[0].payload["procedures"] == ["ngap-khan-cap"]
    assert story.alarm("post-C") == ["joined"]
    assert story.changes[0].procedures == ()


def test_the_first_of_two_correlations_has_what_both_would_take(play: Play, flood: Any, near: Any) -> None:
    story = play(flood, near)
    story.alarm("post-A", "critical")
    assert story.alarm("post-B", "critical") == ["joined"]
    assert story.incident().rule_id == "ngap"
    assert story.sos("S1", 14_000) == []
    assert story.sos("S2", 14_100) == ["opened"]  # two calls are an incident only for the second
    assert story.incident(2).rule_id == "near"
    assert len(story.open()) == 2


def test_an_alarm_that_no_correlation_asks_for_is_not_even_looked_at(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = play()
    story.alarm("post-A", "critical")
    looked = []
    monkeypatch.setattr(story.ground, "place", looked.append)
    assert story.alarm("post-F", "critical", "other") == []
    assert looked == []
    story.alarm("post-B", "critical")
    assert looked == ["post-B"]


# ---- for every history ----------------------------------------------------------------------------

HAPPENINGS = st.lists(
    st.one_of(
        st.tuples(st.just("alarm"), st.sampled_from("ABCDEFX"), st.sampled_from(SEVERITIES), st.booleans()),
        st.tuples(st.just("rain"), st.sampled_from("RS"), st.sampled_from(SEVERITIES), st.booleans()),
        st.tuples(st.just("sos"), st.integers(0, 9), st.sampled_from(SEVERITIES), st.booleans()),
        st.tuples(st.just("hand"), st.integers(0, 5), st.integers(0, 9), st.integers(0, 3)),
        st.tuples(st.just("wait"), st.integers(1, 3000)),
    ),
    max_size=40,
)


def happen(story: Any, what: tuple[Any, ...]) -> None:
    match what:
        case ("alarm" | "rain" as kind, name, severity, active):
            rule, place = ("deep", f"post-{name}") if kind == "alarm" else ("rain", f"rain-{name}")
            if active or f"{rule}@{place}" not in story.alarms:
                story.alarm(place, severity, rule)
            else:
                story.clears(f"{rule}@{place}")
        case ("sos", number, severity, is_open):
            story.sos(f"S{number}", 190.0 * number, "12"[number % 2], severity=severity, open=is_open)
        case ("wait", seconds):
            story.wait(seconds)
        case ("hand", action, first, second):
            by_hand(story, action, first, second)


def by_hand(story: Any, action: int, first: int, second: int) -> None:
    incidents = story.book.open_incidents()
    if not incidents:
        return
    one, other = incidents[first % len(incidents)], incidents[second % len(incidents)]
    ref = one.members[second % len(one.members)].ref
    refs = [*story.alarms, *story.cases]
    event = (
        ev.Merge(into=one.incident_id, other=other.incident_id, who="An"),
        ev.Split(incident_id=one.incident_id, refs=(ref,), title="x", who="An"),
        ev.Leave(incident_id=one.incident_id, ref=ref, who="An"),
        ev.Join(incident_id=one.incident_id, ref=refs[first % len(refs)], who="An"),
        ev.Close(incident_id=one.incident_id, who="An", reason="x"),
        ev.OpenByHand(title="x", refs=(refs[second % len(refs)],), who="An"),
    )[action]
    before = {member for group in story.open() for member in group}
    try:
        story.does(event)
    except ev.IncidentRefusedError:
        return
    after = {member for group in story.open() for member in group}
    if isinstance(event, ev.Merge | ev.Split):
        assert after == before  # neither loses a member


@given(HAPPENINGS)
def test_every_history_keeps_the_book_whole(history: list[tuple[Any, ...]]) -> None:
    story = Playbook((FLOOD, NEAR))
    seen: set[str] = set()
    for what in history:
        happen(story, what)
        groups = story.open()
        assert sum(map(len, groups)) == len(set().union(*groups)) if groups else True
        for incident in story.every:
            worst = min((member.severity for member in incident.members), key=SEVERITIES.index)
            assert incident.severity == worst
            assert sum(member.first_out for member in incident.members) == 1
            seen.update(member.ref for member in incident.members)
        for change in story.changes:
            assert change.incident.changed_at <= story.now
    assert seen <= {*story.alarms, *story.cases}
    before = story.book.open_incidents()
    story.restart()
    assert story.book.open_incidents() == before


@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 90), st.sampled_from(SEVERITIES[:3])),
        min_size=1,
        max_size=9,
        unique_by=lambda one: one[:2],
    ).flatmap(lambda items: st.tuples(st.just(items), st.permutations(items)))
)
def test_the_order_in_which_members_come_does_not_matter_for_who_belongs_together(
    both: tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]],
) -> None:
    found = []
    for order in both:
        story = Playbook((FLOOD,))
        for step, minute, severity in order:
            at = NOON + 60 * minute
            story.sos(f"S{step}-{minute}", 280.0 * step, severity=severity, opened_at=at)
        found.append({frozenset(group) for group in story.open()})
    assert found[0] == found[1]
