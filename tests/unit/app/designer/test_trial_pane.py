from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.designer.page_messages import Question
from app.designer.trial_pane import TrialPane, clock_words
from tests.unit.app.designer.conftest import TRACE
from widgets.theme.palettes import look_for

CHECK = Question("xac_minh", "Xác minh", ("Có ngập", "Không ngập"))
APPROVE = Question("duyet", "Duyệt", ("approved", "rejected"))


def make(qtbot: QtBot) -> TrialPane:
    pane = TrialPane(look_for("dark", "desk"))
    qtbot.addWidget(pane)
    pane.resize(1000, 240)
    pane.show()
    return pane


def test_the_first_answer_is_proposed_and_a_given_one_stays(qtbot: QtBot, vietnamese: None) -> None:
    pane = make(qtbot)
    pane.show_questions((CHECK, APPROVE))
    assert pane.answers() == {"xac_minh": "Có ngập", "duyet": "approved"}
    assert pane._boxes["duyet"].currentText() == "Được duyệt"
    pane._boxes["xac_minh"].setCurrentIndex(1)
    pane.show_questions((CHECK,))
    assert pane.answers()["xac_minh"] == "Không ngập"


def test_an_answer_that_is_no_longer_offered_falls_back(qtbot: QtBot, vietnamese: None) -> None:
    pane = make(qtbot)
    pane.show_questions((CHECK,))
    pane._boxes["xac_minh"].setCurrentIndex(1)
    pane.show_questions((Question("xac_minh", "Xác minh", ("Có", "Không")),))
    assert pane.answers() == {"xac_minh": "Có"}


def test_the_trace_is_shown_and_a_step_names_its_element(qtbot: QtBot, vietnamese: None) -> None:
    pane = make(qtbot)
    chosen: list[str] = []
    pane.chosen.connect(chosen.append)
    pane.show_trace(TRACE)
    assert [pane.tree.topLevelItem(1).text(c) for c in range(3)] == ["+ 00:05:00", "Xác minh", "done"]
    assert chosen == []
    pane.tree.setCurrentItem(pane.tree.topLevelItem(1))
    assert set(chosen) == {"xac_minh"}
    pane.show_trace(())
    assert pane.words.text() == "Quy trình không làm gì cả."


def test_the_button_asks_for_a_run(qtbot: QtBot, vietnamese: None) -> None:
    pane = make(qtbot)
    with qtbot.waitSignal(pane.asked, timeout=1000):
        pane.button.click()


def test_times_are_said_with_days(vietnamese: None) -> None:
    assert clock_words(59.6) == "+ 00:01:00"
    assert clock_words(90_061) == "+ 1 ngày 01:01:01"
