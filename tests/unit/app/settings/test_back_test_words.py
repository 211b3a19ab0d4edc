import pytest
from msgspec.structs import replace

from app.settings import back_test_words as told
from app.settings.rule_text import Calm
from tests.unit.app.settings.conftest import TEST

NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def words(vietnamese):
    """Tell in Vietnamese."""


def test_the_figures_that_are_read_first():
    found = {figure.name: figure.value for figure in told.figures(TEST, "vi")}
    assert found == {
        "lần báo": "312",
        "lần mỗi ngày": "3,5",
        "tổng thời gian báo": f"1{NBSP}ngày{NBSP}16{NBSP}giờ",
        "lần chập chờn": "121",
        "lũ cảnh báo": "2",
    }


@pytest.mark.parametrize(("per_day", "decimals"), [(0.04, 2), (3.4, 1), (140.0, 0)])
def test_a_rate_is_told_as_finely_as_it_is_known(per_day, decimals):
    assert told.per_day_decimals(per_day) == decimals


def test_what_was_looked_at():
    said = told.basis(TEST, "Asia/Ho_Chi_Minh", "vi")
    assert said == "90 ngày, từ T2 24/08/2026 đến CN 22/11/2026, 1.296.000 số liệu"


def test_a_verdict_only_where_there_is_something_to_say():
    assert told.verdict(TEST, "vi").startswith("39 % số lần báo là chập chờn")
    assert told.verdict(replace(TEST, n_chattering=10), "vi") == ""
    assert told.verdict(replace(TEST, n_episodes=0), "vi") == "Lẽ ra không báo lần nào."
    assert "không kết luận được" in told.verdict(replace(TEST, n_readings=0, n_episodes=0), "vi")


def test_named_events():
    assert told.events_verdict(TEST) == "Sự kiện đã ghi: bắt được 1 trên 2"
    assert "events.yaml" in told.events_verdict(replace(TEST, events=()))


def test_a_proposal_is_told_by_what_it_wins():
    assert told.proposal_words(TEST, "vi") == (
        "Bớt 216 lần báo (69 %), không bỏ sót sự kiện nào đang bắt được."
    )


def test_a_proposal_that_loses_an_event_says_so():
    losing = replace(TEST, events=(replace(TEST.events[0], kept=False),))
    assert "bỏ sót 1 sự kiện" in told.proposal_words(losing, "vi")


def test_nothing_to_propose_is_said_honestly():
    nothing = replace(TEST, proposal={}, rule_proposed="")
    assert told.proposal_words(nothing, "vi").startswith("Không có đề xuất")
    assert told.changes(nothing, Calm(), "cm", "vi") == ()


def test_the_comparison_marks_what_changes():
    rows = {
        row.name: (row.before, row.after, row.changed)
        for row in told.changes(TEST, Calm(60, 0, 2), "cm", "vi")
    }
    assert rows["Chờ trước khi báo"] == (f"1{NBSP}ph", f"3{NBSP}ph", True)
    assert rows["Chờ trước khi hết báo"] == (f"0{NBSP}s", f"0{NBSP}s", False)
    assert rows["Khoảng trễ"] == ("2 cm", "3 cm", True)
    assert rows["Số lần báo"] == ("312 (3,5 mỗi ngày)", "96 (1,1 mỗi ngày)", True)


def test_a_setting_that_the_proposal_leaves_out_stays():
    rows = told.changes(replace(TEST, proposal={"deadband": 0.25}), Calm(60, 300, 0.1), "", "vi")
    assert [row.changed for row in rows[:3]] == [False, False, True]
    assert (rows[2].before, rows[2].after) == ("0,1", "0,25")
