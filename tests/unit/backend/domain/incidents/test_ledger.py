from __future__ import annotations

from msgspec.structs import replace

from backend.contract.state import Place, Text
from backend.domain.incidents.ground import Ground
from backend.domain.incidents.ledger import Ledger, new_member
from tests.unit.backend.domain.incidents.playbook import METRE, NOON, ZONE
from tests.unit.backend.domain.incidents.test_pool import item

CAMERAS = [Place(f"cam-{metres}", "C", "camera", 16.0 + metres * METRE, 108.2) for metres in (0, 1000, 5000)]


def ledger() -> Ledger:
    return Ledger(Ground(CAMERAS), ZONE)


def member(ref: str, metres: float | None = 0.0, **fields: object):
    return new_member(item(ref, metres=metres, **fields), NOON, "rule", Text("vì", "since"))


def test_what_follows_from_the_members_is_kept_with_them() -> None:
    book = ledger()
    late = member("late", 4900, severity="critical", began_at=900.0, area_code="2")
    early = member("early", 100, severity="low", began_at=500.0, area_code="1")
    incident = book.keep(book.begin(Text("x"), [late, early, member("nowhere", None)], NOON), NOON + 5)
    assert incident.incident_id == "SC.20261124.001"
    assert (incident.severity, incident.opened_at, incident.changed_at) == ("critical", NOON, NOON + 5)
    assert [one.first_out for one in incident.members] == [False, True, False]
    assert incident.area_codes == ("2", "1")
    assert incident.extent == (108.2, early.lat, 108.2, late.lat)
    assert incident.cameras[0] == "cam-5000"  # where it is worst
    alone = book.keep(book.begin(Text("x"), [member("n", None)], NOON), NOON)
    assert (alone.extent, alone.cameras) == (None, ())


def test_a_member_is_at_home_in_the_open_incident_that_has_it() -> None:
    book = ledger()
    one = book.keep(book.begin(Text("x"), [member("a"), member("b")], NOON), NOON)
    assert book.home_of("a") == one
    assert not book.is_home("c")
    one = book.keep(replace(one, members=one.members[:1]), NOON)
    assert (book.home_of("b"), book.home_of("a")) == (None, one)
    book.keep(replace(one, state="closed"), NOON)
    assert book.home_of("a") is None
    assert book.open_incidents() == ()
    assert book.get(one.incident_id) is not None


def test_merging_moves_members_procedures_and_units_and_keeps_where_they_came_from() -> None:
    book = ledger()
    into = book.keep(replace(book.begin(Text("x"), [member("a")], NOON), run_ids=("1",), units=("u",)), NOON)
    other = book.keep(
        replace(
            book.begin(Text("y"), [member("b", began_at=1.0)], NOON), run_ids=("2", "1"), units=("v", "u")
        ),
        NOON,
    )
    grown, ended = book.merge(into, other, "An", NOON + 60)
    assert [one.ref for one in grown.members] == ["a", "b"]
    assert (grown.run_ids, grown.units) == (("1", "2"), ("u", "v"))
    assert [one.first_out for one in grown.members] == [False, True]
    moved = grown.members[1]
    assert (moved.joined_at, moved.joined_by) == (NOON + 60, "An")
    assert moved.reason == Text("gộp từ SC.20261124.002: vì", "merged from SC.20261124.002: since")
    assert (ended.state, ended.merged_into, ended.closed_at) == ("merged", "SC.20261124.001", NOON + 60)
    assert [one.ref for one in ended.members] == ["b"]  # its history stays
    assert book.home_of("b") == grown
    assert book.open_incidents() == (grown,)


def test_restoring_keeps_every_word_and_the_count() -> None:
    book, again = ledger(), ledger()
    one = book.keep(book.begin(Text("x"), [member("a")], NOON), NOON)
    two = book.keep(replace(book.begin(Text("y"), [member("b")], NOON), state="closed"), NOON)
    for incident in (two, one):
        again.restore(incident)
    assert (again.get(one.incident_id), again.get(two.incident_id)) == (one, two)
    assert again.open_incidents() == (one,)
    assert not again.is_home("b")
    assert again.begin(Text("z"), [], NOON).incident_id == "SC.20261124.003"
