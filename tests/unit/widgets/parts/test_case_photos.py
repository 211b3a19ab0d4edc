import pytest
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QWidget

from backend.contract.cases import CaseAttachment
from tests.unit.widgets.case_city import DeskCity
from tests.unit.widgets.conftest import has_colour, picture
from tests.unit.widgets.parts.test_case_pictures import jpeg
from widgets.parts.case_photos import PhotoGrid, PhotoView, fitted_into, phase_word
from widgets.parts.case_pictures import PictureShelf

PHOTOS = tuple(
    CaseAttachment(f"d{n}", f"anh-{n}.jpg", "image/jpeg", 1000, 0.0, "ha", phase="before" if n else "after")
    for n in range(5)
)


@pytest.fixture
def shelf(desk_city: DeskCity) -> PictureShelf:
    desk_city.daemon.photo = jpeg()
    return PictureShelf(desk_city.live)


def test_photos_come_one_after_the_other_into_as_many_columns_as_fit(qtbot, show, desk_city: DeskCity, shelf):
    grid = PhotoGrid(desk_city.context().look, shelf)
    grid.set_photos(PHOTOS)
    show(grid, 800, 10)
    assert grid.height() == 2 * 190
    with qtbot.waitSignal(shelf.arrived):
        picture(grid)
    qtbot.waitUntil(lambda: len(shelf._pictures) == 5)
    assert has_colour(picture(grid), "#808080", 500)
    grid.set_photos(())
    assert grid.isHidden()


def test_a_click_chooses_one(qtbot, show, desk_city: DeskCity, shelf):
    grid = PhotoGrid(desk_city.context().look, shelf)
    grid.set_photos(PHOTOS)
    show(grid, 800, 400)
    picture(grid)
    with qtbot.waitSignal(grid.chosen) as chosen:
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid._boxes[1][0].center().toPoint())
    assert chosen.args == ["d1"]
    qtbot.waitUntil(lambda: len(shelf._pictures) == 5)


def test_a_photo_that_another_system_keeps_is_not_fetched(show, desk_city: DeskCity, shelf):
    grid = PhotoGrid(desk_city.context().look, shelf)
    grid.set_photos([CaseAttachment("", "x", "image/jpeg", 0, 0.0, "", url="https://example.vn/1.jpg")])
    show(grid, 400, 200)
    picture(grid)
    assert not shelf._asked


def test_a_large_one_goes_with_any_key_before_the_wall_takes_it(qtbot, show, desk_city: DeskCity, shelf):
    above = show(QWidget(), 600, 400)
    with qtbot.waitSignal(shelf.arrived):
        shelf.picture("d1")
    view = PhotoView(desk_city.context().look, shelf, "d1", above)
    view.resize(600, 400)
    view.show()
    assert has_colour(picture(view), "#808080", 500)
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    assert view.event(event)
    for leave in (
        lambda: qtbot.keyClick(view, Qt.Key.Key_Escape),
        lambda: qtbot.mouseClick(view, Qt.MouseButton.LeftButton),
    ):
        with qtbot.waitSignal(view.closed):
            leave()


def test_a_picture_keeps_its_shape_and_is_never_blown_up():
    assert fitted_into(QRectF(0, 0, 100, 100), QImage(200, 100, QImage.Format.Format_RGB32)) == QRectF(
        0, 25, 100, 50
    )
    assert fitted_into(QRectF(0, 0, 100, 100), QImage(20, 20, QImage.Format.Format_RGB32)) == QRectF(
        40, 40, 20, 20
    )


def test_the_phase_has_its_word(vietnamese):
    assert (phase_word("before"), phase_word("")) == ("trước khi xử lý", "")
