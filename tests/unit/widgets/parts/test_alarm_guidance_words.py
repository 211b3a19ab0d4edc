"""What the guidance says."""

from __future__ import annotations

import pytest

from backend.contract.messages import WorkChanged
from backend.contract.state import Text
from backend.contract.work import Incident, Run, Step
from tests.unit.widgets.city import NOW, alarm
from widgets.parts.alarm_guidance_words import Reader, guidance_facts, has_procedure, run_of
from widgets.theme.look import DARK, Look

TOLD = {
    "response": Text("Báo phường"), "consequence": Text("Xe chết máy"), "respond_within_s": 600.0,
    "unit_id": "tn", "procedure": "ngap",
}  # fmt: skip


def run(state="running", **fields):
    steps = tuple(Step(f"s{k}", f"e{k}", "Bước", "user", "done" if k == 0 else "open", NOW) for k in range(2))
    return Run("QT.1", "ngap", "Ngập", 1, state, NOW, NOW, steps, ("Báo cáo",), **fields)


@pytest.fixture
def said(city):
    city.live.state.units = {"tn": "Đội thoát nước"}

    def facts(**fields):
        reader = Reader(city.live.state, Look(DARK), "vi", NOW, {"ngap": "Ngập khẩn cấp"})
        found = guidance_facts(alarm(1, **{**TOLD, **fields}), reader)
        return {fact.name: fact.words.replace("\u00a0", " ") for fact in found if fact.words}

    return facts


def test_all_that_a_rule_must_say(said):
    assert said() == {
        "Việc cần làm": "Báo phường",
        "Hậu quả": "Xe chết máy",
        "Xử lý trong": "10 ph · còn 8 ph 35 s",
        "Đơn vị": "Đội thoát nước",
        "Người phụ trách": "chưa có ai",
        "Quy trình": "Ngập khẩn cấp",
    }


@pytest.mark.parametrize(
    ("fields", "name", "words"),
    [
        ({"raised_at": NOW - 700}, "Xử lý trong", "10 ph · đã quá 1 ph 40 s"),
        ({"operator": "acknowledged"}, "Xử lý trong", "10 ph"),
        ({"procedure": "none"}, "Quy trình", "không có, theo chủ ý"),
        ({"unit_id": "khac"}, "Đơn vị", "khac"),
        ({"incident_id": "SC.9"}, "Sự cố", "SC.9"),
        ({"note": "đã báo"}, "Ghi chú", "đã báo"),
        ({"assignee": "Đội 2"}, "Người phụ trách", "đã giao Đội 2"),
        (
            {"operator": "acknowledged", "owner": "Hà", "until_at": NOW + 1063, "comment": "xem"},
            "Người phụ trách",
            "Hà · xem đến 04:00 · “xem”",
        ),
    ],
)
def test_what_changes_with_the_alarm(said, fields, name, words):
    assert said(**fields)[name] == words


def test_the_run_of_its_procedure_is_followed(said, city):
    city.live.take(WorkChanged((run(alarm_id="flood@1"),)))
    assert said()["Quy trình"] == "Ngập khẩn cấp · xong 1/3 bước · QT.1"
    for state, word in (("finished", "đã xong"), ("cancelled", "đã hủy"), ("failed", "dừng vì lỗi")):
        city.live.take(WorkChanged((run(state, alarm_id="flood@1"),)))
        assert said()["Quy trình"] == f"Ngập khẩn cấp · {word} · QT.1"


def test_a_run_of_the_incident_is_the_alarms_too(said, city):
    storm = Incident("SC.1", Text("Ngập Mẹ Suốt"), "critical", "open", NOW, NOW, ())
    city.live.take(WorkChanged((storm, run(incident_id="SC.1"))))
    state = city.live.state
    assert run_of(alarm(1, procedure="ngap", incident_id="SC.1"), state).run_id == "QT.1"
    assert run_of(alarm(1, procedure="ngap", incident_id="SC.2"), state) is None
    assert run_of(alarm(1, procedure="mua", incident_id="SC.1"), state) is None
    assert said(incident_id="SC.1")["Sự cố"] == "Ngập Mẹ Suốt · SC.1"


def test_none_on_purpose_is_no_procedure():
    assert [has_procedure(alarm(1, procedure=p)) for p in ("ngap", "none", "")] == [True, False, False]
