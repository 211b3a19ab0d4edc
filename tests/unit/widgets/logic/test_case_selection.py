import msgspec

from tests.unit.widgets.case_city import case
from widgets.logic.case_selection import MOST, CaseSelection


def test_the_cursor_stays_within_the_list():
    chosen = CaseSelection()
    chosen.move(7, 5)
    assert chosen.cursor == 4
    chosen.move(-3, 5)
    assert chosen.cursor == 0
    chosen.move(2, 0)
    assert chosen.cursor == 0


def test_an_action_is_done_to_the_marked_else_to_the_one_under_the_cursor():
    chosen = CaseSelection()
    assert chosen.subjects(None) == ()
    assert chosen.subjects(case(3)) == (case(3),)
    assert chosen.toggle(case(1))
    assert chosen.subjects(case(3)) == (case(1),)
    assert chosen.toggle(case(1))
    assert chosen.subjects(case(3)) == (case(3),)


def test_no_more_are_marked_than_the_daemon_takes_at_once():
    chosen = CaseSelection()
    assert chosen.mark(case(n) for n in range(MOST + 20)) == MOST
    assert len(chosen) == MOST
    assert not chosen.toggle(case(MOST + 1))
    assert chosen.mark([case(0)]) == 1, "one that is marked stays so"


def test_marks_carry_the_newest_version_of_their_case():
    chosen = CaseSelection()
    chosen.mark([case(0), case(1)])
    moved = msgspec.structs.replace(case(1), status="done", group="done")
    chosen.renew([moved, case(5)])
    assert chosen.marked() == (case(0), moved)


def test_what_was_refused_stays_marked():
    chosen = CaseSelection()
    chosen.mark(case(n) for n in range(4))
    chosen.keep([case(2).case_id])
    assert chosen.marked() == (case(2),)
    assert case(2).case_id in chosen
    chosen.clear()
    assert len(chosen) == 0
