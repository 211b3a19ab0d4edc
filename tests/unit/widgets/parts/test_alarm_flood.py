import pytest
from PySide6.QtCore import Qt

from backend.contract.messages import Failure
from backend.contract.state import DeskLoad, Text
from backend.contract.work import FloodReport, TopAlarm
from backend.contract.work_requests import FloodReports, GetFloodReports
from tests.unit.widgets.city import NOW
from widgets.parts.alarm_flood import FloodPane, flood_words


def report(n_alarms=64, began_at=NOW - 9000):
    return FloodReport(
        began_at, began_at + 2280, n_alarms, 23, "flood@1", Text("Ngập 42 cm — Mẹ Suốt"),
        {"low": 12, "critical": 4, "high": 0}, {"hk": 13, "tn": 51, "": 2},
        (TopAlarm("flood@1", Text("Ngập — Mẹ Suốt"), 14, 0.22),),
    )  # fmt: skip


@pytest.fixture
def pane_of(show, city):
    city.live.state.units = {"tn": "Đội thoát nước"}

    def made(answer):
        city.daemon.answers[GetFloodReports] = answer
        return show(FloodPane(city.context()), 640, 600)

    return made


def facts(pane):
    return {fact.name: fact.words.replace("\u00a0", " ") for fact in pane.facts.facts()}


def test_the_line_of_a_running_flood(city):
    state = city.live.state
    assert flood_words(state, NOW, "vi") == ""
    state.desk = DeskLoad(n_new_10min=23, flood=True, flood_since_at=NOW - 600, first_out="flood@2")
    assert flood_words(state, NOW, "vi") == (
        "Ngập cảnh báo: 23 cảnh báo/10 phút từ 03:32 · báo đầu tiên: Ngập 34 cm — Hàm Nghi, Thanh Khê"
    )
    state.desk = DeskLoad(n_new_10min=23, flood=True, first_out="gone")
    assert flood_words(state, NOW, "vi") == "Ngập cảnh báo: 23 cảnh báo/10 phút"


def test_the_report_of_a_flood(pane_of):
    pane = pane_of(FloodReports((report(),)))
    assert pane.heading.text() == "Ngập cảnh báo 01:12–01:50"
    assert facts(pane) == {
        "Kéo dài": "38 ph",
        "Cảnh báo": "64",
        "Cao điểm": "23 trong 10 phút",
        "Báo đầu tiên": "Ngập 42 cm — Mẹ Suốt",
        "Theo mức": "4 nguy cấp · 12 lưu ý",
        "Theo đơn vị": "Đội thoát nước 51 · hk 13 · không rõ đơn vị 2",
    }
    assert [(line.left, line.right) for line in pane.top.lines()] == [("Ngập — Mẹ Suốt", "14 · 22 %")]


def test_arrows_go_through_the_reports(qtbot, pane_of):
    pane = pane_of(FloodReports((report(1), report(2), report(3))))
    for key, shown in [("Left", 1), ("Left", 2), ("Left", 2), ("Right", 1), ("Right", 0), ("Right", 0)]:
        qtbot.keyClick(pane, getattr(Qt.Key, f"Key_{key}"))
        assert pane.shown == shown
    assert pane.standing.text() == "báo cáo 1/3 · ← cũ hơn · → mới hơn · Esc: quay lại"
    qtbot.keyClick(pane, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.closed):
        qtbot.keyClick(pane, Qt.Key.Key_Escape)


def test_none_yet_and_no_answer_are_said(qtbot, pane_of):
    pane = pane_of(FloodReports(()))
    assert pane.standing.text() == "Chưa ghi nhận đợt ngập cảnh báo nào."
    qtbot.keyClick(pane, Qt.Key.Key_Left)
    assert pane_of(Failure("busy", "Máy chủ bận.", "Thử lại.")).standing.text() == "Máy chủ bận. Thử lại."
