from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from backend.contract.document import DocumentError, load
from backend.contract.state import Text
from backend.domain.calendar.working import WorkingCalendar
from backend.domain.deadlines.amount import DurationError
from backend.domain.deadlines.spec import Begin, DeadlineSpec

At = Callable[[str], float]


@pytest.mark.parametrize(
    ("begin", "accepted", "begins"),
    [
        ("at_once", "13/02 18:00", "13/02 18:00"),
        ("next_working", "13/02 10:00", "13/02 10:00"),
        ("next_working", "13/02 18:00", "23/02 07:30"),
        ("next_working_day", "12/02 10:00", "13/02 07:30"),
        ("next_working_day", "13/02 10:00", "23/02 07:30"),
        ("next_working_day", "13/02 18:00", "23/02 07:30"),
    ],
)
def test_start_rules(office: WorkingCalendar, at: At, begin: Begin, accepted: str, begins: str) -> None:
    spec = DeadlineSpec(amount="PT4H", begin=begin)
    assert spec.begins_at(at(accepted), office) == at(begins)


def test_three_working_days_from_the_day_after_end_at_the_closing_of_the_third(
    office: WorkingCalendar, at: At
) -> None:
    spec = DeadlineSpec(amount="P3D", begin="next_working_day")
    assert spec.due_at(spec.begins_at(at("03/03 10:00"), office), office) == at("06/03 17:00")


def test_calendar_days_may_give_way_to_the_next_working_day(office: WorkingCalendar, at: At) -> None:
    keep = DeadlineSpec(amount="P15D", mode="elapsed")
    roll = DeadlineSpec(amount="P15D", mode="elapsed", on_day_off="next_working_day")
    assert keep.due_at(at("02/02 10:00"), office) == at("17/02 10:00")
    assert roll.due_at(at("02/02 10:00"), office) == at("23/02 17:00")
    assert roll.due_at(at("18/02 10:00"), office) == at("05/03 10:00")


@pytest.mark.parametrize("amount", ["P0D", "PT0S"])
def test_no_time_at_all_is_refused(amount: str) -> None:
    with pytest.raises(DurationError, match="is no time at all"):
        DeadlineSpec(amount=amount)
    with pytest.raises(DurationError, match="leave it out"):
        DeadlineSpec(amount="P1D", near_left=amount)


@pytest.mark.parametrize("share", [-0.1, 1.0, 20])
def test_a_share_lies_below_one(share: float) -> None:
    with pytest.raises(ValueError, match=r"write a share from 0 to below 1, e\.g\. 0\.2"):
        DeadlineSpec(amount="P1D", near_share=share)


def test_weeks_need_elapsed_time() -> None:
    assert DeadlineSpec(amount="P8W", mode="elapsed")
    with pytest.raises(DurationError, match="write working days, e.g. P5D"):
        DeadlineSpec(amount="P8W")


def test_it_is_read_from_a_file() -> None:
    text = """
    amount: P3D
    begin: next_working_day
    near_share: 0.2
    pauses: {"5": {vi: Yêu cầu bổ sung giấy tờ}}
    """
    spec = load(text, DeadlineSpec, "dossier.yaml")
    assert spec == DeadlineSpec(
        amount="P3D", begin="next_working_day", near_share=0.2, pauses={"5": Text("Yêu cầu bổ sung giấy tờ")}
    )
    assert msgspec.json.decode(msgspec.json.encode(spec), type=DeadlineSpec) == spec


@pytest.mark.parametrize(
    "line",
    ["amount: 3 days", "amount: P3D\nnear_share: 2", "amount: P3D\nbegin: later", "amount: P3D\ngrace: P1D"],
)
def test_a_fault_in_a_file_is_a_fault_with_its_line(line: str) -> None:
    with pytest.raises(DocumentError, match=r"dossier\.yaml:\d"):
        load(line, DeadlineSpec, "dossier.yaml")
