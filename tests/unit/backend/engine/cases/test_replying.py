"""Answers by SMS: a word is an action, the rest a remark, and nothing is lost."""

from __future__ import annotations

import pytest

from backend.contract.work import Message
from tests.unit.backend.engine.crew_stage import CrewStage


@pytest.fixture
def scene() -> CrewStage:
    return CrewStage()


def test_a_word_does_the_action_in_the_name_of_whoever_answers(scene: CrewStage) -> None:
    code = scene.open(data={"crew": "t1"})
    scene.pass_s(30)
    scene.reply("tho", "Nhận. 5 phút nữa tới")
    file = scene.file(code)
    assert (file.status, file.data["minutes_to_accept"]) == ("accepted", "0.5")
    assert [(note.by, note.text) for note in file.notes] == [("Lê Thọ", "5 phút nữa tới")]


def test_what_is_no_action_is_a_remark(scene: CrewStage) -> None:
    code = scene.open(data={"crew": "t1"})
    scene.reply("tho", "Mấy người vậy?")
    file = scene.file(code)
    assert (file.status, file.notes[-1].text) == ("sent", "Mấy người vậy?")


def test_what_cannot_be_done_any_more_is_kept_with_the_reason(scene: CrewStage) -> None:
    code = scene.open(data={"crew": "t1"})
    for text in ("1", "3", "1"):
        scene.reply("tho", text)
    file = scene.file(code)
    assert file.status == "there"
    assert file.notes[-1].text.startswith("1 (không thực hiện được: Không thể “Nhận lệnh”")


def test_each_crew_answers_for_its_own_order(scene: CrewStage) -> None:
    one, two = scene.open(data={"crew": "t1"}), scene.open(data={"crew": "t2"})
    scene.reply("dat", "1")
    assert (scene.file(one).status, scene.file(two).status) == ("sent", "accepted")


def test_an_answer_after_the_end_belongs_to_the_order_that_was_told_last(scene: CrewStage) -> None:
    code = scene.open(data={"crew": "t1"})
    for text in ("1", "4 xong rồi", "Về tới trụ sở"):
        scene.reply("tho", text)
    file = scene.file(code)
    assert file.status == "done"
    assert [note.text for note in file.notes] == ["xong rồi", "Về tới trụ sở"]


def test_somebody_who_was_told_nothing_changes_nothing(scene: CrewStage) -> None:
    code = scene.open(data={"crew": "t1"})
    scene.reply("dat", "1")
    assert scene.file(code).status == "sent"
    assert scene.file(code).notes == ()


def test_an_empty_answer_is_none(scene: CrewStage) -> None:
    code = scene.open(data={"crew": "t1"})
    scene.reply("tho", "  ")
    assert scene.file(code).notes == ()


def test_the_crew_is_told_where_to_go_and_how_to_answer(scene: CrewStage) -> None:
    code = scene.open(title="Gây rối", lat=16.067, lon=108.214, data={"crew": "t1"})
    (message,) = [m for m in scene.stage.items(Message) if m.template_id == "lenh-dieu-dong"]
    assert (message.person_id, message.fields["case_id"]) == ("tho", code)
    assert "(16.06700,108.21400)" in message.body
    assert "Tra loi: 1 nhan" in message.body
