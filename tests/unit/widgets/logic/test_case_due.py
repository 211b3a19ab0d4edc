import pytest

from backend.contract.cases import CaseFile
from widgets.logic.case_due import Due, due_of

NOW = 100_000.0


def made(group="working", **fields) -> CaseFile:
    base = {"opened_at": 0.0, "changed_at": 90_000.0, "due_at": 103_600.0, "near_at": 102_000.0, **fields}
    return CaseFile("C1", "report", "t", group, group, "low", **base)


@pytest.mark.parametrize(
    ("file", "due"),
    [
        (made(), Due("on_time", 3600.0)),
        (made(near_at=99_000.0), Due("near", 3600.0)),
        (made(due_at=99_400.0), Due("overdue", 600.0)),
        (made(due_at=None), Due("none")),
        (made("paused", paused_at=98_000.0, due_at=90_000.0), Due("on_time", 0.0, paused_s=2000.0)),
        (made("paused"), Due("on_time", 0.0, paused_s=10_000.0)),
        (made("done", finished_at=103_000.0), Due("kept", 600.0)),
        (made("done", finished_at=104_600.0), Due("missed", 1000.0)),
        (made("refused"), Due("kept", 13_600.0)),
    ],
)
def test_a_case_stands_so_with_its_deadline(file, due):
    assert due_of(file, NOW) == due


def test_a_case_that_nobody_takes_says_how_late_that_is():
    assert due_of(made("waiting", accept_due_at=99_000.0), NOW).accept_late_s == 1000.0
    assert due_of(made("waiting", accept_due_at=101_000.0), NOW).accept_late_s is None
    assert due_of(made("waiting", accept_due_at=99_000.0, accepted_at=98_000.0), NOW).accept_late_s is None
    assert due_of(made("working", accept_due_at=99_000.0), NOW).accept_late_s is None
    assert due_of(made("waiting", accept_due_at=99_000.0, due_at=None), NOW).accept_late_s == 1000.0


def test_without_another_deadline_the_one_of_its_acceptance_counts() -> None:
    waiting = CaseFile("H1", "dossier", "Khai sinh", "1", "waiting", "medium", 0.0, 0.0, accept_due_at=100.0)
    assert due_of(waiting, 40.0).accept_left_s == 60.0
    assert due_of(waiting, 160.0) == Due("none", accept_late_s=60.0)
