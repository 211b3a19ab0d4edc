from __future__ import annotations

from msgspec.structs import replace

from backend.contract.state import Text
from backend.domain.incidents.ground import Ground
from backend.domain.incidents.ledger import Ledger, new_member
from backend.domain.incidents.pool import Pool
from backend.domain.incidents.reach import reach
from tests.unit.backend.domain.incidents.playbook import FLOOD, ZONE
from tests.unit.backend.domain.incidents.test_pool import item


class Field:
    """A pool and a ledger set up by hand, along a street."""

    def __init__(self) -> None:
        self.pool, self.ledger = Pool(FLOOD), Ledger(Ground(), ZONE)

    def put(self, ref: str, metres: float, what: str = "deep") -> None:
        self.pool.note(item(ref, what, metres), 0.0)

    def incident(self, *refs: str, rule_id: str = "ngap") -> str:
        members = []
        for ref in refs:
            held = self.pool.get(ref)
            assert held is not None
            members.append(new_member(held.item, 0.0, "x", Text("x")))
        draft = self.ledger.begin(Text("x"), members, 0.0)
        return self.ledger.keep(replace(draft, rule_id=rule_id), 0.0).incident_id

    def from_(self, ref: str, now: float = 0.0) -> tuple[set[str], set[str]]:
        start = self.pool.get(ref)
        assert start is not None
        found = reach(self.pool, start, self.ledger, now)
        return {one.item.ref for one in found.loose}, {one.incident_id for one in found.incidents}


def test_links_lead_from_one_to_the_next() -> None:
    field = Field()
    for number in range(5):
        field.put(f"p{number}", 500.0 * number)
    field.put("far", 9000)
    assert field.from_("p0") == ({"p0", "p1", "p2", "p3", "p4"}, set())


def test_what_does_not_link_comes_along_and_leads_nowhere() -> None:
    field = Field()
    field.put("p0", 0)
    field.put("rain", 2500, "rain")
    field.put("p1", 5000)
    assert field.from_("p0") == ({"p0", "rain"}, set())
    assert field.from_("rain") == ({"rain", "p0"}, set())


def test_incidents_are_reached_through_members_that_link() -> None:
    field = Field()
    field.put("p0", 0)
    field.put("p1", 500)
    field.put("rain", 3000, "rain")
    field.put("p2", 5500)
    first, second = field.incident("p1"), field.incident("rain", "p2")
    assert field.from_("p0") == ({"p0"}, {first})
    assert first != second


def test_a_start_that_does_not_link_joins_the_nearest_incident_else_the_nearest_that_is_loose() -> None:
    field = Field()
    field.put("rain", 0, "rain")
    field.put("near", 1000)
    field.put("next", 1500)
    assert field.from_("rain") == ({"rain", "near", "next"}, set())
    field.put("far", 2500)
    incident = field.incident("far")
    assert field.from_("rain") == ({"rain"}, {incident})


def test_what_is_closed_to_the_rule_is_not_reached() -> None:
    field = Field()
    field.put("p0", 0)
    field.put("p1", 500)
    incident = field.incident("p1")
    assert field.from_("p0", FLOOD.max_age_s) == ({"p0"}, {incident})
    assert field.from_("p0", FLOOD.max_age_s + 1) == ({"p0"}, set())
    assert field.from_("p1", FLOOD.max_age_s + 1) == (set(), set())
    field.put("p2", 1000)
    field.incident("p2", rule_id="")
    assert field.from_("p1") == ({"p0"}, {incident})
