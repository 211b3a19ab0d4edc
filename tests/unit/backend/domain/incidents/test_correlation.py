"""What the book's playbook does not show: procedures, titles and changes as the rules write them."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from backend.contract.state import Text
from backend.domain.incidents import events as ev
from backend.domain.incidents.correlation import Correlation
from backend.domain.incidents.ground import Ground
from backend.domain.incidents.ledger import Ledger
from backend.domain.incidents.spec import CorrelationSpec, Opening, Selector
from tests.unit.backend.domain.incidents.playbook import NOON, ZONE
from tests.unit.backend.domain.incidents.test_pool import item

SPEC = CorrelationSpec(
    id="c",
    title=Text("Sự cố {area} ({name})"),
    members=(
        Selector(rules=("deep",), procedure="own"),
        Selector(rules=("rain",), within_m=3000, links=False, procedure="rain"),
        Selector(case_kinds=("sos",), procedure="sos"),
    ),
    within_m=600,
    within_s=2700,
    opens=Opening(n_members=2),
    procedures=("first",),
)


def make(*specs: CorrelationSpec) -> tuple[Correlation, Ledger]:
    ledger = Ledger(Ground(), ZONE)
    return Correlation(specs or (SPEC,), Ground(), ledger), ledger


def test_the_change_says_rule_members_reasons_and_what_starts() -> None:
    rules, _ = make()
    assert rules.concerns("deep")
    assert not rules.concerns("other")
    assert rules.changed(item("r", "rain", 2000, began_at=1000.0), NOON) == []
    (change,) = rules.changed(item("d", "deep", 0, began_at=1060.0, area_name="Hòa", procedure="p"), NOON)
    assert (change.kind, change.actor, change.procedures) == (ev.OPENED, "system", ("first", "rain", "p"))
    assert change.incident.title.vi == "Sự cố Hòa (d)"  # of the first that links
    assert change.payload["title"] == "Sự cố Hòa (d)"
    assert change.payload["rule"] == "c"
    assert change.payload["procedures"] == ["first", "rain", "p"]
    members: Any = change.payload["members"]
    assert [one["reason"]["en"] for one in members] == [
        "began the incident",
        "2.0 km from r, 1 min later",
    ]
    assert change.cases == ("", "", "")
    call = replace(item("s", "sos", 100, began_at=1120.0), kind="case")
    (change,) = rules.changed(call, NOON)
    assert (change.kind, change.procedures, change.cases) == (ev.JOINED, ("sos",), ("s",))
    (change,) = rules.changed(item("d2", "deep", 200, began_at=1120.0, procedure="p"), NOON)
    assert "procedures" not in change.payload


def test_a_chain_is_told_link_by_link() -> None:
    rules, ledger = make(replace(SPEC, opens=Opening(n_members=3)))
    for ref, metres in (("a", 0), ("c", 1000)):
        assert rules.changed(item(ref, metres=metres, began_at=1000.0 + metres), NOON) == []
    (change,) = rules.changed(item("b", metres=500, began_at=900.0), NOON)
    assert [(one.ref, one.reason.vi) for one in change.incident.members] == [
        ("b", "khởi đầu sự cố"),
        ("a", "cách b 500 m, sau 2 phút"),
        ("c", "cách b 500 m, sau 18 phút"),
    ]
    assert ledger.open_incidents() == (change.incident,)


def test_what_only_ended_members_say_is_no_incident() -> None:
    rules, _ = make()
    rules.changed(item("d", "deep"), NOON)
    rules.changed(item("d", "deep", active=False), NOON)
    assert rules.changed(item("r", "rain", 100), NOON) == []  # rain beside a street that has dried
    assert len(rules.changed(item("d2", "deep", 50), NOON)) == 1


def test_what_left_is_not_taken_again_until_it_begins_anew() -> None:
    rules, _ = make(replace(SPEC, opens=Opening(n_members=1)))
    rules.left(["d"], "c", NOON)
    assert rules.changed(item("d", began_at=NOON - 10), NOON + 1) == []
    assert rules.changed(item("d", began_at=NOON + 10), NOON + 10)[0].kind == ev.OPENED


def test_one_member_may_be_enough_by_number() -> None:
    rules, _ = make(replace(SPEC, opens=Opening(n_members=1)))
    assert rules.changed(item("r", "rain"), NOON) == []
    (change,) = rules.changed(item("s", "sos"), NOON)
    assert {one.ref for one in change.incident.members} == {"r", "s"}
