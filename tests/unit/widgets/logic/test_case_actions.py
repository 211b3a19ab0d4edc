from datetime import datetime

import msgspec
import pytest

from tests.unit.widgets.case_city import KIND, case
from widgets.logic.case_actions import by_key, due_value, first_missing, fits, offers

NEW, WORKING, DONE = (
    msgspec.structs.replace(case(0), status=status, group=group)
    for status, group in (("new", "waiting"), ("working", "working"), ("done", "done"))
)


def named(found) -> list[str]:
    return [offer.action.action for offer in found]


def test_only_what_starts_from_the_status_is_offered_in_the_kinds_order():
    assert named(offers(KIND, [NEW])) == ["assign", "accept", "classify", "merge", "place", "delete"]
    assert "finish" in named(offers(KIND, [WORKING]))
    assert offers(KIND, []) == []


def test_many_at_once_are_offered_what_may_be_done_to_many_and_to_how_many():
    found = offers(KIND, [NEW, WORKING, DONE])
    assert "ask" not in named(found)
    assert "rate" not in named(found)
    assert {offer.action.action: offer.n_fit for offer in found}["assign"] == 1
    assert {offer.action.action: offer.n_fit for offer in found}["classify"] == 3


def test_what_the_person_may_not_do_is_not_offered():
    assert named(offers(KIND, [NEW], ("accept", "classify"))) == ["accept", "classify"]


def test_what_the_role_may_not_do_has_no_key_and_no_offer():
    actions = tuple(msgspec.structs.replace(a, offered=a.action != "assign") for a in KIND.actions)
    kind = msgspec.structs.replace(KIND, actions=actions)
    assert "assign" not in named(offers(kind, [NEW]))
    assert by_key(kind, "G") is None
    assert by_key(kind, "l").action == "classify"


def test_deleted_cases_are_left_alone():
    gone = msgspec.structs.replace(NEW, status="deleted", group="deleted")
    assert not fits(by_key(KIND, "l"), gone)


def test_a_key_is_found_in_either_case():
    assert by_key(KIND, "g").action == "assign"
    assert by_key(KIND, "G").action == "assign"
    assert by_key(KIND, "w") is None


def test_the_first_thing_missing_is_named():
    transfer = by_key(KIND, "C")
    assert first_missing(transfer, {}) == "unit"
    assert first_missing(transfer, {"unit": "a", "note": "  "}) == "note"
    assert first_missing(transfer, {"unit": "a", "note": "vì"}) == ""
    assert first_missing(by_key(KIND, "G"), {"unit": "a"}) == "", "its note may be empty"


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("24/11/2026 17:00", "2026-11-24T17:00:00+07:00"),
        (" 1/2/2027 ", "2027-02-01T23:59:00+07:00"),
        ("2026-11-24", None),
        ("31/2/2026", None),
        ("mai", None),
    ],
)
def test_a_date_is_read_as_people_here_write_it(words, iso):
    assert due_value(words, "Asia/Ho_Chi_Minh") == iso
    if iso is not None:
        assert datetime.fromisoformat(iso).tzinfo is not None
