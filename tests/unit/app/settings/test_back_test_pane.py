import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel

from app.settings.back_test_pane import BackTestPane
from tests.unit.app.settings.conftest import CALMER, EPISODES, FLOOD, TEST
from widgets.theme.look import DARK


@pytest.fixture
def pane(show, desk):
    return show(BackTestPane(desk, None), 760, 1000)


def labels(pane):
    return [pane.changes.itemAt(k).widget().text() for k in range(pane.changes.count())]


def test_it_begins_with_what_it_is_for(pane):
    assert "không ai bị gọi" in pane.message.text()
    assert pane.leave.isHidden()
    assert pane.test is None


def test_a_result_is_told_in_figures_and_words(pane):
    pane.show_test(TEST, FLOOD, "cm")
    figures = [label.text() for label in pane.findChildren(QLabel)]
    assert {"312", "3,5", "121"} <= set(figures)
    assert pane.basis.text().startswith("ngap-duong · 90 ngày")
    assert "chập chờn" in pane.verdict.text()
    assert "Chỉ vẽ và liệt kê 2 lần" in pane.partial.text()
    assert pane.stale.isHidden()


def test_rings_are_listed_newest_first(pane):
    pane.show_test(TEST, FLOOD, "cm")
    newest, older = pane.episodes.texts()
    assert newest == ["03:42 21/11", "vẫn còn", "Hàm Nghi", "◆ nguy cấp", "62,4 cm"]
    assert older[1:3] == ["4\u00a0ph", "Mẹ Suốt"]
    assert pane.episodes.topLevelItem(0).foreground(3).color().name().upper() == DARK.critical


def test_a_ring_of_an_unknown_place_and_severity_without_a_value(pane):
    pane.show_test(
        replace(TEST, episodes=(replace(EPISODES[0], subject="x", severity="?", value=None),)), FLOOD, "cm"
    )
    assert pane.episodes.texts()[0][2:] == ["x", "?", ""]


def test_named_events_say_whether_they_are_caught_and_stay_so(pane):
    pane.show_test(TEST, FLOOD, "cm")
    assert pane.events_head.text() == "Sự kiện đã ghi: bắt được 1 trên 2"
    first, second = pane.events.texts()
    assert first == ["Ngập hầm chui · T5 19/11/2026", "✓ bắt được", "✓ theo đề xuất"]
    assert second[1:] == ["✕ bỏ sót", ""]
    losing = replace(TEST, events=(replace(TEST.events[0], kept=False),))
    pane.show_test(losing, FLOOD, "cm")
    assert pane.events.texts()[0][2] == "✕ theo đề xuất"


def test_the_proposal_is_compared_and_taken(pane):
    taken = []
    pane.proposal_taken.connect(taken.append)
    pane.take_proposal()
    pane.show_test(TEST, FLOOD, "cm")
    assert "2 nơi không xét được" in pane.proposal.text()
    assert labels(pane)[:5] == ["hiện nay", "đề xuất", "Chờ trước khi báo", "1\u00a0ph", "3\u00a0ph"]
    pane.take.click()
    assert taken == [CALMER]


def test_without_a_proposal_there_is_nothing_to_take(pane):
    pane.show_test(TEST, FLOOD, "cm")
    pane.show_test(
        replace(TEST, proposal={}, rule_proposed="", remarks=("không đề xuất: không đủ số liệu",)),
        FLOOD,
        "cm",
    )
    assert pane.take.isHidden()
    assert labels(pane) == []
    assert pane.proposal.text().endswith("không đề xuất: không đủ số liệu")


def test_a_result_of_another_text_says_so(pane):
    pane.show_test(TEST, FLOOD, "cm")
    pane.note_text(FLOOD + " ")
    assert not pane.stale.isHidden()
    pane.note_text(FLOOD)
    assert pane.stale.isHidden()


def test_waiting_can_be_left(qtbot, pane):
    pane.say("Đang thử…", waiting=True)
    assert not pane.leave.isHidden()
    with qtbot.waitSignal(pane.leave_asked):
        pane.leave.click()


def test_a_refusal_takes_the_place_of_a_result(pane):
    pane.show_test(TEST, FLOOD, "cm")
    pane.say("Quy tắc sai.", bad=True)
    assert pane.test is None
    assert DARK.critical in pane.message.styleSheet()


def test_a_quiet_rule_lists_nothing(pane):
    pane.show_test(replace(TEST, n_episodes=0, n_chattering=0, episodes=(), events=()), FLOOD, "cm")
    assert pane.verdict.text() == "Lẽ ra không báo lần nào."
    assert pane.episodes.isHidden()
    assert pane.events.isHidden()
    assert pane.partial.isHidden()
