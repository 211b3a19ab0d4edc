import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from backend.contract.messages import Failure
from backend.contract.work_requests import DoStep
from tests.unit.widgets.parts.test_step_snapshot import Port
from tests.unit.widgets.storm import RUN_ID, context, run, step, stormy
from widgets.parts.step_card import StepCard
from widgets.parts.step_deeds import OUTCOME


@pytest.fixture
def city(vietnamese):
    return stormy()


@pytest.fixture
def card(show, city):
    made = StepCard(context(city, video=Port()), show(QWidget(), 600, 500), acting=True)
    made.setGeometry(0, 0, 600, 500)
    made.show()
    yield made
    made.evidence.camera.stop()


def shown(card, number):
    one = run()
    card.show_step(one, one.steps[number - 1])
    return card


def test_done_needs_one_key(city, card):
    shown(card, 2).act("done")
    assert city.daemon.asked[-1] == DoStep(RUN_ID, "s2", "done")
    assert card.message.isHidden()


def test_an_outcome_is_done_with_its_words(city, card):
    card.show_step(run(), step(9, "Có ngập không?", outcomes=("Có ngập", "Không ngập")))
    card.act(OUTCOME + "Không ngập")
    assert city.daemon.asked[-1] == DoStep(RUN_ID, "s9", "done", outcome="Không ngập")


def test_a_refusal_stands_on_the_card_until_another_step_is_shown(city, card):
    city.daemon.answers[DoStep] = Failure("refused", "Thiếu bằng chứng.", "Chụp ảnh trước.")
    shown(card, 2).act("done")
    assert card.message.text() == "Thiếu bằng chứng. Chụp ảnh trước."
    assert not card.message.isHidden()
    shown(card, 3)
    assert card.message.isHidden()


def test_a_second_press_waits_for_the_answer(city, card):
    city.daemon.silent = True
    shown(card, 2).act("done")
    card.act("done")
    assert len(city.daemon.asked) == 1


def test_reasons_are_asked_in_place_of_the_keys(qtbot, city, card):
    shown(card, 3).act("skipped")
    assert card.keys.isHidden()
    card.form.fields[0].setText("đã có rào của phường")
    with qtbot.waitSignal(card.done):
        qtbot.keyClick(card.form.fields[0], Qt.Key.Key_Return)
    assert city.daemon.asked[-1] == DoStep(RUN_ID, "s3", "skipped", note="đã có rào của phường")
    assert not card.keys.isHidden()


def test_the_second_person_signs_at_the_same_desk(qtbot, city, card):
    shown(card, 4).act("sign")
    card.form.fields[0].setText("bao")
    card.form.fields[1].setText("bí mật")
    card.form.send()
    assert city.daemon.asked[-1] == DoStep(RUN_ID, "s4", "approved", user="bao", password="bí mật")


def test_a_camera_is_chosen_and_its_picture_taken(city, card):
    shown(card, 2).act("snapshot")
    assert card.form.list.item(0).text() == "Mẹ Suốt 01 · Hòa Khánh", "the step's own camera first"
    card.form.list.setCurrentRow(1)
    card.form.send()
    port = card.evidence.camera._video
    assert port.asked[0][:2] == ("cam2", "rtsp://c2")
    port.streams[0].play()
    assert city.daemon.asked[-1].place_id == "cam2"
    assert "SHA-256" in card.message.text()


def test_without_cameras_a_file_is_the_cure(city, card):
    city.live.state.places = {}
    shown(card, 2).act("snapshot")
    assert "thêm ảnh từ tệp" in card.message.text()


def test_the_camera_of_a_step_can_be_opened(qtbot, card):
    shown(card, 2)
    with qtbot.waitSignal(card.place_wanted) as wanted:
        card.act("camera")
    assert wanted.args == ["cam1"]


def test_a_wall_that_nobody_sits_at_has_no_keys(show, city):
    card = StepCard(context(city), show(QWidget(), 600, 500), acting=False)
    shown(card, 2)
    assert card.keys.keys() == ()


def test_no_step_needs_no_room(card):
    assert shown(card, 2).wanted_height(600) > 150
    card.show_step(None, None)
    assert card.wanted_height(600) == 0
    card.act("done")
    assert card.step_id == ""
    assert not card.press("Z")


def test_the_whole_procedure_can_be_cancelled_from_each_of_its_steps(city, card):
    assert shown(card, 2).keys.keys()[-1].words == "Hủy quy trình"
    assert shown(card, 1).keys.keys() == (), "a step that is done keeps its calm"
    assert card.press("Z")
    assert not card.form.isHidden()


def test_what_has_ended_cannot_be_cancelled(city, card):
    ended = run(state="finished")
    card.show_step(ended, ended.steps[1])
    assert not card.press("Z")
    assert card.form.isHidden()
