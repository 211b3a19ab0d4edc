from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QDate, Qt

from app.settings.rules_page import RulesPage
from backend.contract.messages import Failure
from backend.contract.work_requests import BackTestRule, GetRules, Rules
from tests.unit.app.settings.conftest import CALMER, FLOOD, TEST
from tests.unit.widgets.city import NOW, snapshot


@pytest.fixture
def page(show, desk):
    return show(RulesPage(desk), 1700, 1000)


def midnight(year, month, day):
    return datetime(year, month, day, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).timestamp()


def test_the_first_rule_is_there_with_the_last_ninety_days(page):
    assert page.text == FLOOD
    assert page.heading.text() == "Ngập …"
    assert (page.start.text(), page.end.text()) == ("24/08/2026", "22/11/2026")
    assert not page.back.isEnabled()


def test_f5_tries_the_text_on_the_chosen_days(qtbot, page, asked):
    page.start.setDate(QDate(2026, 10, 1))
    page.end.setDate(QDate(2026, 10, 31))
    qtbot.keyClick(page, Qt.Key.Key_F5)
    assert asked(BackTestRule) == [BackTestRule(FLOOD, midnight(2026, 10, 1), midnight(2026, 11, 1))]
    assert page.results.test == TEST
    assert page.results.episodes.texts()[0][-1] == "62,4 cm", "the unit is that of the series"


def test_the_button_tries_up_to_now(page, asked):
    page.try_it.click()
    assert asked(BackTestRule)[0].end_at == NOW


def test_days_in_the_wrong_order_are_refused_here(page, asked):
    page.start.setDate(QDate(2026, 12, 1))
    page.try_rule()
    assert asked(BackTestRule) == []
    assert "sửa ngày" in page.message.text()


@pytest.mark.parametrize(
    ("text", "words"),
    [("rules:\n- id: [\n", "rule.yaml:3"), ("  \n", "Chưa có nội dung"), ("a: 1\n", "không có quy tắc nào")],
)
def test_a_text_that_cannot_be_tried_is_refused_here(page, asked, text, words):
    page.editor.setPlainText(text)
    page.try_rule()
    page.save_file()
    assert asked(BackTestRule) == []
    assert words in page.message.text()


def test_a_refusal_of_the_daemon_is_said(city, page):
    city.daemon.answers[BackTestRule] = Failure("invalid", "không có chỉ số “levl”", "xem pack.yaml")
    page.try_rule()
    assert page.results.message.text() == "Không có chỉ số “levl”. Xem pack.yaml."
    city.daemon.answers[BackTestRule] = Failure("invalid", "/var/x1/rules.yaml:7: rules[0].metric: sai")
    page.try_rule()
    assert page.results.message.text() == "rules.yaml:7: rules[0].metric: sai."


def test_who_may_not_try_is_told(show, city, desk):
    city.daemon.answers[BackTestRule] = Failure(
        "not_allowed", "BackTestRule is not for the role 'duty_officer'"
    )
    page = show(RulesPage(replace(desk, role="duty_officer")), 1700, 1000)
    assert "trưởng ca" in page.message.text()
    page.try_rule()
    assert "không được phép" in page.results.message.text()


def test_waiting_says_how_long_and_can_be_left(qtbot, city, page, asked):
    city.daemon.silent = True
    page.try_rule()
    city.pass_time(75)
    assert page.results.message.text().startswith(
        "Đang thử “ngap-duong” trên lịch sử, đã 1\u00a0ph\u00a015\u00a0s"
    )
    page.try_rule()
    assert len(asked(BackTestRule)) == 1, "one at a time"
    qtbot.keyClick(page.editor, Qt.Key.Key_Escape)
    assert "Đã thôi chờ" in page.results.message.text()
    city.pass_time(1)
    assert "Đã thôi chờ" in page.results.message.text()


def test_an_answer_that_nobody_waits_for_is_dropped(city, page):
    late = []
    city.live._requester = lambda body, on_reply, _deadline_s: late.append(on_reply)
    page.try_rule()
    page.leave()
    page.try_rule()
    late[0](TEST)
    assert page.results.test is None
    late[0](Failure("late", "x"))
    assert "Đang thử" in page.results.message.text()
    late[1](TEST)
    assert page.results.test == TEST


def test_the_proposal_is_taken_and_tried(qtbot, page, asked):
    page.try_rule()
    qtbot.keyClick(page, Qt.Key.Key_F6)
    assert page.text == CALMER
    assert asked(BackTestRule)[-1].rule == CALMER
    assert page.results.stale.isHidden()
    page.editor.undo()
    assert page.text == FLOOD


def test_each_rule_keeps_what_was_changed(page):
    page.editor.setPlainText(CALMER)
    page.rules.list.setCurrentRow(1)
    assert page.text.startswith("rules:\n- id: mat-tru")
    page.rules.list.setCurrentRow(0)
    assert page.text == CALMER
    assert page.rules.list.item(0).text().endswith("đang sửa")
    page.back.click()
    assert page.text == FLOOD
    assert not page.rules.list.item(0).text().endswith("đang sửa")


def test_a_result_of_another_text_says_so(page):
    page.try_rule()
    page.editor.setPlainText(CALMER)
    assert not page.results.stale.isHidden()


def test_the_rule_is_saved_as_a_file(qtbot, page, people, tmp_path):
    people.path = tmp_path / "ngap.yaml"
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert people.names == ["ngap-duong.yaml"]
    assert people.path.read_text("utf-8") == FLOOD
    assert page.message.text() == f"Đã ghi: {people.path}"


def test_a_file_that_cannot_be_written_is_said(page, people, tmp_path):
    people.path = tmp_path / "none" / "ngap.yaml"
    page.save.click()
    assert page.message.text().startswith(f"Không ghi được {people.path}")


def test_thinking_better_of_it_writes_nothing(page, people):
    page.save.click()
    assert people.names == ["ngap-duong.yaml"]
    assert page.message.text() == ""


def test_ctrl_f_goes_to_the_search(qtbot, page):
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.rules.search.hasFocus()


def test_rules_that_could_not_be_loaded_are_asked_for_again(show, city, desk, asked):
    city.daemon.answers[GetRules] = Failure("late", "x")
    page = show(RulesPage(desk), 1700, 1000)
    assert "chưa trả lời kịp" in page.rules.message.text()
    city.daemon.answers[GetRules] = Rules(())
    city.live.take_snapshot(snapshot())
    assert "chưa có quy tắc nào" in page.rules.message.text()
    city.live.take_snapshot(snapshot())
    assert len(asked(GetRules)) == 2


def test_dates_that_somebody_chose_stay(city, page):
    page.start.setDate(QDate(2026, 10, 1))
    city.clock.at += 86_400
    city.live.take_snapshot(snapshot())
    assert page.start.text() == "01/10/2026"


def test_proposed_dates_follow_the_daemons_time(city, page):
    city.clock.at += 86_400
    city.live.take_snapshot(snapshot())
    assert (page.start.text(), page.end.text()) == ("25/08/2026", "23/11/2026")
