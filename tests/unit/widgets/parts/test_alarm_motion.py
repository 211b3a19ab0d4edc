import pytest

from tests.unit.widgets.city import NOW, alarm
from widgets.logic.alarm_groups import AlarmRow
from widgets.parts.alarm_delegate import AlarmDelegate
from widgets.parts.alarm_model import AlarmModel
from widgets.parts.alarm_motion import SLIDE_AT_MOST, AlarmMotion
from widgets.parts.alarm_words import Saying, alarm_words
from widgets.parts.list_view import ListView
from widgets.theme.look import DARK, Look


def words(row: AlarmRow):
    return alarm_words(row.alarm, Saying(NOW, "Asia/Ho_Chi_Minh", "vi"), row.depth)


@pytest.fixture
def motion(show, vietnamese):
    look, model = Look(DARK), AlarmModel()
    model.reset([alarm(1), alarm(2, severity="low")])
    view = show(ListView(look, model, 78, None), 500, 300)
    delegate = AlarmDelegate(look, words, view)
    view.set_delegate(delegate)
    return AlarmMotion(view, model, delegate)


def test_a_new_alarm_slides_in_and_stands(qtbot, motion):
    motion.enter(["flood@1", "gone"])
    assert motion._delegate.shift["flood@1"] == 1.0
    qtbot.waitUntil(lambda: motion._delegate.shift == {}, timeout=3000)
    assert not motion._slide.isActive()


def test_many_at_once_stand_there(motion):
    motion.enter([f"flood@{k}" for k in range(SLIDE_AT_MOST + 1)])
    motion.enter([])
    assert motion._delegate.shift == {}


def test_blinking_begins_and_ends_bright(qtbot, motion):
    motion.blink(wanted=True)
    motion.blink(wanted=True)
    qtbot.waitUntil(lambda: motion._delegate.dark, timeout=3000)
    assert motion.blinks()
    motion.blink(wanted=False)
    assert not motion.blinks()
    assert not motion._delegate.dark
