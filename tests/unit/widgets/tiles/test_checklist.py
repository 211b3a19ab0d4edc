import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent

from backend.contract.messages import Failure
from backend.contract.state import Text
from backend.contract.work_requests import CancelRun, DoStep
from tests.unit.widgets.city import NOW
from tests.unit.widgets.conftest import picture
from tests.unit.widgets.storm import INCIDENT_ID, RUN_ID, change, context, incident, run, step, stormy
from widgets.registry import make


@pytest.fixture
def city(vietnamese):
    return stormy()


@pytest.fixture
def tile(show, city):
    frame = show(make("checklist", {}, context(city)), 640, 900)
    frame.body.pane.list.setFocus()
    return frame


def press(qtbot, tile, key):
    qtbot.keyClick(tile.body.pane.list, key)


def words(tile):
    return [line.words for line in tile.body.pane.list.lines()]


def test_the_step_that_is_late_is_chosen_and_told_about(tile):
    assert words(tile)[0] == "Ứng phó ngập cấp phường"
    assert tile.body.pane.list.selected_id() == f"{RUN_ID}/s3"
    assert tile.body.card.text.words()[0] == "Rào chắn đường"
    head = tile.body.head()
    assert (head.badge, head.badge_severity, head.remark) == ("1 quá hạn", "medium", "5 việc chờ làm")


def test_a_letter_does_the_step_and_the_next_one_is_chosen(qtbot, tile, city):
    press(qtbot, tile, Qt.Key.Key_D)
    assert city.daemon.asked[-1] == DoStep(RUN_ID, "s3", "done")
    steps = list(run().steps)
    steps[2] = step(3, "Rào chắn đường", state="done", closed_at=NOW)
    change(city, run(steps=tuple(steps)))
    assert tile.body.pane.list.selected_id() == f"{RUN_ID}/s2"
    assert tile.body.card.step_id == f"{RUN_ID}/s2"


def test_the_second_half_of_a_double_press_does_not_do_the_next_step(qtbot, tile, city):
    steps = list(run().steps)
    steps[2] = step(3, "Rào chắn đường", state="done", closed_at=NOW)
    change(city, run(steps=tuple(steps)))
    press(qtbot, tile, Qt.Key.Key_D)
    press(qtbot, tile, Qt.Key.Key_Return)
    assert city.daemon.asked == []
    tile.body._moved.invalidate()
    press(qtbot, tile, Qt.Key.Key_D)
    assert city.daemon.asked == [DoStep(RUN_ID, "s2", "done")]


def test_enter_presses_the_key_that_the_arrows_chose(qtbot, tile, city):
    press(qtbot, tile, Qt.Key.Key_Return)
    assert city.daemon.asked[-1] == DoStep(RUN_ID, "s3", "done")
    press(qtbot, tile, Qt.Key.Key_Down)
    press(qtbot, tile, Qt.Key.Key_Right)
    press(qtbot, tile, Qt.Key.Key_Left)
    press(qtbot, tile, Qt.Key.Key_Return)
    assert city.daemon.asked[-1] == DoStep(RUN_ID, "s4", "approved")


def test_a_key_held_down_does_not_do_the_next_step_too(qtbot, tile, city):
    none = Qt.KeyboardModifier.NoModifier
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_D, none, "d", True)
    QCoreApplication.sendEvent(tile.body.pane.list, held)
    assert city.daemon.asked == []


def test_a_person_may_look_at_a_step_that_is_done(qtbot, tile, city):
    for _ in range(2):
        press(qtbot, tile, Qt.Key.Key_Up)
    assert tile.body.pane.list.selected_id() == f"{RUN_ID}/s1"
    assert tile.body.card.keys.keys() == ()
    city.pass_time(1)
    assert tile.body.pane.list.selected_id() == f"{RUN_ID}/s1"


def test_the_countdown_runs_and_lateness_comes_by_itself(tile, city):
    city.pass_time(731)
    assert tile.body.head().badge == "2 quá hạn"


