import pytest

from backend.contract.messages import EntryAppended, Failure, GetJournal, WorkChanged
from backend.contract.work import Run
from backend.contract.work_requests import GetProcedures, Made, ProcedureInfo, Procedures, StartProcedure
from tests.unit.widgets.city import NOW, alarm
from widgets.logic.alarm_groups import AlarmRow, Surroundings, head_of
from widgets.parts.alarm_guidance import Guidance


@pytest.fixture
def guidance(show, city):
    city.daemon.answers[GetProcedures] = Procedures((ProcedureInfo("ngap", "Ngập khẩn cấp", 1, "", 0, 0),))
    city.daemon.answers[StartProcedure] = Made("QT.1", 9)
    return show(Guidance(city.context()), 640, 700)


def row(number=1, **fields):
    return AlarmRow(alarm(number, procedure="ngap", **fields))


def test_nothing_chosen_says_so(guidance):
    assert guidance.heading.text() == "Chọn một cảnh báo"
    guidance.start_procedure()
    guidance._ask_journal()
    assert not guidance.can_start()


def test_the_chosen_alarm_with_its_journal(qtbot, city, guidance):
    guidance.show_row(row())
    assert guidance.heading.text() == "Ngập 62 cm — Mẹ Suốt, Hòa Khánh"
    assert guidance.standing.text() == "nguy cấp · Vượt 40 cm (Nguy cấp) · từ 03:40"
    qtbot.waitUntil(lambda: len(guidance.journal.lines()) == 3, timeout=3000)
    assert GetJournal(limit=20, subject="flood@1", newest_first=True) in city.daemon.asked
    assert guidance.journal.lines()[0].left == "Đã nhận cảnh báo"
    assert any(fact.words == "Ngập khẩn cấp" for fact in guidance.facts.facts())
    assert city.daemon.asked.count(GetProcedures()) == 1


def test_running_down_the_list_asks_only_where_it_ends(qtbot, city, guidance):
    for number in (1, 2, 3):
        guidance.show_row(row(number))
    qtbot.waitUntil(lambda: bool(guidance.journal.lines()), timeout=3000)
    assert [a.subject for a in city.daemon.asked if isinstance(a, GetJournal)] == ["flood@3"]


def test_what_is_journalled_now_comes_on_top(city, guidance):
    guidance.show_row(row())
    city.live.take(EntryAppended(10, NOW, "ha", "alarm.acknowledged", "flood@1", {"comment": "đang xem"}))
    city.live.take(EntryAppended(11, NOW, "ha", "alarm.acknowledged", "flood@2", {}))
    assert [line.note for line in guidance.journal.lines()] == ["ha · đang xem"]


def test_a_group_shows_the_alarm_to_look_at_first(guidance):
    alarms = [alarm(2, severity="low", raised_at=NOW - 300), alarm(1)]
    guidance.show_row(head_of(("incident", "SC.1"), alarms, Surroundings()))
    assert guidance.alarm.alarm_id == "flood@1"
    assert guidance.heading.text() == "SC.1"
    assert guidance.standing.text().startswith("Ngập 62 cm — Mẹ Suốt, Hòa Khánh · nguy cấp"), "which"


def test_its_procedure_starts_once(city, guidance):
    guidance.show_row(row(incident_id="SC.1"))
    assert guidance.can_start()
    guidance.start_procedure()
    assert city.daemon.asked[-1] == StartProcedure("ngap", "SC.1", "flood@1")
    assert guidance.message.text() == "Quy trình đã bắt đầu."
    city.live.take(
        WorkChanged((Run("QT.1", "ngap", "Ngập", 1, "running", NOW, NOW, (), alarm_id="flood@1"),))
    )
    assert not guidance.can_start()
    n_asked = len(city.daemon.asked)
    guidance.start_procedure()
    assert len(city.daemon.asked) == n_asked


def test_why_it_could_not_start_is_said(city, guidance):
    city.daemon.answers[StartProcedure] = Failure("not_found", "Không có quy trình 'ngap'.", "Xuất bản nó.")
    guidance.show_row(row())
    guidance.start_procedure()
    assert guidance.message.text() == "Không có quy trình 'ngap'. Xuất bản nó."
    guidance.show_row(row(2))
    assert guidance.message.isHidden()


def test_the_journal_gives_way_where_there_is_little_room(guidance):
    guidance.show_row(row())
    assert not guidance.journal.isHidden()
    guidance.resize(640, 150)
    assert guidance.journal.isHidden()
