import msgspec
import pytest

from backend.contract.cases import CaseFile, CaseNote
from widgets.logic.indicator_explain import explanation_of

FILE = CaseFile(
    "GT.1", "explanation", "Giải trình", "asked", "waiting", "medium", 100.0, 100.0,
    text="Vì sao?", unit_id="so-y-te", due_at=500.0,
)  # fmt: skip


def changed(**more):
    return msgspec.structs.replace(FILE, **more)


def test_what_was_asked_has_a_question_a_unit_and_a_deadline():
    found = explanation_of(FILE, ("remind",), 200.0)
    assert (found.standing, found.question, found.unit_id, found.due_at) == (
        "asked",
        "Vì sao?",
        "so-y-te",
        500.0,
    )
    assert (found.answer, found.overdue, found.open) == ("", False, True)
    assert explanation_of(FILE, (), 501.0).overdue


def test_the_units_result_is_the_answer_with_its_time():
    found = explanation_of(
        changed(status="answered", group="paused", result="Vì bão", paused_at=300.0), ("accept",), 900.0
    )
    assert (found.answer, found.answered_at, found.actions) == ("Vì bão", 300.0, ("accept",))
    assert not found.overdue  # its clock stands still while the leader reads


def test_a_later_public_remark_is_newer_than_the_result():
    notes = (
        CaseNote(200.0, "x", "cũ", True),
        CaseNote(400.0, "x", "bổ sung", True),
        CaseNote(450.0, "y", "nội bộ"),
    )
    file = changed(status="answered", group="paused", result="Vì bão", paused_at=300.0, notes=notes)
    assert explanation_of(file, (), 900.0).answer == "bổ sung"


def test_internal_remarks_are_no_answer_but_say_why_it_was_given_back():
    file = changed(status="returned", group="working", notes=(CaseNote(400.0, "Hà", "thiếu số"),))
    found = explanation_of(file, (), 450.0)
    assert (found.answer, found.returned_why) == ("", "thiếu số")


@pytest.mark.parametrize(
    ("status", "standing", "open_"),
    [("accepted", "accepted", False), ("withdrawn", "withdrawn", False), ("other", "unknown", False)],
)
def test_what_is_over_or_not_known_waits_for_nobody(status, standing, open_):
    found = explanation_of(changed(status=status, group="done", finished_at=300.0), (), 900.0)
    assert (found.standing, found.open) == (standing, open_)