def test_which_procedures_it_shows(show, city):
    alone = run("QT.9", incident_id="", procedure_id="diem-danh", title="Điểm danh đầu ca")
    ended = run("QT.8", incident_id="", procedure_id="diem-danh", state="finished", title="Hôm qua")
    change(city, alone, ended)
    assert words(show(make("checklist", {"procedure": "diem-danh"}, context(city))))[0] == "Điểm danh đầu ca"
    assert words(show(make("checklist", {"run": "QT.8"}, context(city))))[0] == "Hôm qua"
    assert words(show(make("checklist", {"run": "gone"}, context(city)))) == []
    change(city, incident(state="closed"))
    free = show(make("checklist", {}, context(city)))
    assert words(free)[0] == "Điểm danh đầu ca", "with no incident, what runs without one"
    assert "Hôm qua" not in words(free)


def test_another_incident_has_other_steps(tile, city):
    change(
        city,
        incident("SC.2"),
        run("QT.2", incident_id="SC.2", title="Cứu người", steps=(step(1, "Điều xuồng"),)),
    )
    tile.body.focus.choose("SC.2")
    assert words(tile)[:2] == ["Cứu người", "Điều xuồng"]
    assert tile.body.card.step_id == "QT.2/s1"


def test_a_form_keeps_its_keys_and_gives_the_list_back(qtbot, tile, city):
    press(qtbot, tile, Qt.Key.Key_K)
    field = tile.body.card.form.fields[0]
    qtbot.keyClicks(field, "d")
    assert city.daemon.asked == []
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert tile.body.pane.list.hasFocus()


def test_nothing_to_do_is_calm(show, vietnamese):
    tile = show(make("checklist", {}, context(stormy([]))), 500, 400)
    assert tile.body.pane.list.isHidden()
    assert tile.body.card.isHidden()
    assert tile.body.head().remark == "0 việc chờ làm"
    assert tile.title() == "Quy trình"


@pytest.mark.parametrize(
    ("density", "size"), [("desk", (640, 900)), ("wall", (1100, 1000)), ("briefing", (1500, 1000))]
)
def test_the_card_leaves_room_for_the_list_at_every_density(show, city, density, size):
    tile = show(make("checklist", {}, context(city, density)), *size)
    assert picture(tile).width() == size[0]
    assert tile.body.pane.height() >= 150
    assert tile.body.card.geometry().bottom() <= tile.body.rect().bottom()


def test_a_worse_incident_does_not_slip_under_a_persons_keys(qtbot, tile, city):
    press(qtbot, tile, Qt.Key.Key_Right)
    change(city, run("QT.2", incident_id="SC.2"), incident("SC.2", opened_at=NOW))
    assert tile.body.card.step_id == f"{RUN_ID}/s3"


def test_a_click_on_a_key_acts(qtbot, tile, city):
    box = tile.body.card.keys._boxes[0]
    qtbot.mouseClick(tile.body.card.keys, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert city.daemon.asked[-1] == DoStep(RUN_ID, "s3", "done")
    assert tile.body.focus.pinned == INCIDENT_ID


def test_only_the_supervisor_cancels_and_the_others_are_told(qtbot, tile, city):
    city.daemon.answers[CancelRun] = Failure.of(
        "not_allowed", Text("Chỉ trưởng ca được hủy quy trình.", "only the supervisor cancels a procedure")
    )
    press(qtbot, tile, Qt.Key.Key_Z)
    form = tile.body.card.form
    form.send()
    assert city.daemon.asked == [], "not without a reason"
    form.fields[0].setText("báo nhầm")
    qtbot.keyClick(form.fields[0], Qt.Key.Key_Return)
    assert city.daemon.asked == [CancelRun(RUN_ID, "báo nhầm")]
    assert form.message.text() == "Chỉ trưởng ca được hủy quy trình."
    del city.daemon.answers[CancelRun]
    form.send()
    assert form.isHidden()
    assert tile.body.pane.list.hasFocus()


def test_a_wall_that_nobody_sits_at_cancels_nothing(qtbot, show, city):
    tile = show(make("checklist", {"acting": False}, context(city)), 640, 900)
    press(qtbot, tile, Qt.Key.Key_Z)
    assert tile.body.card.form.isHidden()
