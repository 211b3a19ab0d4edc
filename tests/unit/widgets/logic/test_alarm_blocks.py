"""The rows of the alarm list, kept sorted by the fewest changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.contract.state import Text
from backend.contract.work import Incident
from tests.unit.widgets.city import NOW, alarm
from widgets.logic.alarm_blocks import AlarmBlocks
from widgets.logic.alarm_groups import Group, Surroundings, row_id
from widgets.logic.alarm_list import belongs, order_key

INCIDENTS = {"SC.1": Incident("SC.1", Text("Ngập Mẹ Suốt"), "critical", "open", NOW, NOW, ())}


def area_of(place_id: str) -> tuple[str, str]:
    return {"me_suot": ("20197", "Hòa Khánh"), "ham_nghi": ("20209", "Thanh Khê")}.get(place_id, ("", ""))


def blocks_of(*alarms, grouped=True, first_out=""):
    blocks = AlarmBlocks(Surroundings(area_of, INCIDENTS.get))
    blocks.grouped = grouped
    blocks.reset(alarms, first_out)
    return blocks


def carried(blocks, changes):
    """Carry changes out one by one; return their kinds."""
    kinds = []
    for change in changes:
        n_rows = len(blocks.rows)
        kinds.append(change.kind)
        blocks.carry_out(change)
        grown = {"insert": len(change.block.rows), "remove": -change.n_before, "move": 0}
        assert len(blocks.rows) - n_rows == grown.get(change.kind, len(change.block.rows) - change.n_before)
    return kinds


def shown(blocks):
    return [
        ("▾" if row.open else "▸") + row.title.vi
        if isinstance(row, Group)
        else "  " * row.depth + row.alarm.alarm_id
        for row in blocks.rows
    ]


def near(number, **fields):
    return alarm(number, raised_at=NOW - number, **fields)


def test_a_flat_list_starts_with_what_nobody_has_taken():
    blocks = blocks_of(
        alarm(1, operator="acknowledged"),
        alarm(2, severity="low"),
        alarm(3, severity="high", raised_at=NOW - 500),
        alarm(4, severity="high", raised_at=NOW - 5),
        alarm(5, operator="shelved"),
        grouped=False,
    )
    assert shown(blocks) == ["flood@4", "flood@3", "flood@2", "flood@1"]


def test_only_what_must_move_moves():
    blocks = blocks_of(*[near(k) for k in range(5)], grouped=False)
    assert carried(blocks, blocks.changes([near(2, value=70.0)])) == ["update"]
    assert carried(blocks, blocks.changes([near(2, value=70.0)])) == [], "nothing is new"
    assert carried(blocks, blocks.changes([near(0, operator="acknowledged")])) == ["move"]
    assert shown(blocks)[-1] == "flood@0"
    assert carried(blocks, blocks.changes([near(9, operator="shelved")])) == []
    assert carried(blocks, blocks.changes([near(3, operator="none", active=False)])) == ["remove"]
    assert blocks.row_of("flood@3") == -1
    assert carried(blocks, blocks.changes([near(7)])) == ["insert"]
    assert blocks.entered == ["flood@7"]


def test_what_an_alarm_hides_stands_beneath_it():
    child = alarm(2, operator="suppressed", suppressed_by="flood@1", severity="low")
    grandchild = alarm(3, operator="suppressed", suppressed_by="flood@2")
    blocks = blocks_of(alarm(1), child, grandchild, alarm(4, severity="low"), grouped=False)
    assert shown(blocks) == ["flood@1", "  flood@2", "    flood@3", "flood@4"]
    assert blocks.row_of("flood@3") == 2
    carried(blocks, blocks.changes([alarm(2)]))
    assert shown(blocks) == ["flood@1", "flood@2", "  flood@3", "flood@4"], "shown again, with its own child"
    carried(blocks, blocks.changes([alarm(3, operator="suppressed", suppressed_by="plan")]))
    assert "flood@3" not in shown(blocks), "a plan is no row"


def test_a_child_waits_for_its_parent_to_come_onto_the_list():
    blocks = blocks_of(alarm(2, operator="suppressed", suppressed_by="flood@1"), grouped=False)
    assert shown(blocks) == []
    assert carried(blocks, blocks.changes([alarm(1)])) == ["insert"]
    assert shown(blocks) == ["flood@1", "  flood@2"]
    assert carried(blocks, blocks.changes([alarm(1, operator="shelved")])) == ["remove"]
    assert shown(blocks) == []


def test_a_third_alarm_nearby_makes_a_group():
    blocks = blocks_of(
        near(1), near(2, operator="acknowledged"), alarm(8, subject="ham_nghi", severity="low")
    )
    assert shown(blocks) == ["flood@1", "flood@8", "flood@2"]
    assert carried(blocks, blocks.changes([near(3)])) == ["remove", "remove", "insert"]
    assert shown(blocks) == ["▸Ngập 62 cm — Hòa Khánh", "flood@8"]
    assert blocks.group_of("flood@2").n_unacknowledged == 2
    assert blocks.group_of("flood@8") is None


def test_a_group_opens_and_closes_where_it_stands():
    hidden = alarm(5, operator="suppressed", suppressed_by="flood@2")
    blocks = blocks_of(near(1), near(2), near(3), hidden, alarm(9, subject="ham_nghi", raised_at=NOW))
    head = blocks.group_of("flood@1")
    assert carried(blocks, blocks.opened(head, is_open=True)) == ["update"]
    assert shown(blocks) == [
        "flood@9", "▾Ngập 62 cm — Hòa Khánh", "  flood@3", "  flood@2", "    flood@5", "  flood@1",
    ]  # fmt: skip
    assert [blocks.row_of(row_id(row)) for row in blocks.rows] == list(range(6))
    assert blocks.group_of("flood@5").cell == head.cell, "also of what stands beneath a member"
    assert carried(blocks, blocks.changes([near(-5)])) == ["remove", "insert"], "newer: it comes to the top"
    assert shown(blocks)[-1] == "flood@9"
    head = blocks.group_of("flood@-5")
    assert head.open
    carried(blocks, blocks.opened(head, is_open=False))
    assert shown(blocks) == ["▸Ngập 62 cm — Hòa Khánh", "flood@9"]


def test_an_alarm_that_joins_an_incident_changes_sides():
    blocks = blocks_of(near(1), near(2), near(3))
    carried(blocks, blocks.changes([near(2, incident_id="SC.1"), near(1, incident_id="SC.1")]))
    assert shown(blocks) == ["▸Ngập Mẹ Suốt", "flood@3"]
    assert carried(blocks, blocks.renamed(["SC.1", "SC.7"])) == []
    INCIDENTS["SC.2"] = Incident("SC.2", Text("Cũ"), "low", "open", NOW, NOW, ())
    carried(blocks, blocks.changes([near(3, incident_id="SC.2")]))
    INCIDENTS["SC.2"] = Incident("SC.2", Text("Mới"), "low", "open", NOW, NOW, ())
    assert carried(blocks, blocks.renamed(["SC.2"])) == ["update"]
    assert shown(blocks) == ["▸Ngập Mẹ Suốt", "▸Mới"]


def test_the_first_out_never_stands_above_what_is_more_urgent():
    blocks = blocks_of(alarm(9, subject="x"), alarm(8, subject="y", severity="low"))
    assert "move" not in carried(blocks, blocks.first_ahead("flood@8"))
    assert shown(blocks) == ["flood@9", "flood@8"]


def test_the_first_out_stands_with_its_group_ahead_of_those_as_urgent():
    blocks = blocks_of(alarm(9, subject="x"), alarm(8, subject="y", raised_at=NOW - 900))
    assert carried(blocks, blocks.first_ahead("flood@8")) == ["move"]
    assert shown(blocks) == ["flood@8", "flood@9"]
    assert carried(blocks, blocks.first_ahead("flood@8")) == []
    assert carried(blocks, blocks.first_ahead("")) == ["move"]
    assert shown(blocks) == ["flood@9", "flood@8"]
    assert carried(blocks, blocks.first_ahead("gone")) == []


def test_those_put_aside_are_a_plain_list():
    blocks = AlarmBlocks(Surroundings(area_of, INCIDENTS.get))
    blocks.which = "hidden"
    blocks.reset(
        [alarm(1), alarm(2, operator="shelved"), alarm(3, operator="suppressed", suppressed_by="flood@1")]
    )
    assert sorted(shown(blocks)) == ["flood@2", "flood@3"]


operators = st.sampled_from(["unacknowledged", "acknowledged", "shelved", "suppressed", "none"])
steps = st.lists(
    st.lists(
        st.tuples(
            st.integers(0, 7), operators, st.sampled_from(["critical", "high", "low"]), st.integers(0, 3),
            st.sampled_from(["me_suot", "ham_nghi", "x"]), st.sampled_from(["", "SC.1"]), st.integers(0, 7),
        ),
        min_size=1, max_size=4,
    ),
    max_size=15,
)  # fmt: skip


@given(steps, st.booleans(), st.sampled_from(["", "flood@3"]))
def test_any_changes_leave_what_a_new_list_would_show(batches, grouped, first_out):
    blocks, known = blocks_of(grouped=grouped, first_out=first_out), {}
    for batch in batches:
        changed = [
            alarm(
                number, operator=operator, severity=severity, raised_at=NOW - 600 * raised, subject=subject,
                incident_id=incident_id, suppressed_by=f"flood@{parent}" if operator == "suppressed" else "",
            )
            for number, operator, severity, raised, subject, incident_id, parent in batch
        ]  # fmt: skip
        known.update((a.alarm_id, a) for a in changed)
        carried(blocks, blocks.changes(changed))
        for row in [row for row in blocks.rows if isinstance(row, Group)][:1]:
            carried(blocks, blocks.opened(row, is_open=not row.open))
        fresh = blocks_of(grouped=grouped)
        fresh._open = blocks._open
        fresh.reset(known.values(), first_out)
        assert blocks.rows == fresh.rows
        if not grouped and not first_out:
            listed = sorted((a for a in known.values() if belongs(a, "listed")), key=order_key)
            assert [r.alarm for r in blocks.rows if r.depth == 0] == listed
        assert [blocks.row_of(row_id(row)) for row in blocks.rows] == list(range(len(blocks.rows)))
