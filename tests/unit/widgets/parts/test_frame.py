import sys

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QMenu

from tests.unit.widgets.city import NOW, City
from tests.unit.widgets.conftest import picture
from widgets.parts.frame import TileFrame
from widgets.parts.guard import install_guard
from widgets.tile import TileBody, TileHealth, TileOptions, TileSpec

SPEC = TileSpec("trial", "Thử", "Trial")


class Trial(TileBody):
    """A body that does what a test tells it to."""

    wrong = ""
    state = "fresh"
    released = 0

    def __init__(self, context, parent=None):
        super().__init__(context, parent)
        if self.wrong == "build":
            raise RuntimeError("no such series: x.y")

    def health(self):
        if self.wrong == "health":
            raise RuntimeError("health broke")
        return TileHealth(self.state, NOW - 2)

    def default_title(self):
        return "Mực ngập — so 14/10/2022"

    def paintEvent(self, event):  # noqa: N802 - Qt's name
        if self.wrong == "paint":
            raise RuntimeError("paint broke")
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        painter.end()

    def release(self):
        type(self).released += 1


@pytest.fixture
def body_type():
    return type("Trial", (Trial,), {"released": 0})


@pytest.fixture
def frame(show, city: City, body_type):
    context = city.context()
    return show(TileFrame(SPEC, TileOptions(), context, lambda above: body_type(context, above)))


def test_a_tile_shows_its_body_under_the_head(frame):
    assert frame.title() == "Mực ngập — so 14/10/2022"
    assert frame.body is not None
    assert frame.body.geometry() == frame.body_rect()
    assert frame.body_rect().top() == 45
    assert frame.health() == TileHealth("fresh", NOW - 2)


def test_a_title_in_the_layout_wins(show, city, body_type):
    context = city.context()
    frame = show(TileFrame(SPEC, TileOptions(title="Ngập"), context, lambda above: body_type(context, above)))
    frame.body.title_changed.emit("other")
    assert frame.title() == "Ngập"


def test_a_body_may_change_its_title(frame):
    frame.body.title_changed.emit("Mưa")
    assert frame.title() == "Mưa"


def test_late_values_are_hatched_over_the_picture(qtbot, frame, body_type):
    before = picture(frame)
    body_type.state = "late"
    with qtbot.waitSignal(frame.health_changed):
        frame.body.health_changed.emit()
    after = picture(frame)
    assert before != after
    row = [after.pixel(x, 200) & 0xFFFFFF for x in range(20, 600)]
    assert 0 in row, "the picture is still there between the stripes"
    assert len(set(row)) > 1


def test_a_body_that_marks_its_own_values_is_not_hatched(frame, body_type):
    body_type.marks_own_values = True
    body_type.state = "lost"
    frame.refresh()
    assert frame._hatch.isHidden()


@pytest.mark.parametrize("wrong", ["health", "build"])
def test_a_broken_tile_says_so_and_is_started_again(qtbot, show, city, body_type, wrong):
    body_type.wrong = wrong
    context = city.context()
    frame = show(TileFrame(SPEC, TileOptions(), context, lambda above: body_type(context, above)))
    frame.refresh()
    assert frame.health().state == "failed"
    assert "RuntimeError" in frame.health().note
    assert "Khởi động lại sau 1 s" in frame._failure.words()[2]
    body_type.wrong = ""
    qtbot.waitUntil(lambda: frame.health().state == "fresh", timeout=5000)
    assert frame._failure.isHidden()


@pytest.fixture
def guarded(monkeypatch):
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    restore = install_guard()
    yield
    restore()


def test_an_exception_while_painting_fails_that_tile_only(qtbot, guarded, show, city, body_type):
    context = city.context()
    well = show(TileFrame(SPEC, TileOptions(), context, lambda above: Trial(context, above)))
    ill = show(TileFrame(SPEC, TileOptions(), context, lambda above: body_type(context, above)))
    body_type.wrong = "paint"
    ill.body.update()
    qtbot.waitUntil(lambda: ill.health().state == "failed")
    assert "paint broke" in ill.health().note
    assert well.health().state == "fresh"
    qtbot.waitUntil(lambda: body_type.released == 1)


def test_failures_back_off_and_are_forgotten_after_a_good_while(city, frame):
    for _ in range(3):
        frame.fail(RuntimeError("x"))
        frame._restart.stop()
        frame._start()
    assert frame._n_failures == 3
    city.pass_time(61)
    assert frame._n_failures == 0


def test_a_second_failure_while_down_changes_nothing(frame):
    frame.fail(RuntimeError("first"))
    frame.fail(RuntimeError("second"))
    assert "first" in frame.health().note
    frame.refresh()


def test_restart_builds_anew(frame, body_type):
    old = frame.body
    frame.restart()
    assert frame.body is not old
    assert body_type.released == 1


def test_a_double_click_on_the_head_enlarges(qtbot, frame):
    def double_click(y: float) -> None:
        at = QPointF(20, y)
        event = QMouseEvent(
            QEvent.Type.MouseButtonDblClick,
            at,
            frame.mapToGlobal(at),
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        frame.mouseDoubleClickEvent(event)

    with qtbot.waitSignal(frame.enlarge_requested):
        double_click(20)
    with qtbot.assertNotEmitted(frame.enlarge_requested):
        double_click(200)


def test_a_chosen_place_is_passed_on(qtbot, frame):
    with qtbot.waitSignal(frame.place_chosen) as caught:
        frame.body.place_chosen.emit("me_suot")
    assert caught.args == ["me_suot"]


def test_an_unframed_tile_has_no_head(show, city, body_type):
    context = city.context()
    spec = TileSpec("trial", "Thử", "Trial", framed=False)
    frame = show(TileFrame(spec, TileOptions(), context, lambda above: body_type(context, above)))
    assert frame.body_rect().top() == 1


def test_the_menu_offers_what_the_body_can_do_first(frame):
    frame.body.addAction(QAction("Ghi nhận phản ánh từ camera (R)", frame.body))
    corner = frame.rect().center()
    frame.contextMenuEvent(
        QContextMenuEvent(QContextMenuEvent.Reason.Mouse, corner, frame.mapToGlobal(corner))
    )
    (menu,) = frame.findChildren(QMenu)
    assert menu.actions()[0].text() == "Ghi nhận phản ánh từ camera (R)"
    assert len(menu.actions()) == 3
    menu.close()


def test_a_chosen_case_is_passed_on(qtbot, frame):
    with qtbot.waitSignal(frame.case_chosen) as chosen:
        frame.body.case_chosen.emit("PAHT.1")
    assert chosen.args == ["PAHT.1"]
