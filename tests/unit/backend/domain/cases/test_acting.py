from __future__ import annotations

from collections.abc import Callable

import pytest

from backend.domain.calendar.hours import DatedHours, parse_week
from backend.domain.calendar.working import WorkingCalendar
from backend.domain.cases.acting import following, known_unit
from backend.domain.cases.change import Actor, CaseRefusedError
from backend.domain.cases.rules import CaseRules
from tests.unit.backend.domain.cases.conftest import OFFICE, UNITS, ZONE, Desk, instant, make_kind

Open = Callable[..., Desk]
WHEN = "02/11 09:00"
SYSTEM = Actor("system", "system")


@pytest.mark.parametrize(
    ("action", "values", "said"),
    [
        ("classify", {"field": "bridges"}, "no field 'bridges'; expected one of: road, jam, other"),
        (
            "classify",
            {"severity": "huge"},
            "no severity 'huge'; expected one of: critical, high, medium, low",
        ),
        ("assign", {"unit": "Sở Y tế"}, "no unit 'Sở Y tế'"),
        ("assign", {"unit": "quan mot"}, "'quan-1' is gone since 2025-07-01; choose so-xd"),
    ],
)
def test_a_value_that_means_nothing_is_refused_with_those_that_do(
    opened: Open, action: str, values: dict[str, str], said: str
) -> None:
    with pytest.raises(CaseRefusedError, match=said) as refused:
        opened().do(action, WHEN, **values)
    assert "Hãy chọn" in refused.value.text.vi


def test_a_unit_of_the_past_was_one_then(opened: Open) -> None:
    parts = opened().rules._parts
    assert known_unit(parts, "quan-1", instant("02/11 08:00") - 2 * 365 * 86_400) == "quan-1"


@pytest.mark.parametrize("rating", ["0", "6", "5.0", "tốt"])
def test_a_rating_is_1_to_5(opened: Open, rating: str) -> None:
    desk = opened()
    desk.do("accept", WHEN)
    desk.do("finish", WHEN, result="x")
    with pytest.raises(CaseRefusedError, match="give 1 to 5"):
        desk.do("rate", WHEN, rating=rating)


@pytest.mark.parametrize("due", ["2026-11-09T08:00", "2026-11-06"])
def test_an_extension_gives_more_time(opened: Open, due: str) -> None:
    with pytest.raises(CaseRefusedError, match="must be after 08:00 09/11/2026") as refused:
        opened().do("extend", WHEN, role="shift_supervisor", due=due, note="x")
    assert "phải sau 08:00 09/11/2026" in refused.value.text.vi


def test_an_overdue_case_is_extended_into_the_future(opened: Open) -> None:
    desk = opened()
    with pytest.raises(CaseRefusedError, match="must be after 09:00 20/11/2026"):
        desk.do("extend", "20/11 09:00", role="shift_supervisor", due="2026-11-19", note="x")
    file = desk.do("extend", "20/11 09:00", role="shift_supervisor", due="2026-11-25T10:00", note="x")
    assert file.due_state(instant("24/11 09:00")) == "on_time"


def test_accepting_may_happen_without_a_status(opened: Open) -> None:
    file = opened().do("accept", WHEN)
    assert file.accepted_at == instant(WHEN)


def test_a_paused_duplicate_that_is_none_stays_paused(opened: Open) -> None:
    parent, child = opened(), opened(case_id="B")
    child.do("ask", WHEN, note="x")
    change = child.rules.acted(
        "merge", {"parent": "A"}, child.state, SYSTEM, instant("02/11 10:00"), parent.state
    )
    child.state = change.state
    back = child.do("unmerge", "02/11 11:00")
    assert (back.group, back.parent) == ("paused", "")
    assert child.state.finish is not None
    assert child.state.finish.paused_since_at == instant("02/11 11:00")


def test_a_duplicate_follows_status_and_result(opened: Open) -> None:
    parent, child = opened(), opened(case_id="B")
    parent.do("refuse", WHEN, note="Không có thật")
    state = following(child.rules._parts, parent.file, child.state, instant("02/11 10:00"))
    assert (state.file.status, state.file.result, state.file.finished_at) == (
        "refused", "Không có thật", instant("02/11 10:00"),
    )  # fmt: skip


def test_what_the_desk_hands_on_is_due_by_the_hours_of_the_first_unit_and_no_transfer_changes_that(
    opened: Open,
) -> None:
    always = WorkingCalendar([DatedHours(parse_week({"mon-sun": ["00:00-24:00"]}))])
    hours = {"ioc": always, "so-xd": OFFICE, "cong-an": always}
    own = CaseRules(make_kind(), hours.__getitem__, ZONE, units=UNITS)
    desk = opened("07/11 08:00", own=own, field="other")  # a Saturday
    assert desk.file.unit_id == "ioc"
    by_the_desk = desk.file.due_at
    desk.do("assign", "07/11 09:00", unit="so-xd")
    assert by_the_desk is not None
    assert desk.file.due_at == opened("07/11 08:00", own=own, field="road").file.due_at != by_the_desk
    due_at = desk.file.due_at
    desk.do("transfer", "09/11 09:00", unit="cong-an", note="x")
    assert desk.file.due_at == due_at
