import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QGraphicsRectItem, QGraphicsScene, QGraphicsView, QWidget

from widgets.parts.guard import guardian_of, install_guard


class Keeper(QWidget):
    def __init__(self):
        super().__init__()
        self.errors = []

    def fail(self, error):
        self.errors.append(error)


class Worker(QObject):
    asked = Signal()

    def __init__(self, parent):
        super().__init__(parent)
        self.asked.connect(self.work)

    def work(self):
        raise ValueError("bad reading")


@pytest.fixture
def former(monkeypatch):
    """Stand where the process's own hook stands, and see what reaches it."""
    seen = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: seen.append(error))
    restore = install_guard()
    yield seen
    restore()


def test_what_a_child_raises_in_a_slot_reaches_its_tile_only(qtbot, former):
    keeper = Keeper()
    qtbot.addWidget(keeper)
    worker = Worker(keeper)
    worker.asked.emit()
    assert [str(e) for e in keeper.errors] == ["bad reading"]
    assert former == []


def test_what_nobody_guards_goes_to_the_former_hook(qtbot, former):
    worker = Worker(None)
    worker.asked.emit()
    assert [str(e) for e in former] == ["bad reading"]


def test_leaving_the_program_is_no_failure_of_a_tile(qtbot, former):
    keeper = Keeper()
    qtbot.addWidget(keeper)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert keeper.errors == []
    assert len(former) == 1


def test_a_graphics_item_belongs_to_its_view(qtbot):
    keeper = Keeper()
    qtbot.addWidget(keeper)
    scene = QGraphicsScene(keeper)
    view = QGraphicsView(scene, keeper)
    item = QGraphicsRectItem()
    assert guardian_of(item) is None
    scene.addItem(item)
    assert guardian_of(item) is keeper
    assert guardian_of(view) is keeper
    assert guardian_of("a word") is None
